// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"

namespace lighterman {

class SlowWork;

/// KDCs that do not answer cost libkrb5 some 20 s before it gives up, for each realm on the way.
inline constexpr std::chrono::seconds kNegotiatePatience{30};

/// Kerberos for HTTP (RFC 4559), through the platform's libraries: the person's own ticket where
/// the credentials are implicit, else tickets that the password gets, which nobody else ever sees.
/// `url` names the host whose ticket is shown: of the link, or of the proxy. It can be used
/// beforehand, without a challenge.
///
/// All that may wait for a KDC is done by `worker`; attempts answer on the thread that asks them,
/// later, with http-401 (http-407 of a proxy) where the realm refuses name or password, so that no
/// request has to be sent to learn it; ticket-needed; connect-failure where no KDC answers, and
/// timed-out when `patience` ends first.
///
/// The server is asked to prove itself. A proof that is false is server-unproven. One that is
/// missing is not: many servers and most proxies send none; over https the certificate is the
/// proof, and over http whoever could leave out a proof could as well change what follows it.
[[nodiscard]] std::shared_ptr<SignIn>
negotiateSignIn(Credentials credentials, const QUrl &url, std::shared_ptr<SlowWork> worker,
                std::chrono::milliseconds patience = kNegotiatePatience);

/// What follows "Negotiate" in a list of challenges, in base64, or in an Authentication-Info, which
/// some proxies put it in; nothing where there is none, or one of more than 64 KiB.
[[nodiscard]] std::optional<QByteArray> negotiateToken(const QByteArray &field);

} // namespace lighterman
