// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/weekhours.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kDays{"mon"_L1, "tue"_L1, "wed"_L1, "thu"_L1, "fri"_L1, "sat"_L1, "sun"_L1};
constexpr auto kDaily = "daily"_L1;
constexpr std::size_t kMostRules = 64;

tl::unexpected<Error> notHours(QStringView text)
{
    return fail(ErrorCode::InvalidArgument,
                u"\"%1\" is no day and time such as mon-fri 08:00-17:00"_s.arg(
                    text.first(std::min<qsizetype>(text.size(), 40))));
}

std::optional<int> readDay(QStringView text)
{
    const auto *const found = std::ranges::find_if(
        kDays, [&](QLatin1StringView day) { return text.compare(day, Qt::CaseInsensitive) == 0; });
    return found == kDays.end() ? std::nullopt : std::optional(int(found - kDays.begin()));
}

/// Digits only: toInt() would take a sign as well.
std::optional<int> readDigits(QStringView text, int most)
{
    const bool areDigits = !text.isEmpty() && text.size() <= 2
        && std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
    const int number = areDigits ? text.toInt() : most + 1;
    return number <= most ? std::optional(number) : std::nullopt;
}

/// Minutes from midnight, up to 24:00.
std::optional<int> readTime(QStringView text)
{
    const qsizetype colon = text.indexOf(u':');
    if (colon < 0 || text.size() != colon + 3)
        return std::nullopt;
    const auto hours = readDigits(text.first(colon), 24);
    const auto minutes = readDigits(text.sliced(colon + 1), 59);
    if (!hours || !minutes || *hours * 60 + *minutes > WeekHours::kMinutesOfDay)
        return std::nullopt;
    return *hours * 60 + *minutes;
}

QString timeText(int minute)
{
    return u"%1:%2"_s.arg(minute / 60, 2, 10, QChar(u'0')).arg(minute % 60, 2, 10, QChar(u'0'));
}

} // namespace

int WeekHours::Rule::length() const
{
    return end > begin ? end - begin : end - begin + kMinutesOfDay;
}

std::optional<WeekHours::Rule> WeekHours::readDays(QStringView text)
{
    if (text.compare(kDaily, Qt::CaseInsensitive) == 0)
        return Rule{0, 6};
    const qsizetype dash = text.indexOf(u'-');
    const auto first = readDay(dash < 0 ? text : text.first(dash));
    const auto last = dash < 0 ? first : readDay(text.sliced(dash + 1));
    return first && last ? std::optional(Rule{*first, *last}) : std::nullopt;
}

Result<WeekHours::Rule> WeekHours::parseRule(QStringView text)
{
    const QString plain = text.toString().simplified();
    const qsizetype space = plain.indexOf(u' ');
    const qsizetype dash = plain.indexOf(u'-', std::max<qsizetype>(space, 0));
    if (space < 0 || dash < 0)
        return notHours(plain);
    auto rule = readDays(QStringView(plain).first(space));
    const auto begin = readTime(QStringView(plain).sliced(space + 1, dash - space - 1));
    const auto end = readTime(QStringView(plain).sliced(dash + 1));
    if (!rule || !begin || !end || *begin == kMinutesOfDay || *begin == *end)
        return notHours(plain);
    rule->begin = *begin;
    rule->end = *end;
    return *rule;
}

Result<WeekHours> WeekHours::parse(QStringView text)
{
    WeekHours hours;
    if (text.trimmed().isEmpty())
        return hours;
    for (const QStringView part : text.split(u',')) {
        const auto rule = parseRule(part);
        if (!rule)
            return tl::unexpected(rule.error());
        hours.m_rules.push_back(*rule);
        if (hours.m_rules.size() > kMostRules)
            return fail(ErrorCode::InvalidArgument,
                        u"at most %1 hours are taken"_s.arg(kMostRules));
    }
    return hours;
}

QString WeekHours::toString() const
{
    QStringList parts;
    for (const Rule &rule : m_rules) {
        QString days = kDays.at(std::size_t(rule.firstDay));
        if (rule.days() == 7)
            days = kDaily;
        else if (rule.days() > 1)
            days += u'-' + kDays.at(std::size_t(rule.lastDay));
        parts += days + u' ' + timeText(rule.begin) + u'-' + timeText(rule.end);
    }
    return parts.join(u", "_s);
}

bool WeekHours::contains(int minute) const
{
    return std::ranges::any_of(m_rules, [minute](const Rule &rule) {
        for (int day = rule.firstDay; day < rule.firstDay + rule.days(); ++day) {
            const int begin = day * kMinutesOfDay + rule.begin;
            if ((minute - begin + 2 * kMinutesOfWeek) % kMinutesOfWeek < rule.length())
                return true;
        }
        return false;
    });
}

/// Only where one of the hours begins or ends can anything change.
std::optional<int> WeekHours::untilChange(int minute) const
{
    const bool now = contains(minute);
    std::optional<int> soonest;
    const auto look = [&](int edge) {
        const int wait = (edge - minute - 1 + 3 * kMinutesOfWeek) % kMinutesOfWeek + 1;
        if (contains(edge % kMinutesOfWeek) != now)
            soonest = std::min(soonest.value_or(wait), wait);
    };
    for (const Rule &rule : m_rules) {
        for (int day = rule.firstDay; day < rule.firstDay + rule.days(); ++day) {
            look(day * kMinutesOfDay + rule.begin);
            look(day * kMinutesOfDay + rule.begin + rule.length());
        }
    }
    return soonest;
}

} // namespace lighterman
