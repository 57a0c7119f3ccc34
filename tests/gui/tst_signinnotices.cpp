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

/// What the window has the desktop say of questions.
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

QTEST_MAIN(TestSignInNotices)
#include "tst_signinnotices.moc"
