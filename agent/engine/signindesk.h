// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/firstlogins.h"
#include "agent/engine/inbox.h"
#include "agent/engine/secretbook.h"
#include "agent/engine/signinhost.h"
#include "agent/engine/signinvalues.h"

#include <QObject>

namespace lighterman {

/// Where jobs that are asked who they are get an answer: from what they were given, from what a
/// person has answered before, or from a question that waits for a person (docs/adr/0022).
///
/// A secret is tried on one job; what is refused is never sent again by itself.
class SignInDesk final : public QObject
{
    Q_OBJECT

public:
    using Host = SignInHost;
    /// None is owned; all outlive this.
    struct Needs
    {
        JobStore &store;
        Keyring &keyring;
        Clock &clock;
        Alarm &alarm;
        const Settings &settings;
    };

    SignInDesk(const Needs &needs, Host &host);
    ~SignInDesk() override;

    // What people do.

    /// In place of those for the same target and scheme. While the keyring is locked or away, they
    /// are kept in memory. Errors of validate(), not-found, invalid-state for final jobs.
    void setCredentials(const JobId &id, GivenCredentials given, JobStore::Done done);
    /// not-found, also where the job has none of these.
    void removeCredentials(const JobId &id, AuthTarget target, AuthScheme scheme,
                           JobStore::Done done);
    /// The open ones, by number, each with whose credentials were not accepted before.
    [[nodiscard]] std::vector<Question> questions() const;
    [[nodiscard]] Inbox &inbox() { return m_inbox; } ///< also of questions of other kinds
    /// Tried on the smallest job that waits; answered when that is settled: accepted, and all who
    /// wait go on; http-401, http-407 or passphrase-needed, it was refused; or why it could not be
    /// tried. not-found, invalid-state, sign-in-paused, errors of validate().
    void answer(int number, QuestionAnswer answer, JobStore::Done done);
    /// Not now. not-found.
    [[nodiscard]] Result<void> putOff(int number);
    /// Has the keyring ask the person to open it.
    void unlockKeyring(JobStore::Done done);
    /// Until it is opened, the person is asked for what it has.
    void skipKeyring();
    /// For a person who is to know where a secret would go.
    void lookAtKeyring(Keyring::Looked done) { m_needs.keyring.look(std::move(done)); }

    // What happens to jobs.

    /// What an earlier agent has left, before anything else; `jobs` are all that there are.
    void recall(const StoredSignIns &stored, const std::vector<Job *> &jobs);
    /// A file of a job that moves waits for an answer.
    void challenged(const JobId &id, int file, const AuthChallenge &challenge);
    void signedIn(const JobId &id, const AuthChallenge &challenge);
    /// The job is in another state.
    void stateChanged(const JobId &id);
    /// What else of a job is secret (docs/adr/0028).
    [[nodiscard]] SecretBook &secrets() { return m_secrets; }
    /// SecretBook::read() for a job that waits for it with the error that is answered.
    void readSecret(const QString &key, const Keyring::Found &found);

signals:
    void questionsChanged();

private:
    using Asking = SignInAsking;
    using Given = SignInGiven;
    using Trial = SignInTrial;
    using Place = FirstLogins::Place;

    [[nodiscard]] static Place placeOf(const JobId &job, const AuthChallenge &challenge);
    void next(const Asking &asking);
    [[nodiscard]] bool isCurrent(const Asking &asking) const;
    [[nodiscard]] std::optional<KnownCredentials> credentialsFor(const Asking &asking,
                                                                 const Choice &choice) const;
    [[nodiscard]] std::optional<KnownCredentials> trialFor(const Choice &choice);
    [[nodiscard]] bool isTooMany(const Job &job, const KnownCredentials &known) const;
    [[nodiscard]] Result<AuthOffer> offerFor(const Asking &asking, const Choice &choice) const;
    [[nodiscard]] Result<void> mayAnswer(int number, const QuestionAnswer &answer) const;
    [[nodiscard]] bool mayTry(const Question &question, const JobId &id) const;
    void give(const Asking &asking, const KnownCredentials &known);
    void compare(const Asking &asking, const KnownCredentials &known, Secret secret);
    void declineFor(const Asking &asking, const Error &error);
    void onKeyringChanged();
    [[nodiscard]] bool isTryingElsewhere(const Job &job, const ProtectionSpace &space);
    void forgetGiven(const JobId &job, AuthTarget target);
    void dropRefusal(const Given &given);
    void hand(const Asking &asking, const KnownCredentials &known, Secret secret);
    [[nodiscard]] std::optional<QString> refusedUser(const Question &question) const;
    [[nodiscard]] QString whyAsked(const Job &job, const ProtectionSpace &space) const;
    void askPerson(const Asking &asking, const Choice &choice);
    void refuse(const Place &place, const Given &given);
    void markRefused(const JobId &id, const KnownCredentials &known,
                     SignInRefusal how = SignInRefusal::Now);
    void dropLost(const JobId &id, const KnownCredentials &known);
    void markSpaceRefused(const KnownCredentials &known);
    void endTrial(int number, SignInTrying how, const Error &why);
    void startTrial(int number);
    void accept(int number, Given &given);
    void acceptForSpace(const QuestionAnswer &answer, KnownCredentials &known);
    void acceptForJobs(const Trial &trial, const std::vector<JobId> &jobs, KnownCredentials &known);
    void keep(const SpaceAccount &account);
    void addToJob(Job &job, const JobAccount &account, const Secret &secret, bool isRemembered);
    void endAsking(const KnownCredentials &known);
    void close(int number);
    void letGo(const std::vector<JobId> &jobs);
    void goOn(const Asking &asking);
    void leaveQuestion(Job &job);
    void forget(Job &job);
    void settle(const JobId &id);
    void settleTrial(const Job &job, const std::optional<JobId> &tries);
    void dropUnused(const Job &job, const QString &key);
    void later(std::function<void()> call);

    Needs m_needs;
    Host &m_host;
    SecretBook m_secrets;
    Inbox m_inbox;
    std::map<QString, SpaceAccount> m_accounts; ///< by keyOf()
    std::map<int, Trial> m_trials;              ///< by number of the question
    std::map<Place, Given> m_given;
    std::map<Place, int> m_asking; ///< the latest, of those that wait for the keyring
    FirstLogins m_logins;
    std::set<Place> m_ticketless;     ///< where the person's own ticket does not count
    std::set<QByteArray> m_asksLater; ///< jobs that were asked while they tried another answer
    SignInKeyring m_keyring;
    int m_serial = 0;
};

} // namespace lighterman
