// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/networkfacts.h"

#include <QUrl>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

// NMState of NetworkManager's D-Bus API.
constexpr quint32 kAsleep = 10;
constexpr quint32 kDisconnected = 20;
constexpr quint32 kDisconnecting = 30;
constexpr quint32 kConnectedLocal = 50;
constexpr quint32 kConnectedSite = 60;
constexpr quint32 kConnectedGlobal = 70;

constexpr quint32 kPortal = 2; // NMConnectivityState

// NMMetered.
constexpr quint32 kMetered = 1;
constexpr quint32 kGuessMetered = 3;

} // namespace

Reach reachOf(const RouteFacts &routes, const ManagerFacts &manager)
{
    if (!manager.isThere)
        return routes.reach;
    switch (manager.state) {
    case kAsleep:
        return Reach::None;
    case kDisconnected:
    case kDisconnecting:
        return manager.leavesSome ? routes.reach : Reach::None;
    case kConnectedLocal:
    case kConnectedSite:
        return routes.reach == Reach::None ? Reach::None : Reach::Site;
    case kConnectedGlobal:
        return routes.reach == Reach::None ? Reach::None : Reach::Everywhere;
    default: // connecting, or not known
        return routes.reach;
    }
}

bool isPortal(const ManagerFacts &manager)
{
    return manager.isThere && manager.connectivity == kPortal;
}

QString signInPage(const ManagerFacts &manager)
{
    const QUrl link(manager.checkLink, QUrl::StrictMode);
    const bool isWeb = link.scheme() == "http"_L1 || link.scheme() == "https"_L1;
    return isWeb && !link.host().isEmpty() ? link.toString(QUrl::FullyEncoded) : QString();
}

bool isMetered(const ManagerFacts &manager)
{
    return manager.isThere && (manager.metered == kMetered || manager.metered == kGuessMetered);
}

bool isOtherNetwork(const RouteFacts &before, const RouteFacts &now)
{
    return before.ways && now.ways && *before.ways != *now.ways;
}

bool isOtherNetwork(const ManagerFacts &before, const ManagerFacts &now)
{
    return before.isThere && now.isThere && before.primary != now.primary;
}

} // namespace lighterman
