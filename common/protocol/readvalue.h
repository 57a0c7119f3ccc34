// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/given.h"
#include "common/protocol/limits.h"
#include "common/protocol/pairreader.h"
#include "common/protocol/readscalar.h"
#include "common/protocol/rows.h"
#include "common/protocol/values.h"

// Reads values as their field lists say: the counterpart of Writer.
namespace lighterman::protocol {

template <typename T>
[[nodiscard]] bool readValue(Reader &in, std::optional<T> &value);
template <typename T>
[[nodiscard]] bool readValue(Reader &in, std::vector<T> &values);
template <RowValue T>
[[nodiscard]] bool readValue(Reader &in, T &row);
template <MapValue T>
[[nodiscard]] bool readValue(Reader &in, T &value);

template <typename T>
[[nodiscard]] bool readValue(Reader &in, std::optional<T> &value)
{
    if (!in.isNull())
        return readValue(in, value.emplace());
    value.reset();
    return in.skip();
}

/// How many there may be of what travels in bulk, and of everything else.
template <typename T>
inline constexpr qsizetype kMostOf
    = RowValue<T> || std::is_same_v<T, LogEntry> ? kPageRows : kMaxItems;
template <>
inline constexpr qsizetype kMostOf<Given> = qsizetype(kMaxGiven);

template <typename T>
[[nodiscard]] bool readValue(Reader &in, std::vector<T> &values)
{
    values.clear();
    const auto count = in.enterArray(kMostOf<T>);
    if (!count)
        return false;
    // Room for more than a page is made only when that much has come.
    values.reserve(std::size_t(std::min<qsizetype>(*count, kPageRows)));
    while (in.hasNext()) {
        if (!readValue(in, values.emplace_back()))
            return false;
    }
    return in.leave();
}

/// Columns that this version does not know are skipped: a newer peer may send more. Those that an
/// older one does not know keep their defaults.
template <RowValue T>
[[nodiscard]] bool readValue(Reader &in, T &row)
{
    const auto count = in.enterArray(kMaxItems);
    if (!count)
        return false;
    if (*count < qsizetype(leastColumnsOf<T>()))
        return in.refuse(QStringLiteral("a row of %1 columns").arg(*count));
    const auto readAll = [&](const auto &...field) {
        return ((!in.hasNext() || readValue(in, field.of(row))) && ...);
    };
    if (!std::apply(readAll, RowFields<T>::fields()))
        return false;
    while (in.hasNext()) {
        if (!in.skip())
            return false;
    }
    return in.leave();
}

template <MapValue T>
[[nodiscard]] bool readValue(Reader &in, T &value)
{
    PairReader<T> pairs(in, value);
    if (!in.enterMap())
        return false;
    while (in.hasNext()) {
        Name key;
        if (!in.read(key) || !pairs.take(key))
            return false;
    }
    return in.leave() && pairs.finish();
}

} // namespace lighterman::protocol
