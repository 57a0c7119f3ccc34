// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/answer.h"

#include "agent/transport/digestfields.h"
#include "common/base/redact.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

using Step = Verdict::Step;

Verdict failed(ErrorCode code, const QString &detail)
{
    return {Step::Fail, Error{code, detail, ErrorContext::RemoteFile, {}}};
}

bool isRedirect(int status)
{
    constexpr std::array kStatuses{301, 302, 303, 307, 308};
    return std::ranges::find(kStatuses, status) != kStatuses.end();
}

/// Whether the server says that not a byte has changed.
bool hasSameTag(const Known &known, const Answer &answer)
{
    return !answer.etag.isEmpty() && isStrong(answer.etag) && answer.etag == known.resume.etag;
}

bool differ(const QByteArray &ours, const QByteArray &theirs)
{
    return !ours.isEmpty() && !theirs.isEmpty() && ours != theirs;
}

/// Whether a validator that both sides have says that the file is another one now.
bool hasOtherValidator(const Known &known, const Answer &answer)
{
    if (differ(known.resume.etag, answer.etag))
        return true;
    const auto &digest = known.resume.digest;
    if (digest && answer.digest && digest->algorithm == answer.digest->algorithm
        && digest != answer.digest)
        return true;
    return !hasSameTag(known, answer) && differ(known.resume.lastModified, answer.lastModified);
}

/// A web page where a file is expected: a sign-in, an expired link, a captive portal.
bool isPageInsteadOfFile(const Known &known, const Answer &answer)
{
    const bool isPage
        = answer.mediaType == "text/html" || answer.mediaType == "application/xhtml+xml";
    if (!isPage || !known.isSeen())
        return false;
    const bool sameTag = hasSameTag(known, answer);
    const bool sameSize = known.total && known.total == answer.total();
    constexpr std::array kPages{".html"_L1, ".htm"_L1, ".xhtml"_L1};
    const bool wanted = known.isPage || std::ranges::any_of(kPages, [&](QLatin1StringView end) {
                            return known.path.endsWith(end, Qt::CaseInsensitive);
                        });
    return !wanted && !sameTag && !sameSize;
}

Verdict judgePartial(const Known &known, const Answer &answer)
{
    if (known.from == 0)
        return failed(ErrorCode::InvalidServerResponse, u"part of a file that was asked whole"_s);
    if (!answer.range || answer.range->first != known.from)
        return failed(ErrorCode::InvalidServerResponse, u"not the range that was asked for"_s);
    if (hasChanged(known, answer) || !isConfirmed(known, answer))
        return {Step::AskAgain, {}};
    if (answer.length && *answer.length != answer.range->last - answer.range->first + 1)
        return failed(ErrorCode::InvalidServerResponse, u"length and range contradict"_s);
    return {Step::Append, {}};
}

Verdict judgeUnsatisfied(const Known &known, const Answer &answer)
{
    if (known.from == 0)
        return failed(httpError(416), u"status 416"_s);
    const bool sameTag = hasSameTag(known, answer);
    const bool whole = known.total == known.have && answer.total() == known.have;
    // Asked for what comes after the last byte, the server need not say more than that there is
    // nothing.
    const bool ended = known.from == known.have && !known.total && !hasChanged(known, answer)
        && answer.total().value_or(known.have) == known.have;
    return {(sameTag && whole) || ended ? Step::Whole : Step::AskAgain, {}};
}

/// What an answer says of the content of the whole file. On the way to status 203 somebody has
/// changed the content, and perhaps not what is said of it.
std::optional<Checksum> digestOf(const QNetworkReply &reply, const Answer &answer)
{
    if ((answer.status != 200 && answer.status != 206) || !isIdentity(answer.encoding))
        return std::nullopt;
    return digestOfWhole({reply.rawHeader("Repr-Digest"), reply.rawHeader("Content-Digest"),
                          reply.rawHeader("Digest")},
                         answer.status == 200);
}

/// Content-Length, which proxies may have doubled.
std::optional<qint64> lengthOf(const QByteArray &value)
{
    const QList<QByteArray> values = value.split(',');
    const auto length = parseDigits(values.front().trimmed());
    const bool agree = std::ranges::all_of(
        values, [&](const QByteArray &other) { return parseDigits(other.trimmed()) == length; });
    return agree ? length : std::nullopt;
}

} // namespace

bool hasChanged(const Known &known, const Answer &answer)
{
    const bool otherSize = known.total && answer.total() && *known.total != *answer.total();
    return otherSize || hasOtherValidator(known, answer);
}

bool isConfirmed(const Known &known, const Answer &answer)
{
    // A server that took the condition has said so, and has to send its tag again (RFC 9110,
    // section 15.3.7); one that ignores conditions is known by not doing it.
    const ResumePoint &ours = known.resume;
    const bool sameDate = !ours.lastModified.isEmpty() && answer.lastModified == ours.lastModified;
    if (ours.isElsewhere) {
        const bool sameSize = known.total && known.total == answer.total();
        const bool sameTag = !ours.etag.isEmpty() && answer.etag == ours.etag;
        const bool oneTag = ours.etag.isEmpty() || answer.etag.isEmpty();
        return sameSize && (sameTag || (sameDate && oneTag));
    }
    if (!ours.etag.isEmpty())
        return answer.etag == ours.etag || (answer.etag.isEmpty() && sameDate);
    return !ours.lastModified.isEmpty();
}

std::optional<qint64> endOf(const Answer &answer, qint64 from)
{
    if (answer.status == 206 && answer.range)
        return from + answer.range->last - answer.range->first + 1;
    return answer.total();
}

std::optional<Error> unusable(const Answer &answer)
{
    if (!isIdentity(answer.encoding))
        return Error{ErrorCode::ContentEncoded,
                     u"Content-Encoding: "_s + oneLine(QString::fromLatin1(answer.encoding), 60),
                     ErrorContext::RemoteFile,
                     {}};
    if (answer.contradictsItself)
        return Error{ErrorCode::InvalidServerResponse,
                     u"contradictory Content-Length"_s,
                     ErrorContext::RemoteFile,
                     {}};
    return std::nullopt;
}

std::optional<bool> resumable(const Known &known, const Answer &answer)
{
    const bool canBeKnownAgain = !answer.etag.isEmpty() || !answer.lastModified.isEmpty();
    if (!canBeKnownAgain || answer.ranges == Answer::Ranges::None || !answer.total())
        return false;
    if (answer.status == 206)
        return true;
    if (known.from > 0 && !hasChanged(known, answer))
        return false; // asked for a part, it sent all
    return answer.ranges == Answer::Ranges::Bytes ? std::optional(true) : std::nullopt;
}

Answer Answer::of(const QNetworkReply &reply)
{
    Answer answer;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.mediaType = lighterman::mediaType(reply.rawHeader("Content-Type"));
    answer.encoding = reply.rawHeader("Content-Encoding");
    answer.etag = entityTag(reply.rawHeader("ETag"));
    answer.lastModified = reply.rawHeader("Last-Modified");
    if (!parseHttpDate(answer.lastModified))
        answer.lastModified.clear();
    answer.location = reply.rawHeader("Location");
    answer.disposition = reply.rawHeader("Content-Disposition");
    answer.range = parseContentRange(reply.rawHeader("Content-Range"));
    if (reply.hasRawHeader("Retry-After"))
        answer.retryAfter = parseRetryAfter(reply.rawHeader("Retry-After"), reply.rawHeader("Date"),
                                            QDateTime::currentDateTimeUtc());
    answer.isChunked = reply.rawHeader("Transfer-Encoding").toLower().contains("chunked");
    // Transfer-Encoding takes precedence over a length (RFC 9112, section 6.3).
    if (reply.hasRawHeader("Content-Length") && !reply.hasRawHeader("Transfer-Encoding")) {
        answer.length = lengthOf(reply.rawHeader("Content-Length"));
        answer.contradictsItself = !answer.length;
    }
    answer.digest = digestOf(reply, answer);
    const QByteArray ranges = reply.rawHeader("Accept-Ranges").trimmed().toLower();
    if (ranges == "bytes")
        answer.ranges = Ranges::Bytes;
    else if (ranges == "none")
        answer.ranges = Ranges::None;
    return answer;
}

std::optional<qint64> Answer::total() const
{
    if (status == 206 || status == 416)
        return range ? range->total : std::nullopt;
    return length;
}

Verdict judge(const Known &known, const Answer &answer)
{
    if (isRedirect(answer.status) && !answer.location.isEmpty())
        return {Step::Redirect, {}};
    if (answer.status == 416)
        return judgeUnsatisfied(known, answer);
    if (answer.status != 200 && answer.status != 203 && answer.status != 206) {
        const bool odd = answer.status >= 200 && answer.status < 300;
        Verdict verdict = failed(odd ? ErrorCode::InvalidServerResponse : httpError(answer.status),
                                 u"status "_s + QString::number(answer.status));
        verdict.error->retryAfter = answer.retryAfter;
        return verdict;
    }
    if (const auto error = unusable(answer))
        return {Step::Fail, error};
    if (answer.status == 206)
        return judgePartial(known, answer);
    if (isPageInsteadOfFile(known, answer))
        return failed(ErrorCode::PageInsteadOfFile,
                      u"the server sends "_s + oneLine(QString::fromLatin1(answer.mediaType), 60));
    return {Step::FromStart, {}};
}

PieceVerdict judgePiece(const Known &known, const Extent &asked, const Answer &answer)
{
    if (answer.status != 200 && answer.status != 203 && answer.status != 206)
        return answer.status == 416 ? PieceVerdict::Unsound : PieceVerdict::Refused;
    // A size alone may be that of a page that says no.
    if (hasOtherValidator(known, answer))
        return PieceVerdict::Changed;
    const bool exact = answer.status == 206 && answer.range && answer.range->first == asked.begin
        && answer.range->last == asked.end - 1 && answer.total() == known.total
        && answer.length.value_or(asked.size()) == asked.size();
    const bool sound = isIdentity(answer.encoding) && !answer.contradictsItself;
    return exact && sound && isConfirmed(known, answer) ? PieceVerdict::Fits
                                                        : PieceVerdict::Unsound;
}

} // namespace lighterman
