// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/names.h"
#include "common/protocol/reader.h"
#include "common/protocol/sharedsecret.h"

// Reads values that have no parts.
namespace lighterman::protocol {

[[nodiscard]] inline bool readValue(Reader &in, bool &value)
{
    return in.read(value);
}
[[nodiscard]] inline bool readValue(Reader &in, qint64 &value)
{
    return in.read(value);
}
[[nodiscard]] inline bool readValue(Reader &in, QString &value)
{
    return in.read(value);
}
[[nodiscard]] inline bool readValue(Reader &in, QByteArray &value)
{
    return in.read(value);
}
[[nodiscard]] bool readValue(Reader &in, SharedSecret &value);
[[nodiscard]] bool readValue(Reader &in, int &value);
[[nodiscard]] bool readValue(Reader &in, std::chrono::seconds &value);
[[nodiscard]] bool readValue(Reader &in, JobId &value);
/// InvalidUrl for what is not a strictly valid link, StringTooLong for one of more than kMaxUrl
/// characters; an empty text is an empty link.
[[nodiscard]] bool readValue(Reader &in, QUrl &value);

template <typename Enum>
requires std::is_enum_v<Enum>
[[nodiscard]] bool readValue(Reader &in, Enum &value)
{
    Name name;
    if (!in.read(name))
        return false;
    const auto known = valueOf(name.view(), Enum{});
    if (!known)
        return in.refuse(QStringLiteral("unknown value \"%1\"").arg(name.view()),
                         ErrorCode::InvalidArgument);
    value = *known;
    return true;
}

} // namespace lighterman::protocol
