// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"
#include "common/model/settings.h"

#include <QHash>
#include <QPointer>

#include <deque>
#include <vector>

namespace lighterman::testing {

/// An agent in memory, for tests of the window and the command line. It keeps jobs as values,
/// answers every request on the next turn of the event loop, and tells subscribers what changed. It
/// moves no bytes: a test pushes each step of a job with put().
class FakeAgent final : public AgentLink
{
    Q_OBJECT

public:
    static constexpr Moment kNow = 1'795'251'600'000; ///< 2026-11-21T09:00:00Z

    using AgentLink::AgentLink;

    void connectToAgent() override;
    [[nodiscard]] LinkState state() const override { return m_state; }
    [[nodiscard]] Error error() const override { return m_error; }
    void send(const protocol::Request &request, QObject *context, Answer answer) override;
    void subscribe() override;

    /// A job in `state` with one file, ready for put(); `name` is also the file's name.
    [[nodiscard]] static JobDetails sample(const QString &name, JobState state);

    /// Adds or replaces jobs, and tells subscribers in one JobChanges.
    void put(const JobDetails &details) { put(std::vector{details}); }
    void put(const std::vector<JobDetails> &details);
    void remove(const JobId &job);
    [[nodiscard]] const JobDetails *find(const JobId &job) const;
    [[nodiscard]] const std::vector<JobDetails> &jobs() const { return m_jobs; }

    /// Every request of type R so far, oldest first.
    template <typename R>
    [[nodiscard]] std::vector<R> asked() const
    {
        std::vector<R> found;
        for (const protocol::Request &request : requests) {
            if (const auto *typed = std::get_if<R>(&request))
                found.push_back(*typed);
        }
        return found;
    }

    /// In place of the open questions; subscribers are told that they have changed.
    void putQuestions(std::vector<Question> open);
    /// The connection breaks; waiting requests hear agent-unreachable. connectToAgent() mends it.
    void lose(const QString &why = {});
    /// The connection is given up.
    void giveUp(const QString &why = {});
    /// Skips numbers of JobChanges, as if some had been lost.
    void skipRevisions(qint64 count) { m_revision += count; }

    std::vector<protocol::Request> requests;      ///< everything that was asked, oldest first
    std::deque<Error> refusals;                   ///< answer the next requests, one each
    bool reachable = true;                        ///< false: connectToAgent() ends in Failed
    bool silent = false;                          ///< true: requests are never answered
    int pageRows = protocol::kPageRows;           ///< rows of one jobPage
    Moment now = kNow;                            ///< the agent's clock
    QHash<JobId, std::vector<LogEntry>> logs;     ///< what ShowLog answers
    Settings settings;                            ///< what config reads and writes
    std::vector<std::pair<int, bool>> decisions;  ///< numbers of questions, and whether it was yes
    std::vector<std::pair<int, QString>> choices; ///< likewise, and the client certificate
    std::vector<Question> questions;              ///< the open ones; every answer is accepted …
    std::vector<TrustedCertificate> trusted;      ///< what people have accepted
    std::optional<Error> answerRefusal;           ///< … unless this is what becomes of it
    KeyringFacts keyring{KeyringState::Open, QStringLiteral("Fake Keyring")}; ///< until unlocked
    protocol::Changed remark;                   ///< what a ChangeJob that is taken answers
    std::optional<Error> addRemark;             ///< what an AddJob that is taken answers
    QString downloads = QStringLiteral("/tmp"); ///< folder of jobs that name none

private:
    struct Waiting
    {
        protocol::Request request;
        QPointer<QObject> context;
        Answer answer;
    };

    void become(LinkState state);
    static void take(Job &job, const protocol::Given &given);
    void answerAll();
    void tellOfQuestions();
    void breakOff(LinkState state, const QString &why);
    void sendPages();
    [[nodiscard]] Result<protocol::Reply> reply(const protocol::Request &request);

    [[nodiscard]] Result<protocol::Reply> handle(const protocol::AddJob &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ListJobs &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ShowJob &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ShowLog &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ChangeJob &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::SetJob &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ChangeSource &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ListConfig &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::SetConfig &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ShowStatus &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::Stop &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::CheckNetwork &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::SetCredentials &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::RemoveCredentials &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ListCredentials &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ListQuestions &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::AnswerQuestion &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::DecideQuestion &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ChooseClientCertificate &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::PutOffQuestion &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::UnlockKeyring &request);
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::SkipKeyring &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ShowKeyring &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::ListTrusted &request) const;
    [[nodiscard]] Result<protocol::Reply> handle(const protocol::WithdrawTrust &request);

    std::vector<JobDetails> m_jobs;
    std::vector<FileSpec> m_parts; ///< files of an AddJob whose end has not come yet
    std::deque<Waiting> m_waiting;
    LinkState m_state = LinkState::Connecting;
    Error m_error = fail(ErrorCode::None).value();
    qint64 m_revision = 0;
    bool m_subscribed = false;
};

} // namespace lighterman::testing
