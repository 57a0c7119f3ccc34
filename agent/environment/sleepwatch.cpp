// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/sleepwatch.h"

#include "common/base/log.h"

#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>

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
    connect(&m_logind, &BusService::appeared, this, [this] {
        end(); // what another one has begun it will not end
        delay();
        block();
    });
    connect(&m_logind, &BusService::missed, this, &SleepWatch::end);
    connect(&m_logind, &BusService::signalled, this,
            [this](const QString &, const QString &signal, const QVariantList &arguments) {
                hear(signal, arguments);
            });
}

SleepWatch::~SleepWatch() = default;

void SleepWatch::hear(const QString &signal, const QVariantList &arguments)
{
    const bool isAsleep = arguments.value(0).toBool();
    if (signal != "PrepareForSleep"_L1 || isAsleep == m_isAsleep)
        return;
    m_isAsleep = isAsleep;
    m_isReleased = false;
    if (!isAsleep)
        delay(); // for the next time
    emit changed();
}

/// logind is not there: nobody announces anything, and no lock of its holds.
void SleepWatch::end()
{
    m_delay.reset();
    m_block.reset();
    m_isAsked = false;
    if (std::exchange(m_isAsleep, false))
        emit changed();
}

void SleepWatch::release()
{
    m_isReleased = m_isAsleep;
    if (m_isReleased)
        m_delay.reset();
}

void SleepWatch::keepAwake(bool isWanted)
{
    m_isKeptAwake = isWanted;
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
    if (!m_isKeptAwake || m_block || !m_logind.isThere() || std::exchange(m_isAsked, true))
        return;
    inhibit(u"A transfer that cannot be resumed is under way"_s, u"block"_s, [this](Lock lock) {
        m_isAsked = false;
        if (m_isKeptAwake)
            m_block = std::move(lock);
    });
}

void SleepWatch::inhibit(const QString &why, const QString &mode, std::function<void(Lock)> then)
{
    m_logind.call({kPath, kManager, u"Inhibit"_s}, {u"sleep"_s, u"Lighterman"_s, why, mode},
                  [mode, then = std::move(then)](const QDBusMessage &reply) {
                      const auto lock = reply.arguments().value(0).value<QDBusUnixFileDescriptor>();
                      if (!lock.isValid())
                          qCWarning(lcEnvironment).noquote()
                              << "sleep cannot be inhibited:" << mode << reply.errorMessage();
                      then(lock.isValid() ? std::make_unique<QDBusUnixFileDescriptor>(lock)
                                          : nullptr);
                  });
}

} // namespace lighterman
