// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/byterange.h"

#include <QStringList>

#include <algorithm>
#include <limits>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kFurthest = std::numeric_limits<qint64>::max();

/// Digits and nothing else; toLongLong() would also take signs and blanks.
std::optional<qint64> readBytes(QStringView text)
{
    const bool isNumber = !text.isEmpty()
        && std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool fits = false;
    const qint64 number = isNumber ? text.toLongLong(&fits) : 0;
    return fits ? std::optional(number) : std::nullopt;
}

tl::unexpected<Error> overlap(const ByteRange &one, const ByteRange &other)
{
    return fail(ErrorCode::OverlappingRanges, u"%1 and %2"_s.arg(one.toString(), other.toString()));
}

Result<void> validate(const ByteRange &range)
{
    if (range.offset < 0)
        return fail(ErrorCode::InvalidRange, range.toString() + u" begins before the file"_s);
    if (range.length && *range.length < 1)
        return fail(ErrorCode::InvalidRange, range.toString() + u" is empty"_s);
    if (range.length && *range.length > kFurthest - range.offset)
        return fail(ErrorCode::InvalidRange, range.toString() + u" is in no file"_s);
    return {};
}

} // namespace

Result<ByteRange> ByteRange::parse(QStringView text)
{
    const qsizetype colon = text.indexOf(u':');
    const auto offset = readBytes(text.first(std::max<qsizetype>(0, colon)));
    const QStringView rest = text.sliced(colon + 1);
    const auto length = readBytes(rest);
    if (!offset || (!length && rest != u"eof"))
        return fail(
            ErrorCode::InvalidArgument,
            u"a range, OFFSET:LENGTH or OFFSET:eof, is needed in place of \"%1\""_s.arg(text));
    const ByteRange range{*offset, length};
    return lighterman::validate(ByteRanges{range}).map([&] { return range; });
}

QString ByteRange::toString() const
{
    return QString::number(offset) + u':' + (length ? QString::number(*length) : u"eof"_s);
}

std::optional<qint64> ByteRange::end() const
{
    return length ? std::optional(offset + *length) : std::nullopt;
}

QString toString(const ByteRanges &ranges)
{
    QStringList texts;
    for (const ByteRange &range : ranges)
        texts += range.toString();
    return texts.join(u',');
}

Result<ByteRanges> parseRanges(QStringView text)
{
    ByteRanges ranges;
    for (const QStringView one : text.split(u',', Qt::SkipEmptyParts)) {
        const auto range = ByteRange::parse(one);
        if (!range)
            return tl::unexpected(range.error());
        ranges.push_back(*range);
    }
    return ranges;
}

tl::unexpected<Error> tooManyRanges(std::size_t count, int most)
{
    return fail(ErrorCode::TooManyRangesInFile,
                u"%1 ranges, at most %2 are allowed"_s.arg(count).arg(most));
}

Result<void> validate(const ByteRanges &ranges)
{
    if (ranges.size() > std::size_t(kMaxRanges))
        return tooManyRanges(ranges.size(), kMaxRanges);
    for (const ByteRange &range : ranges) {
        if (auto valid = validate(range); !valid)
            return valid;
    }
    ByteRanges sorted = ranges;
    std::ranges::sort(sorted, {}, &ByteRange::offset);
    const auto meet
        = std::ranges::adjacent_find(sorted, [](const ByteRange &one, const ByteRange &following) {
              return one.end().value_or(kFurthest) > following.offset;
          });
    return meet == sorted.end() ? Result<void>() : overlap(*meet, *std::next(meet));
}

Result<void> validateWithin(const ByteRanges &ranges, qint64 size)
{
    const auto beyond = std::ranges::find_if(ranges, [=](const ByteRange &range) {
        return range.offset >= size || range.end().value_or(size) > size;
    });
    if (beyond == ranges.end())
        return {};
    return fail(ErrorCode::InvalidRange,
                u"%1 of a file of %2 bytes"_s.arg(beyond->toString()).arg(size),
                ErrorContext::RemoteFile);
}

std::optional<qint64> bytesOf(const ByteRanges &ranges, std::optional<qint64> size)
{
    qint64 bytes = 0;
    for (const ByteRange &range : ranges) {
        if (!range.length && !size)
            return std::nullopt;
        bytes += range.length ? *range.length : std::max<qint64>(0, *size - range.offset);
    }
    return bytes;
}

} // namespace lighterman
