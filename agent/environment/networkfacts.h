// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace lighterman {

/// How far the network of this computer reaches.
enum class Reach : quint8 {
    Unknown, ///< nobody knows: better to try than to wait for nothing
    None,
    Site, ///< this site; hosts beyond it may be out of reach
    Everywhere,
};

/// What the kernel knows.
struct RouteFacts
{
    Reach reach = Reach::Unknown;
    /// Names the addresses and default routes that can be used now: another value is another
    /// network. Nothing while it is not known.
    std::optional<QByteArray> ways = {};

    bool operator==(const RouteFacts &) const = default;
};

/// What NetworkManager knows, in its own numbers (its D-Bus API, NMState, NMConnectivityState and
/// NMMetered).
struct ManagerFacts
{
    bool isThere = false; ///< else the rest says nothing
    /// While it is disconnected: whether it leaves cards to others, as with ifupdown or networkd.
    bool leavesSome = false;
    quint32 state = 0;
    quint32 connectivity = 0;
    quint32 metered = 0;
    /// The connection that leads out, an object path; `/`: there is none. The others that are up
    /// are not looked at: every container is one, and of VPNs the kernel tells.
    QString primary = {};
    /// The link that NetworkManager looks for portals with: a browser that opens it is led to the
    /// page where one signs in.
    QString checkLink = {};

    bool operator==(const ManagerFacts &) const = default;
};

/// What of it all matters to transfers.
struct NetworkFacts
{
    Reach reach = Reach::Unknown;
    bool isPortal = false; ///< it shows everybody its sign-in page
    QString signInPage = {};
    bool isMetered = false;
    bool isRoaming = false;
    /// Another number: routes, addresses or VPNs are others than before.
    quint32 version = 0;

    bool operator==(const NetworkFacts &) const = default;
};

/// How far one gets. NetworkManager has the say where it is there and has made up its mind. It
/// takes seconds over a cable that was pulled out, so there is no network once the kernel sees
/// none; and what it calls disconnected are its own links only, so the kernel's way out counts for
/// more, unless a person has switched networks off.
[[nodiscard]] Reach reachOf(const RouteFacts &routes, const ManagerFacts &manager);

[[nodiscard]] bool isPortal(const ManagerFacts &manager);
/// What to open to be led to the page where one signs in; empty where nobody has said.
[[nodiscard]] QString signInPage(const ManagerFacts &manager);

/// Whether what is transferred costs or counts: also where NetworkManager only guesses so, as with
/// a phone that lends its network. What is not known does not.
[[nodiscard]] bool isMetered(const ManagerFacts &manager);

/// Whether transfers may have to find other ways: between two moments at which it was known, the
/// ways or the connection that leads out have changed. That NetworkManager comes or goes is no such
/// change.
[[nodiscard]] bool isOtherNetwork(const RouteFacts &before, const RouteFacts &now);
[[nodiscard]] bool isOtherNetwork(const ManagerFacts &before, const ManagerFacts &now);

} // namespace lighterman
