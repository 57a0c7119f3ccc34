// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/tray/notifications.h"
#include "tests/support/playeddesktop.h"
#include "tests/support/privatebus.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

const Notifications::Notice kNotice{u"Sign in to files.example"_s, u"2 transfers wait"_s,
                                    u"Sign in…"_s, u"Not now"_s};

} // namespace

/// One notification for one subject, whatever happens meanwhile.
class TestNotifications : public QObject
{
    Q_OBJECT

    testing::PrivateBus m_bus;
    std::unique_ptr<testing::PlayedDesktop> m_desktop;
    std::unique_ptr<Notifications> m_notifications;
    int m_count = 0;

private slots:
    void init()
    {
        ++m_count;
        m_desktop = std::make_unique<testing::PlayedDesktop>(
            m_bus.connection(u"desktop%1"_s.arg(m_count)));
        m_notifications
            = std::make_unique<Notifications>(m_bus.connection(u"window%1"_s.arg(m_count)));
    }
    void cleanup()
    {
        m_notifications.reset();
        m_desktop.reset();
        QDBusConnection::disconnectFromBus(u"desktop%1"_s.arg(m_count));
        QDBusConnection::disconnectFromBus(u"window%1"_s.arg(m_count));
    }

    void isShownOnceAndWithdrawn()
    {
        m_notifications->show(7, kNotice);
        m_notifications->show(7, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        const QVariantList &told = m_desktop->shown.front();
        QCOMPARE(told.at(3).toString(), kNotice.heading);
        QCOMPARE(told.at(4).toString(), kNotice.line);
        QCOMPARE(told.at(5).toStringList().size(), 6);
        QCOMPARE(told.at(7).toInt(), 0); // until it is answered
        m_notifications->show(8, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 2);
        QSignalSpy used(m_notifications.get(), &Notifications::used);
        QTRY_VERIFY((m_desktop->tell(u"ActionInvoked"_s, {41U, u"default"_s}), used.wait(100)));
        QCOMPARE(used.front().front().toInt(), 7);
        m_notifications->withdraw(7);
        QTRY_COMPARE(m_desktop->closed, QList<uint>{41});
        m_notifications->withdraw(7);
        m_notifications->withdraw(99);
        m_notifications->show(7, kNotice); // it is news again
        QTRY_COMPARE(m_desktop->shown.size(), 3);
        QCOMPARE(m_desktop->closed.size(), 1);
    }

    void isWithdrawnBeforeItIsThere()
    {
        m_desktop->isSlow = true;
        m_notifications->show(7, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        m_notifications->withdraw(7);
        m_desktop->answer();
        QTRY_COMPARE(m_desktop->closed, QList<uint>{41});
    }

    void buttonsOfOthersAreNotHeard()
    {
        QSignalSpy used(m_notifications.get(), &Notifications::used);
        QSignalSpy putOff(m_notifications.get(), &Notifications::putOff);
        m_notifications->show(7, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        for (const uint id : {0U, 1U, 40U, 42U})
            m_desktop->tell(u"ActionInvoked"_s, {id, u"use"_s});
        m_desktop->tell(u"ActionInvoked"_s, {41U, u"dance"_s});
        m_desktop->tell(u"ActionInvoked"_s, {41U});
        QTRY_VERIFY((m_desktop->tell(u"ActionInvoked"_s, {41U, u"later"_s}), putOff.wait(100)));
        QVERIFY(used.isEmpty());
        QCOMPARE(putOff.front().front().toInt(), 7);
    }

    /// Who has closed it has seen it.
    void whatIsClosedStaysClosed()
    {
        QSignalSpy used(m_notifications.get(), &Notifications::used);
        m_notifications->show(7, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        QTRY_VERIFY((m_desktop->tell(u"ActionInvoked"_s, {41U, u"use"_s}), used.wait(100)));
        m_desktop->tell(u"NotificationClosed"_s, {41U, 2U});
        m_notifications->show(8, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 2); // and so it was heard before
        m_notifications->show(7, kNotice);
        m_notifications->withdraw(7);
        m_notifications->withdraw(8);
        QTRY_COMPARE(m_desktop->closed, QList<uint>{42});
        QCOMPARE(m_desktop->shown.size(), 2);
    }

    /// Anybody may send such signals.
    void signalsOfOthersAreNotHeard()
    {
        QSignalSpy used(m_notifications.get(), &Notifications::used);
        m_notifications->show(7, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        QTRY_VERIFY((m_desktop->tell(u"ActionInvoked"_s, {41U, u"use"_s}), used.wait(100)));
        used.clear();
        QDBusConnection other = m_bus.connection(u"other%1"_s.arg(m_count));
        for (const auto &[signal, more] : {std::pair(u"ActionInvoked"_s, QVariant(u"use"_s)),
                                           std::pair(u"NotificationClosed"_s, QVariant(2U))}) {
            QDBusMessage message = QDBusMessage::createSignal(
                testing::PlayedDesktop::path(), testing::PlayedDesktop::name(), signal);
            message << 41U << more;
            QVERIFY(other.send(message));
        }
        m_notifications->withdraw(7);
        QTRY_COMPARE(m_desktop->closed, QList<uint>{41}); // it was not taken for closed
        QVERIFY(used.isEmpty());
        QDBusConnection::disconnectFromBus(u"other%1"_s.arg(m_count));
    }

    /// Numbers of one service say nothing to the next one.
    void anotherServiceIsHeardForWhatItShows()
    {
        QSignalSpy used(m_notifications.get(), &Notifications::used);
        m_notifications->show(7, kNotice);
        QTRY_COMPARE(m_desktop->shown.size(), 1);
        QTRY_VERIFY((m_desktop->tell(u"ActionInvoked"_s, {41U, u"use"_s}), used.wait(100)));
        used.clear();
        m_desktop.reset();
        QDBusConnection::disconnectFromBus(u"desktop%1"_s.arg(m_count));
        testing::PlayedDesktop next(m_bus.connection(u"next%1"_s.arg(m_count)));
        m_notifications->show(8, kNotice);
        m_notifications->show(9, kNotice);
        QTRY_COMPARE(next.shown.size(), 2);
        QTRY_VERIFY((next.tell(u"ActionInvoked"_s, {42U, u"use"_s}), used.wait(100)));
        QCOMPARE(used.front().front().toInt(), 9);
        m_notifications->withdraw(7);
        m_notifications->withdraw(9);
        QTRY_COMPARE(next.closed, QList<uint>{42});
        QDBusConnection::disconnectFromBus(u"next%1"_s.arg(m_count));
    }

    void theNextWindowShowsItNotAgain()
    {
        const QTemporaryDir folder;
        const QString record = folder.filePath(u"notices"_s);
        const auto window = [&] {
            return std::make_unique<Notifications>(m_bus.connection(u"window%1"_s.arg(m_count)),
                                                   record);
        };
        m_notifications = window();
        m_notifications->show(7, kNotice, 1000);
        m_notifications->show(8, kNotice, 1000);
        m_notifications->show(9, kNotice); // without a since
        QTRY_COMPARE(m_desktop->shown.size(), 3);
        QTRY_COMPARE(readNotices(record).size(), 2);
        m_desktop->tell(u"NotificationClosed"_s, {41U, 2U});
        QTRY_COMPARE(readNotices(record).value(7).id, 0U);

        m_notifications = window();
        QCOMPARE(m_notifications->subjects().size(), 2);
        m_notifications->show(7, kNotice, 1000);
        m_notifications->show(8, kNotice, 1000);
        QSignalSpy used(m_notifications.get(), &Notifications::used);
        QTRY_VERIFY((m_desktop->tell(u"ActionInvoked"_s, {42U, u"use"_s}), used.wait(100)));
        QCOMPARE(used.front().front().toInt(), 8);
        QCOMPARE(m_desktop->shown.size(), 3);
        m_notifications->show(8, kNotice, 2000); // the number is another question's
        QTRY_COMPARE(m_desktop->shown.size(), 4);
        QTRY_COMPARE(m_desktop->closed, QList<uint>{42});
        QTRY_COMPARE(readNotices(record).value(8).since, 2000);
        m_notifications->withdraw(8);
        m_notifications->withdraw(7);
        QTRY_COMPARE(m_desktop->closed, (QList<uint>{42, 44}));
        QVERIFY(readNotices(record).isEmpty());
    }

    void recordsThatMakeNoSense()
    {
        const QTemporaryDir folder;
        const QString record = folder.filePath(u"notices"_s);
        QVERIFY(readNotices(record).isEmpty());
        QFile file(record);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("x\n1 2\n1 2 3 :1.4 5\na 2 3 :1.4\n1 b 3 :1.4\n1 2 -3 :1.4\n\n4 5 6 :1.7\n");
        file.close();
        QCOMPARE(readNotices(record), (PastNotices{{4, {5, 6, u":1.7"_s}}}));
        writeNotices(u"/nowhere/at/all"_s, {});
    }

    void withoutAServiceNothingHappens()
    {
        m_desktop.reset();
        QDBusConnection::disconnectFromBus(u"desktop%1"_s.arg(m_count));
        m_notifications->show(7, kNotice);
        m_notifications->withdraw(7);
    }
};

QTEST_GUILESS_MAIN(TestNotifications)
#include "tst_notifications.moc"
