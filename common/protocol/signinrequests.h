// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/given.h"
#include "common/protocol/replies.h"

// What a client asks for so that jobs can sign in.
namespace lighterman::protocol {

/// In place of those that the job has for the same target and scheme.
struct SetCredentials
{
    static constexpr auto kind = "set-credentials"_L1;
    using Reply = Done;
    JobId job;
    Given given = {};
    static constexpr auto fields()
    {
        constexpr auto given = &SetCredentials::given;
        return std::tuple{Field{"job"_L1, &SetCredentials::job},
                          InnerField{"target"_L1, given, &Given::target},
                          InnerField{"scheme"_L1, given, &Given::scheme},
                          InnerField{"user"_L1, given, &Given::user},
                          InnerField{"secret"_L1, given, &Given::secret}};
    }
};

struct RemoveCredentials
{
    static constexpr auto kind = "remove-credentials"_L1;
    using Reply = Done;
    JobId job;
    AuthTarget target = AuthTarget::Server;
    std::optional<AuthScheme> scheme = {}; ///< absent: all that the job has for the target
    static constexpr auto fields()
    {
        return std::tuple{Field{"job"_L1, &RemoveCredentials::job},
                          Field{"target"_L1, &RemoveCredentials::target},
                          Field{"scheme"_L1, &RemoveCredentials::scheme}};
    }
};

struct ListCredentials
{
    static constexpr auto kind = "list-credentials"_L1;
    using Reply = CredentialList;
    JobId job;
    static constexpr auto fields() { return std::tuple{Field{"job"_L1, &ListCredentials::job}}; }
};

struct ListQuestions
{
    static constexpr auto kind = "list-questions"_L1;
    using Reply = QuestionList;
    static constexpr auto fields() { return std::tuple{}; }
};

/// Answered when the server has said what it thinks of it, which may take minutes.
struct AnswerQuestion
{
    static constexpr auto kind = "answer-question"_L1;
    using Reply = Done;
    int number = 0;
    QString user = {};
    SharedSecret secret = {};
    bool isForHost = true;    ///< else only the jobs that wait have it
    bool isRemembered = true; ///< in the keyring; else until the agent ends
    static constexpr auto fields()
    {
        return std::tuple{Field{"number"_L1, &AnswerQuestion::number},
                          Field{"user"_L1, &AnswerQuestion::user},
                          Field{"secret"_L1, &AnswerQuestion::secret},
                          Field{"for-host"_L1, &AnswerQuestion::isForHost},
                          Field{"remember"_L1, &AnswerQuestion::isRemembered}};
    }
};

/// Yes or no to a question that asks for that.
struct DecideQuestion
{
    static constexpr auto kind = "decide-question"_L1;
    using Reply = Done;
    int number = 0;
    bool isAccepted = false;
    static constexpr auto fields()
    {
        return std::tuple{Field{"number"_L1, &DecideQuestion::number},
                          Field{"accept"_L1, &DecideQuestion::isAccepted}};
    }
};

/// Which certificate, to a question that asks for that.
struct ChooseClientCertificate
{
    static constexpr auto kind = "choose-client-certificate"_L1;
    using Reply = Done;
    int number = 0;
    QString name = {};
    static constexpr auto fields()
    {
        return std::tuple{Field{"number"_L1, &ChooseClientCertificate::number},
                          Field{"name"_L1, &ChooseClientCertificate::name}};
    }
};

/// Not now.
struct PutOffQuestion
{
    static constexpr auto kind = "put-off-question"_L1;
    using Reply = Done;
    int number = 0;
    static constexpr auto fields()
    {
        return std::tuple{Field{"number"_L1, &PutOffQuestion::number}};
    }
};

/// Until the keyring is opened, the person is asked for what it has.
struct SkipKeyring
{
    static constexpr auto kind = "skip-keyring"_L1;
    using Reply = Done;
    static constexpr auto fields() { return std::tuple{}; }
};

/// The keyring is looked at, which asks nobody for anything. One that does not answer is waited for
/// as long as for every other question.
struct ShowKeyring
{
    static constexpr auto kind = "show-keyring"_L1;
    using Reply = KeyringInfo;
    static constexpr auto fields() { return std::tuple{}; }
};

/// The keyring asks the person to open it; answered when it is open, or stays locked.
struct UnlockKeyring
{
    static constexpr auto kind = "unlock-keyring"_L1;
    using Reply = Done;
    static constexpr auto fields() { return std::tuple{}; }
};

} // namespace lighterman::protocol
