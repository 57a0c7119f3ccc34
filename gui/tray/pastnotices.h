// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"

#include <QHash>
#include <QString>

namespace lighterman {

/// A notification that a window has shown.
struct PastNotice
{
    Moment since = 0; ///< when what it is about began
    uint id = 0;      ///< the service's; 0: it is closed
    QString by;       ///< unique name on the bus of the service that gave the id
    bool operator==(const PastNotice &) const = default;
};
/// By what they are about.
using PastNotices = QHash<int, PastNotice>;

/// What windows of this login session have shown: a small file, so that the next window does not
/// show it again. A file that is not there, or makes no sense, has none.
[[nodiscard]] PastNotices readNotices(const QString &path);
/// Where it cannot be written the next window says once more what it has to say.
void writeNotices(const QString &path, const PastNotices &notices);

} // namespace lighterman
