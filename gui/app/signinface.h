// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/jobmirror.h"
#include "gui/models/openquestions.h"
#include "gui/widgets/signinpanel.h"

#include <QSet>

class QAction;

namespace lighterman {

class MainWindow;
class Notifications;
class TrayIcon;

/// Signing in as a person meets it: the bars above the list, the panel, the command in the menus
/// and the mark on the tray's icon follow the agent's open questions and its keyring. Nothing here
/// opens a window or takes the focus unless somebody asks for it.
class SignInFace final : public QObject
{
    Q_OBJECT

public:
    /// None is owned; all outlive this.
    struct Parts
    {
        const JobMirror &jobs; ///< names and sizes of those that wait
        MainWindow &window;
        TrayIcon &tray;
        QAction &signIn;
    };

    SignInFace(AgentLink &link, const Parts &parts);

    /// Opens the panel of that question; false where it is not open.
    bool ask(int number);
    /// One notification for each question from now on. Not owned, outlives this.
    void setNotifications(Notifications &notifications);
    /// How many jobs wait for the keyring to be unlocked.
    void setHeldByKeyring(int jobs);
    [[nodiscard]] SignInPanel &panel() { return m_panel; }

private:
    void connectAll();
    void askFirst();
    void putOffAll();
    void show();
    void showKeyring();
    void showPanel();
    void notify();
    void answer(const protocol::AnswerQuestion &answer);
    void putOff(int number);
    void unlock();
    [[nodiscard]] SignInPanel::Waiting waitingFor(const protocol::QuestionRow &row) const;

    AgentLink &m_link;
    Parts m_parts;
    OpenQuestions m_questions;
    SignInPanel m_panel;
    Notifications *m_notifications = nullptr; ///< null: none are shown
    QSet<int> m_notified;                     ///< questions
    QString m_said; ///< by the bar, so that it is not read aloud anew with every change
    QString m_keyringSaid;
    int m_held = 0;                ///< jobs
    bool m_isKeyringLater = false; ///< the person has closed the bar
};

} // namespace lighterman
