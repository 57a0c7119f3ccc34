// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/widgets/questionpanel.h"

class QFormLayout;
class QPlainTextEdit;

namespace lighterman {

/// Asks whether to trust a server that nobody vouches for. What comes easily is not to; the yes is
/// behind the details, beside the fingerprint that it is for.
class CertificatePanel final : public QuestionPanel
{
    Q_OBJECT

public:
    explicit CertificatePanel(QWidget *parent = nullptr);

    /// The transfers stay stopped.
    void accept() override;

signals:
    void decided(const lighterman::protocol::DecideQuestion &decision);

protected:
    void begin() override;
    void describe() override;
    void refresh() override;
    void focusFirst() override;
    [[nodiscard]] QString notTaken(const Error &error) const override;

private:
    void build();
    void buildDetails();
    QLabel *addFact(QFormLayout &form, const QString &name);
    void buildFingerprint();
    /// The sixteen bytes of half a fingerprint on each line.
    void sizeFingerprint();
    void decide(bool isAccepted);

    QLabel *m_flaw;
    QLabel *m_risk;
    QToolButton *m_unfold;
    QWidget *m_details;
    QLabel *m_names = nullptr;
    QLabel *m_issuer = nullptr;
    QLabel *m_from = nullptr;
    QLabel *m_to = nullptr;
    QPlainTextEdit *m_fingerprint;
    QLabel *m_meaning;
    QPushButton *m_trust;
    QPushButton *m_stop;
};

} // namespace lighterman
