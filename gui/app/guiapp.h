// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/jobmirror.h"
#include "gui/actions/jobactions.h"
#include "gui/actions/jobadder.h"
#include "gui/actions/windowactions.h"
#include "gui/app/signinface.h"
#include "gui/models/jobfilter.h"
#include "gui/text/present.h"
#include "gui/tray/notifications.h"
#include "gui/tray/trayicon.h"
#include "gui/widgets/addjobdialog.h"
#include "gui/widgets/mainwindow.h"

#include <QSettings>

#include <memory>

namespace lighterman {

/// The face as a whole: builds model, actions, window and tray, and ties them to the agent.
class GuiApp final : public QObject
{
    Q_OBJECT

public:
    /// Opens a file or a folder in the program that the desktop has for it.
    using Opener = std::function<void(const QUrl &)>;

    /// `link` is not owned and outlives this. Nothing is shown before start().
    explicit GuiApp(AgentLink &link, QObject *parent = nullptr);
    ~GuiApp() override;

    /// Shows the window, looks for the agent and adds `links`, which came with the command.
    void start(const QStringList &links = {});
    /// Brings the window to the front and adds `links`.
    void raise(const QStringList &links);
    /// Adds links, one a line, to the agent's usual folder; lines that are no links are named.
    void addLinks(const QString &links);
    /// From now on the desktop tells of what is asked of the person.
    void useNotifications();
    void setOpener(Opener opener) { m_opener = std::move(opener); }

    [[nodiscard]] MainWindow &window() { return m_window; }
    [[nodiscard]] AddJobDialog &dialog() { return m_dialog; }
    [[nodiscard]] JobActions &jobActions() { return m_jobActions; }
    [[nodiscard]] WindowActions &windowActions() { return m_windowActions; }
    [[nodiscard]] const QMenu *trayMenu() const { return m_tray.menu(); }
    [[nodiscard]] const TrayIcon &tray() const { return m_tray; }
    [[nodiscard]] SignInFace &signInFace() { return m_signIn; }

private:
    void connectAgent();
    void connectActions();
    void connectWindow();
    [[nodiscard]] MainWindow::Commands commands();
    [[nodiscard]] QList<QAction *> trayCommands();

    void showAddDialog();
    void paste();
    void showTally();
    void sayAdded(const AddOutcome &outcome);
    void say(const present::Notice &notice, const QStringList &links);
    void openSelected();
    void openFile(const Job &job);
    void openFolder(const Job &job);
    void stopAgent();
    void windowClosed();

    AgentLink &m_link;
    Opener m_opener;
    QSettings m_settings;
    JobMirror m_mirror;
    JobTableModel m_model;
    JobFilter m_filter;
    WindowActions m_windowActions;
    JobActions m_jobActions;
    JobAdder m_adder;
    MainWindow m_window;
    AddJobDialog m_dialog;
    TrayIcon m_tray;
    std::unique_ptr<Notifications> m_notifications;
    SignInFace m_signIn;
};

} // namespace lighterman
