// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/account.h"
#include "common/model/keyringfacts.h"
#include "common/protocol/field.h"

#include <vector>

// What the agent says of signing in. Never a secret.
namespace lighterman::protocol {

using namespace Qt::StringLiterals;

/// The answer to ListCredentials.
struct CredentialList
{
    static constexpr auto kind = "credentials"_L1;
    std::vector<JobAccount> credentials; ///< without the keys of their secrets
    static constexpr auto fields()
    {
        return std::tuple{Field{"credentials"_L1, &CredentialList::credentials}};
    }
};

/// A question, its jobs cut to kShownJobs.
struct QuestionRow
{
    static constexpr std::size_t kShownJobs = 100;

    Question question = {};
    int jobsTotal = 0; ///< how many wait
    QString text = {}; ///< textOf(Question), English
    bool operator==(const QuestionRow &) const = default;
};

/// The answer to ListQuestions: the open ones, by number.
struct QuestionList
{
    static constexpr auto kind = "questions"_L1;
    std::vector<QuestionRow> questions; ///< as many as one message holds
    int total = 0;                      ///< how many there are
    static constexpr auto fields()
    {
        return std::tuple{Field{"questions"_L1, &QuestionList::questions},
                          Field{"total"_L1, &QuestionList::total}};
    }
};

/// The answer to ShowKeyring.
struct KeyringInfo
{
    static constexpr auto kind = "keyring"_L1;
    KeyringFacts facts = {};
    static constexpr auto fields()
    {
        constexpr auto facts = &KeyringInfo::facts;
        return std::tuple{InnerField{"state"_L1, facts, &KeyringFacts::state},
                          InnerField{"name"_L1, facts, &KeyringFacts::name}};
    }
};

/// To whoever follows the list of jobs: what ListQuestions answers is another answer now.
struct QuestionsChanged
{
    static constexpr auto kind = "questions-changed"_L1;
    static constexpr auto fields() { return std::tuple{}; }
};

template <>
struct ValueFields<ProtectionSpace>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"target"_L1, &ProtectionSpace::target},
                          Field{"scheme"_L1, &ProtectionSpace::scheme},
                          Field{"protocol"_L1, &ProtectionSpace::protocol},
                          Field{"host"_L1, &ProtectionSpace::host},
                          Field{"port"_L1, &ProtectionSpace::port},
                          Field{"realm"_L1, &ProtectionSpace::realm},
                          Field{"account"_L1, &ProtectionSpace::account}};
    }
};

template <>
struct ValueFields<ServerCertificate>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"fingerprint"_L1, &ServerCertificate::fingerprint},
                          Field{"problem"_L1, &ServerCertificate::problem},
                          Field{"names"_L1, &ServerCertificate::names},
                          Field{"issuer"_L1, &ServerCertificate::issuer},
                          Field{"valid-from"_L1, &ServerCertificate::validFrom},
                          Field{"valid-to"_L1, &ServerCertificate::validTo}};
    }
};

/// The key of the secret stays with the agent.
template <>
struct RowFields<JobAccount>
{
    static constexpr auto fields()
    {
        return std::tuple{
            Field{"target"_L1, &JobAccount::target}, Field{"scheme"_L1, &JobAccount::scheme},
            Field{"user"_L1, &JobAccount::user}, Field{"standing"_L1, &JobAccount::standing}};
    }
};

template <>
struct RowFields<QuestionRow>
{
    static constexpr auto fields()
    {
        constexpr auto question = &QuestionRow::question;
        return std::tuple{InnerField{"number"_L1, question, &Question::number},
                          InnerField{"kind"_L1, question, &Question::kind},
                          InnerField{"space"_L1, question, &Question::space},
                          InnerField{"jobs"_L1, question, &Question::jobs},
                          Field{"jobs-total"_L1, &QuestionRow::jobsTotal},
                          InnerField{"since"_L1, question, &Question::since},
                          InnerField{"refusals"_L1, question, &Question::refusals},
                          InnerField{"paused-until"_L1, question, &Question::pausedUntil},
                          InnerField{"tried"_L1, question, &Question::isTried},
                          InnerField{"put-off"_L1, question, &Question::isPutOff},
                          Field{"text"_L1, &QuestionRow::text},
                          InnerField{"certificate"_L1, question, &Question::certificate},
                          InnerField{"other-accepted"_L1, question, &Question::otherAccepted},
                          InnerField{"refused-user"_L1, question, &Question::refusedUser}};
    }
    static constexpr std::size_t kAtLeast = 11; ///< columns of the first version
};

} // namespace lighterman::protocol
