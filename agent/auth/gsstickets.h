// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"
#include "common/model/error.h"

#include <QByteArray>

#include <memory>

namespace lighterman {

/// Whose Kerberos tickets a sign-in uses: the person's own, from the cache of the session, or those
/// that a password gets, which stay in the memory of this process and go with this object. For one
/// thread at a time, and one that may wait: KDCs that are gone cost tens of seconds.
///
/// This part speaks to libkrb5 itself, because only there one can tell a password that is wrong
/// from a KDC that is not there: the negotiation of GSSAPI puts numbers of its own in place of
/// both.
class GssTickets
{
public:
    /// The name as people write it: alice, alice@REALM, REALM\alice. Empty: the person's own.
    GssTickets(QString user, Secret secret);
    ~GssTickets();
    GssTickets(const GssTickets &) = delete;
    GssTickets &operator=(const GssTickets &) = delete;

    /// Sees to it that there is a ticket for HTTP at `host`, as the link has the name: krb5.conf
    /// says whether it is looked up. Answers with the name of the cache that has the ticket.
    ///
    /// http-401: the realm does not accept name and password; it is asked once, and from then on
    /// that is the answer. ticket-needed: the person has none, or none is to be had for that host.
    /// connect-failure: no KDC answers, or none is known, as without a network.
    [[nodiscard]] Result<QByteArray> ticketFor(const QByteArray &host);

private:
    class Session;
    class PrivateCache;

    [[nodiscard]] Result<void> signOn(Session &session);

    QString m_user;
    Secret m_secret;
    std::unique_ptr<PrivateCache> m_cache; ///< null: the person's, or not signed on so far
    std::optional<Error> m_refused;
};

/// What people write for a name, as Kerberos has it. Realms are written in upper case, so that is
/// what they become; `home`, the realm of this machine, may be meant by its first label alone, as
/// names of Windows domains are. Empty for what is none.
[[nodiscard]] QByteArray principalOf(const QString &user, const QString &home);

} // namespace lighterman
