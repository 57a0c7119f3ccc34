// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/client/agentlink.h"
#include "common/model/job.h"

#include <QMap>
#include <QStringList>

#include <array>

/// Every sentence of the window and the tray that depends on something. Pure functions: the time
/// is an argument. States, errors, sizes and durations have their words in common/, where the
/// command line finds the same.
namespace lighterman::present {

/// Name, state, progress, speed, time left.
[[nodiscard]] std::array<QString, 5> columnTitles();

[[nodiscard]] QString state(const Job &job, Moment now);
/// `42 % of 1.2 GB`, `42.0 MB` while the total is unknown, `1.2 GB` when all is here; empty while
/// nothing is known.
[[nodiscard]] QString progress(const Job &job);
/// Empty for a job that does not move.
[[nodiscard]] QString rate(const Job &job);
[[nodiscard]] QString timeLeft(const Job &job);
/// What happens, what happens next, and where the files go.
[[nodiscard]] QString tip(const Job &job, Moment now);
/// The whole row as a screen reader says it: `debian.iso, Transferring, 42 percent, about 3 min
/// left`.
[[nodiscard]] QString sentence(const Job &job, Moment now);

/// How many jobs there are of each kind.
struct Figures
{
    std::array<int, kJobStates> states{}; ///< by the number of the state
    int needPerson = 0;                   ///< of those in error
    qint64 rate = 0;                      ///< bytes per second of all together
    int heldInQueue = 0;                  ///< of those that are queued: they wait for an event
    QMap<ErrorCode, int> holds = {};      ///< how many wait for the end of what
};

/// `3 transferring · 12 queued · 2 waiting (no network) · 9.4 MB/s`; states that no job is in are
/// left out, and of several reasons to wait the commonest is named.
[[nodiscard]] QString statusLine(const Figures &figures);
/// `2 transferring, 1 waiting (no network)` or `Nothing to do`, under the name of the program.
[[nodiscard]] QString trayTip(const Figures &figures);

/// What a message bar says, and what its button does; no button where `action` is empty.
struct Notice
{
    QString text;
    QString action;
    bool operator==(const Notice &) const = default;
};

/// How things stand with the agent. Nothing to say while Connecting or Connected.
[[nodiscard]] Notice link(LinkState state, const Error &error);
/// Why the agent shows no jobs.
[[nodiscard]] QString noList(const Error &why);
/// The status line while there is no agent to ask; empty when there is.
[[nodiscard]] QString linkStatus(LinkState state);

/// What went wrong, then what one may do.
[[nodiscard]] QString explained(ErrorCode code);
/// The agent refused to do something with `job`.
[[nodiscard]] QString refused(const QString &job, const Error &error);
/// `links` could not be handed over.
[[nodiscard]] Notice notAdded(const QStringList &links, const Error &error);
/// `lines` are no links, for the first because of `why`.
[[nodiscard]] Notice badLines(const QStringList &lines, ErrorCode why);
/// The same before anything was added.
[[nodiscard]] QString wrongLines(const QStringList &lines, ErrorCode why);
/// What happened to `jobs` new ones, the first of which is called by `link`: `remark` is of those.
[[nodiscard]] QString addedWith(const Error &remark, const QString &link, int jobs);
/// The network lets nothing through before somebody signs in, on a page that is known or not.
[[nodiscard]] Notice signIn(bool isPageKnown);
/// Asks before transfers are thrown away. One is called by `name`.
[[nodiscard]] Notice removal(int count, const QString &name);

/// `text` from outside, shielded so that its direction of writing disturbs no sentence around it.
[[nodiscard]] QString isolated(const QString &text);

} // namespace lighterman::present
