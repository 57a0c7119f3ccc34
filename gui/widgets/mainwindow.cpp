// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/mainwindow.h"

#include "gui/text/present.h"
#include "gui/widgets/messagebar.h"

#include <QAction>
#include <QCloseEvent>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTableView>
#include <QToolBar>
#include <QVBoxLayout>

#include <chrono>
#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr QSize kFirstSize{860, 480}; // logical pixels
/// A job that has met a sign-in page leaves that state for a moment whenever it looks again.
constexpr auto kSignInOver = 3s;

/// `fill` is a QMenu or a QToolBar.
template <typename Bar>
void fill(Bar *bar, const QList<QAction *> &commands)
{
    for (QAction *command : commands) {
        if (command)
            bar->addAction(command);
        else
            bar->addSeparator();
    }
}

} // namespace

MainWindow::MainWindow(JobFilter &jobs, const Commands &commands, QWidget *parent)
    : QMainWindow(parent)
    , m_list(new JobList(jobs, commands.add, this))
    , m_linkBar(new MessageBar(this))
    , m_signInBar(new MessageBar(this))
    , m_askBar(new MessageBar(this))
    , m_keyringBar(new MessageBar(this))
    , m_messageBar(new MessageBar(this))
    , m_questionBar(new MessageBar(this))
    , m_status(new QLabel(this))
    , m_signInOver(this)
{
    setWindowTitle(tr("Lighterman"));
    setAcceptDrops(true);
    setContextMenuPolicy(Qt::NoContextMenu); // the tool bar cannot be hidden by accident
    resize(kFirstSize);
    buildCentre();
    buildBars(commands);
    m_list->setCommands(commands.jobMenu);
    showLink(LinkState::Connecting, {});
}

void MainWindow::buildCentre()
{
    m_linkBar->setLasting(true);
    m_signInBar->setQuiet(true);
    m_askBar->setLasting(true); // it has a button of its own for "not now"
    m_signInOver.setObjectName(u"signInOver"_s);
    m_signInOver.setSingleShot(true);
    m_signInOver.setInterval(kSignInOver);
    connect(&m_signInOver, &QTimer::timeout, this, [this] {
        m_isSignInWanted = false;
        m_signInBar->hide();
    });
    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_linkBar);
    column->addWidget(m_signInBar);
    column->addWidget(m_askBar);
    column->addWidget(m_keyringBar);
    column->addWidget(m_messageBar);
    column->addWidget(m_questionBar);
    column->addWidget(m_list, 1);
    setCentralWidget(centre);
    statusBar()->addWidget(m_status, 1);
    connect(m_questionBar, &MessageBar::dismissed, m_list->view(),
            [this] { m_list->view()->setFocus(); });
}

void MainWindow::buildBars(const Commands &commands)
{
    auto *bar = addToolBar(tr("Tools"));
    bar->setObjectName(u"tools"_s); // saveState() needs a name
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fill(bar, commands.toolBar);
    QMenu *files = menuBar()->addMenu(tr("&File"));
    QMenu *transfers = menuBar()->addMenu(tr("&Transfer"));
    fill(files, commands.fileMenu);
    fill(transfers, commands.jobMenu);
    for (QMenu *menu : {files, transfers})
        menu->setToolTipsVisible(true); // not every name says all of it
    menuBar()->setAccessibleName(tr("Menu"));
    bar->setAccessibleName(tr("Tools"));
    statusBar()->setAccessibleName(tr("Figures"));
}

void MainWindow::showLink(LinkState state, const Error &error)
{
    m_link = state;
    const present::Notice notice = present::link(state, error);
    if (notice.text.isEmpty())
        m_linkBar->hide();
    else
        m_linkBar->say(notice.text, notice.action, [this] { emit connectAsked(); });
    showTally(m_tally);
}

void MainWindow::showNoList(const Error &why)
{
    m_linkBar->say(present::noList(why));
}

void MainWindow::showTally(const JobTally &tally)
{
    m_tally = tally;
    const QString away = present::linkStatus(m_link);
    m_status->setText(away.isEmpty() ? present::statusLine(figuresOf(tally)) : away);
    m_list->setCounting(tally.countdowns > 0);
}

void MainWindow::showSignIn(bool wanted, bool isPageKnown)
{
    if (!wanted) {
        if (m_isSignInWanted && !m_signInOver.isActive())
            m_signInOver.start();
        return;
    }
    m_signInOver.stop();
    const bool isNew = !std::exchange(m_isSignInWanted, true);
    const bool isOther = std::exchange(m_isSignInPageKnown, isPageKnown) != isPageKnown;
    // Who has closed it, or used it, is told no second time.
    if (!isNew && (!isOther || m_signInBar->isHidden()))
        return;
    const present::Notice notice = present::signIn(isPageKnown);
    m_signInBar->say(notice.text, notice.action, [this] { emit signInAsked(); });
}

void MainWindow::askRemoval(const std::vector<Job> &jobs, const std::function<void()> &yes)
{
    const present::Notice notice = present::removal(int(jobs.size()), jobs.front().name);
    m_questionBar->say(notice.text, notice.action, [this, yes] {
        m_list->view()->setFocus();
        yes();
    });
    m_questionBar->button()->setFocus(); // a person asked for it
}

void MainWindow::present()
{
    show();
    setWindowState(windowState() & ~Qt::WindowMinimized);
    raise();
    activateWindow();
}

void MainWindow::saveLayout(QSettings &settings) const
{
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/state"_s, saveState());
    settings.setValue(u"window/columns"_s, m_list->saveColumns());
}

void MainWindow::restoreLayout(const QSettings &settings)
{
    restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    restoreState(settings.value(u"window/state"_s).toByteArray());
    m_list->restoreColumns(settings.value(u"window/columns"_s).toByteArray());
}

present::Figures MainWindow::figuresOf(const JobTally &tally)
{
    return {tally.states, tally.needPerson, tally.rate, tally.heldInQueue, tally.holds};
}

QString MainWindow::linksIn(const QMimeData *data)
{
    if (!data)
        return {};
    if (!data->hasUrls())
        return data->text().trimmed();
    QStringList lines;
    const QList<QUrl> urls = data->urls();
    for (const QUrl &url : urls)
        lines += url.toString(QUrl::FullyEncoded);
    return lines.join(u'\n');
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    event->accept();
    emit closed();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString links = linksIn(event->mimeData());
    if (links.isEmpty())
        return;
    event->acceptProposedAction();
    emit linksDropped(links);
}

} // namespace lighterman
