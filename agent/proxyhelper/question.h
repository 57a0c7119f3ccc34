// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QStringList>
#include <QUrl>

#include <variant>

namespace lighterman {

/// The longest question, in bytes.
inline constexpr int kLargestQuestion = 2 << 20;

/// What the settings of this account say of a link.
struct SettingsQuestion
{
    QUrl url = {};
    bool operator==(const SettingsQuestion &) const = default;
};

/// What a PAC script says of a link.
struct ScriptQuestion
{
    QString url = {};
    QString host = {};
    QString script = {};        ///< its source
    QStringList addresses = {}; ///< of this machine, the one that leads outside first
    bool operator==(const ScriptQuestion &) const = default;
};

using Question = std::variant<SettingsQuestion, ScriptQuestion>;

/// The question in `json`. invalid-argument, with what is wrong; never with what was in it.
[[nodiscard]] Result<Question> readQuestion(const QByteArray &json);

} // namespace lighterman
