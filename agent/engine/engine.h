// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/enginevalues.h"
#include "agent/engine/jobentry.h"
#include "agent/engine/notices.h"
#include "agent/engine/spacewatch.h"
#include "common/model/sourcechange.h"

#include <QObject>
#include <QSet>

namespace lighterman {

/// The job engine: holds every job of its owner, decides which of them move, and says what became
/// of them. It has no socket, disk or clock of its own; the world is behind the ports.
///
/// All answers come later, never from inside the call, and each exactly once.
class Engine final : public QObject, private JobRunner::Host, private Notices::Host
{
    Q_OBJECT

public:
    using Ports = EnginePorts;
    using Owner = JobOwner;
    using Outcome = ChangeOutcome;

    Engine(Ports ports, Owner owner, Settings settings, QObject *parent = nullptr);
    ~Engine() override;
    /// Reads the stored jobs and lets them go on. To be called once, before anything else.
    void restore(JobStore::Done done);

    /// A new job; it is answered once it would survive a power cut. Errors of validate() and
    /// mayAdd(), store-failed.
    void add(JobSpec spec, std::function<void(Result<JobId>)> done);
    /// invalid-state, not-found, store-failed; complete also local errors, after which it may be
    /// called again (reference of BITS, section 1.3).
    void change(const JobId &id, JobVerb verb, ChangeDone done);
    /// Changes settings, and with the keys `name` and `queue` the name and the place in the queue:
    /// all or nothing. invalid-argument, invalid-state for final jobs, not-found.
    void set(const JobId &id, const std::vector<std::pair<QString, QString>> &values,
             JobStore::Done done);
    /// Gives files other links: all changes or none. Files that are whole stay; a moving job begins
    /// anew. invalid-state, not-found, store-failed, invalid-argument; the remark no-link-matches.
    void changeSource(const JobId &id, std::vector<SourceChange> changes, ChangeDone done);
    [[nodiscard]] const Job *find(const JobId &id) const;
    /// Every job, in the order of the queue.
    [[nodiscard]] std::vector<JobId> ids() const;
    /// Files as they are now; of all jobs when `ids` is empty.
    void files(std::vector<JobId> ids, std::function<void(Result<JobStore::Files>)> done);
    void log(const JobId &id, std::function<void(Result<std::vector<LogEntry>>)> done);

    /// Where they get the credentials that servers and proxies want.
    [[nodiscard]] SignInDesk &desk();
    [[nodiscard]] CertificateDesk &certificates(); ///< whom people trust
    /// What is to be said about the space for a job (SpaceWatch::tell()).
    void tellOfSpace(const JobId &id, const SpaceWatch::Remark &done);
    [[nodiscard]] const Settings &settings() const { return m_settings; }
    void setSettings(const Settings &settings);
    /// All are open at first. Jobs that one holds stop at once, and go on once it is open. Answers
    /// with `recorded` when their connections are closed and all would survive a power cut.
    void setGates(const Gates &gates, JobStore::Done recorded = {});
    /// Whether a foreground job moves that would lose what it has of a file, were it interrupted.
    [[nodiscard]] bool wouldLose() const;

    /// Calls every transfer off and stores what is not yet stored. Nothing starts after it.
    void shutDown();

signals:
    /// New, or different from before.
    void changed(const lighterman::JobId &id);
    void removed(const lighterman::JobId &id);
    /// The owner's last login session has ended: what was lent to jobs for it is to be dropped.
    void ownerLoggedOff();

private:
    void fileConnected(const JobId &id, const JobFile &file, qint64 before) override;
    void bytesArrived(const JobId &id, const FileProgress &progress) override;
    void fileFinished(const JobId &id, const JobFile &file) override;
    void fileFailed(const JobId &id, const Error &error) override;
    void fileChallenged(const JobId &id, int index, const AuthChallenge &challenge) override;
    void fileSignedIn(const JobId &id, const AuthChallenge &challenge) override;
    void fileNeedsAnswer(const JobId &id, const Question &about) override;
    void runEnded(const JobId &id, const Result<void> &end) override;
    [[nodiscard]] Job *noticeJob(const JobId &id) override;
    void noticeChanged(const JobId &id, const QString &line) override;
    [[nodiscard]] JobEntry *entry(const JobId &id);
    JobEntry &insert(Job job);
    void recall(Job job);
    bool apply(JobEntry &entry, JobEvent event);
    void leave(JobEntry &entry);
    void persist(JobEntry &entry, std::vector<JobFile> files, JobStore::Done done = {});
    bool persisted(JobEntry &entry, int save, const Result<void> &stored);
    void saveAgain();
    void discardLeftovers();
    void discardParts(const JobId &id, const std::vector<JobFile> &files);
    void note(const JobEntry &entry, const QString &text);
    void placeInQueue(JobEntry &entry);
    void learnHost(JobEntry &entry, const std::vector<JobFile> &files);
    void later(std::function<void()> call);
    void scheduleJobs();
    void lookAgainAt(const JobEntry &spared);
    void reorder(JobEntry &entry, QueueMove move);
    void start(JobEntry &entry);
    void begin(JobEntry &entry);
    void run(JobEntry &entry, std::vector<JobFile> files);
    void publish(JobEntry &entry);
    void succeed(JobEntry &entry);
    void fail(JobEntry &entry, const Error &error);
    void persistEnd(JobEntry &entry, std::vector<JobFile> files);
    [[nodiscard]] std::optional<std::chrono::milliseconds> delayOf(JobEntry &entry,
                                                                   const Error &error);
    void waitForRetry(JobEntry &entry, const Error &error);
    void retryIn(JobEntry &entry, std::chrono::milliseconds delay);
    void retryNow(const JobId &id);
    void tick();
    void stateChanged(JobEntry &entry);
    void stopUnless(JobEntry &entry, const Result<void> &allowed);
    void keepTicking();
    void withFiles(JobEntry &entry, std::function<void(Result<std::vector<JobFile>>)> then);
    class Closing;
    class Gating;
    class Idling;
    class Naming;
    class Signing;
    void resume(JobEntry &entry, const ChangeDone &done);
    void suspend(JobEntry &entry, const ChangeDone &done);
    Result<void> move(const JobId &id, std::vector<JobFile> files,
                      const std::vector<SourceChange> &changes, const ChangeDone &done);

    Ports m_ports;
    Owner m_owner;
    Settings m_settings;
    Gates m_gates;
    Policy m_policy;
    JobTable m_entries;
    JobQueue m_queue;
    QSet<JobId> m_moving; ///< jobs that connect or transfer
    Notices m_notices;
    SpaceWatch m_space;
    std::unique_ptr<Signing> m_signing;
    EngineAlarms m_alarms;
    std::chrono::milliseconds m_lastLook; ///< at idle jobs; monotonic
    Settling m_settling;
    qint64 m_unfinished = 0; ///< jobs that are not final, and those on their way into the store
    bool m_down = false;
};

} // namespace lighterman
