// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/ratelimit.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kNone = "none"_L1;

struct Unit
{
    QChar letter;
    qint64 bytes = 1;
};
constexpr std::array kUnits{
    Unit{u'k', qint64(1) << 10U},
    Unit{u'm', qint64(1) << 20U},
    Unit{u'g', qint64(1) << 30U},
};

} // namespace

Result<RateLimit> readRateLimit(QStringView text)
{
    text = text.trimmed();
    if (text.compare(kNone, Qt::CaseInsensitive) == 0)
        return RateLimit();
    qint64 bytes = 1;
    if (!text.isEmpty()) {
        const auto *const unit = std::ranges::find(kUnits, text.back().toLower(), &Unit::letter);
        if (unit != kUnits.end()) {
            bytes = unit->bytes;
            text.chop(1);
        }
    }
    bool ok = false;
    const qint64 count = text.trimmed().toLongLong(&ok);
    if (!ok || count < 0 || count > kMostRate / bytes)
        return fail(ErrorCode::InvalidArgument,
                    u"none is needed, or bytes per second, from 0 to %1, such as 500K or 2M"_s.arg(
                        kMostRate));
    return RateLimit(count == 0 ? 0 : std::max(count * bytes, kLeastRate));
}

QString toString(RateLimit limit)
{
    return limit ? QString::number(*limit) : QString(kNone);
}

} // namespace lighterman
