// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mockbus.h"

#include <QDBusArgument>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QFile>
#include <QTest>
#include <QUuid>

#include <csignal>

namespace lighterman::testing {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kLogind = "org.freedesktop.login1"_L1;
constexpr auto kManagerPath = "/org/freedesktop/login1"_L1;
constexpr auto kManager = "org.freedesktop.login1.Manager"_L1;
constexpr auto kSession = "org.freedesktop.login1.Session"_L1;
constexpr auto kMockInterface = "org.freedesktop.DBus.Mock"_L1;

/// Whoever may connect may do everything: the bus has nobody else on it.
constexpr auto kConfig
    = R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:%1</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow eavesdrop="true"/>
<allow send_destination="*" eavesdrop="true"/></policy></busconfig>)"_L1;

/// The kernel ends the child when the test does, however the test ends.
void start(QProcess &process, const QString &program, const QStringList &arguments)
{
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(u"setpriv"_s,
                  QStringList{u"--pdeathsig"_s, u"KILL"_s, u"--"_s, program} + arguments);
    if (!process.waitForStarted())
        qFatal("%s does not start", qPrintable(program));
}

void kill(QProcess &process)
{
    process.kill();
    process.waitForFinished();
}

QString pathOf(const QString &session)
{
    return u"/org/freedesktop/login1/session/"_s + session;
}

} // namespace

MockBus::MockBus(const QString &path)
    : m_name(QUuid::createUuid().toString())
{
    const QString place = path.isEmpty() ? u"dir="_s + m_folder.path() : u"path="_s + path;
    QFile config(m_folder.filePath(u"bus.conf"_s));
    if (!config.open(QIODevice::WriteOnly)
        || config.write(QString(kConfig).arg(place).toUtf8()) < 0)
        qFatal("no configuration for a bus");
    config.close();
    start(m_daemon, u"dbus-daemon"_s,
          {u"--config-file="_s + config.fileName(), u"--nofork"_s, u"--print-address=1"_s});
    while (!m_daemon.canReadLine()) {
        if (!m_daemon.waitForReadyRead())
            qFatal("the bus says no address");
    }
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    if (!QDBusConnection::connectToBus(m_address, m_name).isConnected())
        qFatal("no way to the bus at %s", qPrintable(m_address));
}

MockBus::~MockBus()
{
    for (const auto &[service, player] : m_players)
        kill(*player);
    QDBusConnection::disconnectFromBus(m_name);
    kill(m_daemon);
}

QDBusConnection MockBus::connection() const
{
    return QDBusConnection(m_name);
}

bool MockBus::isThere(const QString &service) const
{
    return connection().interface()->isServiceRegistered(service).value();
}

void MockBus::play(const QString &pattern, const QString &service)
{
    auto player = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DBUS_SYSTEM_BUS_ADDRESS"_s, m_address);
    player->setProcessEnvironment(environment);
    player->setStandardOutputFile(QProcess::nullDevice());
    start(*player, u"/usr/bin/python3"_s,
          {u"-m"_s, u"dbusmock"_s, u"--system"_s, u"--template"_s, pattern});
    m_players[service] = std::move(player);
    if (!QTest::qWaitFor([&] { return isThere(service); }, 60'000))
        qFatal("%s is not played: is python3-dbusmock there?", qPrintable(service));
}

void MockBus::end(const QString &service)
{
    kill(*m_players.at(service));
    m_players.erase(service);
    if (!QTest::qWaitFor([&] { return !isThere(service); }))
        qFatal("%s does not go", qPrintable(service));
}

QVariantList MockBus::call(const Method &method, const QVariantList &arguments) const
{
    auto message = QDBusMessage::createMethodCall(method.service, method.path, method.interface,
                                                  method.name);
    message.setArguments(arguments);
    const QDBusMessage reply = connection().call(message);
    if (reply.type() != QDBusMessage::ReplyMessage)
        qFatal("%s: %s", qPrintable(method.name), qPrintable(reply.errorMessage()));
    return reply.arguments();
}

void MockBus::freeze() const
{
    ::kill(pid_t(m_daemon.processId()), SIGSTOP);
}

void MockBus::thaw() const
{
    ::kill(pid_t(m_daemon.processId()), SIGCONT);
}

MockLogind::MockLogind(MockBus &bus)
    : m_bus(bus)
{
    m_bus.play(u"logind"_s, kLogind);
}

MockLogind::~MockLogind()
{
    m_bus.end(kLogind);
}

void MockLogind::emitSignal(const QString &name, const QString &signature,
                            const QVariantList &arguments) const
{
    m_bus.call({kLogind, kManagerPath, kMockInterface, u"EmitSignal"_s},
               {QString(kManager), name, signature, QVariant(arguments)});
}

void MockLogind::add(const QString &id, uint uid, const QVariantMap &properties)
{
    m_bus.call({kLogind, kManagerPath, kMockInterface, u"AddSession"_s},
               {id, u"seat0"_s, uid, u"user%1"_s.arg(uid), true});
    m_sessions += id;
    if (!properties.isEmpty())
        change(id, properties);
    emitSignal(u"SessionNew"_s, u"so"_s, {id, QVariant::fromValue(QDBusObjectPath(pathOf(id)))});
}

void MockLogind::change(const QString &id, const QVariantMap &properties)
{
    m_bus.call({kLogind, pathOf(id), kMockInterface, u"UpdateProperties"_s},
               {QString(kSession), properties});
}

void MockLogind::remove(const QString &id)
{
    m_sessions.removeOne(id);
    m_bus.call({kLogind, kManagerPath, kMockInterface, u"RemoveObject"_s}, {pathOf(id)});
    emitSignal(u"SessionRemoved"_s, u"so"_s,
               {id, QVariant::fromValue(QDBusObjectPath(pathOf(id)))});
}

void MockLogind::removeAll()
{
    const QStringList all = m_sessions;
    for (const QString &id : all)
        remove(id);
}

void MockLogind::prepareForSleep(bool begins)
{
    emitSignal(u"PrepareForSleep"_s, u"b"_s, {begins});
}

QStringList MockLogind::inhibitors() const
{
    QStringList all;
    const auto list = m_bus.call({kLogind, kManagerPath, kManager, u"ListInhibitors"_s}, {})
                          .constFirst()
                          .value<QDBusArgument>();
    list.beginArray();
    while (!list.atEnd()) {
        QString what;
        QString who;
        QString why;
        QString mode;
        uint uid = 0;
        uint pid = 0;
        list.beginStructure();
        list >> what >> who >> why >> mode >> uid >> pid;
        list.endStructure();
        all += what + u':' + mode;
    }
    list.endArray();
    return all;
}

} // namespace lighterman::testing
