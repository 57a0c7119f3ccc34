// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/network.h"

#include "common/base/log.h"

#include <array>
#include <utility>

namespace lighterman {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 5s; ///< with a bus that does not answer

const char *inWords(Reach reach)
{
    constexpr std::array kWords{"nobody knows", "nowhere", "this site", "everywhere"};
    return kWords.at(std::size_t(reach));
}

} // namespace

Network::Network(SystemBus &bus, QObject *parent)
    : QObject(parent)
    , m_manager(bus)
    , m_modem(bus)
{
    connect(&m_manager, &NetworkManager::changed, this, &Network::onManager);
    connect(&m_modem, &Modem::changed, this, &Network::update);
    connect(&m_routes, &RouteWatch::changed, this, &Network::update);
}

void Network::start()
{
    m_routes.start();
    m_patience.setSingleShot(true);
    m_patience.callOnTimeout(this, [this] {
        qCWarning(lcEnvironment) << "the system bus does not answer: the kernel alone is asked";
        update();
    });
    m_patience.start(kPatience);
}

void Network::refresh()
{
    m_routes.refresh();
    m_manager.refresh();
}

void Network::onManager()
{
    m_modem.follow(m_manager.facts().primary);
    update();
}

void Network::update()
{
    if (m_manager.isKnown())
        m_patience.stop();
    if (m_patience.isActive() || !m_routes.isKnown())
        return;
    NetworkFacts facts;
    facts.reach = reachOf(m_routes.facts(), m_manager.facts());
    if (!m_modem.isKnown() && facts.reach != Reach::None)
        return; // it comes with its price or not at all
    facts.isPortal = isPortal(m_manager.facts());
    facts.signInPage = signInPage(m_manager.facts());
    facts.isMetered = isMetered(m_manager.facts());
    facts.isRoaming = m_modem.isRoaming();
    const ManagerFacts managerBefore = std::exchange(m_knownManager, m_manager.facts());
    const RouteFacts routesBefore = std::exchange(m_knownRoutes, m_routes.facts());
    const bool isOther = isOtherNetwork(managerBefore, m_knownManager)
        || isOtherNetwork(routesBefore, m_knownRoutes);
    facts.version = m_facts.version + (isOther ? 1 : 0);
    if (std::exchange(m_isKnown, true) && facts == m_facts)
        return;
    if (facts.reach != m_facts.reach)
        qCInfo(lcEnvironment) << "the network reaches:" << inWords(facts.reach);
    m_facts = facts;
    emit changed();
}

} // namespace lighterman
