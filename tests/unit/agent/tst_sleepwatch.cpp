// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/sleepwatch.h"
#include "agent/environment/systembus.h"
#include "tests/support/mockbus.h"

#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

class TestSleepWatch : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MockBus> m_bus;
    std::unique_ptr<MockLogind> m_logind;
    std::unique_ptr<SystemBus> m_way;
    std::unique_ptr<SleepWatch> m_watch;

    [[nodiscard]] bool isInhibited(const QStringList &expected) const
    {
        return m_logind->inhibitors() == expected;
    }

private slots:
    void initTestCase() { m_bus = std::make_unique<MockBus>(); }
    void init()
    {
        m_logind = std::make_unique<MockLogind>(*m_bus);
        m_way = std::make_unique<SystemBus>(m_bus->address());
        m_watch = std::make_unique<SleepWatch>(*m_way);
        m_way->open();
        QTRY_VERIFY(isInhibited({u"sleep:delay"_s}));
    }
    void cleanup()
    {
        m_watch.reset();
        m_way.reset();
        m_logind.reset();
    }
    void cleanupTestCase() { m_bus.reset(); }

    void sleepIsDelayedUntilItIsReleased()
    {
        for (int sleep = 0; sleep < 3; ++sleep) {
            m_watch->release(); // of no meaning while nothing is announced
            m_logind->prepareForSleep(true);
            QTRY_VERIFY(m_watch->isAsleep());
            QVERIFY(isInhibited({u"sleep:delay"_s}));
            m_watch->release();
            QTRY_VERIFY(isInhibited({}));
            m_logind->prepareForSleep(false);
            QTRY_VERIFY(!m_watch->isAsleep());
            QTRY_VERIFY(isInhibited({u"sleep:delay"_s}));
        }
    }

    void whoIsNotReleasedInTimeSleepsAllTheSame()
    {
        m_logind->prepareForSleep(true);
        QTRY_VERIFY(m_watch->isAsleep());
        m_logind->prepareForSleep(false);
        QTRY_VERIFY(!m_watch->isAsleep());
        QVERIFY(isInhibited({u"sleep:delay"_s})); // still the same
        m_watch->release();
        QVERIFY(isInhibited({u"sleep:delay"_s})); // too late: it is for the next time
    }

    void sleepIsBlockedOnRequest()
    {
        const QStringList both{u"sleep:delay"_s, u"sleep:block"_s};
        m_watch->keepAwake(true);
        m_watch->keepAwake(true);
        QTRY_VERIFY(isInhibited(both));
        m_watch->keepAwake(false);
        QTRY_VERIFY(isInhibited({u"sleep:delay"_s}));
        m_watch->keepAwake(true);
        m_watch->keepAwake(false); // before it is granted
        m_watch->keepAwake(true);
        QTRY_VERIFY(isInhibited(both));
    }

    void logindGoesAndComes()
    {
        m_watch->keepAwake(true);
        m_logind->prepareForSleep(true);
        QTRY_VERIFY(m_watch->isAsleep());
        m_logind.reset();
        QTRY_VERIFY(!m_watch->isAsleep()); // nobody else would say so
        m_logind = std::make_unique<MockLogind>(*m_bus);
        QTRY_COMPARE(m_logind->inhibitors().size(), 2);
    }

    void nobodyElseIsHeard()
    {
        QSignalSpy changed(m_watch.get(), &SleepWatch::changed);
        auto pretended
            = QDBusMessage::createSignal(u"/org/freedesktop/login1"_s,
                                         u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s);
        pretended << true;
        QVERIFY(m_bus->connection().send(pretended));
        m_logind->prepareForSleep(false);
        m_watch->keepAwake(true); // answered after all that was sent before
        QTRY_COMPARE(m_logind->inhibitors().size(), 2);
        QCOMPARE(changed.count(), 0);
        m_logind->prepareForSleep(true);
        QTRY_COMPARE(changed.count(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSleepWatch)
#include "tst_sleepwatch.moc"
