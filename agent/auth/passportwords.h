// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"

#include <QByteArrayList>
#include <QUrl>

#include <optional>
#include <span>
#include <vector>

// What Passport writes into fields (MS-PASS, section 2.2): elements between commas, with a value or
// without, and no quoting of the usual kind.
namespace lighterman {

struct PassportElement
{
    QByteArray name;
    std::optional<QByteArray> value;
    QByteArray text; ///< all of it, as it was sent
};

/// The elements in their order, a bounded number of them.
class PassportWords
{
public:
    [[nodiscard]] static PassportWords read(QByteArrayView raw);

    /// Of the first element of that name, in whatever case; a name alone has an empty value.
    [[nodiscard]] std::optional<QByteArray> value(QByteArrayView name) const;
    /// Those of other names, as they were sent.
    [[nodiscard]] QByteArrayList without(std::span<const QByteArrayView> names) const;

private:
    std::vector<PassportElement> m_elements;
};

/// What stands behind `Passport1.4` in a field such as WWW-Authenticate; nothing where there is
/// none, or one that no field of ours could repeat.
[[nodiscard]] std::optional<QByteArray> passportPart(QByteArrayView field);

/// Where and as whom to sign in, as a nexus says it in PassportURLs (section 2.2.3).
struct PassportPlace
{
    QUrl login;
    QByteArray realm;
    int version = 0;
    bool operator==(const PassportPlace &) const = default;
};
/// Nothing where the login server is missing, or not to be reached over https.
[[nodiscard]] std::optional<PassportPlace> readPlace(QByteArrayView passportUrls);

/// What a login server is told about the request that a partner has challenged.
struct PassportAsked
{
    QByteArray method = {};
    QUrl url = {};
    QByteArray challenge = {};
};

/// What the password comes with.
struct PassportAnswer
{
    QString user = {};
    QByteArrayList custom = {}; ///< elements of the login server, to be repeated
    qint64 seconds = 0;         ///< since the credentials were given
};

/// Fields of Authorization for the login server: whether a ticket is there already (section 2.2.4),
/// and the sign-in itself (section 2.2.6).
[[nodiscard]] QByteArray ticketRequest(const PassportAsked &asked);
[[nodiscard]] Secret signInRequest(const PassportAsked &asked, const PassportAnswer &answer,
                                   const Secret &password);

/// Scheme, host and port are the same.
[[nodiscard]] bool isOfOneOrigin(const QUrl &a, const QUrl &b);

} // namespace lighterman
