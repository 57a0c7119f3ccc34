// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

// What WWW-Authenticate, Proxy-Authenticate and Authentication-Info say (RFC 9110, section 11).
// Every function takes any bytes at all.
namespace lighterman {

/// One way to sign in, as a server words it.
struct Challenge
{
    struct Parameter
    {
        QByteArray name;  ///< lower case
        QByteArray value; ///< without quotes and escapes
        bool operator==(const Parameter &) const = default;
    };

    QByteArray scheme = {}; ///< lower case
    QByteArray token = {};  ///< its token68, in place of parameters
    std::vector<Parameter> parameters = {};
    /// Of Passport1.4 alone, which has a grammar of its own (MS-PASS, section 2.2.2): all that
    /// follows.
    QByteArray raw = {};
    /// False where something in it breaks the grammar, comes twice or has control characters: what
    /// was read of it is no base for more than a guess.
    bool isSound = true;

    /// Of the parameter `name`, in lower case; nothing where there is none.
    [[nodiscard]] std::optional<QByteArray> value(QByteArrayView name) const;
    bool operator==(const Challenge &) const = default;
};

inline constexpr QByteArrayView kPassportScheme = "passport1.4";

/// Tickets of large organisations take more than the 16 KiB of most fields.
inline constexpr qsizetype kLongestChallenges = qsizetype{64} << 10;
inline constexpr std::size_t kMostChallenges = 16;
inline constexpr std::size_t kMostParameters = 32; ///< of each

/// The challenges of a field in the order of the server, lines of that name joined by commas. What
/// cannot be read is stepped over, up to the next comma. Nothing of a field beyond the limits; a
/// list that is longer is cut.
[[nodiscard]] std::vector<Challenge> parseChallenges(QByteArrayView field);

/// The parameters of an Authentication-Info; its scheme is empty.
[[nodiscard]] Challenge parseAuthInfo(QByteArrayView field);

/// A realm for people and questions: any content, cut to kMaxRealm.
[[nodiscard]] QString realmText(const QByteArray &realm);

/// Whether `a` and `b` are the same word, in whatever case.
[[nodiscard]] inline bool isSameWord(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

/// Whether `text` has characters that may not stand in a field (RFC 9110, section 5.5).
[[nodiscard]] bool hasControls(QByteArrayView text);

/// `text` as a quoted-string (RFC 9110, section 5.6.4).
[[nodiscard]] QByteArray quoted(QByteArrayView text);

} // namespace lighterman
