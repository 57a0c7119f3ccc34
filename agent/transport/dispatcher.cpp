// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/dispatcher.h"

#include "agent/transport/residentbytes.h"

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype kReadBuffer = qsizetype(256) * 1024;
constexpr auto kTick = 125ms;

/// How much Qt holds of a body before it stops reading. For https exactly what its socket holds
/// inside: any other size costs half as much again.
constexpr qint64 kHeldTls = 65536;
constexpr qint64 kHeld = qint64(2) << 20U;
constexpr qint64 kHeldByFew = qint64(4) << 20U;
constexpr std::size_t kFew = 4;
/// Under a limit, however low.
constexpr qint64 kHeldLeast = qint64(16) * 1024;

QString hostOf(const QUrl &url)
{
    return url.scheme() + u"://"_s + url.host() + u':' + QString::number(url.port());
}

} // namespace

Dispatcher::Dispatcher(TransportOptions options, Reports &reports, Disk &disk)
    : m_options(std::move(options))
    , m_disk(disk)
    , m_shared{reports,
               disk,
               m_options,
               QSslConfiguration::defaultConfiguration(),
               QByteArray(kReadBuffer, '\0'),
               {}}
    , m_queues(std::clamp(m_options.connectionsPerHost, 1, kBulkManagers * kPerManager))
    , m_managers(this)
    , m_tick(this)
    , m_paceTick(this)
{
    // Adding even none would switch off what Qt loads of the system's certificates when it needs
    // them.
    if (!m_options.extraCertificates.isEmpty()) {
        m_shared.tls.setCaCertificates(QSslConfiguration::systemCaCertificates()
                                       + m_options.extraCertificates);
    }
    m_tick.setTimerType(Qt::CoarseTimer);
    m_tick.setInterval(kTick);
    m_tick.callOnTimeout(this, &Dispatcher::tick);
    m_paceTick.setTimerType(Qt::CoarseTimer);
    m_paceTick.setInterval(Pacing::kEvery);
    m_paceTick.callOnTimeout(this, &Dispatcher::keepPace);
    connect(&disk, &Disk::flushed, this, [this](quint64 id) {
        if (const auto found = m_running.find(id); found != m_running.end())
            found->second.fetch->flushed();
    });
    connect(&disk, &Disk::flushFailed, this, &Dispatcher::onFlushFailed);
    m_shared.manager = [this](Place place, const Manner &manner) -> QNetworkAccessManager & {
        return m_managers.manager(place, manner);
    };
    m_shared.forsake = [this](const JobId &job) { m_managers.drop(job.toBytes()); };
    m_shared.admissions.tell({[this](TransferId id) { letGo(id); },
                              [this](TransferId id, const Error &error) { turnAway(id, error); }});
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::start(TransferId id, const FileTask &task)
{
    post(Start{id, task});
}

void Dispatcher::callOff(TransferId id)
{
    post(CallOff{id});
}

void Dispatcher::recheck(bool isNew)
{
    post(Recheck{isNew});
}

void Dispatcher::hangUp(TransferId id)
{
    post(HangUp{id});
}

void Dispatcher::setPace(const JobId &job, const JobPace &pace)
{
    post(SetPace{job, pace});
}

void Dispatcher::setSharedLimit(RateLimit limit)
{
    post(SetSharedLimit{limit});
}

void Dispatcher::post(Command command)
{
    if (m_mailbox.put(std::move(command)))
        QMetaObject::invokeMethod(this, &Dispatcher::work, Qt::QueuedConnection);
}

void Dispatcher::work()
{
    for (Command &command : m_mailbox.takeAll())
        std::visit([this](auto &one) { take(one); }, command);
    fill();
}

void Dispatcher::take(Start &command)
{
    const TransferId id = command.id;
    const JobId job = command.task.job;
    const JobPace pace = command.task.pace;
    Running running;
    running.fetch = std::make_unique<Fetch>(id, std::move(command.task), m_shared);
    running.host = hostOf(running.fetch->url());
    connect(running.fetch.get(), &Fetch::ended, this, &Dispatcher::onEnded);
    connect(running.fetch.get(), &Fetch::freed, this, &Dispatcher::onFreed);
    connect(running.fetch.get(), &Fetch::ready, this, &Dispatcher::letGo);
    connect(running.fetch.get(), &Fetch::sized, this, [this](quint64 which, qint64 total) {
        m_queues.learn(m_running.at(which).host, total);
    });
    m_shared.pacing.setPace(job, pace, Fetch::Clock::now());
    m_shared.admissions.join(job);
    m_queues.add(running.host, running.fetch->waiting());
    m_running.emplace(id, std::move(running));
}

void Dispatcher::take(const CallOff &command)
{
    if (m_running.contains(command.id))
        remove(command.id);
    else
        m_disk.give(CallOffOrder{command.id});
}

void Dispatcher::take(const Recheck &command)
{
    m_recheckLast = Fetch::Clock::now();
    m_recheckFrom = m_recheckFrom.value_or(m_recheckLast);
    if (command.isNew)
        m_shared.network.changedAt = m_recheckLast;
    m_managers.renew();
}

/// Later: what was called off before has its replies deleted by then, and a manager without replies
/// can go, which waits for its sockets to be closed.
void Dispatcher::take(const HangUp &command)
{
    QMetaObject::invokeMethod(
        this,
        [this, id = command.id] {
            m_managers.renew();
            clearWays();
            m_shared.reports.put(HungUpReport{id});
        },
        Qt::QueuedConnection);
}

/// A network that changes all the time must not put off the looks at what hangs.
std::optional<Fetch::Clock::time_point> Dispatcher::dueRecheck(Fetch::Clock::time_point now)
{
    if (!m_recheckFrom || now - *m_recheckFrom < kRecheckPatience)
        return std::nullopt;
    const auto due = std::exchange(m_recheckFrom, std::nullopt);
    if (m_recheckLast > *due)
        m_recheckFrom = m_recheckLast;
    return due;
}

void Dispatcher::take(const SetPace &command)
{
    m_shared.pacing.setPace(command.job, command.pace, Fetch::Clock::now());
    resizeBuffers();
}

void Dispatcher::take(const SetSharedLimit &command)
{
    m_shared.pacing.setSharedLimit(command.limit, Fetch::Clock::now());
    resizeBuffers();
}

void Dispatcher::resizeBuffers()
{
    for (auto &[id, running] : m_running) {
        const qint64 held = readBufferFor(*running.fetch);
        running.fetch->setReadBuffers(held, std::min(held, kHeldByFurther));
        if (!running.place)
            m_queues.change(running.host, running.fetch->waiting());
    }
}

void Dispatcher::keepPace()
{
    if (m_shared.pacing.isNeeded())
        m_shared.pacing.go(Fetch::Clock::now());
    else
        m_paceTick.stop();
}

void Dispatcher::fill()
{
    m_fillPosted = false;
    while (const auto turn = m_queues.next()) {
        Running &running = m_running.at(turn->id);
        running.place = turn->place;
        running.ways = m_managers.ways();
        running.fetch->start({m_managers.manager(turn->place, running.fetch->manner()), turn->place,
                              running.host, readBufferFor(*running.fetch)});
    }
    takeBack();
    clearWays();
    if (isAtRest()) {
        m_tick.stop();
        m_managers.rest();
    } else if (!m_tick.isActive()) {
        m_tick.start();
    }
    if (m_shared.pacing.isNeeded() && !m_paceTick.isActive())
        m_paceTick.start();
}

/// Not at once: fetches end within slots of their replies, and within start().
void Dispatcher::fillLater()
{
    if (!std::exchange(m_fillPosted, true))
        QMetaObject::invokeMethod(this, &Dispatcher::fill, Qt::QueuedConnection);
}

void Dispatcher::onEnded(TransferId id, Fetch::End end)
{
    const auto found = m_running.find(id);
    if (found == m_running.end())
        return;
    if (end == Fetch::End::Over) {
        remove(id);
        return;
    }
    Running &running = found->second;
    freePlaces(running);
    running.host = hostOf(running.fetch->url());
    running.isHeld = end == Fetch::End::Held;
    if (!running.isHeld)
        m_queues.addFirst(running.host, running.fetch->waiting());
    fillLater();
}

void Dispatcher::onFlushFailed(const LostBytes &lost)
{
    // Not always the one that asked for the flush: the job may have been stopped and resumed since.
    const auto writing = std::ranges::find_if(
        m_running, [&](const auto &one) { return one.second.fetch->isWriting(lost.path); });
    if (writing != m_running.end())
        writing->second.fetch->flushFailed(lost.error);
    else
        cutPart(lost.path, lost.synced);
    m_disk.give(CallOffOrder{lost.id}); // the disk need not remember it any longer
}

void Dispatcher::remove(TransferId id)
{
    const auto found = m_running.find(id);
    if (found->second.place)
        freePlaces(found->second);
    else
        m_queues.remove(found->second.host, id);
    Fetch *const fetch = found->second.fetch.release();
    m_running.erase(found);
    m_shared.admissions.leave(id, fetch->job());
    dropWaysOf(fetch->job());
    // What Qt has queued for its reply comes before the deletion does.
    disconnect(fetch, nullptr, this, nullptr);
    fetch->callOff();
    fetch->deleteLater(); // it may be the one that says so
    fillLater();
}

void Dispatcher::tick()
{
    const auto now = Fetch::Clock::now();
    std::map<QString, Fetch::Clock::time_point> hostActive;
    std::vector<TransferId> asking;
    bool headless = false;
    for (const auto &[id, running] : m_running) {
        if (!running.fetch->isAsking())
            continue;
        auto &active = hostActive[running.host];
        active = std::max(active, running.fetch->lastActive());
        asking.push_back(id);
        headless = headless || running.fetch->isHeadless();
    }
    const qint64 resident = headless ? residentBytes() : 0;
    const auto changed = dueRecheck(now);
    for (const TransferId id : asking) { // a fetch may end here, but never another one
        Running &running = m_running.at(id);
        running.fetch->tick({now, hostActive[running.host], resident, changed});
        if (m_running.contains(id))
            addConnections(running);
    }
}

/// Under a limit no more than it lets through until the next time but three: what waits here was
/// not held back.
qint64 Dispatcher::readBufferFor(const Fetch &fetch) const
{
    if (fetch.url().scheme() == "https"_L1)
        return kHeldTls;
    const qint64 most = m_running.size() <= kFew ? kHeldByFew : kHeld;
    const RateLimit limit = m_shared.pacing.limitOf(fetch.job());
    const qint64 kept = Bucket::kKept.count();
    return limit ? std::clamp(*limit * kept / 1000, kHeldLeast, most) : most;
}

} // namespace lighterman
