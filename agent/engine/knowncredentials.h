// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/fetching.h"
#include "common/model/settings.h"

namespace lighterman {

/// Credentials that may answer a challenge, and where they come from.
struct KnownCredentials
{
    enum class Source : quint8 {
        Job,    ///< was given them
        Ticket, ///< the person's own, by the policy
        Space,  ///< what a person has answered before
        Answer, ///< what a person has just answered
    };
    Source source = Source::Job;
    ProtectionSpace space = {};
    QString user = {};
    QString key = {}; ///< of the secret; empty: the person's own ticket, or an answer's
    int question = 0; ///< its number, for an answer
};

/// What a choice among credentials looks at.
struct Choice
{
    const Job &job;
    const AuthChallenge &challenge;
    const Settings &settings;
    /// Whether the one who asks is one that the job's links lead to, and no redirect to another
    /// origin. What the job was given is for no others.
    bool isOfJob = false;
    /// What anybody on the way can read is no obstacle: nothing is sent for it.
    bool isForTalk = false;
};

/// The offers that may be answered at all, the best first: known here, and not telling the secret
/// to everybody on the way to a server. Where nobody has asked yet, what can be told beforehand.
[[nodiscard]] std::vector<AuthOffer> usableOffers(const Choice &choice);

/// Of what the job was given. Empty user and key: its own ticket; one that was given for the proxy
/// also serves the server that has none of its own (reference of BITS, section 6.3).
[[nodiscard]] std::optional<KnownCredentials> credentialsOfJob(const Choice &choice);

/// Whether the policy lets the person's own ticket answer.
[[nodiscard]] bool mayUseTicket(const Choice &choice);

/// Which of `offers` a person is asked for: what takes a user name and password comes first.
[[nodiscard]] std::optional<AuthOffer> offerForPerson(const std::vector<AuthOffer> &offers);

} // namespace lighterman
