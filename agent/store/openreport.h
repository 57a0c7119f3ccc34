// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"

#include <QString>

#include <optional>

namespace lighterman {

/// What happened when the store was opened, for the log and for the person: nothing, as a rule.
struct OpenReport
{
    bool created = false;        ///< there was no store; a new, empty one was made
    bool endedUncleanly = false; ///< the last agent was killed; nothing acknowledged was lost
    QString damage;              ///< why the store could not be used; empty: it could
    QString setAside;            ///< where the damaged store lies now; empty: there was no file
    QString backup;              ///< the backup that took its place; empty: none was good
    std::optional<Moment> backupMade;

    bool operator==(const OpenReport &) const = default;
};

} // namespace lighterman
