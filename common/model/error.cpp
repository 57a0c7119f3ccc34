// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/error.h"

#include "common/model/errortable.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr quint32 kHttp = 0x80190000U;

constexpr std::array<QLatin1StringView, 9> kContexts{
    "none"_L1,
    "unknown"_L1,
    "general-queue-manager"_L1,
    "notification"_L1,
    "local-file"_L1,
    "remote-file"_L1,
    "general-transport"_L1,
    "remote-application"_L1,
    "server-certificate-callback"_L1,
};

ErrorKind kindOfStatus(int status)
{
    using enum ErrorKind;
    if (status / 100 == 3)
        return (status <= 305 || status == 307) ? Fatal : Transient;
    if (status / 100 == 4)
        return (status == 408 || status == 409 || status == 429) ? Transient : Fatal;
    if (status / 100 == 5)
        return (status == 501 || status == 505) ? Fatal : Transient;
    return Transient;
}

const ErrorRow *rowOf(ErrorCode code)
{
    const auto rows = errorTable();
    const auto found = std::ranges::find(rows, code, &ErrorRow::code);
    return found == rows.end() ? nullptr : &*found;
}

} // namespace

std::optional<int> httpStatus(ErrorCode code)
{
    const auto value = quint32(code);
    if (value < kHttp + 100 || value > kHttp + 599)
        return std::nullopt;
    return int(value - kHttp);
}

QString wireName(ErrorCode code)
{
    if (const auto status = httpStatus(code))
        return u"http-%1"_s.arg(*status);
    const ErrorRow *row = rowOf(code);
    return row ? QString(row->name) : u"internal"_s;
}

std::optional<ErrorCode> errorCodeFromWire(QStringView name)
{
    if (name.startsWith("http-"_L1)) {
        const int status = name.sliced(5).toInt();
        const bool exists = status >= 100 && status <= 599 && wireName(httpError(status)) == name;
        return exists ? std::optional(httpError(status)) : std::nullopt;
    }
    const auto rows = errorTable();
    const auto found
        = std::ranges::find_if(rows, [&](const ErrorRow &row) { return name == row.name; });
    return found == rows.end() ? std::nullopt : std::optional(found->code);
}

std::optional<QString> hexOf(ErrorCode code)
{
    const auto value = quint32(code);
    if (value < quint32(ErrorCode::PartialComplete))
        return std::nullopt;
    return u"0x"_s + QString::number(value, 16).rightJustified(8, u'0').toUpper();
}

QLatin1StringView wireName(ErrorContext context)
{
    return kContexts.at(std::size_t(context));
}

ErrorKind kindOf(ErrorCode code)
{
    if (const auto status = httpStatus(code))
        return kindOfStatus(*status);
    const ErrorRow *row = rowOf(code);
    return row ? row->kind : ErrorKind::Fatal;
}

QString textOf(ErrorCode code)
{
    if (const ErrorRow *row = rowOf(code))
        return row->text;
    if (const auto status = httpStatus(code))
        return u"The server answered with status %1."_s.arg(*status);
    return u"Something went wrong that should not have."_s;
}

QString remedyOf(ErrorCode code)
{
    if (const ErrorRow *row = rowOf(code))
        return row->remedy;
    return kindOf(code) == ErrorKind::Fatal ? u"Check the link, then resume the job or cancel it."_s
                                            : u"It is tried again by itself."_s;
}

} // namespace lighterman
