// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/sleepwatch.h"

#include "common/base/log.h"

#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QDBusVariant>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kPath = "/org/freedesktop/login1"_L1;
constexpr auto kManager = "org.freedesktop.login1.Manager"_L1;

} // namespace

SleepWatch::SleepWatch(SystemBus &bus, QObject *parent)
    : QObject(parent)
    , m_logind(bus, u"org.freedesktop.login1"_s)
{
    m_logind.listenTo(kManager, u"PrepareForSleep"_s);
    connect(&m_logind, &BusService::appeared, this, &SleepWatch::begin);
    connect(&m_logind, &BusService::missed, this, &SleepWatch::end);
    connect(&m_logind, &BusService::signalled, this,
            [this](const QString &, const QString &signal, const QVariantList &arguments) {
                hear(signal, arguments);
            });
}

SleepWatch::~SleepWatch() = default;

void SleepWatch::begin()
{
    forgetLocks();
    if (m_isAsleep)
        setAsleep(false); // what another one has begun it will not end
    m_refused.clear();
    delay();
    block();
    // Sleep may have been announced before there was anybody to hear it.
    m_logind.call({kPath, u"org.freedesktop.DBus.Properties"_s, u"Get"_s},
                  {QString(kManager), u"PreparingForSleep"_s}, [this](const QDBusMessage &reply) {
                      const bool isAnnounced
                          = reply.arguments().value(0).value<QDBusVariant>().variant().toBool();
                      setAsleep(m_isAsleep || isAnnounced);
                  });
}

void SleepWatch::hear(const QString &signal, const QVariantList &arguments)
{
    if (signal != "PrepareForSleep"_L1)
        return;
    const bool isAsleep = arguments.value(0).toBool();
    setAsleep(isAsleep);
    if (!isAsleep)
        delay(); // for the next time; logind refuses who asks between the two announcements
}

void SleepWatch::setAsleep(bool isAsleep)
{
    m_isReleased = m_isReleased && isAsleep;
    const bool isFirst = !std::exchange(m_isKnown, true);
    const bool isOther = std::exchange(m_isAsleep, isAsleep) != isAsleep;
    if (isFirst || isOther)
        emit changed();
}

/// logind is not there: nobody announces anything, and no lock of its holds.
void SleepWatch::end()
{
    forgetLocks();
    setAsleep(false);
}

void SleepWatch::forgetLocks()
{
    m_delay.reset();
    m_block.reset();
}

void SleepWatch::release()
{
    m_isReleased = m_isAsleep;
    if (m_isReleased)
        m_delay.reset();
}

/// Once for each wish: whoever is refused would be refused again.
void SleepWatch::keepAwake(bool isWanted)
{
    if (std::exchange(m_isKeptAwake, isWanted) == isWanted)
        return;
    if (isWanted)
        block();
    else
        m_block.reset();
}

void SleepWatch::delay()
{
    if (m_delay)
        return;
    inhibit(u"Writes down how far transfers are"_s, u"delay"_s, [this](Lock lock) {
        if (!m_isReleased) // else it came too late, and there is another one afterwards
            m_delay = std::move(lock);
    });
}

void SleepWatch::block()
{
    if (!m_isKeptAwake || m_block || !m_logind.isThere())
        return;
    inhibit(u"A transfer that cannot be resumed is under way"_s, u"block"_s, [this](Lock lock) {
        if (m_isKeptAwake)
            m_block = std::move(lock);
    });
}

void SleepWatch::inhibit(const QString &why, const QString &mode, std::function<void(Lock)> then)
{
    m_logind.call({kPath, kManager, u"Inhibit"_s}, {u"sleep"_s, u"Lighterman"_s, why, mode},
                  [this, mode, then = std::move(then)](const QDBusMessage &reply) {
                      const auto lock = reply.arguments().value(0).value<QDBusUnixFileDescriptor>();
                      if (!lock.isValid())
                          complain(mode, reply.errorMessage());
                      then(lock.isValid() ? std::make_unique<QDBusUnixFileDescriptor>(lock)
                                          : nullptr);
                  });
}

/// Once for each kind, as long as it is the same logind.
void SleepWatch::complain(const QString &mode, const QString &reason)
{
    if (m_refused.contains(mode))
        return;
    m_refused += mode;
    qCWarning(lcEnvironment).noquote() << "sleep cannot be inhibited:" << mode << reason;
}

} // namespace lighterman
