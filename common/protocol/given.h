// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/account.h"
#include "common/protocol/field.h"
#include "common/protocol/sharedsecret.h"

#include <vector>

namespace lighterman::protocol {

using namespace Qt::StringLiterals;

/// GivenCredentials in a message.
struct Given
{
    AuthTarget target = AuthTarget::Server;
    std::optional<AuthScheme> scheme = {}; ///< absent: whichever is asked for
    QString user = {};                     ///< empty with an empty secret: the person's own ticket
    SharedSecret secret = {};

    Given() = default;
    explicit Given(GivenCredentials &&given)
        : target(given.target)
        , scheme(given.scheme)
        , user(std::move(given.user))
        , secret(std::move(given.secret))
    {
    }
    [[nodiscard]] GivenCredentials credentials() const
    {
        return {target, scheme, user, secret.copy()};
    }
    bool operator==(const Given &) const = default;
};

/// How many one message may have: more than there are targets and schemes.
inline constexpr std::size_t kMaxGiven = 16;

template <>
struct ValueFields<Given>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"target"_L1, &Given::target}, Field{"scheme"_L1, &Given::scheme},
                          Field{"user"_L1, &Given::user}, Field{"secret"_L1, &Given::secret}};
    }
};

} // namespace lighterman::protocol
