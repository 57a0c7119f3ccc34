// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/messagebar.h"
#include "tests/support/guihome.h"
#include "tests/support/playeddesktop.h"
#include "tests/support/privatebus.h"

#include <QApplication>

using namespace lighterman;
using namespace Qt::StringLiterals;
using testing::FakeAgent;

/// What the window has the desktop say of questions and of the keyring.
class TestSignInNotices : public QObject, protected testing::GuiHome
{
    Q_OBJECT

    testing::PrivateBus m_bus;

private slots:
    void initTestCase() { QApplication::setQuitOnLastWindowClosed(false); }
    void init() { QVERIFY(begin()); }
    void cleanup()
    {
        m_gui.reset();
        QDBusConnection::disconnectFromBus(u"desktop"_s);
        QDBusConnection::disconnectFromBus(u"window"_s);
    }
    void oneNotificationForEachPlace();
    void lockedKeyringHasItsNotification();
    void anotherWindowNotifiesOfNothingAgain();
};

void TestSignInNotices::oneNotificationForEachPlace()
{
    testing::PlayedDesktop desktop(m_bus.connection(u"desktop"_s));
    Notifications notifications(m_bus.connection(u"window"_s));
    SignInFace &face = m_gui->signInFace();
    face.setNotifications(notifications);
    Question first = question(1, 10);
    Question second = question(2);
    second.space.host = u"<b>other"_s;
    m_agent->putQuestions({first, second});
    QTRY_COMPARE(desktop.shown.size(), 2);
    QVERIFY(desktop.shown.at(0).at(3).toString().contains(u"files.example.org"_s));
    QCOMPARE(desktop.shown.at(0).at(4).toString(), u"10 transfers wait"_s);
    QVERIFY(!desktop.shown.at(1).at(4).toString().contains(u'<')); // that is where markup counts
    // However often it changes, and though the agent was away.
    first.refusals = 2;
    m_agent->putQuestions({first, second});
    QTRY_COMPARE(m_agent->asked<protocol::ListQuestions>().size(), 3U);
    m_agent->lose();
    m_agent->connectToAgent();
    QTRY_COMPARE(m_agent->asked<protocol::ListQuestions>().size(), 4U);
    QTRY_VERIFY(m_gui->window().askBar()->isVisible());
    // Its button leads to the panel.
    QTRY_VERIFY((desktop.tell(u"ActionInvoked"_s, {42U, u"use"_s}),
                 QTest::qWaitFor([&] { return m_gui->signInFace().panel().number() == 2; }, 100)));
    m_gui->signInFace().panel().finish();
    m_agent->putQuestions({second});
    QTRY_COMPARE(desktop.closed, QList<uint>{41}); // solved
    desktop.tell(u"ActionInvoked"_s, {42U, u"later"_s});
    QTRY_COMPARE(desktop.closed, (QList<uint>{41, 42})); // put off
    QVERIFY(m_agent->questions.front().isPutOff);
    QCOMPARE(desktop.shown.size(), 2);
    m_gui.reset();
}

void TestSignInNotices::lockedKeyringHasItsNotification()
{
    testing::PlayedDesktop desktop(m_bus.connection(u"desktop"_s));
    Notifications notifications(m_bus.connection(u"window"_s));
    m_gui->signInFace().setNotifications(notifications);
    auto sample = FakeAgent::sample(u"f.iso"_s, JobState::TransientError);
    sample.job.error = Error{ErrorCode::KeyringLocked, {}, {}, {}};
    m_agent->put(sample);
    QTRY_COMPARE(desktop.shown.size(), 1);
    QCOMPARE(desktop.shown.front().at(3).toString(), u"The keyring is locked"_s);
    QCOMPARE(desktop.shown.front().at(4).toString(), u"1 transfer waits"_s);
    QCOMPARE(desktop.shown.front().at(5).toStringList().at(1), u"Unlock…"_s);
    m_agent->putQuestions({question(1)}); // which is another one
    QTRY_COMPARE(desktop.shown.size(), 2);
    QTRY_VERIFY(
        (desktop.tell(u"ActionInvoked"_s, {41U, u"use"_s}),
         QTest::qWaitFor([&] { return !m_agent->asked<protocol::UnlockKeyring>().empty(); }, 100)));
    QVERIFY(desktop.closed.isEmpty());
    m_agent->remove(sample.job.id);
    QTRY_COMPARE(desktop.closed, QList<uint>{41}); // solved
    m_agent->put(sample);
    QTRY_COMPARE(desktop.shown.size(), 3); // once more
    QTRY_VERIFY((desktop.tell(u"ActionInvoked"_s, {43U, u"later"_s}),
                 QTest::qWaitFor([&] { return desktop.closed.size() == 2; }, 100)));
    QVERIFY(m_gui->window().keyringBar()->isHidden());
    m_gui.reset();
}

void TestSignInNotices::anotherWindowNotifiesOfNothingAgain()
{
    testing::PlayedDesktop desktop(m_bus.connection(u"desktop"_s));
    const QString record = m_home->filePath(u"notices"_s);
    std::optional<Notifications> notifications(std::in_place, m_bus.connection(u"window"_s),
                                               record);
    m_gui->signInFace().setNotifications(*notifications);
    Question first = question(1);
    first.since = FakeAgent::kNow;
    Question second = question(2);
    second.since = FakeAgent::kNow;
    m_agent->putQuestions({first, second});
    QTRY_COMPARE(desktop.shown.size(), 2);
    QTRY_COMPARE(readNotices(record).size(), 2);
    m_gui.reset();
    m_agent->questions = {second}; // the first one is answered elsewhere meanwhile
    notifications.emplace(m_bus.connection(u"window"_s), record);
    m_gui = std::make_unique<GuiApp>(*m_agent);
    m_gui->signInFace().setNotifications(*notifications);
    QCOMPARE(desktop.closed.size(), 0);
    m_agent->putQuestions({second});
    QTRY_COMPARE(desktop.closed, QList<uint>{41});
    QTRY_VERIFY((desktop.tell(u"ActionInvoked"_s, {42U, u"use"_s}),
                 QTest::qWaitFor([&] { return m_gui->signInFace().panel().number() == 2; }, 100)));
    QCOMPARE(desktop.shown.size(), 2);
    m_gui.reset();
}

QTEST_MAIN(TestSignInNotices)
#include "tst_signinnotices.moc"
