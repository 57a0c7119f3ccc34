// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"

#include <QLineEdit>

namespace lighterman {

/// A line for a password, hidden unless somebody wants to see it. What is typed is overwritten when
/// it is taken or dropped; what Qt has copied while it was typed (input methods, memory that grew)
/// is out of reach.
class SecretEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SecretEdit(QWidget *parent = nullptr);
    ~SecretEdit() override;

    /// What was typed, in UTF-8; the line keeps it.
    [[nodiscard]] Secret typed() const;
    /// The same; the line is empty after that.
    [[nodiscard]] Secret take();
    /// Forgets what was typed.
    void drop();
    void setShown(bool shown) { setEchoMode(shown ? Normal : Password); }
};

} // namespace lighterman
