// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobspec.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace lighterman {

/// Asks for links and where they go. Not modal: the window stays usable beside it. What is wrong is
/// said in the dialog, and what was typed stays.
class AddJobDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit AddJobDialog(const QString &folder, QWidget *parent = nullptr);

    /// Shows the dialog with `links`, one a line, below those that somebody has typed already.
    void offer(const QString &links);

    void accept() override;

signals:
    /// One job for each link.
    void jobsAsked(const std::vector<lighterman::JobSpec> &specs);

private:
    void build();
    void browse();
    [[nodiscard]] Result<std::vector<JobSpec>> specs() const;
    void complain(const QString &text, QWidget *where);

    QPlainTextEdit *m_links;
    QLineEdit *m_folder;
    QPushButton *m_browse;
    QCheckBox *m_suspended;
    QLabel *m_error;
};

} // namespace lighterman
