// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/sleepwatch.h"
#include "agent/environment/systembus.h"
#include "tests/support/mockbus.h"

#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const auto kLogind = u"org.freedesktop.login1"_s;
const auto kManagerPath = u"/org/freedesktop/login1"_s;

/// A logind that refuses inhibitors.
class Refuser final : public QDBusVirtualObject
{
public:
    explicit Refuser(const QString &address)
        : m_bus(QDBusConnection::connectToBus(address, kName))
    {
        if (!m_bus.registerVirtualObject(kManagerPath, this) || !m_bus.registerService(kLogind))
            qFatal("nobody plays logind");
    }
    ~Refuser() override { QDBusConnection::disconnectFromBus(kName); }
    Refuser(const Refuser &) = delete;
    Refuser &operator=(const Refuser &) = delete;

    void prepareForSleep(bool begins)
    {
        auto signal = QDBusMessage::createSignal(kManagerPath, kLogind + u".Manager"_s,
                                                 u"PrepareForSleep"_s);
        signal << begins;
        QVERIFY(m_bus.send(signal));
    }

    [[nodiscard]] QString introspect(const QString & /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        if (message.member() == "Get"_L1) {
            const bool isIt = message.arguments().value(1) == u"PreparingForSleep"_s && isPreparing;
            return bus.send(message.createReply(QVariant::fromValue(QDBusVariant(isIt))));
        }
        if (message.member() != "Inhibit"_L1)
            return false;
        const QString mode = message.arguments().value(3).toString();
        ++asked[mode];
        if (refused.contains(mode))
            return bus.send(message.createErrorReply(QDBusError::AccessDenied, u"no"_s));
        ++granted[mode];
        QFile file(u"/dev/null"_s);
        return file.open(QIODevice::ReadOnly)
            && bus.send(
                message.createReply(QVariant::fromValue(QDBusUnixFileDescriptor(file.handle()))));
    }

    QStringList refused;
    std::map<QString, int> asked; ///< by mode
    std::map<QString, int> granted;
    bool isPreparing = false;

private:
    static inline const QString kName = u"refuser"_s;
    QDBusConnection m_bus;
};

/// How often it is said that sleep cannot be blocked.
int complaints = 0;

void listen(QtMsgType /*type*/, const QMessageLogContext & /*context*/, const QString &message)
{
    complaints += message.contains("cannot be inhibited: block"_L1) ? 1 : 0;
}

} // namespace

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

    void thatNobodySleepsIsKnownOnceLogindHasSaidSo()
    {
        for (const QString &address : {m_bus->address(), u"unix:path=/nonexistent/bus"_s}) {
            SystemBus bus(address);
            SleepWatch watch(bus);
            QSignalSpy changed(&watch, &SleepWatch::changed);
            bus.open();
            QVERIFY(!watch.isKnown());
            QTRY_COMPARE(changed.count(), 1);
            QVERIFY(watch.isKnown());
            QVERIFY(!watch.isAsleep());
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

    void whoIsRefusedAsksOnceForEachWish()
    {
        MockBus bus;
        Refuser logind(bus.address());
        logind.refused = {u"block"_s};
        SystemBus way(bus.address());
        SleepWatch watch(way);
        way.open();
        QTRY_COMPARE(logind.granted[u"delay"_s], 1);
        complaints = 0;
        const auto before = qInstallMessageHandler(listen);
        for (int wish = 1; wish <= 2; ++wish) {
            for (int i = 0; i < 3; ++i) {
                watch.keepAwake(true);
                QTRY_VERIFY(logind.asked[u"block"_s] >= wish);
                // The next sleep is prepared for: what is asked for after that comes after that.
                const int delays = logind.asked[u"delay"_s];
                logind.prepareForSleep(true);
                QTRY_VERIFY(watch.isAsleep());
                watch.release();
                logind.prepareForSleep(false);
                QTRY_COMPARE(logind.asked[u"delay"_s], delays + 1);
            }
            QCOMPARE(logind.asked[u"block"_s], wish);
            watch.keepAwake(false);
        }
        qInstallMessageHandler(before);
        QCOMPARE(complaints, 1);
    }

    /// logind grants nobody anything between the two announcements.
    void whoComesInTheMiddleIsReadyForTheNextTime()
    {
        MockBus bus;
        Refuser logind(bus.address());
        logind.refused = {u"delay"_s};
        SystemBus way(bus.address());
        SleepWatch watch(way);
        way.open();
        QTRY_COMPARE(logind.asked[u"delay"_s], 1);
        logind.refused.clear();
        logind.prepareForSleep(false);
        QTRY_COMPARE(logind.granted[u"delay"_s], 1);
        QVERIFY(!watch.isAsleep());
    }

    void whoComesInTheMiddleStartsNothing()
    {
        MockBus bus;
        Refuser logind(bus.address());
        logind.refused = {u"delay"_s};
        logind.isPreparing = true;
        SystemBus way(bus.address());
        SleepWatch watch(way);
        way.open();
        QTRY_VERIFY(watch.isAsleep());
        watch.release();
        logind.refused.clear();
        logind.isPreparing = false;
        logind.prepareForSleep(false);
        QTRY_VERIFY(!watch.isAsleep());
        QTRY_COMPARE(logind.granted[u"delay"_s], 1);
    }
};

QTEST_GUILESS_MAIN(TestSleepWatch)
#include "tst_sleepwatch.moc"
