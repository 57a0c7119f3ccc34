// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/extents.h"
#include "agent/transport/headers.h"
#include "common/model/job.h"

#include <QNetworkReply>

namespace lighterman {

/// The head of a server's answer, as values.
struct Answer
{
    enum class Ranges : quint8 { Unsaid, Bytes, None };

    int status = 0;
    QByteArray mediaType;
    QByteArray encoding;
    QByteArray etag;         ///< strong or weak, or empty
    QByteArray lastModified; ///< a date, or empty
    QByteArray location;
    QByteArray disposition;
    std::optional<std::chrono::seconds> retryAfter;
    std::optional<qint64> length;   ///< of the body
    std::optional<Checksum> digest; ///< of the whole file, as the server says
    bool isChunked = false;         ///< the body says itself where it ends
    bool contradictsItself = false; ///< several lengths, or a length that is no number
    std::optional<ContentRange> range;
    Ranges ranges = Ranges::Unsaid; ///< what it says of its support for them

    [[nodiscard]] static Answer of(const QNetworkReply &reply);
    /// Size of the whole file, if the answer tells.
    [[nodiscard]] std::optional<qint64> total() const;
};

/// What was known when the request was made.
struct Known
{
    qint64 have = 0; ///< bytes in the part file
    qint64 from = 0; ///< first byte asked for; 0: the whole file was asked for, without a range
    std::optional<qint64> total; ///< bytes of the file on the server
    ResumePoint resume;          ///< validators
    QString path;                ///< final path, where it is known
    bool isPage = false;         ///< what is here looks like a web page itself

    /// Whether the file has been seen before.
    [[nodiscard]] bool isSeen() const
    {
        return have > 0 || total || !resume.etag.isEmpty() || !resume.lastModified.isEmpty();
    }
};

/// What to do about an answer.
struct Verdict
{
    enum class Step : quint8 {
        FromStart, ///< the body is the file from its first byte
        Append,    ///< the body goes on from Known::from
        Whole,     ///< nothing is missing
        AskAgain,  ///< what is here does not fit any more: ask for the whole file
        Redirect,
        Fail, ///< `error` tells why
    };
    Step step = Step::FromStart;
    std::optional<Error> error;
};

/// Whether an interrupted transfer could go on behind what has come; nothing where nobody knows.
[[nodiscard]] std::optional<bool> resumable(const Known &known, const Answer &answer);

/// Whether a validator that both sides have says that the file is another one now.
[[nodiscard]] bool hasChanged(const Known &known, const Answer &answer);
/// Whether the part that comes is of the file that is here.
[[nodiscard]] bool isConfirmed(const Known &known, const Answer &answer);
/// Behind the last byte that an answer brings, where it says so: its first one has place `from`.
[[nodiscard]] std::optional<qint64> endOf(const Answer &answer, qint64 from);
/// Why no byte of a body that is said to come can be taken, if so.
[[nodiscard]] std::optional<Error> unusable(const Answer &answer);

/// Judges an answer by RFC 9110 (sections 14 and 15) and DESIGN 5: nothing is written that may not
/// be the file that was asked for.
[[nodiscard]] Verdict judge(const Known &known, const Answer &answer);

/// What to do about an answer to a request for a piece of a file that comes already.
enum class PieceVerdict : quint8 {
    Fits,
    Refused, ///< the server does not want to: too many connections, or whatever it says
    Unsound, ///< not what was asked for: it does not keep to ranges
    Changed, ///< another version of the file
};
/// Only exactly the bytes `asked` of the very same version fit.
[[nodiscard]] PieceVerdict judgePiece(const Known &known, const Extent &asked,
                                      const Answer &answer);

} // namespace lighterman
