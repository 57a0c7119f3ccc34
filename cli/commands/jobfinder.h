// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/job.h"

#include <QStringList>

namespace lighterman::cli {

/// The job that a person means by `text`: its id, a prefix of it, or its whole name. NotFound,
/// AmbiguousJob with a detail that lists the matches.
[[nodiscard]] Result<Job> findJob(const std::vector<Job> &jobs, const QString &text);

/// The same for several; a job that is meant twice comes once.
[[nodiscard]] Result<std::vector<Job>> findJobs(const std::vector<Job> &jobs,
                                                const QStringList &texts);

/// Where a job stands among those of its priority that move, or will by themselves.
struct PlaceInQueue
{
    int place = 0; ///< from 1
    int of = 0;
    bool operator==(const PlaceInQueue &) const = default;
};
/// Nothing for a job that is over, waits for a person, or is not among `jobs`.
[[nodiscard]] std::optional<PlaceInQueue> placeInQueue(const std::vector<Job> &jobs,
                                                       const JobId &job);

/// As much of the id as people see in lists.
[[nodiscard]] QString shortId(const JobId &id);
/// `7f3c1a2b debian.iso`, safe to print.
[[nodiscard]] QString label(const Job &job);

} // namespace lighterman::cli
