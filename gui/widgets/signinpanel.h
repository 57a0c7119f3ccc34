// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/widgets/questionpanel.h"

#include <QTimer>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace lighterman {

class SecretEdit;

/// Asks for user name and password, for a token, or for the passphrase of a client key.
class SignInPanel final : public QuestionPanel
{
    Q_OBJECT

public:
    explicit SignInPanel(QWidget *parent = nullptr);
    ~SignInPanel() override;

    void setKeyring(const KeyringFacts &keyring);

    void accept() override;

signals:
    void answered(const lighterman::protocol::AnswerQuestion &answer);

protected:
    void begin() override;
    void describe() override;
    void refresh() override;
    void focusFirst() override;
    void forget() override;
    [[nodiscard]] QString outcome() const override;
    [[nodiscard]] QString notTaken(const Error &error) const override;

private:
    void build();
    void buildHead();
    void buildForm(QFormLayout &form);
    [[nodiscard]] QWidget *buildSecretRow();
    [[nodiscard]] bool asksUser() const;

    KeyringFacts m_keyring{KeyringState::Open, {}};
    QTimer m_pauseOver;

    QLabel *m_selfName;
    QWidget *m_way;
    QLabel *m_lock;
    QLabel *m_wayThere;
    QLabel *m_userLabel;
    QLineEdit *m_user;
    QLabel *m_secretLabel;
    SecretEdit *m_secret;
    QToolButton *m_show;
    QCheckBox *m_remember;
    QLabel *m_reason;
    QComboBox *m_for;
    QLabel *m_scheme;
    QPushButton *m_signIn;
};

} // namespace lighterman
