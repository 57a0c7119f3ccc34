// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/widgets/questionpanel.h"

#include <QPointer>

class QFileDialog;
class QLineEdit;

namespace lighterman {

/// Asks which certificate shows a server who the person is: a file, typed or looked for.
class ClientCertificatePanel final : public QuestionPanel
{
    Q_OBJECT

public:
    explicit ClientCertificatePanel(QWidget *parent = nullptr);

    void accept() override;

signals:
    void chosen(const lighterman::protocol::ChooseClientCertificate &choice);

protected:
    void begin() override;
    void describe() override;
    void refresh() override;
    void focusFirst() override;
    void forget() override;
    [[nodiscard]] QString notTaken(const Error &error) const override;

private:
    void build();
    void browse();

    QLabel *m_then;
    QLabel *m_label;
    QLineEdit *m_file;
    QPushButton *m_browse;
    QPushButton *m_use;
    QPointer<QFileDialog> m_dialog; ///< while somebody looks for a file
};

/// The certificate that was typed, as readClientCertificate() has it: paths that are not whole
/// begin in the home folder, `~` is that folder, and links to files are taken for their paths.
/// Names that are no paths stay as they are. Empty for nothing; the errors of that function.
[[nodiscard]] Result<QString> clientCertificateFromTyped(const QString &typed);

} // namespace lighterman
