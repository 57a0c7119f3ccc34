// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/app/guiapp.h"

#include "common/base/paths.h"
#include "common/base/redact.h"
#include "gui/app/icons.h"
#include "gui/models/linklist.h"
#include "gui/widgets/messagebar.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QFileInfo>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

QString layoutFile()
{
    return QFileInfo(paths::settings()).path() + u"/lighterman-gui.conf"_s;
}

Moment now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QString cell(const Job &job, JobTableModel::Column column)
{
    switch (column) {
    case JobTableModel::State:
        return present::state(job, now());
    case JobTableModel::Progress:
        return present::progress(job);
    case JobTableModel::Rate:
        return present::rate(job);
    case JobTableModel::TimeLeft:
        return present::timeLeft(job);
    default:
        return oneLine(job.name);
    }
}

JobTableModel::Words words()
{
    return {present::columnTitles(), cell, [](const Job &job) { return present::tip(job, now()); },
            [](const Job &job) { return present::sentence(job, now()); }};
}

} // namespace

GuiApp::GuiApp(AgentLink &link, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_opener([](const QUrl &url) { QDesktopServices::openUrl(url); })
    , m_settings(layoutFile(), QSettings::IniFormat)
    , m_mirror(link)
    , m_model(words())
    , m_filter(m_model)
    , m_jobActions(link)
    , m_adder(link)
    , m_window(m_filter, commands())
    , m_dialog(QString(), &m_window)
    , m_tray(icons::program(), trayCommands())
    , m_signIn(link, {m_mirror, m_window, m_tray, m_windowActions.signIn})
{
    m_window.restoreLayout(m_settings);
    connectAgent();
    connectActions();
    connectWindow();
    showTally();
}

GuiApp::~GuiApp()
{
    m_window.saveLayout(m_settings);
}

void GuiApp::start(const QStringList &links)
{
    m_link.connectToAgent();
    m_link.subscribe();
    raise(links);
}

void GuiApp::raise(const QStringList &links)
{
    m_window.present();
    addLinks(links.join(u'\n'));
}

void GuiApp::useNotifications()
{
    m_notifications = std::make_unique<Notifications>(QDBusConnection::sessionBus(),
                                                      paths::runtimeFolder() + u"/notices"_s);
    m_signIn.setNotifications(*m_notifications);
}

MainWindow::Commands GuiApp::commands()
{
    JobActions &job = m_jobActions;
    WindowActions &window = m_windowActions;
    return {window.add,
            {&window.add, &job.pause, &job.resume, &job.remove},
            {&window.add, &window.paste, nullptr, &window.signIn, nullptr, &job.pauseAll,
             &job.resumeAll, &job.checkNow, nullptr, &window.close, &window.quit, &window.stop},
            {&job.pauseOrContinue, &job.pause, &job.resume, &job.complete, nullptr, &job.useAnyway,
             &job.openSignIn, nullptr, &job.open, &job.showFolder, nullptr, &job.remove}};
}

QList<QAction *> GuiApp::trayCommands()
{
    return {&m_windowActions.openWindow, &m_windowActions.signIn,  nullptr,
            &m_windowActions.add,        &m_windowActions.paste,   nullptr,
            &m_jobActions.pauseAll,      &m_jobActions.resumeAll,  nullptr,
            &m_jobActions.checkNow,      &m_jobActions.openSignIn, nullptr,
            &m_windowActions.quit,       &m_windowActions.stop};
}

void GuiApp::connectAgent()
{
    connect(&m_mirror, &JobMirror::reset, &m_model, [this] { m_model.replace(m_mirror.jobs()); });
    connect(&m_mirror, &JobMirror::changed, &m_model, &JobTableModel::apply);
    connect(&m_model, &JobTableModel::tallyChanged, this, &GuiApp::showTally);
    connect(&m_link, &AgentLink::stateChanged, this, [this](LinkState state) {
        m_window.showLink(state, m_link.error());
        showTally();
    });
    connect(&m_link, &AgentLink::listRefused, &m_window, &MainWindow::showNoList);
    connect(&m_window, &MainWindow::connectAsked, this, [this] { m_link.connectToAgent(); });
    connect(&m_adder, &JobAdder::answered, this, &GuiApp::sayAdded);
    connect(&m_jobActions, &JobActions::refused, this,
            [this](const QString &job, const Error &why) {
                m_window.messageBar()->say(present::refused(job, why));
            });
    connect(&m_jobActions, &JobActions::checkRefused, this,
            [this](const Error &why) { m_window.messageBar()->say(present::explained(why.code)); });
}

void GuiApp::connectActions()
{
    WindowActions &actions = m_windowActions;
    connect(&actions.openWindow, &QAction::triggered, &m_window, &MainWindow::present);
    connect(&actions.add, &QAction::triggered, this, &GuiApp::showAddDialog);
    connect(&actions.paste, &QAction::triggered, this, &GuiApp::paste);
    connect(&actions.close, &QAction::triggered, &m_window, &QWidget::close);
    connect(&actions.quit, &QAction::triggered, qApp, &QCoreApplication::quit);
    connect(&actions.stop, &QAction::triggered, this, &GuiApp::stopAgent);
    connect(&m_jobActions, &JobActions::removalAsked, this, [this](const std::vector<Job> &jobs) {
        m_window.askRemoval(jobs, [this, jobs] { m_jobActions.cancel(jobs); });
    });
    connect(&m_jobActions, &JobActions::openAsked, this, &GuiApp::openFile);
    connect(&m_jobActions, &JobActions::showFolderAsked, this, &GuiApp::openFolder);
    connect(&m_jobActions, &JobActions::signInAsked, this,
            [this](const QUrl &page) { m_opener(page); });
    m_jobActions.setEverything([this] {
        const QHash<JobId, Job> &jobs = m_mirror.jobs();
        return std::vector<Job>(jobs.cbegin(), jobs.cend());
    });
}

void GuiApp::connectWindow()
{
    connect(&m_window, &MainWindow::linksDropped, this, &GuiApp::addLinks);
    connect(&m_window, &MainWindow::closed, this, &GuiApp::windowClosed);
    connect(&m_window, &MainWindow::signInAsked, this, [this] {
        const bool isPageKnown = m_jobActions.openSignIn.isEnabled();
        (isPageKnown ? m_jobActions.openSignIn : m_jobActions.checkNow).trigger();
    });
    connect(m_window.list(), &JobList::selectionChanged, this,
            [this] { m_jobActions.select(m_window.list()->selected()); });
    connect(m_window.list(), &JobList::activated, this, &GuiApp::openSelected);
    connect(&m_dialog, &AddJobDialog::jobsAsked, &m_adder, &JobAdder::add);
    connect(&m_tray, &TrayIcon::activated, &m_window, &MainWindow::present);
}

void GuiApp::addLinks(const QString &links)
{
    const LinkList list = readLinks(links);
    std::vector<JobSpec> specs;
    for (const QUrl &url : list.links) {
        JobSpec spec;
        spec.files.push_back({url, {}});
        specs.push_back(std::move(spec));
    }
    m_adder.add(specs);
    if (!list.bad.isEmpty())
        say(present::badLines(list.bad, list.why), list.bad);
}

void GuiApp::say(const present::Notice &notice, const QStringList &links)
{
    m_window.messageBar()->say(notice.text, notice.action,
                               [this, links] { m_dialog.offer(links.join(u'\n')); });
}

void GuiApp::sayAdded(const AddOutcome &outcome)
{
    QStringList lines;
    if (!outcome.doubted.isEmpty())
        lines += present::addedWith(outcome.remark, outcome.doubted.front(),
                                    int(outcome.doubted.size()));
    if (outcome.refused.isEmpty()) {
        m_window.messageBar()->say(lines.join(u'\n'));
        return;
    }
    present::Notice notice = present::notAdded(outcome.refused, outcome.why);
    lines.prepend(notice.text);
    notice.text = lines.join(u'\n');
    say(notice, outcome.refused);
}

void GuiApp::showAddDialog()
{
    const QString copied = MainWindow::linksIn(QGuiApplication::clipboard()->mimeData());
    // Whatever else lies in the clipboard is none of our business.
    const LinkList list = readLinks(copied);
    m_dialog.offer(list.bad.isEmpty() ? copied : QString());
}

void GuiApp::paste()
{
    addLinks(MainWindow::linksIn(QGuiApplication::clipboard()->mimeData()));
}

void GuiApp::showTally()
{
    const JobTally &tally = m_model.tally();
    m_window.showTally(tally);
    m_tray.setTip(present::trayTip(MainWindow::figuresOf(tally)));
    const QUrl page = m_model.signInPage();
    m_window.showSignIn(tally.holds.contains(ErrorCode::CaptivePortal), !page.isEmpty());
    m_jobActions.setSignInPage(page);
    m_signIn.setHeldByKeyring(tally.holds.value(ErrorCode::KeyringLocked));
    m_jobActions.setAnyWaiting(m_link.state() == LinkState::Connected
                               && tally.states.at(std::size_t(JobState::TransientError)) > 0);
}

/// The file, or the question that the job waits for.
void GuiApp::openSelected()
{
    const auto jobs = m_window.list()->selected();
    if (jobs.size() != 1 || !m_signIn.ask(jobs.front().question))
        m_jobActions.open.trigger();
}

void GuiApp::openFile(const Job &job)
{
    m_link.ask<protocol::ShowJob>(
        {job.id}, this, [this, job](const Result<protocol::JobInfo> &info) {
            if (!info)
                m_window.messageBar()->say(present::refused(job.name, info.error()));
            else if (info->files.size() == 1 && !info->files.front().second.path.isEmpty())
                m_opener(QUrl::fromLocalFile(info->files.front().second.path));
            else
                openFolder(job);
        });
}

void GuiApp::openFolder(const Job &job)
{
    m_opener(QUrl::fromLocalFile(job.folder));
}

void GuiApp::stopAgent()
{
    m_link.ask<protocol::Stop>({}, this, [](const Result<protocol::Done> &) {
        QCoreApplication::quit(); // an agent that cannot be reached has nothing to stop
    });
}

void GuiApp::windowClosed()
{
    m_window.saveLayout(m_settings);
    if (!m_tray.isThere())
        QCoreApplication::quit();
}

} // namespace lighterman
