// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/fetching.h"
#include "agent/engine/room.h"

#include <utility>

// What the engine asks of the world. Everything here is called on the thread of the engine and
// answers on it, later, never from inside the call.
namespace lighterman {

/// What the engine asks of network and part files.
class Transport : public Space
{
public:
    /// `listener` is not owned and outlives the answer or the Fetching, whichever goes first.
    /// Destroying the Fetching leaves the part file as it is.
    [[nodiscard]] virtual std::unique_ptr<Fetching> fetch(const FileTask &task,
                                                          FileListener &listener)
        = 0;

    /// Routes, addresses or VPNs are others: connections that rest are not used again, and what is
    /// under way and brings nothing any more is asked for anew soon, in silence.
    virtual void networkChanged() = 0;
    /// The same for the connections, though nothing is known to be another one: a person wants to
    /// know.
    virtual void lookAgain() = 0;
    /// Closes the connections that rest, and those of what has been called off; answers once they
    /// are closed.
    using HungUp = std::function<void()>;
    virtual void hangUp(HungUp done) = 0;
    /// What Fetching::signIn() was given for this server or proxy counts no more: the next request
    /// of the job that needs credentials there is challenged anew.
    virtual void forgetSignIn(const JobId &job, AuthTarget target, const QUrl &url) = 0;
    /// In place of those of before: servers that are trusted with exactly these certificates,
    /// although nobody vouches for them. None at first. What is under way to one of which none is
    /// accepted any more is broken off and asked for anew, over a new connection.
    virtual void trust(std::vector<TrustedCertificate> certificates) = 0;
    /// From now on a job that has files under way may be that fast.
    virtual void setPace(const JobId &job, const JobPace &pace) = 0;
    /// From now on all jobs that share it may have so much together; none at first.
    virtual void setSharedLimit(RateLimit limit) = 0;

    /// Gives part files their final names, never over a file that is there; answers with the files
    /// as they then are: those that could not be renamed are not completed, and those whose part
    /// is gone have nothing any more (file-not-found). The error is the first one.
    using Revealed = std::function<void(std::vector<JobFile> files, std::optional<Error> error)>;
    virtual void reveal(std::vector<JobFile> files, Revealed done) = 0;

    /// Deletes part files; answers with those that are still there.
    using Discarded = std::function<void(std::vector<QString> left)>;
    virtual void discard(std::vector<QString> partPaths, Discarded done) = 0;
};

/// How far one file has come, for the once-a-second record.
struct FileProgress
{
    JobId job = {};
    int index = 0;
    qint64 received = 0;
    qint64 synced = 0;
    QByteArray pieces = {}; ///< as in ResumePoint
};

/// What the engine asks of the disk that remembers jobs.
class JobStore
{
public:
    virtual ~JobStore() = default;

    using Done = std::function<void(Result<void>)>;
    using Files = std::vector<std::pair<JobId, JobFile>>;

    /// Every job, without its files; to be asked first.
    virtual void load(std::function<void(Result<std::vector<Job>>)> done) = 0;
    /// The files of these jobs (of all jobs when `jobs` is empty), by job and index.
    virtual void files(std::vector<JobId> jobs, std::function<void(Result<Files>)> done) = 0;

    /// A new job. `done` is called when it would survive a power cut.
    virtual void insert(const JobDetails &job, Done done) = 0;
    /// A changed job and those of its files that changed with it; as safe as insert().
    virtual void update(const Job &job, std::vector<JobFile> files, Done done) = 0;
    virtual void remove(const JobId &job, Done done) = 0;

    /// Written with the next transaction; lost without harm.
    virtual void progress(std::vector<FileProgress> rows) = 0;

    /// A line of the job's timeline; written with the next transaction.
    virtual void log(const JobId &job, const LogEntry &entry) = 0;
    virtual void readLog(const JobId &job, std::function<void(Result<std::vector<LogEntry>>)> done)
        = 0;

    /// What keep() and the last number of a question have left.
    virtual void loadSignIns(std::function<void(Result<StoredSignIns>)> done) = 0;
    /// New or changed, by its space; written with the next transaction, as all that follows.
    virtual void keep(const SpaceAccount &account) = 0;
    virtual void dropAccount(const ProtectionSpace &space) = 0;
    /// New or changed, by its number; without the jobs.
    virtual void keep(const Question &question) = 0;
    /// That number is not given again all the same.
    virtual void dropQuestion(int number) = 0;
    /// In place of the one for the same host and port.
    virtual void keep(const TrustedCertificate &certificate) = 0;
    virtual void dropCertificate(const QString &host, int port) = 0;
};

} // namespace lighterman
