// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

// What a server writes into header fields, read as values. Every function takes any bytes at all:
// what is not well formed is as good as absent.
namespace lighterman {

/// A run of digits and nothing else, at most 18 of them.
[[nodiscard]] std::optional<qint64> parseDigits(QByteArrayView text);

/// Content-Range in bytes (RFC 9110, section 14.4).
struct ContentRange
{
    qint64 first = -1; ///< -1: "unsatisfied", as 416 has it
    qint64 last = -1;  ///< inclusive
    std::optional<qint64> total;
    bool operator==(const ContentRange &) const = default;
};
[[nodiscard]] std::optional<ContentRange> parseContentRange(QByteArrayView value);

/// The entity tag as it was sent (RFC 9110, section 8.8.3); empty if there is none, or no sound
/// one.
[[nodiscard]] QByteArray entityTag(QByteArrayView value);
/// Weak tags do not promise the same bytes: two that differ say that a file has changed, two that
/// are equal say little.
[[nodiscard]] inline bool isStrong(QByteArrayView tag)
{
    return !tag.startsWith("W/");
}

/// One of the three date forms of RFC 9110, section 5.6.7.
[[nodiscard]] std::optional<QDateTime> parseHttpDate(QByteArrayView value);

/// Retry-After in either form (RFC 9110, section 10.2.3), between 0 and kLongestRetryAfter, rounded
/// up: never before the moment. A date is one of the server's clock and is compared with `date`,
/// the answer's own (section 6.6.1), where that is one, else with `now` of this computer.
[[nodiscard]] std::optional<std::chrono::seconds>
parseRetryAfter(QByteArrayView value, QByteArrayView date, const QDateTime &now);
inline constexpr std::chrono::hours kLongestRetryAfter{24 * 7};

/// The file name a Content-Disposition gives (RFC 6266; the extended form of RFC 8187 wins), raw:
/// safeName() makes a name of it. Empty when there is none.
[[nodiscard]] QString dispositionName(QByteArrayView value);

/// Type and subtype in lower case, without parameters.
[[nodiscard]] QByteArray mediaType(QByteArrayView value);

/// Whether a Content-Encoding leaves the bytes as they are.
[[nodiscard]] bool isIdentity(QByteArrayView contentEncoding);

/// `bytes` as UTF-8 where they are that, else as ISO-8859-1.
[[nodiscard]] QString decodedText(QByteArrayView bytes);

} // namespace lighterman
