// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLayout;
class QLineEdit;
class QListWidget;
class QPushButton;
class QToolButton;

namespace lighterman {

class SecretEdit;

/// Asks for what one question wants: user name and password, or a token. Not modal: the window
/// stays usable beside it. It never comes by itself, and goes when the question is answered.
class SignInPanel final : public QDialog
{
    Q_OBJECT

public:
    /// What waits for the answer.
    struct Waiting
    {
        QStringList names;           ///< some of them
        std::optional<qint64> bytes; ///< of all together, where that is known
    };

    explicit SignInPanel(QWidget *parent = nullptr);
    ~SignInPanel() override;

    /// Shows the panel for this question and brings it to the front, for a person who asked for it.
    void ask(const protocol::QuestionRow &row);
    /// The number of the question that it shows; 0 while it is hidden.
    [[nodiscard]] int number() const { return isHidden() ? 0 : m_row.question.number; }
    /// How the question that it shows stands now.
    void follow(const protocol::QuestionRow &row);
    void setWaiting(const Waiting &waiting);
    void setKeyring(const KeyringFacts &keyring);
    /// Whether there is an agent to answer to.
    void setReachable(bool isReachable);
    /// What the agent has said to an answer: it is to be tried again, or not tried.
    void settle(const Error &error);
    /// The question is no more: hides, and forgets what was typed.
    void finish();

    void accept() override;
    /// Not now.
    void reject() override;

signals:
    void answered(const lighterman::protocol::AnswerQuestion &answer);
    void putOff(int number);

private:
    void build();
    void buildHead(QLayout &column);
    void buildForm(QFormLayout &form);
    [[nodiscard]] QWidget *buildSecretRow();
    void describe();
    void refresh();
    void showOutcome();
    void fit();
    void complain(const QString &text);
    [[nodiscard]] bool isBusy() const;
    void focusFirstEmpty();

    protocol::QuestionRow m_row;
    KeyringFacts m_keyring{KeyringState::Open, {}};
    QString m_complaint;   ///< about what was typed last
    bool m_isSent = false; ///< and the agent has not said anything to it
    bool m_isReachable = true;
    QTimer m_pauseOver;

    QLabel *m_asks;
    QLabel *m_selfName;
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
    QLabel *m_outcome;
    QToolButton *m_waiting;
    QListWidget *m_names;
    QPushButton *m_signIn;
    QPushButton *m_notNow;
};

} // namespace lighterman
