// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/pieces.h"

#include <algorithm>

namespace lighterman {

namespace {

/// Pieces begin at such places: pages of the page cache have one writer each.
constexpr qint64 kGrain = 65536;

/// A share of what is missing: two for each connection, so that the slow ones do not hold up the
/// end. One that is alone takes all: each request costs it a round trip.
qint64 goodSize(qint64 missing, const Pieces::Wish &wish)
{
    if (wish.connections <= 1)
        return missing;
    const qint64 share = missing / (qint64(2) * wish.connections);
    return std::max(std::min(share, kLargestPiece), wish.least);
}

} // namespace

void Pieces::clear()
{
    m_held = {};
    m_underWay.clear();
}

void Pieces::cut(qint64 size)
{
    m_held.clip(size);
    m_underWay.clear();
}

Extent Pieces::firstGap(qint64 tail, qint64 total) const
{
    const auto gaps = m_held.gaps(total);
    if (gaps.empty() && total > tail)
        return {total, total};
    for (const Extent &gap : gaps) {
        const auto before = std::ranges::find(m_held.all(), gap.begin, &Extent::end);
        if (before != m_held.all().end() && before->size() > tail)
            return gap;
    }
    return {0, total};
}

void Pieces::begin(Id id, qint64 begin, qint64 limit)
{
    drop(id);
    qint64 end = limit;
    for (const Extent &one : m_held.all()) {
        if (one.begin >= begin) {
            end = std::min(end, one.begin);
            break;
        }
    }
    m_underWay.push_back({id, begin, end, limit});
}

void Pieces::advance(Id id, qint64 bytes)
{
    UnderWay *const piece = find(id);
    if (!piece)
        return;
    m_held.add({piece->next, piece->next + bytes});
    piece->next += bytes;
}

std::optional<Extent> Pieces::rest(Id id) const
{
    const UnderWay *const piece = find(id);
    return piece ? std::optional(Extent{piece->next, piece->end}) : std::nullopt;
}

void Pieces::drop(Id id)
{
    const UnderWay *const piece = find(id);
    if (!piece)
        return;
    std::erase_if(m_underWay, [id](const UnderWay &one) { return one.id == id; });
    for (UnderWay &one : m_underWay)
        one.end = std::max(one.end, std::min(one.limit, freeUntil(one.end)));
}

/// Where the first byte at `from` or behind it is that is here or that somebody fetches.
qint64 Pieces::freeUntil(qint64 from) const
{
    qint64 until = kNoEnd;
    for (const Extent &one : m_held.all()) {
        if (one.end > from)
            until = std::min(until, std::max(one.begin, from));
    }
    for (const UnderWay &one : m_underWay) {
        if (one.end > from)
            until = std::min(until, std::max(one.next, from));
    }
    return until;
}

std::optional<Extent> Pieces::take(Id id, const Wish &wish)
{
    drop(id);
    const qint64 good = goodSize(wish.total - m_held.sum(), wish);
    if (const auto free = firstFree(wish.total)) {
        // Not so that a crumb is left.
        const qint64 size = free->size() < good + wish.least ? free->size() : good;
        const Extent piece{free->begin, free->begin + size};
        m_underWay.push_back({id, piece.begin, piece.end, piece.end});
        return piece;
    }
    const auto largest = std::ranges::max_element(m_underWay, {}, &UnderWay::size);
    if (largest == m_underWay.end() || largest->size() < 2 * wish.least)
        return std::nullopt;
    const qint64 size = std::min(largest->size() / 2, good);
    const qint64 cut = std::max(largest->next, (largest->end - size) / kGrain * kGrain);
    const Extent piece{cut, largest->end};
    largest->end = cut;
    m_underWay.push_back({id, piece.begin, piece.end, piece.end});
    return piece;
}

Pieces::UnderWay *Pieces::find(Id id)
{
    const auto found = std::ranges::find(m_underWay, id, &UnderWay::id);
    return found == m_underWay.end() ? nullptr : &*found;
}

const Pieces::UnderWay *Pieces::find(Id id) const
{
    const auto found = std::ranges::find(m_underWay, id, &UnderWay::id);
    return found == m_underWay.end() ? nullptr : &*found;
}

std::optional<Extent> Pieces::firstFree(qint64 total) const
{
    Extents taken = m_held;
    for (const UnderWay &one : m_underWay)
        taken.add({one.next, one.end});
    const auto gaps = taken.gaps(total);
    return gaps.empty() ? std::nullopt : std::optional(gaps.front());
}

} // namespace lighterman
