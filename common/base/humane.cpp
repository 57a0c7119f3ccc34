// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/humane.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace lighterman::humane {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kUnits{"B"_L1, "kB"_L1, "MB"_L1, "GB"_L1, "TB"_L1, "PB"_L1, "EB"_L1};
constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 3600;
constexpr qint64 kDay = 86400;

QString tr(const char *text)
{
    return QCoreApplication::translate("humane", text);
}

qint64 rounded(qint64 seconds, qint64 unit)
{
    return (seconds + unit / 2) / unit;
}

} // namespace

QString size(qint64 bytes)
{
    constexpr double kStep = 1000;
    // From here on rounding would show 1000 of a unit, which is 1.0 of the next.
    constexpr double kCarry = 999.5;
    auto value = double(std::max<qint64>(0, bytes));
    std::size_t unit = 0;
    while (value >= kCarry && unit + 1 < kUnits.size()) {
        value /= kStep;
        ++unit;
    }
    const int decimals = unit > 0 && value < 99.95 ? 1 : 0;
    return QLocale().toString(value, 'f', decimals) + u' ' + kUnits.at(unit);
}

QString rate(qint64 bytesPerSecond)
{
    return size(bytesPerSecond) + u"/s"_s;
}

QString amount(qint64 done, std::optional<qint64> total)
{
    return total ? tr("%1 of %2").arg(size(done), size(*total)) : size(done);
}

std::optional<int> percent(qint64 done, std::optional<qint64> total)
{
    if (!total)
        return std::nullopt;
    if (done >= *total)
        return 100;
    return std::clamp(int(100.0 * double(done) / double(*total)), 0, 99);
}

QString timeLeft(std::optional<qint64> seconds)
{
    constexpr qint64 kFew = 10;
    if (!seconds)
        return tr("unknown");
    if (*seconds < kFew)
        return tr("a few seconds");
    if (*seconds < 55)
        return tr("about %1 s").arg(10 * rounded(*seconds, 10));
    if (*seconds < 100 * kMinute)
        return tr("about %1 min").arg(std::max<qint64>(1, rounded(*seconds, kMinute)));
    if (*seconds < 2 * kDay)
        return tr("about %1 h").arg(rounded(*seconds, kHour));
    if (*seconds < 100 * kDay)
        return tr("about %1 days").arg(rounded(*seconds, kDay));
    return tr("unknown");
}

QString countdown(qint64 seconds)
{
    const qint64 left = std::max<qint64>(0, seconds);
    const auto two = [](qint64 n) { return QString::number(n).rightJustified(2, u'0'); };
    if (left < kHour)
        return u"%1:%2"_s.arg(left / kMinute).arg(two(left % kMinute));
    return u"%1:%2:%3"_s.arg(left / kHour).arg(two(left % kHour / kMinute), two(left % kMinute));
}

QString when(Moment moment, Moment now)
{
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(moment);
    const qint64 days = then.date().daysTo(QDateTime::fromMSecsSinceEpoch(now).date());
    const QLocale locale;
    const bool isPlain = locale.language() == QLocale::C; // which would add seconds
    QString clock
        = isPlain ? then.toString(u"HH:mm"_s) : locale.toString(then.time(), QLocale::ShortFormat);
    if (days == 0)
        return clock;
    return days == 1 ? tr("yesterday %1").arg(clock) : then.toString(u"yyyy-MM-dd "_s) + clock;
}

QString dateAndTime(Moment moment)
{
    return QDateTime::fromMSecsSinceEpoch(moment).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

} // namespace lighterman::humane
