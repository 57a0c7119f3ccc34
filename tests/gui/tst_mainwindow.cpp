// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/statewords.h"
#include "gui/app/guiapp.h"
#include "gui/widgets/messagebar.h"
#include "tests/support/fakeagent.h"
#include "tests/support/nameless.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>
#include <QToolTip>

using namespace lighterman;
using namespace Qt::StringLiterals;
using testing::FakeAgent;
using testing::nameless;

namespace {

/// Lets `widget` take a drop of `data`.
void drop(QWidget &widget, const QMimeData &data)
{
    QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &dropped);
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void emptyListTeaches();
    void rowsShowJobs();
    void pasteAddsLinks();
    void dropAddsLinks();
    void badLinesAreNamedAndKept();
    void dialogAddsLinks();
    void clipboardFillsDialog();
    void spacePausesAndContinues();
    void removeAsksFirst();
    void removalCanBeDropped();
    void refusalIsShown();
    void refusedLinksAreKept();
    void lostAgentIsSaid();
    void failedAgentCanBeStarted();
    void figuresFollow();
    void finishedFileOpens();
    void stopEndsTheAgent();
    void layoutIsRemembered();
    void everyControlHasAName();
    void remarkOfAnAddedJobIsShown();
    void remarkAndRefusalAreBothShown();
    void gatesCallNobody_data();
    void gatesCallNobody();
    void oneHintForAllThatWaitForASignIn();
    void hintThatWasClosedStaysClosed();
    void hintWithoutAPageChecks();
    void checkNowIsOfferedWhileSomethingWaits();
    void useAnywayFromTheMenu();
    void menusHaveKeys();
    void tipsAreBrokenIntoLines();

private:
    JobId putHeld(const QString &name, ErrorCode why, const QString &link = {});
    JobId put(const QString &name, JobState state);
    void select(int row);
    [[nodiscard]] QTableView *view() { return m_gui->window().list()->view(); }
    [[nodiscard]] QString status();
    [[nodiscard]] QStringList addedLinks() const;
    [[nodiscard]] QList<JobVerb> verbs() const;
    void restart();

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<FakeAgent> m_agent;
    std::unique_ptr<GuiApp> m_gui;
};

void TestMainWindow::initTestCase()
{
    QApplication::setQuitOnLastWindowClosed(false);
}

void TestMainWindow::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", m_home->path().toUtf8());
    QGuiApplication::clipboard()->clear();
    m_agent = std::make_unique<FakeAgent>();
    restart();
    QTRY_COMPARE(m_agent->state(), LinkState::Connected);
    QVERIFY(QTest::qWaitForWindowActive(&m_gui->window()));
}

void TestMainWindow::cleanup()
{
    m_gui.reset();
}

void TestMainWindow::restart()
{
    m_gui.reset();
    m_gui = std::make_unique<GuiApp>(*m_agent);
    m_gui->start();
}

JobId TestMainWindow::put(const QString &name, JobState state)
{
    const JobDetails details = FakeAgent::sample(name, state);
    const int rows = view()->model()->rowCount();
    m_agent->put(details);
    [&] { QTRY_COMPARE(view()->model()->rowCount(), rows + 1); }();
    return details.job.id;
}

JobId TestMainWindow::putHeld(const QString &name, ErrorCode why, const QString &link)
{
    JobDetails details = FakeAgent::sample(name, JobState::TransientError);
    details.job.cause = Cause{why, FakeAgent::kNow, {}};
    if (!link.isEmpty())
        details.job.cause->link = link;
    m_agent->put(details);
    [&] { QTRY_VERIFY(status().contains(u"waiting"_s)); }();
    return details.job.id;
}

void TestMainWindow::select(int row)
{
    view()->setFocus();
    view()->selectRow(row);
}

QString TestMainWindow::status()
{
    return m_gui->window().statusBar()->findChild<QLabel *>()->text();
}

QStringList TestMainWindow::addedLinks() const
{
    QStringList links;
    for (const protocol::AddJob &add : m_agent->asked<protocol::AddJob>())
        links += add.spec.files.front().url.toString();
    return links;
}

QList<JobVerb> TestMainWindow::verbs() const
{
    QList<JobVerb> sent;
    for (const protocol::ChangeJob &change : m_agent->asked<protocol::ChangeJob>())
        sent += change.verb;
    return sent;
}

void TestMainWindow::emptyListTeaches()
{
    QVERIFY(!view()->isVisible());
    const QList<QLabel *> labels = m_gui->window().list()->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(
        labels, [](const QLabel *label) { return label->text().contains(u"press Ctrl+N"_s); }));
    put(u"a"_s, JobState::Queued);
    QTRY_VERIFY(view()->isVisible());
}

void TestMainWindow::rowsShowJobs()
{
    const QAbstractItemModelTester tester(view()->model());
    put(u"debian.iso"_s, JobState::Suspended);
    const QAbstractItemModel *model = view()->model();
    QCOMPARE(model->index(0, JobTableModel::Name).data().toString(), u"debian.iso"_s);
    QCOMPARE(model->index(0, JobTableModel::State).data().toString(), u"Paused"_s);
    QCOMPARE(model->index(0, 0).data(Qt::AccessibleTextRole).toString(),
             u"debian.iso, Paused, 0 percent"_s);
}

void TestMainWindow::pasteAddsLinks()
{
    QGuiApplication::clipboard()->setText(u"https://host/a\nhttps://host/b\n"_s);
    QTest::keyClick(&m_gui->window(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(addedLinks(), QStringList({u"https://host/a"_s, u"https://host/b"_s}));
}

void TestMainWindow::dropAddsLinks()
{
    QMimeData urls;
    urls.setUrls({QUrl(u"https://host/a%20b"_s)});
    drop(m_gui->window(), urls);
    QMimeData text;
    text.setText(u"https://host/c\r\nhttps://host/d"_s);
    drop(m_gui->window(), text);
    QCOMPARE(addedLinks().size(), 3);
    QCOMPARE(m_agent->asked<protocol::AddJob>().front().spec.files.front().url,
             QUrl(u"https://host/a%20b"_s));
}

void TestMainWindow::badLinesAreNamedAndKept()
{
    m_gui->addLinks(u"https://host/a\nftp://host/b\nnonsense"_s);
    QCOMPARE(addedLinks(), QStringList(u"https://host/a"_s));
    MessageBar *bar = m_gui->window().messageBar();
    QVERIFY(bar->isVisible());
    QVERIFY(bar->text().contains(u"ftp://host/b"_s));
    m_gui->addLinks(u"https://anna:geheim@ho st/a"_s);
    QVERIFY(bar->text().contains(u"https://"_s) && !bar->text().contains(u"geheim"_s));
    m_gui->addLinks(u"ftp://host/b\nnonsense"_s);
    bar->button()->click();
    QVERIFY(m_gui->dialog().isVisible());
    QCOMPARE(m_gui->dialog().findChild<QPlainTextEdit *>()->toPlainText(),
             u"ftp://host/b\nnonsense"_s);
}

void TestMainWindow::dialogAddsLinks()
{
    QTest::keyClick(&m_gui->window(), Qt::Key_N, Qt::ControlModifier);
    QVERIFY(m_gui->dialog().isVisible());
    QVERIFY(m_gui->window().isEnabled());
    m_gui->dialog().findChild<QPlainTextEdit *>()->setPlainText(u"https://host/a"_s);
    m_gui->dialog().accept();
    QCOMPARE(addedLinks(), QStringList(u"https://host/a"_s));
}

void TestMainWindow::clipboardFillsDialog()
{
    const auto *links = m_gui->dialog().findChild<QPlainTextEdit *>();
    QGuiApplication::clipboard()->setText(u"a secret that is no link"_s);
    m_gui->windowActions().add.trigger();
    QCOMPARE(links->toPlainText(), QString());
    QGuiApplication::clipboard()->setText(u"https://host/a"_s);
    m_gui->windowActions().add.trigger();
    QCOMPARE(links->toPlainText(), u"https://host/a"_s);
}

void TestMainWindow::spacePausesAndContinues()
{
    const JobId id = put(u"a"_s, JobState::Transferring);
    select(0);
    QTest::keyClick(view(), Qt::Key_Space);
    QCOMPARE(verbs(), QList{JobVerb::Suspend});
    QTRY_COMPARE(m_agent->find(id)->job.state, JobState::Suspended);
    QTRY_VERIFY(!m_gui->jobActions().pause.isEnabled());
    QTest::keyClick(view(), Qt::Key_Space);
    QCOMPARE(verbs(), QList({JobVerb::Suspend, JobVerb::Resume}));
}

void TestMainWindow::removeAsksFirst()
{
    put(u"debian.iso"_s, JobState::Transferring);
    select(0);
    QTest::keyClick(view(), Qt::Key_Delete);
    MessageBar *bar = m_gui->window().questionBar();
    QVERIFY(bar->isVisible());
    QVERIFY(bar->text().contains(u"debian.iso"_s));
    QVERIFY(verbs().isEmpty());
    QVERIFY(bar->button()->hasFocus());
    QTest::keyClick(bar->button(), Qt::Key_Space);
    QCOMPARE(verbs(), QList{JobVerb::Cancel});
    QVERIFY(view()->hasFocus());
}

void TestMainWindow::removalCanBeDropped()
{
    put(u"debian.iso"_s, JobState::Transferring);
    select(0);
    m_gui->jobActions().remove.trigger();
    QTest::keyClick(m_gui->window().questionBar()->button(), Qt::Key_Escape);
    QVERIFY(m_gui->window().questionBar()->isHidden());
    QVERIFY(verbs().isEmpty());
    QVERIFY(view()->hasFocus());
}

void TestMainWindow::refusalIsShown()
{
    put(u"debian.iso"_s, JobState::Transferring);
    select(0);
    m_agent->refusals.push_back(fail(ErrorCode::AccessDenied).value());
    m_gui->jobActions().pause.trigger();
    QTRY_VERIFY(m_gui->window().messageBar()->isVisible());
    QVERIFY(m_gui->window().messageBar()->text().contains(textOf(ErrorCode::AccessDenied)));
    QVERIFY(view()->hasFocus()); // nothing moves the focus by itself
}

void TestMainWindow::refusedLinksAreKept()
{
    m_agent->refusals.push_back(fail(ErrorCode::DiskFull).value());
    m_gui->addLinks(u"https://host/a"_s);
    MessageBar *bar = m_gui->window().messageBar();
    QTRY_VERIFY(bar->isVisible());
    bar->button()->click();
    QCOMPARE(m_gui->dialog().findChild<QPlainTextEdit *>()->toPlainText(), u"https://host/a"_s);
}

void TestMainWindow::lostAgentIsSaid()
{
    put(u"debian.iso"_s, JobState::Queued);
    m_agent->lose();
    MessageBar *bar = m_gui->window().linkBar();
    QVERIFY(bar->isVisible());
    QCOMPARE(view()->model()->rowCount(), 1); // what was known stays
    QCOMPARE(status(), u"Not connected, trying again"_s);
    bar->button()->click();
    QTRY_COMPARE(m_agent->state(), LinkState::Connected);
    QVERIFY(bar->isHidden());
    QTRY_COMPARE(status(), u"1 queued"_s);
}

void TestMainWindow::failedAgentCanBeStarted()
{
    m_agent->giveUp();
    MessageBar *bar = m_gui->window().linkBar();
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->button()->text(), u"&Start it"_s);
    bar->button()->click();
    QTRY_COMPARE(m_agent->state(), LinkState::Connected);
    QVERIFY(bar->isHidden());
}

void TestMainWindow::figuresFollow()
{
    QTRY_COMPARE(status(), QString());
    put(u"a"_s, JobState::Queued);
    put(u"b"_s, JobState::Suspended);
    QTRY_COMPARE(status(), u"1 queued · 1 paused"_s);
}

void TestMainWindow::finishedFileOpens()
{
    QList<QUrl> opened;
    m_gui->setOpener([&](const QUrl &url) { opened += url; });
    put(u"report.pdf"_s, JobState::Acknowledged);
    select(0);
    emit view()->activated(view()->model()->index(0, 0));
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(opened.front(), QUrl(u"file:///home/anna/Downloads/report.pdf"_s));
    m_gui->jobActions().showFolder.trigger();
    QCOMPARE(opened.back(), QUrl(u"file:///home/anna/Downloads"_s));
}

void TestMainWindow::stopEndsTheAgent()
{
    m_gui->windowActions().stop.trigger();
    QCOMPARE(m_agent->asked<protocol::Stop>().size(), 1U);
}

void TestMainWindow::layoutIsRemembered()
{
    put(u"a"_s, JobState::Queued);
    view()->setColumnWidth(JobTableModel::Name, 123);
    m_gui->window().resize(700, 333);
    m_gui.reset();
    QVERIFY(QFile::exists(m_home->filePath(u"lighterman/lighterman-gui.conf"_s)));
    restart();
    QCOMPARE(m_gui->window().size(), QSize(700, 333));
    QCOMPARE(view()->columnWidth(JobTableModel::Name), 123);
}

void TestMainWindow::everyControlHasAName()
{
    QCOMPARE(nameless(m_gui->window()), QStringList());
    put(u"a"_s, JobState::Transferring);
    m_gui->addLinks(u"nonsense"_s);
    m_agent->lose();
    select(0);
    m_gui->jobActions().remove.trigger();
    QCOMPARE(nameless(m_gui->window()), QStringList());
    m_gui->windowActions().add.trigger();
    QCOMPARE(nameless(m_gui->dialog()), QStringList());
}

void TestMainWindow::remarkOfAnAddedJobIsShown()
{
    m_agent->addRemark = fail(ErrorCode::DiskFull).value();
    m_gui->addLinks(u"https://host/a"_s);
    MessageBar *bar = m_gui->window().messageBar();
    QTRY_VERIFY(bar->isVisible());
    QVERIFY(bar->text().contains(u"was added, but: "_s + textOf(ErrorCode::DiskFull)));
    QVERIFY(bar->button()->isHidden()); // there is nothing to edit
}

void TestMainWindow::remarkAndRefusalAreBothShown()
{
    m_agent->addRemark = fail(ErrorCode::DiskFull).value();
    m_agent->refusals.push_back(fail(ErrorCode::FolderMissing).value());
    m_gui->addLinks(u"https://host/a\nhttps://host/b"_s);
    MessageBar *bar = m_gui->window().messageBar();
    QTRY_VERIFY(bar->isVisible());
    QVERIFY(bar->text().contains(textOf(ErrorCode::FolderMissing)));
    QVERIFY(bar->text().contains(textOf(ErrorCode::DiskFull)));
    bar->button()->click();
    QCOMPARE(m_gui->dialog().findChild<QPlainTextEdit *>()->toPlainText(), u"https://host/a"_s);
}

void TestMainWindow::gatesCallNobody_data()
{
    QTest::addColumn<ErrorCode>("gate");
    for (const ErrorCode gate :
         {ErrorCode::StandbyMode, ErrorCode::NetworkDisconnected, ErrorCode::CaptivePortal,
          ErrorCode::BlockedByPolicy, ErrorCode::BlockedByBatteryPolicy,
          ErrorCode::BlockedByCostPolicy, ErrorCode::OwnerLoggedOff})
        QTest::newRow(qPrintable(wireName(gate))) << gate;
}

void TestMainWindow::gatesCallNobody()
{
    QFETCH(const ErrorCode, gate);
    put(u"a"_s, JobState::Queued);
    select(0);
    m_gui->window().setWindowState(Qt::WindowMinimized);
    putHeld(u"b"_s, gate, u"http://portal/"_s);
    QVERIFY(m_gui->window().signInBar()->isQuiet());
    QVERIFY(m_gui->window().isMinimized());
    QVERIFY(m_gui->window().messageBar()->isHidden());
    QVERIFY(m_gui->window().questionBar()->isHidden());
    QVERIFY(!status().contains(u"for you"_s));
    QCOMPARE(status(), u"1 queued · 1 waiting (%1)"_s.arg(holdReason(gate)));
    m_gui->window().setWindowState(Qt::WindowNoState);
    QVERIFY(!m_gui->window().signInBar()->button()->hasFocus());
}

void TestMainWindow::oneHintForAllThatWaitForASignIn()
{
    QList<QUrl> opened;
    m_gui->setOpener([&](const QUrl &url) { opened += url; });
    MessageBar *bar = m_gui->window().signInBar();
    const JobId first = putHeld(u"a"_s, ErrorCode::CaptivePortal, u"http://portal/"_s);
    QTRY_VERIFY(bar->isVisible());
    const JobId second = putHeld(u"b"_s, ErrorCode::CaptivePortal, u"http://portal/"_s);
    QVERIFY(m_gui->jobActions().openSignIn.isEnabled());
    bar->button()->click();
    QCOMPARE(opened, QList{QUrl(u"http://portal/"_s)});
    QVERIFY(bar->isHidden());
    m_gui->jobActions().openSignIn.trigger(); // where somebody has closed the page
    QCOMPARE(opened.size(), 2);
    m_agent->remove(first);
    m_agent->remove(second);
    QTRY_VERIFY(!m_gui->jobActions().openSignIn.isEnabled());
}

void TestMainWindow::hintThatWasClosedStaysClosed()
{
    MessageBar *bar = m_gui->window().signInBar();
    JobId id = putHeld(u"a"_s, ErrorCode::CaptivePortal, u"http://portal/"_s);
    QTRY_VERIFY(bar->isVisible());
    QTest::keyClick(bar->button(), Qt::Key_Escape);
    QVERIFY(bar->isHidden());
    m_agent->remove(id); // it looks again, for a moment
    QTRY_VERIFY(!m_gui->jobActions().openSignIn.isEnabled());
    id = putHeld(u"a"_s, ErrorCode::CaptivePortal, u"http://portal/"_s);
    QTRY_VERIFY(m_gui->jobActions().openSignIn.isEnabled());
    QVERIFY(bar->isHidden());
    m_agent->remove(id);
    QTRY_VERIFY(!m_gui->jobActions().openSignIn.isEnabled());
    auto *over = m_gui->window().findChild<QTimer *>(u"signInOver"_s);
    QVERIFY(over && over->isActive());
    over->setInterval(0); // nobody wants to wait for it here
    QTRY_VERIFY(!over->isActive());
    putHeld(u"b"_s, ErrorCode::CaptivePortal, u"http://portal/"_s);
    QTRY_VERIFY(bar->isVisible()); // another network
    m_agent->remove(m_agent->jobs().front().job.id);
    QTRY_VERIFY(bar->isHidden());
}

void TestMainWindow::hintWithoutAPageChecks()
{
    putHeld(u"a"_s, ErrorCode::CaptivePortal, u"file:///etc/passwd"_s);
    MessageBar *bar = m_gui->window().signInBar();
    QTRY_VERIFY(bar->isVisible());
    QVERIFY(!m_gui->jobActions().openSignIn.isEnabled());
    bar->button()->click();
    QCOMPARE(m_agent->asked<protocol::CheckNetwork>().size(), 1U);
}

void TestMainWindow::checkNowIsOfferedWhileSomethingWaits()
{
    const QAction &check = m_gui->jobActions().checkNow;
    put(u"a"_s, JobState::Transferring);
    QTRY_COMPARE(status(), u"1 transferring"_s);
    QVERIFY(!check.isEnabled());
    putHeld(u"b"_s, ErrorCode::NetworkDisconnected);
    QVERIFY(check.isEnabled());
    QTest::keyClick(&m_gui->window(), Qt::Key_F5);
    QTest::keyClick(&m_gui->window(), Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(m_agent->asked<protocol::CheckNetwork>().size(), 2U);
    m_agent->refusals.push_back(fail(ErrorCode::AccessDenied).value());
    QTest::keyClick(&m_gui->window(), Qt::Key_F5);
    QTRY_VERIFY(m_gui->window().messageBar()->isVisible());
    m_agent->lose();
    QVERIFY(!check.isEnabled());
}

void TestMainWindow::useAnywayFromTheMenu()
{
    putHeld(u"a"_s, ErrorCode::BlockedByCostPolicy);
    select(0);
    QVERIFY(m_gui->jobActions().useAnyway.isEnabled());
    m_gui->jobActions().useAnyway.trigger();
    QCOMPARE(m_agent->asked<protocol::SetJob>().size(), 1U);
}

void TestMainWindow::menusHaveKeys()
{
    QList<const QMenu *> menus;
    for (const QAction *title : m_gui->window().menuBar()->actions())
        menus += title->menu();
    menus += m_gui->trayMenu();
    for (const QMenu *menu : menus) {
        QStringList keys;
        for (const QAction *action : menu->actions()) {
            if (!action->isSeparator())
                keys += QKeySequence::mnemonic(action->text()).toString();
        }
        QVERIFY2(!keys.contains(QString()), qPrintable(menu->title()));
        QVERIFY2(keys.removeDuplicates() == 0, qPrintable(menu->title()));
    }
    QVERIFY(m_gui->trayMenu()->actions().contains(&m_gui->jobActions().checkNow));
    QVERIFY(m_gui->trayMenu()->actions().contains(&m_gui->jobActions().openSignIn));
}

void TestMainWindow::tipsAreBrokenIntoLines()
{
    JobDetails details = FakeAgent::sample(u"a"_s, JobState::TransientError);
    details.job.cause = Cause{ErrorCode::BlockedByBatteryPolicy, FakeAgent::kNow, {}};
    details.job.folder = u"/home/<b>"_s;
    m_agent->put(details);
    QTRY_COMPARE(view()->model()->rowCount(), 1);
    QTRY_VERIFY(view()->isVisible());
    const QPoint at = view()->visualRect(view()->model()->index(0, 1)).center();
    QHelpEvent help(QEvent::ToolTip, at, view()->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(view()->viewport(), &help);
    QVERIFY(Qt::mightBeRichText(QToolTip::text())); // Qt breaks no other
    QVERIFY2(QToolTip::text().contains(u"/home/&lt;b&gt;"_s), qPrintable(QToolTip::text()));
    QVERIFY(QToolTip::text().contains(textOf(ErrorCode::BlockedByBatteryPolicy)));
    QToolTip::hideText();
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
