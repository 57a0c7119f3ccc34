// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"
#include "gui/text/present.h"
#include "gui/widgets/joblist.h"

#include <QMainWindow>

class QLabel;
class QMimeData;
class QSettings;

namespace lighterman {

class MessageBar;

/// The window: the list, the bars above it and the line of figures below. It shows and asks; what
/// is done about it is decided by whoever composes it.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// What the window offers besides looking. Null stands for a separator.
    struct Commands
    {
        QAction &add;
        QList<QAction *> toolBar;
        QList<QAction *> fileMenu;
        QList<QAction *> jobMenu; ///< also the context menu of the list
    };

    /// `jobs` is not owned and outlives the window.
    MainWindow(JobFilter &jobs, const Commands &commands, QWidget *parent = nullptr);

    [[nodiscard]] JobList *list() const { return m_list; }
    /// The bars, from above: the agent is away; the network wants a sign-in; servers ask who one
    /// is; the keyring is locked; something was refused; are you sure?
    [[nodiscard]] MessageBar *linkBar() const { return m_linkBar; }
    [[nodiscard]] MessageBar *signInBar() const { return m_signInBar; }
    [[nodiscard]] MessageBar *askBar() const { return m_askBar; }
    [[nodiscard]] MessageBar *keyringBar() const { return m_keyringBar; }
    [[nodiscard]] MessageBar *messageBar() const { return m_messageBar; }
    [[nodiscard]] MessageBar *questionBar() const { return m_questionBar; }

    void showLink(LinkState state, const Error &error);
    /// The agent is there and refuses its list: until the next showLink().
    void showNoList(const Error &why);
    void showTally(const JobTally &tally);
    /// One hint for all jobs that wait for somebody to sign in to the network, from when that is
    /// `wanted` until it is no more. `isPageKnown`: of the page to do that on.
    void showSignIn(bool wanted, bool isPageKnown);
    /// Asks before `jobs` are thrown away; `yes` is called if that is meant.
    void askRemoval(const std::vector<Job> &jobs, const std::function<void()> &yes);
    /// Shows the window and brings it to the front, as far as the desktop lets a program do so.
    void present();

    void saveLayout(QSettings &settings) const;
    void restoreLayout(const QSettings &settings);

    /// What the line of figures and the tray say of a list.
    [[nodiscard]] static present::Figures figuresOf(const JobTally &tally);
    /// The links that a drop or the clipboard holds, one a line; empty when there are none.
    [[nodiscard]] static QString linksIn(const QMimeData *data);

signals:
    /// Somebody wants the agent to be looked for again, or started.
    void connectAsked();
    /// Somebody uses the hint about signing in.
    void signInAsked();
    void linksDropped(const QString &links);
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildBars(const Commands &commands);
    void buildCentre();

    JobList *m_list;
    MessageBar *m_linkBar;
    MessageBar *m_signInBar;
    MessageBar *m_askBar;
    MessageBar *m_keyringBar;
    MessageBar *m_messageBar;
    MessageBar *m_questionBar;
    QLabel *m_status;
    LinkState m_link = LinkState::Connecting;
    JobTally m_tally;
    QTimer m_signInOver; ///< runs once nothing wants the hint any more
    bool m_isSignInWanted = false;
    bool m_isSignInPageKnown = false;
};

} // namespace lighterman
