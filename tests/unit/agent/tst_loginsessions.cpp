// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/loginsessions.h"
#include "agent/environment/systembus.h"
#include "tests/support/mockbus.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <cstdio>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A row of ListSessions.
struct Listed
{
    QString id;
    uint uid = 0;
    QString user;
    QString seat;
    QDBusObjectPath path;
};

QDBusArgument &operator<<(QDBusArgument &argument, const Listed &one)
{
    argument.beginStructure();
    argument << one.id << one.uid << one.user << one.seat << one.path;
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, Listed &one)
{
    argument.beginStructure();
    argument >> one.id >> one.uid >> one.user >> one.seat >> one.path;
    argument.endStructure();
    return argument;
}

// What counts as logged on: reference of BITS, section 4.2; DESIGN, section 5.1.
namespace {

constexpr uint kMe = 4242;
constexpr uint kOther = 4343;

/// A watcher of a user's sessions, with its own way to the bus.
struct Watch
{
    explicit Watch(const QString &address, uint uid = kMe)
        : bus(address)
        , sessions(bus, uid)
        , changed(&sessions, &LoginSessions::changed)
    {
        bus.open();
    }

    SystemBus bus;
    LoginSessions sessions;
    QSignalSpy changed;
};

/// One thing that happens to the sessions of a user who has session 1, and what it makes of them.
struct Event
{
    const char *name;
    void (*happen)(MockLogind &);
    bool isLoggedOn; ///< afterwards
};

QVariantMap kind(const QString &name)
{
    return {{u"Class"_s, name}};
}

/// A logind that says nothing by itself, with one session.
class Silent final : public QDBusVirtualObject
{
public:
    explicit Silent(const QString &address)
        : m_bus(QDBusConnection::connectToBus(address, kName))
    {
        qDBusRegisterMetaType<Listed>();
        qDBusRegisterMetaType<QList<Listed>>();
        if (!m_bus.registerVirtualObject(u"/org/freedesktop/login1"_s, this,
                                         QDBusConnection::SubPath)
            || !m_bus.registerService(u"org.freedesktop.login1"_s))
            qFatal("nobody plays logind");
    }
    ~Silent() override { QDBusConnection::disconnectFromBus(kName); }
    Silent(const Silent &) = delete;
    Silent &operator=(const Silent &) = delete;

    [[nodiscard]] QString introspect(const QString & /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        ++asked;
        if (message.member() == broken)
            return bus.send(message.createErrorReply(QDBusError::NoReply, u"busy"_s));
        if (message.member() == "GetAll"_L1)
            return bus.send(
                message.createReply(QVariantMap{{u"Class"_s, u"user"_s}, {u"State"_s, state}}));
        const QDBusObjectPath path(u"/org/freedesktop/login1/session/_31"_s);
        return bus.send(message.createReply(
            QVariant::fromValue(QList<Listed>{{u"1"_s, kMe, u"me"_s, {}, path}})));
    }

    QString state = u"active"_s;
    QString broken; ///< the method that answers with an error
    int asked = 0;

private:
    static inline const QString kName = u"silent"_s;
    QDBusConnection m_bus;
};

constexpr auto kEvents = std::to_array<Event>({
    {"a second login", [](MockLogind &logind) { logind.add(u"2"_s, kMe); }, true},
    {"fast user switch",
     [](MockLogind &logind) {
         logind.change(u"1"_s, {{u"Active"_s, false}, {u"State"_s, u"online"_s}});
         logind.add(u"2"_s, kOther);
     },
     true},
    {"the screen is locked",
     [](MockLogind &logind) {
         logind.change(u"1"_s, {{u"LockedHint"_s, true}});
     },
     true},
    {"logoff", [](MockLogind &logind) { logind.remove(u"1"_s); }, false},
    {"logoff, and programs go on",
     [](MockLogind &logind) {
         logind.change(u"1"_s, {{u"State"_s, u"closing"_s}});
     },
     false},
    {"logoff, and a session of another user",
     [](MockLogind &logind) {
         logind.add(u"2"_s, kOther);
         logind.remove(u"1"_s);
     },
     false},
    {"ssh only",
     [](MockLogind &logind) {
         logind.add(u"2"_s, kMe, {{u"Remote"_s, true}, {u"Type"_s, u"tty"_s}});
         logind.remove(u"1"_s);
     },
     true},
    {"one of two sessions ends",
     [](MockLogind &logind) {
         logind.add(u"2"_s, kMe);
         logind.remove(u"2"_s);
     },
     true},
    {"lingering",
     [](MockLogind &logind) {
         logind.add(u"2"_s, kMe, kind(u"manager"_s));
         logind.remove(u"1"_s);
     },
     false},
    {"a timer's job",
     [](MockLogind &logind) {
         logind.add(u"2"_s, kMe, kind(u"background"_s));
         logind.remove(u"1"_s);
     },
     false},
    {"a greeter",
     [](MockLogind &logind) {
         logind.add(u"2"_s, kMe, kind(u"greeter"_s));
         logind.remove(u"1"_s);
     },
     false},
    {"a lock screen",
     [](MockLogind &logind) {
         logind.add(u"2"_s, kMe, kind(u"lock-screen"_s));
         logind.remove(u"1"_s);
     },
     false},
});

} // namespace

class TestLoginSessions : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MockBus> m_bus;
    std::unique_ptr<MockLogind> m_logind;

private slots:
    void initTestCase()
    {
        m_bus = std::make_unique<MockBus>();
        m_logind = std::make_unique<MockLogind>(*m_bus);
    }
    void cleanup() { m_logind->removeAll(); }
    void cleanupTestCase()
    {
        m_logind.reset();
        m_bus.reset();
    }

    void withoutABusNobodyKnows()
    {
        Watch watch(u"unix:path=/nonexistent/bus"_s);
        QVERIFY(!watch.sessions.isKnown());
        QVERIFY(watch.changed.wait());
        QVERIFY(watch.sessions.isKnown());
        QVERIFY(!watch.sessions.isLoggedOn());
    }

    void aBusThatGoesAwayIsNoLogoff()
    {
        auto bus = std::make_unique<MockBus>();
        auto logind = std::make_unique<MockLogind>(*bus);
        logind->add(u"1"_s, kMe);
        Watch watch(bus->address());
        QTRY_VERIFY(watch.sessions.isLoggedOn() == true);
        logind.reset();
        QTRY_VERIFY(!watch.sessions.isLoggedOn());
        bus.reset();
        QTRY_VERIFY(!watch.bus.isOpen());
        QVERIFY(!watch.sessions.isLoggedOn());
    }

    void logindMayComeLateAndAgain()
    {
        MockBus bus;
        Watch watch(bus.address());
        QSignalSpy opened(&watch.bus, &SystemBus::opened);
        QVERIFY(opened.wait());
        QVERIFY(!watch.sessions.isLoggedOn());
        for (const bool isThere : {false, true}) {
            MockLogind logind(bus);
            if (isThere)
                logind.add(u"1"_s, kMe);
            QTRY_VERIFY(watch.sessions.isLoggedOn() == isThere);
        }
        QTRY_VERIFY(!watch.sessions.isLoggedOn());
    }

    void whatHappensToSessions_data()
    {
        QTest::addColumn<int>("event");
        for (std::size_t i = 0; i < kEvents.size(); ++i)
            QTest::newRow(kEvents.at(i).name) << int(i);
    }
    void whatHappensToSessions()
    {
        QFETCH(const int, event);
        const Event &row = kEvents.at(std::size_t(event));
        m_logind->add(u"1"_s, kMe);
        Watch watch(m_bus->address());
        QTRY_VERIFY(watch.sessions.isLoggedOn() == true);
        row.happen(*m_logind);
        if (!row.isLoggedOn)
            QTRY_VERIFY(watch.sessions.isLoggedOn() == false);
        Watch later(m_bus->address()); // whoever asks now gets the same answer
        QTRY_VERIFY(later.sessions.isLoggedOn() == row.isLoggedOn);
        QVERIFY(watch.sessions.isLoggedOn() == row.isLoggedOn);
        m_logind->add(u"9"_s, kMe);
        QTRY_VERIFY(watch.sessions.isLoggedOn() == true);
        QCOMPARE(watch.changed.count(), row.isLoggedOn ? 1 : 3);
    }

    /// The folder in which logind writes its sessions down is all that tells.
    void whatIsAboutToEndIsSaidByTheFilesAlone()
    {
        const QTemporaryDir folder;
        const MockBus mock;
        Silent logind(mock.address());
        SystemBus bus(mock.address());
        LoginSessions sessions(bus, kMe, folder.path());
        bus.open();
        QTRY_VERIFY(sessions.isLoggedOn() == true);
        for (const bool isClosing : {true, false, true}) {
            logind.state = isClosing ? u"closing"_s : u"active"_s;
            QFile written(folder.filePath(u"new"_s)); // and renamed, as logind does
            QVERIFY(written.open(QIODevice::WriteOnly));
            QVERIFY(std::rename(qPrintable(written.fileName()), qPrintable(folder.filePath(u"1"_s)))
                    == 0);
            QTRY_VERIFY(sessions.isLoggedOn() == !isClosing);
        }
    }

    void whoDoesNotAnswerIsAskedAgain_data()
    {
        QTest::addColumn<QString>("method");
        QTest::newRow("for the list") << u"ListSessions"_s;
        QTest::newRow("for a session") << u"GetAll"_s;
    }
    void whoDoesNotAnswerIsAskedAgain()
    {
        QFETCH(const QString, method);
        const MockBus mock;
        Silent logind(mock.address());
        logind.broken = method;
        SystemBus bus(mock.address());
        LoginSessions sessions(bus, kMe, u"/nonexistent"_s, 10ms);
        QSignalSpy changed(&sessions, &LoginSessions::changed);
        bus.open();
        QTRY_VERIFY(logind.asked > 4);
        QVERIFY(sessions.isKnown());
        QVERIFY(!sessions.isLoggedOn());
        QCOMPARE(changed.count(), 1);
        logind.broken.clear();
        QTRY_VERIFY(sessions.isLoggedOn() == true);
    }

    /// Newer versions of systemd have more classes of sessions that are a person's.
    void classesAndStates()
    {
        QVERIFY(isLogon({{u"Class"_s, u"user"_s}, {u"State"_s, u"opening"_s}}));
        QVERIFY(isLogon({{u"Class"_s, u"user-early"_s}, {u"State"_s, u"active"_s}}));
        QVERIFY(!isLogon({{u"Class"_s, u"user-incomplete"_s}, {u"State"_s, u"active"_s}}));
        QVERIFY(!isLogon({{u"Class"_s, u"user"_s}, {u"State"_s, u"closing"_s}}));
        QVERIFY(!isLogon({}));
    }
};

QTEST_GUILESS_MAIN(TestLoginSessions)
#include "tst_loginsessions.moc"
