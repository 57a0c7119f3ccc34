// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/jobmirror.h"
#include "gui/models/openquestions.h"
#include "gui/widgets/certificatepanel.h"
#include "gui/widgets/clientcertificatepanel.h"
#include "gui/widgets/signinpanel.h"

#include <array>

class QAction;

namespace lighterman {

class MainWindow;
class Notifications;
class TrayIcon;

/// The agent's questions as a person meets them, those of passwords and of certificates alike: the
/// bars above the list, the panels, the command in the menus and the mark on the tray's icon follow
/// what is open, and the keyring. Nothing here opens a window or takes the focus unless somebody
/// asks for it.
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

    /// Opens the panel of that question, in place of the one that is shown; false where the
    /// question is not open.
    bool ask(int number);
    /// One notification for each question from now on, and one for a keyring that is locked. Not
    /// owned, outlives this.
    void setNotifications(Notifications &notifications);
    /// How many jobs wait for the keyring to be unlocked.
    void setHeldByKeyring(int jobs);
    [[nodiscard]] SignInPanel &panel() { return m_signIn; }
    [[nodiscard]] CertificatePanel &certificatePanel() { return m_certificate; }
    [[nodiscard]] ClientCertificatePanel &clientCertificatePanel() { return m_clientCertificate; }

private:
    void connectAll();
    void askFirst();
    void putOffAll();
    void show();
    void showKeyring();
    void showCommand();
    void follow(QuestionPanel &panel);
    void notify();
    void notifyOfKeyring(bool isWanted);
    /// For the question that `panel` shows.
    template <typename Request>
    void answer(QuestionPanel &panel, const Request &request);
    [[nodiscard]] QuestionPanel &panelFor(QuestionKind kind);
    [[nodiscard]] const OpenQuestions::Row *first() const;
    void putOff(int number);
    void unlock();
    void skipKeyring();
    [[nodiscard]] QuestionPanel::Waiting waitingFor(const protocol::QuestionRow &row) const;

    AgentLink &m_link;
    Parts m_parts;
    OpenQuestions m_questions;
    SignInPanel m_signIn;
    CertificatePanel m_certificate;
    ClientCertificatePanel m_clientCertificate;
    std::array<QuestionPanel *, 3> m_panels{&m_signIn, &m_certificate, &m_clientCertificate};
    Notifications *m_notifications = nullptr; ///< null: none are shown
    QString m_said; ///< by the bar, so that it is not read aloud anew with every change
    QString m_keyringSaid;
    int m_held = 0;                ///< jobs
    bool m_isKeyringLater = false; ///< the person has closed the bar
    bool m_isTyping = false;       ///< the next question is to be shown
};

} // namespace lighterman
