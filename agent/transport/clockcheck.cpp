// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/clockcheck.h"

#include <QDate>
#include <QDateTime>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr Moment kDay = 86'400'000; // ms: who built it may have had a clock that was a little ahead

} // namespace

Moment buildDay()
{
    static const Moment day = QDate::fromString(QStringLiteral(LIGHTERMAN_BUILD_DAY), Qt::ISODate)
                                  .startOfDay(Qt::UTC)
                                  .toMSecsSinceEpoch();
    return day;
}

std::optional<QString> clockFault(Moment now, Moment built)
{
    if (now >= built - kDay)
        return std::nullopt;
    return u"the clock says %1, and this program was built on %2"_s.arg(toRfc3339(now),
                                                                        toRfc3339(built).left(10));
}

} // namespace lighterman
