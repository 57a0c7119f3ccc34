// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/busservice.h"
#include "agent/environment/systembus.h"
#include "tests/support/mockbus.h"

#include <QDBusMessage>
#include <QElapsedTimer>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto kService = u"org.example.Tide"_s;
/// Who waits for a bus that does not answer waits for 25 s; a busy machine takes less than this.
constexpr qint64 kAtOnce = 3000; // ms

/// Somebody who offers the service.
class Provider
{
public:
    explicit Provider(const QString &address)
        : m_bus(QDBusConnection::connectToBus(address, kName))
    {
        if (!m_bus.registerService(kService))
            qFatal("no service");
    }
    ~Provider() { QDBusConnection::disconnectFromBus(kName); }
    Provider(const Provider &) = delete;
    Provider &operator=(const Provider &) = delete;

    void say(const QString &word)
    {
        auto signal = QDBusMessage::createSignal(u"/tide"_s, kService, u"Turned"_s);
        signal << word;
        QVERIFY(m_bus.send(signal));
    }

private:
    static inline const QString kName = u"provider"_s;
    QDBusConnection m_bus;
};

} // namespace

/// A bus that comes, goes, and stops answering.
class TestSystemBus : public QObject
{
    Q_OBJECT

private slots:
    void nobodyWaitsForABusThatIsMute()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"bus"_s);
        QLocalServer mute;
        QVERIFY(mute.listen(path));
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + path.toUtf8());
        auto bus = std::make_unique<SystemBus>();
        bus->open();
        QTRY_VERIFY(mute.hasPendingConnections());
        QVERIFY(bus->isOpening());

        QElapsedTimer clock;
        clock.start();
        bus.reset();
        QVERIFY(clock.elapsed() < kAtOnce);
        delete mute.nextPendingConnection(); // or this program would not end
        qunsetenv("DBUS_SYSTEM_BUS_ADDRESS");
    }

    void nobodyWaitsForABusThatStops()
    {
        MockBus mock;
        Provider provider(mock.address());
        SystemBus bus(mock.address());
        BusService service(bus, kService);
        QSignalSpy heard(&service, &BusService::signalled);
        bus.open();
        QTRY_VERIFY(service.isThere());
        QElapsedTimer clock;
        mock.freeze();
        clock.start();
        service.listenTo(kService, u"Turned"_s);
        QVERIFY(clock.elapsed() < kAtOnce);
        mock.thaw();
        // Whoever is answered now was asked after all that was asked before.
        bool isAnswered = false;
        service.properties(u"/tide"_s, kService,
                           [&](const QDBusMessage & /*error*/) { isAnswered = true; });
        QTRY_VERIFY(isAnswered);
        provider.say(u"ebb"_s);
        QTRY_COMPARE(heard.count(), 1);
    }

    void nobodyWaitsForABusThatStopsAtOnce()
    {
        MockBus mock;
        const Provider provider(mock.address());
        SystemBus bus(mock.address());
        QElapsedTimer clock;
        connect(&bus, &SystemBus::opened, this, [&] { // before the service hears of it
            mock.freeze();
            clock.start();
        });
        BusService service(bus, kService);
        service.listenTo(kService, u"Turned"_s);
        qint64 taken = 0;
        connect(&bus, &SystemBus::opened, this, [&] { taken = clock.elapsed(); });
        QSignalSpy opened(&bus, &SystemBus::opened);
        bus.open();
        QVERIFY(opened.wait());
        QVERIFY(taken < kAtOnce);
        QVERIFY(!service.isThere());
        mock.thaw();
        QTRY_VERIFY(service.isThere());
    }

    void aBusThatComesAndGoesIsFoundAgain()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"bus"_s);
        SystemBus bus(u"unix:path="_s + path, 20ms);
        BusService service(bus, kService);
        service.listenTo(kService, u"Turned"_s);
        QSignalSpy heard(&service, &BusService::signalled);
        for (int life = 1; life <= 3; ++life) {
            {
                const MockBus mock(path);
                Provider provider(mock.address());
                if (life == 1)
                    bus.open();
                QTRY_VERIFY(service.isThere());
                provider.say(u"flood"_s);
                QTRY_COMPARE(heard.count(), life);
            }
            QTRY_VERIFY(!bus.isOpen());
            QVERIFY(!service.isThere());
        }
    }
};

QTEST_GUILESS_MAIN(TestSystemBus)
#include "tst_systembus.moc"
