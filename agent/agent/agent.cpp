// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/agent.h"

#include "agent/auth/httpsignins.h"
#include "agent/auth/identityopener.h"
#include "common/base/log.h"
#include "common/base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QRandomGenerator>

#include <array>
#include <pwd.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// How long a stubborn disk may hold up the end; two seconds are promised for the whole.
constexpr std::chrono::milliseconds kFlushLimit{1200};
/// How long whoever holds the socket's lock may take to leave or to listen: as long as clients look
/// for an agent.
constexpr std::chrono::milliseconds kTakeOver{10'000};
/// And whoever holds the store's, who serves another socket and is leaving at best.
constexpr std::chrono::milliseconds kLeaving{3000};
constexpr std::chrono::milliseconds kTakeOverPause{20};

QString loginName()
{
    passwd entry{};
    passwd *found = nullptr;
    std::array<char, 4096> texts{};
    ::getpwuid_r(::getuid(), &entry, texts.data(), texts.size(), &found);
    return found ? QString::fromLocal8Bit(found->pw_name) : QString::number(::getuid());
}

TransportOptions transportOptions(const Settings &settings)
{
    TransportOptions options;
    options.connectionsPerHost = settings.connectionsPerHost;
    options.connectionsPerFile = settings.connectionsPerFile;
    options.signIns = std::make_shared<HttpSignIns>(PassportSettings{
        QUrl(settings.passportNexus), QUrl(settings.passportLogin), settings.passportRealm});
    options.identities = std::make_shared<ClientIdentityOpener>(paths::clientCertificates());
    options.userAgent = "Lighterman/" + QCoreApplication::applicationVersion().toLatin1();
    return options;
}

Result<void> hold(std::optional<InstanceLock> &held, const QString &path)
{
    if (held)
        return {};
    auto lock = InstanceLock::take(path);
    if (!lock)
        return tl::unexpected(lock.error());
    held.emplace(std::move(*lock));
    return {};
}

} // namespace

Agent::Agent(Places places, QObject *parent)
    : QObject(parent)
    , m_places(std::move(places))
    , m_started(m_clock.now())
    , m_settingsFile(m_places.settings)
    , m_loaded(m_settingsFile.load())
    , m_store(m_places.store)
    , m_transport(transportOptions(m_loaded.settings))
    , m_notifier(m_places.socket)
    , m_engine({m_transport, m_store, m_notifier, m_keyring, m_alarm, m_clock,
                [] { return QRandomGenerator::global()->generateDouble(); }},
               {loginName(), m_places.downloads}, m_loaded.settings)
    , m_gatekeeper(m_engine, {})
    , m_server(m_engine, *this)
{
}

Agent::~Agent() = default;

void Agent::start()
{
    m_firstTry = m_clock.monotonic();
    tryToStart();
}

/// The socket's lock first: it is what decides which of two agents serves.
Result<void> Agent::takeLocks()
{
    return hold(m_lock, m_places.socket).and_then([&] {
        return hold(m_storeLock, m_places.store);
    });
}

void Agent::tryToStart()
{
    if (m_stopping)
        return;
    if (const auto held = takeLocks(); !held) {
        const bool mayBeLeaving = held.error().code == ErrorCode::AgentRunning
            && !AgentServer::isServed(m_places.socket)
            && m_clock.monotonic() - m_firstTry < (m_lock ? kLeaving : kTakeOver);
        if (mayBeLeaving)
            m_nextTry = m_alarm.after(kTakeOverPause, [this] { tryToStart(); });
        else
            emit failed(held.error());
        return;
    }
    for (const QString &complaint : m_loaded.complaints)
        qCWarning(lcStore).noquote() << complaint;
    m_gatekeeper.start();
    m_engine.restore([this](const Result<void> &restored) { serve(restored); });
}

void Agent::serve(const Result<void> &restored)
{
    if (const auto repair = storeRepair())
        qCWarning(lcStore).noquote() << "the store:" << *repair;
    if (!restored) {
        m_refusal = restored.error();
        qCCritical(lcStore).noquote() << textOf(m_refusal->code) << m_refusal->detail;
    }
    if (const auto listening = m_server.listen(m_places.socket); !listening) {
        emit failed(listening.error());
        return;
    }
    qCInfo(lcIpc).noquote() << "ready at" << m_places.socket;
}

/// Said in the log when it happens and in the status as long as this agent runs: it may have cost
/// jobs.
std::optional<QString> Agent::storeRepair() const
{
    const OpenReport &report = m_store.report();
    if (report.damage.isEmpty())
        return std::nullopt;
    const QString instead = report.backup.isEmpty()
        ? u"there was no good backup, so the list began empty"_s
        : u"the backup of %1 took its place"_s.arg(toRfc3339(report.backupMade.value_or(0)));
    return u"It was damaged (%1) and is kept as %2; %3."_s.arg(report.damage, report.setAside,
                                                               instead);
}

void Agent::stop()
{
    if (std::exchange(m_stopping, true))
        return;
    // From the loop, so that the reply to whoever asked for it still goes out.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_server.stopListening();
            m_engine.shutDown();
            if (!m_store.close(kFlushLimit))
                qCWarning(lcStore) << "the store could not be written in time";
            // Last: to its clients the agent is gone when the connection is.
            m_server.close();
            emit finished();
        },
        Qt::QueuedConnection);
}

protocol::Status Agent::status() const
{
    protocol::Status status;
    status.version = QCoreApplication::applicationVersion();
    status.pid = QCoreApplication::applicationPid();
    status.started = m_started;
    status.store = m_places.store;
    status.storeRepair = storeRepair();
    for (const JobId &id : m_engine.ids()) {
        const JobState state = m_engine.find(id)->state;
        status.jobs += isFinal(state) ? 0 : 1;
        status.moving += isMoving(state) ? 1 : 0;
    }
    return status;
}

void Agent::prepareFolder()
{
    const QString &own = m_engine.settings().downloadFolder;
    if (own.isEmpty()) // one that a person chose must be there: it may be a disk not plugged in
        QDir().mkpath(m_places.downloads);
}

void Agent::save(const Settings &settings, JobStore::Done done)
{
    m_settingsFile.save(settings, [this, done = std::move(done)](const Result<void> &saved) {
        done(saved);
        m_gatekeeper.heedSettings();
    });
}

} // namespace lighterman
