// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"

#include <algorithm>
#include <map>
#include <set>

namespace lighterman {

/// Moves the files of one job, several at once, for as long as the job is connecting or
/// transferring. Destroying it calls everything off and leaves part files as they are.
///
/// A file that fails does not stop the others: the run ends when nothing is left under way.
class JobRunner final
{
public:
    /// What the runner tells whoever drives it. Only runEnded() may destroy the runner.
    class Host
    {
    public:
        virtual ~Host() = default;
        /// A file has an answer from its server; name, size or part file may be new. Or its bytes
        /// do not count any more (JobFile::isRefused).
        /// `before` of its bytes were here until now.
        virtual void fileConnected(const JobId &job, const JobFile &file, qint64 before) = 0;
        virtual void bytesArrived(const JobId &job, const FileProgress &progress) = 0;
        /// Every byte of the file is here and synced.
        virtual void fileFinished(const JobId &job, const JobFile &file) = 0;
        /// This one did not come, and others still do. The error names the file; where it is no
        /// fatal one, the file is asked for again with tryAgain() or the next run.
        virtual void fileFailed(const JobId &job, const Error &error) = 0;
        /// A file waits for signIn() or decline(), as FileListener::challenged() has it.
        virtual void fileChallenged(const JobId &job, int index, const AuthChallenge &challenge)
            = 0;
        /// As FileListener::signedIn().
        virtual void fileSignedIn(const JobId &job, const AuthChallenge &challenge) = 0;
        /// A file fails for what a person has to answer, and no other one of this run is asked for
        /// (FileListener::distrusted(), uncertified()).
        virtual void fileNeedsAnswer(const JobId & /*job*/, const Question & /*about*/) { }
        /// Nothing is left to do, or nothing more can be done: the last word, said once.
        virtual void runEnded(const JobId &job, const Result<void> &end) = 0;
    };

    struct Orders
    {
        JobId job;
        QString folder;
        JobSettings settings;
        std::chrono::seconds stallTimeout{60};
        PortalSeen portal = PortalSeen::No; ///< as in FileTask
        bool signsInBeforehand = false;     ///< likewise
    };

    /// Neither `transport` nor `host` is owned; both outlive the runner.
    JobRunner(Orders orders, Transport &transport, Host &host);
    ~JobRunner();
    JobRunner(const JobRunner &) = delete;
    JobRunner &operator=(const JobRunner &) = delete;

    /// Begins with the files that are not here yet. When all are, the run ends at once, later only
    /// through `host`; so call it once and touch nothing of the runner after it.
    void start(std::vector<JobFile> files);

    /// Asks again for the files that failed in this run and may heal.
    void tryAgain();
    /// Whether what only an event ends has stopped a file, and holds all that are not under way.
    [[nodiscard]] bool isHeld() const { return m_isHeld; }
    /// The event may have come: as tryAgain(), and nothing is held any more.
    void release();
    [[nodiscard]] bool isUnderWay(int index) const { return m_active.contains(index); }

    /// The job has other settings; those under which a request was sent stay as they were for it.
    /// How fast the job may be changes at once.
    void setSettings(const JobSettings &settings);

    /// Answers fileChallenged(), unless that file does not wait any more.
    void signIn(int index, Credentials credentials);
    /// Likewise; with an error no other file of this run is asked for.
    void decline(int index, const Error &error);
    /// Whether a file has a link to the same origin.
    [[nodiscard]] bool linksTo(const QUrl &url) const;

    /// A file has been changed from outside: it is as `file` says from now on.
    void replace(const JobFile &file);

    /// Files that are whole and still wait for their names: the transport never gives them here.
    [[nodiscard]] std::vector<JobFile> hidden() const;

    [[nodiscard]] const std::vector<JobFile> &files() const { return m_files; }
    /// Sum over all files; the total is unknown while one file's is.
    [[nodiscard]] qint64 bytesTransferred() const { return m_bytes; }
    [[nodiscard]] std::optional<qint64> bytesTotal() const;
    /// What the whole has at least: what is here, or what was announced for the files together.
    [[nodiscard]] qint64 bytesAtLeast() const { return std::max(m_bytes, m_total); }
    /// What the answers so far, and those before this run, say of captive portals.
    [[nodiscard]] PortalSeen portal() const { return m_orders.portal; }
    [[nodiscard]] int filesTransferred() const { return m_done; }
    /// Whether a file is under way that would have to start from nothing after a pause.
    [[nodiscard]] bool wouldLose() const;

private:
    class Fetch;

    void launch();
    void settle(int index, const Result<JobFile> &end);
    [[nodiscard]] bool goesOn() const;
    [[nodiscard]] Error named(int index, Error error) const;
    void takeError(int index, const Error &error);
    void endIfIdle();

    Orders m_orders;
    Transport &m_transport;
    Host &m_host;
    std::vector<JobFile> m_files;
    std::set<int> m_waiting; ///< files that still have to be handed to the transport
    std::map<int, std::unique_ptr<Fetch>> m_active;
    std::set<int> m_hidden;       ///< whole, without a name
    std::set<int> m_failed;       ///< in this run, and may heal
    std::size_t m_inRow = 0;      ///< of them without one in between that came
    bool m_isHeld = false;        ///< by what only an event ends, for all files of the run
    bool m_isDeclined = false;    ///< nobody signs in for it, or a person is asked first
    std::optional<Error> m_error; ///< the first one of the worst kind
    qint64 m_bytes = 0;
    qint64 m_total = 0;
    int m_unknown = 0; ///< files whose size is not known
    int m_done = 0;
};

} // namespace lighterman
