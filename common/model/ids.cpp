// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/ids.h"

#include <algorithm>

namespace lighterman {

std::optional<JobId> JobId::fromString(QStringView text)
{
    constexpr qsizetype kDigits = 32;
    const auto isDigit
        = [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); };
    if (text.size() != kDigits || !std::ranges::all_of(text, isDigit))
        return std::nullopt;
    const JobId id = fromBytes(QByteArray::fromHex(text.toLatin1()));
    return id.isNull() ? std::nullopt : std::optional(id);
}

QString JobId::toString() const
{
    return m_value.toString(QUuid::Id128);
}

} // namespace lighterman
