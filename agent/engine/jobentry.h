// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/jobqueue.h"
#include "agent/engine/jobrunner.h"
#include "agent/engine/retrypolicy.h"
#include "common/model/progress.h"

#include <map>
#include <set>
#include <unordered_map>

namespace lighterman {

/// A file that was handed to the store, which has not said yet that it has taken it.
struct UnsavedFile
{
    JobFile file;
    int save = 0;         ///< number of the hand-over
    bool refused = false; ///< to be handed over again
};

/// One job in the engine's hands: the value everybody sees, and what its present state has under
/// way.
struct JobEntry
{
    Job job;
    std::unique_ptr<JobRunner>
        runner;                     ///< while connecting or transferring, once its files are read
    std::unique_ptr<Pending> retry; ///< while in transient-error and to be tried again by time
    /// Monotonic: when that is, also while a gate holds the job and there is no alarm.
    std::optional<std::chrono::milliseconds> retryDue;
    std::unique_ptr<Pending> fileRetry; ///< while moving, for files that failed meanwhile
    std::unique_ptr<Pending> fileLook;  ///< while moving, for files that only an event lets go on
    int fileRetries = 0;                ///< how often they were tried again, in this run
    int filesTold = 0;                  ///< lines in the log of this run about such files
    RateMeter meter;
    int run = 0;      ///< counts starts, so that an answer to an older one is known as such
    int failures = 0; ///< in a row, without a new byte between them
    ErrorCode waitsFor = ErrorCode::None; ///< the log says so already: what only an event ends
    Moment waitsSince = 0;                ///< for that
    qint64 furthest = 0;                  ///< bytes that were here at most
    Turn turn;                            ///< the queue's
    bool closing = false; ///< cancel or complete is at work on its files: nobody else may touch it
    std::optional<std::chrono::milliseconds> stalledSince; ///< monotonic: first failure of the row
    std::optional<std::chrono::milliseconds> heldSince;    ///< monotonic: by a gate
    bool usesAnyway = false;                             ///< the present network, whatever it costs
    std::optional<std::chrono::milliseconds> stillSince; ///< monotonic: as countStill() says
    std::optional<Result<void>> end;     ///< of the run, when only names are still to be given
    bool publishing = false;             ///< files are on their way to their names
    std::optional<Error> revealError;    ///< why names could not be given in this run
    std::function<void()> whenPublished; ///< waits for that: all who asked
    std::optional<std::chrono::milliseconds> movingSince; ///< monotonic: counted up to here
    std::chrono::milliseconds timeSaved{0};               ///< of job.timeUsed, what the store knows
    int saves = 0;                                        ///< counts hand-overs to the store
    bool unsaved = false;                                 ///< the store has refused something
    std::map<int, UnsavedFile> unsavedFiles;              ///< the latest of each
    std::set<int> changedFiles;                           ///< not yet stored
    std::map<int, FileProgress> progress;                 ///< not yet stored

    /// Adds the files that the store does not know as they are now, except those that are there:
    /// the sums over the files, which the job carries, must not be stored without them.
    void takeChangedFiles(std::vector<JobFile> &files);
    /// `file` as it is now, where the store may know it only as it was.
    [[nodiscard]] JobFile latest(const JobFile &file) const;
    /// Begins a hand-over of `files`, adding what the store has refused and they do not have.
    int beginSave(std::vector<JobFile> &files);
    /// What the store said to hand-over `save`. A file that is under way again in a later one is
    /// that one's business.
    void endSave(int save, bool stored);
    /// Adds the time since the last call to job.timeUsed, if the job was moving; to be called when
    /// the state has changed, and whenever the sum has to be right.
    void countTime(std::chrono::milliseconds monotonic);
    /// Whether a gate holds the job from now on.
    void countHeld(bool isHeld, std::chrono::milliseconds monotonic);
    /// While a gate holds the job, or it waits for its turn or for an event, the clock of the time
    /// without progress stands still: it measures the server (DESIGN, section 5). To be called when
    /// the state has changed.
    void countStill(std::chrono::milliseconds monotonic);
    /// Writes down in the job how long it has been without progress.
    void countStalled(std::chrono::milliseconds monotonic);
    /// Goes on counting where an earlier agent was when it wrote that down.
    void recallStalled(std::chrono::milliseconds monotonic);
    /// The job waits, for its next attempt or for an event that ends `error`; false: it did before,
    /// for the same event, and looking in vain does not make that wait begin anew.
    [[nodiscard]] bool beginsWait(const Error &error, Moment now);
    /// A person does not believe what the job waits for.
    void questionPortal();
    /// What the job knows of its next attempt; the rest is the server's and the agent's.
    [[nodiscard]] RetryFacts retryFacts(int inRow, std::chrono::milliseconds monotonic,
                                        double jitter) const;
    /// Whether all of its files have come, in this run, and only names and ends are missing.
    [[nodiscard]] bool isWhole() const
    {
        return runner && runner->filesTransferred() == job.filesTotal;
    }
    /// Takes the sums over the files from the runner.
    void count(std::chrono::milliseconds monotonic);
};

/// The job that `spec` asks for, as nobody has seen it yet: without id, owner, time and place.
[[nodiscard]] JobDetails newJob(JobSpec spec);

/// Why a job in this state does not move, with the error it is in.
[[nodiscard]] std::optional<Cause> causeOf(const Job &job, Moment now);

/// What to open in a browser so that a captive portal shows its page: the job's own host, for the
/// portal answers for it, and over http, where it can. Never what the portal itself has said.
[[nodiscard]] QString signInPage(const Job &job);

/// Every job by its id; addresses stay while a job lives.
using JobTable = std::unordered_map<JobId, JobEntry, HashId>;

/// The host of the first of `files` that is not here yet; empty when all are.
[[nodiscard]] QString nextHost(const std::vector<JobFile> &files);

/// Code, file and detail: what the log says of an error.
[[nodiscard]] QString logLineOf(const Error &error);

/// The last part of a link's path, for a job that nobody named.
[[nodiscard]] QString nameFromUrl(const QUrl &url);

} // namespace lighterman
