// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/linkemulator/options.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace lighterman::testing {

const char *const kUsage
    = R"(Usage: linkemulator --rate MBIT --delay MS [--loss PERCENT] [--queue BYTES] [--seed NUMBER]

Makes two network namespaces and a link between them, until it is told to stop (SIGTERM, SIGINT).

  --rate MBIT      10^6 bits a second, in each direction
  --delay MS       one way; a round trip takes twice as long
  --loss PERCENT   of the packets to the client that are lost by chance (0)
  --queue BYTES    what may wait at each end; more is dropped (what the link carries in one round
                   trip, at least 65536)
  --seed NUMBER    of the chance (1)

The first line on standard output is a JSON object: "server" and "client" are the files to enter the
namespaces by, "device" is the name of the network device in both, which has no address yet. The last
one counts packets. Exit status: 0 stopped, 1 failed, 2 usage, 3 this machine does not allow it.
)";

namespace {

struct Option
{
    double least = 0;
    double most = 0;
    std::optional<double> usual; ///< none: it must be given
};

const QHash<QString, Option> &options()
{
    static const QHash<QString, Option> all{
        {u"--rate"_s, {0.01, 10'000, {}}}, {u"--delay"_s, {0, 10'000, {}}},
        {u"--loss"_s, {0, 100, 0}},        {u"--queue"_s, {0, 1'000'000'000, -1}},
        {u"--seed"_s, {0, 4294967295, 1}},
    };
    return all;
}

using Values = QHash<QString, double>;

tl::expected<double, QString> readValue(const QString &name, const QString &word)
{
    const Option option = options().value(name);
    bool isNumber = false;
    const double value = word.toDouble(&isNumber);
    if (isNumber && std::isfinite(value) && value >= option.least && value <= option.most)
        return value;
    return tl::unexpected(u"%1 must be a number from %2 to %3, not \"%4\"."_s.arg(name)
                              .arg(option.least)
                              .arg(option.most, 0, 'f', 0)
                              .arg(word));
}

tl::expected<Values, QString> readValues(const QStringList &words)
{
    Values values;
    for (qsizetype i = 0; i < words.size(); i += 2) {
        const QString &name = words[i];
        if (!options().contains(name))
            return tl::unexpected(u"There is no option \"%1\"; --help shows all."_s.arg(name));
        if (i + 1 == words.size())
            return tl::unexpected(u"%1 needs a value."_s.arg(name));
        const auto value = readValue(name, words[i + 1]);
        if (!value)
            return tl::unexpected(value.error());
        values.insert(name, *value);
    }
    for (auto option = options().begin(); option != options().end(); ++option) {
        if (!values.contains(option.key()) && !option->usual)
            return tl::unexpected(u"%1 is missing."_s.arg(option.key()));
    }
    return values;
}

double valueOf(const Values &values, const QString &name)
{
    return values.value(name, options().value(name).usual.value_or(0));
}

/// As much as makes one connection use the whole link: what it carries in one round trip.
qint64 roundTripBytes(const LineSettings &line)
{
    constexpr qint64 least = 64 << 10;
    const double seconds = 2 * std::chrono::duration<double>(line.delay).count();
    return std::max(least, std::llround(line.megabits * 1e6 / 8 * seconds));
}

} // namespace

tl::expected<LinkSettings, QString> readOptions(const QStringList &words)
{
    const auto values = readValues(words);
    if (!values)
        return tl::unexpected(values.error());
    LineSettings line;
    line.megabits = valueOf(*values, u"--rate"_s);
    line.delay = std::chrono::nanoseconds(std::llround(valueOf(*values, u"--delay"_s) * 1e6));
    const double queue = valueOf(*values, u"--queue"_s);
    line.queueBytes = queue < 0 ? roundTripBytes(line) : std::llround(queue);
    line.seed = quint32(valueOf(*values, u"--seed"_s));
    LinkSettings link{line, line};
    link.toClient.loss = valueOf(*values, u"--loss"_s) / 100;
    return link;
}

} // namespace lighterman::testing
