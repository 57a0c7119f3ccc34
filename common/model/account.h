// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/credentials.h"
#include "common/model/question.h"

namespace lighterman {

/// What is known of credentials where they are for.
enum class Standing : quint8 {
    Untried,
    Good,    ///< accepted the last time
    Refused, ///< never sent again by themselves
};
[[nodiscard]] QLatin1StringView wireName(Standing standing);
[[nodiscard]] std::optional<Standing> standingFromWire(QStringView name);

/// Credentials of a job for one target and scheme, without the secret.
struct JobAccount
{
    AuthTarget target = AuthTarget::Server;
    AuthScheme scheme = AuthScheme::Basic;
    QString user = {};
    /// Of the secret in the keyring, which several schemes may share; empty: there is none, the
    /// person's own ticket is meant.
    QString key = {};
    Standing standing = Standing::Untried;
    QString origin = {}; ///< originOf() the only server that may have it; empty: those of its links
    /// Given without a scheme.
    [[nodiscard]] bool isForAnyWay() const { return key.endsWith(QLatin1StringView(" any")); }
    bool operator==(const JobAccount &) const = default;
};

/// What a person has answered for a protection space, for all jobs; without the secret.
struct SpaceAccount
{
    ProtectionSpace space = {};
    QString user = {};
    QString key = {}; ///< of the secret in the keyring
    Standing standing = Standing::Untried;
    bool operator==(const SpaceAccount &) const = default;
};

/// What outlives the agent of signing in, beside what jobs carry themselves. No secrets.
struct StoredSignIns
{
    std::vector<SpaceAccount> accounts = {};
    std::vector<Question> questions = {}; ///< without the jobs, which know their question
    int lastNumber = 0;                   ///< of a question that was ever asked
    std::vector<TrustedCertificate> certificates = {}; ///< one for a host and port
    bool operator==(const StoredSignIns &) const = default;
};

/// What somebody gives a job to sign in with.
struct GivenCredentials
{
    AuthTarget target = AuthTarget::Server;
    /// Absent: whichever of basic, digest, ntlm and negotiate is asked for.
    std::optional<AuthScheme> scheme = {};
    QString user = {}; ///< empty with an empty secret: the person's own ticket
    Secret secret = {};
};

/// What somebody answers to a question.
struct QuestionAnswer
{
    QString user = {};
    Secret secret = {};
    bool isForHost = true;    ///< else only the jobs that wait for it have it
    bool isRemembered = true; ///< in the keyring; else until the agent ends
};

} // namespace lighterman
