// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/extents.h"

#include <limits>
#include <optional>

namespace lighterman {

/// No piece of a file is made smaller than this.
inline constexpr qint64 kLeastPiece = qint64(64) << 10U;
/// And none of several larger, so that there are some left for those that join in.
inline constexpr qint64 kLargestPiece = qint64(32) << 20U;

/// Which bytes of a file are here, which ones a connection is fetching, and which ones nobody is.
/// Decides what a connection fetches that has nothing to do.
///
/// A piece is cut from the end of the largest one under way. The connection that has lost it goes
/// on undisturbed and stops where the piece begins, so the one that began with the whole file is
/// not interrupted before everything else is here. Pieces become smaller as less is missing, so
/// that all connections come to their end at about the same time.
class Pieces
{
public:
    using Id = int;
    /// The end of a file whose size nobody knows.
    static constexpr qint64 kNoEnd = std::numeric_limits<qint64>::max();

    Pieces() = default;
    explicit Pieces(Extents held)
        : m_held(std::move(held))
    {
    }

    [[nodiscard]] const Extents &held() const { return m_held; }
    /// Forgets what is here, and who fetches what.
    void clear();
    /// Drops everything from `size` on, and whatever is under way.
    void cut(qint64 size);

    /// What the first request of all goes for: the first gap that has more than `tail` bytes before
    /// it, so that these can be compared with what the server has; otherwise all of it, {0, total}.
    /// Begins at `total` when nothing is missing.
    [[nodiscard]] Extent firstGap(qint64 tail, qint64 total) const;
    /// `id` fetches [begin, end); its server would go on to `limit`. It stops earlier where bytes
    /// are here already.
    void begin(Id id, qint64 begin, qint64 limit);
    /// `id` has brought the next `bytes` of its piece: at most as many as rest() has.
    void advance(Id id, qint64 bytes);
    /// What `id` still has to bring; nothing when it has no piece.
    [[nodiscard]] std::optional<Extent> rest(Id id) const;
    /// `id` brings nothing more: what it has not brought is free. The connection before that takes
    /// over what nobody fetches, as far as its server goes on anyway.
    void drop(Id id);
    [[nodiscard]] std::size_t underWay() const { return m_underWay.size(); }

    struct Wish
    {
        qint64 total = 0;
        qint64 least = kLeastPiece; ///< bytes that are worth a request
        int connections = 2;        ///< that share what is missing
    };
    /// Gives `id` a piece: of what nobody fetches, or of the largest piece under way. Nothing when
    /// none is left that is worth it.
    [[nodiscard]] std::optional<Extent> take(Id id, const Wish &wish);

private:
    struct UnderWay
    {
        Id id = 0;
        qint64 next = 0;
        qint64 end = 0;
        qint64 limit = 0;
        [[nodiscard]] qint64 size() const { return end - next; }
    };
    [[nodiscard]] UnderWay *find(Id id);
    [[nodiscard]] const UnderWay *find(Id id) const;
    [[nodiscard]] std::optional<Extent> firstFree(qint64 total) const;
    [[nodiscard]] qint64 freeUntil(qint64 from) const;

    Extents m_held;
    std::vector<UnderWay> m_underWay;
};

} // namespace lighterman
