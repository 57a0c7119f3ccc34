// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/piecerecord.h"

#include "agent/transport/headers.h"

#include <QList>

namespace lighterman {

namespace {

constexpr qsizetype kMostBytes = 65536; // far more than was ever written

QByteArray toText(const Extents &extents)
{
    QByteArray text;
    for (const Extent &one : extents.all()) {
        if (!text.isEmpty())
            text += ',';
        text += QByteArray::number(one.begin) + '-' + QByteArray::number(one.end);
    }
    return text;
}

std::optional<Extents> fromText(const QByteArray &text)
{
    Extents extents;
    if (text.isEmpty())
        return extents;
    for (const QByteArray &part : text.split(',')) {
        const QList<QByteArray> ends = part.split('-');
        const auto begin = parseDigits(ends.value(0));
        const auto end = parseDigits(ends.value(1));
        if (ends.size() != 2 || !begin || !end || *begin >= *end)
            return std::nullopt;
        extents.add({*begin, *end});
    }
    return extents;
}

} // namespace

QByteArray PieceRecord::toToken() const
{
    return QByteArray::number(mark) + ';' + toText(held) + ';' + toText(synced);
}

std::optional<PieceRecord> PieceRecord::fromToken(QByteArrayView token)
{
    if (token.isEmpty() || token.size() > kMostBytes)
        return std::nullopt;
    const QList<QByteArray> parts = token.toByteArray().split(';');
    if (parts.size() != 3)
        return std::nullopt;
    const auto mark = parseDigits(parts[0]);
    auto held = fromText(parts[1]);
    auto synced = fromText(parts[2]);
    if (!mark || *mark < 1 || *mark > kMostMark || !held || !synced)
        return std::nullopt;
    return PieceRecord{*mark, std::move(*held), std::move(*synced)};
}

} // namespace lighterman
