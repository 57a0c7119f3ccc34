// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/ranges.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

using Step = Verdict::Step;

Verdict failed(ErrorCode code, const QString &detail)
{
    Error error{code, detail, ErrorContext::RemoteFile, {}};
    error.isFinal = true;
    return {Step::Fail, error};
}

QString inWords(const Leg &leg)
{
    return u"bytes %1-%2"_s.arg(leg.first).arg(leg.last ? QString::number(*leg.last) : QString());
}

/// The whole file, in place of a part.
Verdict judgeWhole(const Known &known, const Answer &answer)
{
    // Either the condition does not hold any more, or ranges are not known here: asked again
    // without a condition, the server tells which. Where it says itself that nothing has changed,
    // there is nothing to ask.
    if (known.from > 0 && (hasChanged(known, answer) || !isConfirmed(known, answer)))
        return {Step::AskAgain, {}};
    return failed(ErrorCode::InsufficientRangeSupport,
                  u"status %1 in place of a part"_s.arg(answer.status));
}

Verdict judgeOutside(const Known &known, const Leg &leg, const Answer &answer)
{
    if (known.from > 0 && hasChanged(known, answer))
        return {Step::AskAgain, {}};
    const auto size = answer.total();
    return failed(ErrorCode::InvalidRange,
                  size ? u"%1 of a file of %2 bytes"_s.arg(inWords(leg)).arg(*size) : inWords(leg));
}

/// What is wrong with the part that comes, if anything: it is to be the one that was asked for.
std::optional<Verdict> flawOf(const ByteRanges &ranges, const Leg &leg, const Answer &answer)
{
    if (answer.mediaType == "multipart/byteranges")
        return failed(ErrorCode::InvalidServerResponse, u"several ranges in one answer"_s);
    if (!answer.range || answer.range->first < 0)
        return failed(ErrorCode::InvalidServerResponse, u"a part without its range"_s);
    const ContentRange &range = *answer.range;
    if (range.total) {
        if (const auto within = validateWithin(ranges, *range.total); !within)
            return failed(within.error().code, within.error().detail);
    }
    if (!leg.last && !range.total)
        return failed(ErrorCode::MissingFileSize, inWords(leg));
    const qint64 last = leg.last ? *leg.last : *range.total - 1;
    if (range.first != leg.first || range.last != last)
        return failed(
            ErrorCode::InvalidServerResponse,
            u"bytes %1-%2 in place of %3"_s.arg(range.first).arg(range.last).arg(inWords(leg)));
    if (answer.length && *answer.length != last - leg.first + 1)
        return failed(ErrorCode::InvalidServerResponse, u"length and range contradict"_s);
    return std::nullopt;
}

Verdict judgePart(const Known &known, const ByteRanges &ranges, const Leg &leg,
                  const Answer &answer)
{
    if (const auto error = unusable(answer))
        return {Step::Fail, error};
    const bool canBeKnown = !known.resume.etag.isEmpty() || !known.resume.lastModified.isEmpty();
    const bool isOther = hasChanged(known, answer) || (canBeKnown && !isConfirmed(known, answer));
    if (known.from > 0 && isOther)
        return {Step::AskAgain, {}};
    if (const auto flaw = flawOf(ranges, leg, answer))
        return *flaw;
    return {known.from > 0 ? Step::Append : Step::FromStart, {}};
}

} // namespace

Leg legAt(const ByteRanges &ranges, std::optional<qint64> size, qint64 local)
{
    qint64 begin = 0;
    for (const ByteRange &range : ranges) {
        const auto bytes = bytesOf({range}, size);
        const qint64 inside = local - begin;
        if (!bytes || inside < *bytes) {
            const auto end = range.end();
            return {local, range.offset + inside, end ? std::optional(*end - 1) : std::nullopt};
        }
        begin += *bytes;
    }
    return {local, 0, std::nullopt}; // not reached: the local file ends with its last range
}

Verdict judgeLeg(const Known &known, const ByteRanges &ranges, const Leg &leg, const Answer &answer)
{
    if (answer.status == 416)
        return judgeOutside(known, leg, answer);
    if (answer.status == 206)
        return judgePart(known, ranges, leg, answer);
    const Verdict verdict = judge(known, answer);
    return verdict.step == Step::FromStart ? judgeWhole(known, answer) : verdict;
}

} // namespace lighterman
