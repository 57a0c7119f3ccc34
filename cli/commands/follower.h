// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/board.h"
#include "cli/commands/console.h"
#include "cli/commands/exitstatus.h"
#include "common/client/jobmirror.h"

#include <QStringList>
#include <QTimer>

namespace lighterman::cli {

/// Follows jobs until each of them has ended: finished, failed or needing a person. Jobs that are
/// paused are waited for, since somebody may resume them.
///
/// Link and console are not owned and outlive it. The link must be told to connect by whoever
/// starts the follower.
class Follower final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QStringList jobs;  ///< as typed; empty: all that have not ended yet, new ones too
        bool show = false; ///< progress on the console
        std::optional<std::chrono::milliseconds> timeout;
    };

    Follower(AgentLink &link, Console &console, Options options, QObject *parent = nullptr);

    void start();
    /// The jobs that are followed, once they are known.
    [[nodiscard]] const std::vector<JobId> &followed() const { return m_ids; }
    /// Those that have not ended, as they were when the agent last told of them.
    [[nodiscard]] std::vector<Job> unfinished() const;

signals:
    /// Exactly once: Done, Failed, NeedsPerson or TimedOut.
    void finished(lighterman::cli::ExitStatus status);
    /// Exactly once in place of finished(): no such job, or no agent.
    void failed(const lighterman::Error &error);

private:
    void takeAll();
    void take(const std::vector<Job> &jobs, const std::vector<JobId> &removed);
    bool choose();
    void look(const Job &job);
    void end(const Job &job);
    void endRemoved(const JobId &id);
    void settle();
    void watchLink(LinkState state);
    void failWith(const Error &error);
    void finish(ExitStatus status);
    void stop();

    AgentLink &m_link;
    Console &m_console;
    Options m_options;
    JobMirror m_mirror;
    Board m_board;
    QTimer m_clock;   ///< draws again, for what counts down
    QTimer m_timeout; ///< single shot
    std::vector<JobId> m_ids;
    QHash<JobId, ExitStatus> m_ended;
    bool m_chosen = false;
    bool m_over = false;
};

} // namespace lighterman::cli
