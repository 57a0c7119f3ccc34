// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/console.h"
#include "common/model/job.h"

#include <QHash>

namespace lighterman::cli {

/// Progress of several jobs on the console: bars that are drawn in place on a terminal; elsewhere a
/// line when a job's state changes, with each tenth of it, and every ten seconds while it moves.
class Board
{
public:
    /// The console is not owned and outlives the board.
    explicit Board(Console &console);

    /// What is known of a job that is still going on.
    void show(const Job &job);
    /// The job's last line; it stays on the terminal.
    void close(const Job &job);
    /// Draws the bars again.
    void redraw();
    /// Takes the bars off the terminal, so that something else can be written.
    void clear();
    /// Leaves the bars where they are, for good.
    void finish();

private:
    struct Said
    {
        QString word;
        int tenth = -1;
        Moment at = 0;
    };

    void say(const Job &job);
    [[nodiscard]] QString erase();

    Console &m_console;
    std::vector<Job> m_open;   ///< in the order they came
    QHash<JobId, Said> m_said; ///< last plain line of each job
    qsizetype m_drawn = 0;     ///< lines that are on the terminal now
};

} // namespace lighterman::cli
