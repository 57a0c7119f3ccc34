// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/jobpace.h"
#include "agent/engine/room.h"
#include "agent/engine/timeports.h"
#include "common/model/job.h"

#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

// What the engine asks of the world. Everything here is called on the thread of the engine and
// answers on it, later, never from inside the call.
namespace lighterman {

/// All that is needed to fetch one file, or to go on with it.
struct FileTask
{
    JobId job = {};
    JobFile file = {};   ///< what is known of it so far
    QString folder = {}; ///< absolute; where a file without a path of its own goes
    std::vector<Header> headers = {};
    /// What the person says that the file hashes to: wins over what the server says.
    std::optional<Checksum> checksum = {};
    std::chrono::seconds stallTimeout{60};
    PortalSeen portal = PortalSeen::No; ///< of the job
    int connections = 1;                ///< that the file may have at once where several are faster
    JobPace pace = {};                  ///< of the job from now on
};

/// What a file may have of a job that somebody waits for, and of one that must not be in anybody's
/// way.
inline constexpr int kForegroundConnections = 8;
inline constexpr int kBackgroundConnections = 2;

/// Hears of one fetch. It is told connected() before any progress, again when the file has to start
/// over; then progressed() as bytes come; finished() once, as the last thing.
class FileListener
{
public:
    virtual ~FileListener() = default;

    /// The server answered as hoped. `file` is the task's file with path, partPath, total,
    /// resumable and the resume point filled in; bytesTransferred is where the transfer goes on
    /// from. Also when every byte came and they are not what they should be (isRefused):
    /// validation-failed follows, and they are kept. Fetched again, such a file is first held
    /// against what it is to be now; where that is the same as before, it starts over once the
    /// server has answered.
    virtual void connected(const JobFile &file) = 0;
    /// Before connected(), where the task says that a portal was seen: the answer shows that there
    /// is none any more.
    virtual void passedPortal() { }
    /// `received` bytes are in the part file, the first `synced` on the disk for good; `pieces` as
    /// in ResumePoint. At most ten times a second.
    virtual void progressed(qint64 received, qint64 synced, const QByteArray &pieces) = 0;
    /// Success: the file as it is now, transferred, under its part name until reveal(); completed
    /// only where it was found to have its own name already.
    /// Of captive-portal the context tells how it was found: RemoteFile where a portal's page has
    /// come, else it is a guess for as long as the network is new.
    virtual void finished(const Result<JobFile> &end) = 0;
};

/// What the engine asks of network and part files.
class Transport : public Space
{
public:
    /// `listener` is not owned and outlives the answer or the Pending, whichever goes first.
    /// Destroying the Pending leaves the part file as it is.
    [[nodiscard]] virtual std::unique_ptr<Pending> fetch(const FileTask &task,
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
};

} // namespace lighterman
