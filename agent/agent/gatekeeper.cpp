// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/gatekeeper.h"

#include "common/base/log.h"

#include <QPointer>

#include <unistd.h>

namespace lighterman {

namespace {

using namespace std::chrono_literals;

/// How long the first answers are waited for: where the bus or a service hangs, jobs are not to
/// hang with it.
constexpr auto kPatience = 5s;

/// Whether both say the same of where one gets: what it costs is another matter.
bool isSameNetwork(const NetworkFacts &one, const NetworkFacts &other)
{
    return one.reach == other.reach && one.isPortal == other.isPortal
        && one.version == other.version;
}

} // namespace

Gatekeeper::Gatekeeper(Engine &engine, const Places &places, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_bus(places.bus)
    , m_sessions(m_bus, ::getuid())
    , m_sleep(m_bus)
    , m_power(m_bus, places.powerSupplies)
    , m_network(m_bus)
{
    connect(&m_sessions, &LoginSessions::changed, this, &Gatekeeper::look);
    connect(&m_sleep, &SleepWatch::changed, this, &Gatekeeper::look);
    connect(&m_power, &PowerWatch::changed, this, &Gatekeeper::look);
    connect(&m_network, &Network::changed, this, &Gatekeeper::networkChanged);
    connect(&m_engine, &Engine::changed, this, &Gatekeeper::heedSettings);
}

Gatekeeper::~Gatekeeper() = default;

void Gatekeeper::start()
{
    m_gates.isKnown = false;
    m_engine.setGates(m_gates);
    m_patience.setSingleShot(true);
    m_patience.callOnTimeout(this, &Gatekeeper::look);
    m_patience.start(kPatience);
    m_bus.open();
    m_network.start();
}

void Gatekeeper::heedSettings()
{
    m_sleep.keepAwake(m_engine.settings().keepAwake && m_engine.wouldLose());
}

void Gatekeeper::look()
{
    Gates gates = m_gates;
    gates.ownerLoggedOn = m_sessions.isLoggedOn().value_or(true);
    gates.battery = m_power.battery();
    gates.awake = !m_sleep.isAsleep();
    tell(gates);
}

void Gatekeeper::networkChanged()
{
    const NetworkFacts &facts = m_network.facts();
    Gates gates = m_gates;
    if (m_doubted && !isSameNetwork(*m_doubted, facts))
        m_doubted.reset();
    gates.network = m_doubted || facts.reach != Reach::None;
    gates.portal = !m_doubted && facts.isPortal;
    gates.signInPage = facts.signInPage;
    gates.cost = facts.isMetered ? NetworkCost::Metered : NetworkCost::None;
    if (facts.isRoaming)
        gates.cost = NetworkCost::Roaming;
    gates.networkVersion = facts.version;
    tell(gates);
}

void Gatekeeper::checkNow()
{
    m_doubted = m_network.facts();
    Gates gates = m_gates;
    gates.network = true;
    gates.portal = false;
    ++gates.checks;
    tell(gates);
    m_network.refresh();
}

bool Gatekeeper::isKnown() const
{
    return !m_patience.isActive()
        || (m_sessions.isKnown() && m_sleep.isKnown() && m_power.isKnown() && m_network.isKnown());
}

void Gatekeeper::tell(Gates gates)
{
    gates.isKnown = m_gates.isKnown || isKnown();
    if (gates.isKnown)
        m_patience.stop(); // a timer that nobody needs would wake the agent up
    report(gates);
    if (m_gates.awake && !gates.awake)
        ++m_sleeps;
    m_gates = gates;
    if (gates.awake) {
        m_engine.setGates(gates);
        return;
    }
    m_engine.setGates(gates,
                      [keeper = QPointer(this), sleep = m_sleeps](const Result<void> &stored) {
                          if (keeper)
                              keeper->recorded(sleep, stored);
                      });
}

void Gatekeeper::report(const Gates &now) const
{
    if (now.ownerLoggedOn != m_gates.ownerLoggedOn)
        qCInfo(lcEnvironment) << "the owner is" << (now.ownerLoggedOn ? "logged on" : "logged off");
    if (now.battery.has_value() != m_gates.battery.has_value())
        qCInfo(lcEnvironment) << "the machine runs on"
                              << (now.battery ? "a battery" : "no known battery");
    if (now.awake != m_gates.awake)
        qCInfo(lcEnvironment) << "the machine" << (now.awake ? "is awake" : "is about to sleep");
}

/// Also when it could not be stored: the next chance is after sleep. A late answer to an earlier
/// sleep says nothing of this one.
void Gatekeeper::recorded(int sleep, const Result<void> &stored)
{
    if (!stored)
        qCWarning(lcEnvironment).noquote() << "not recorded before sleep:" << stored.error().detail;
    if (sleep == m_sleeps)
        m_sleep.release();
}

} // namespace lighterman
