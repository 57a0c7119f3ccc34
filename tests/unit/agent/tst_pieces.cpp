// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/pieces.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace lighterman;

namespace {

constexpr qint64 kMiB = qint64(1) << 20U;

Extents held(std::initializer_list<Extent> extents)
{
    Extents all;
    for (const Extent &one : extents)
        all.add(one);
    return all;
}

/// Brings all that `id` still has to bring.
void finish(Pieces &pieces, Pieces::Id id)
{
    pieces.advance(id, pieces.rest(id)->size());
}

} // namespace

/// Which bytes of a file are here, and who fetches which.
class TestPieces : public QObject
{
    Q_OBJECT

private slots:
    void neighboursBecomeOne()
    {
        const Extents all = held({{0, 10}, {20, 30}, {10, 20}});
        QCOMPARE(all.all(), (std::vector<Extent>{{0, 30}}));
        QCOMPARE(all.prefix(), 30);
    }

    void whatOverlapsCountsOnce()
    {
        const Extents all = held({{5, 10}, {20, 30}, {8, 25}, {40, 40}});
        QCOMPARE(all.all(), (std::vector<Extent>{{5, 30}}));
        QCOMPARE(all.sum(), 25);
        QCOMPARE(all.prefix(), 0);
    }

    void gapsAreWhatIsMissing()
    {
        const Extents all = held({{10, 20}, {30, 40}});
        QCOMPARE(all.gaps(50), (std::vector<Extent>{{0, 10}, {20, 30}, {40, 50}}));
        QCOMPARE(all.gaps(35), (std::vector<Extent>{{0, 10}, {20, 30}}));
        QCOMPARE(Extents().gaps(5), (std::vector<Extent>{{0, 5}}));
        QVERIFY(held({{0, 50}}).gaps(50).empty());
    }

    void whatIsCutOffIsNotHeld()
    {
        Extents all = held({{0, 10}, {20, 30}, {40, 50}});
        all.clip(25);
        QCOMPARE(all.all(), (std::vector<Extent>{{0, 10}, {20, 25}}));
        all.clip(0);
        QVERIFY(all.isEmpty());
    }

    void theFirstRequestFillsAGapWhoseBeginningCanBeCompared()
    {
        QCOMPARE(Pieces().firstGap(5, 100), (Extent{0, 100}));
        QCOMPARE(Pieces(held({{0, 10}})).firstGap(5, 100), (Extent{10, 100}));
        QCOMPARE(Pieces(held({{0, 10}, {50, 100}})).firstGap(5, 100), (Extent{10, 50}));
        QCOMPARE(Pieces(held({{0, 5}, {50, 60}})).firstGap(5, 100), (Extent{60, 100}));
        QCOMPARE(Pieces(held({{0, 5}, {50, 100}})).firstGap(5, 100), (Extent{0, 100}));
        QCOMPARE(Pieces(held({{0, 100}})).firstGap(5, 100), (Extent{100, 100}));
        QCOMPARE(Pieces(held({{0, 10}})).firstGap(5, Pieces::kNoEnd), (Extent{10, Pieces::kNoEnd}));
    }

    void theFirstConnectionStopsWhereBytesAre()
    {
        Pieces pieces(held({{0, 10}, {50, 60}}));
        pieces.begin(0, 10, 100);
        QCOMPARE(*pieces.rest(0), (Extent{10, 50}));
    }

    void aFurtherConnectionTakesTheEndOfTheLargestPiece()
    {
        Pieces pieces;
        pieces.begin(0, 0, 64 * kMiB);
        pieces.advance(0, 32 * kMiB);
        // 32 MiB are missing, two connections have two pieces each to come.
        QCOMPARE(*pieces.take(1, {64 * kMiB}), (Extent{56 * kMiB, 64 * kMiB}));
        QCOMPARE(*pieces.rest(0), (Extent{32 * kMiB, 56 * kMiB}));
    }

    void noPieceIsHugeAndNoneIsTiny()
    {
        Pieces huge;
        huge.begin(0, 0, 4096 * kMiB);
        QCOMPARE(huge.take(1, {4096 * kMiB})->size(), kLargestPiece);
        Pieces small;
        small.begin(0, 0, kMiB / 2);
        QCOMPARE(small.take(1, {kMiB / 2, kLeastPiece, 8})->size(), kLeastPiece);
        Pieces tiny;
        tiny.begin(0, 0, 2 * kLeastPiece - 1);
        QVERIFY(!tiny.take(1, {2 * kLeastPiece - 1}));
    }

    void oneThatIsAloneTakesAll()
    {
        Pieces pieces;
        QCOMPARE(*pieces.take(0, {512 * kMiB, kLeastPiece, 1}), (Extent{0, 512 * kMiB}));
    }

    void nothingIsSplitWhenItIsAboutToEnd()
    {
        Pieces pieces;
        pieces.begin(0, 0, 20 * kMiB);
        // On a line where 11 MiB come in two round trips.
        QVERIFY(!pieces.take(1, {20 * kMiB, 11 * kMiB}));
        QVERIFY(pieces.take(1, {20 * kMiB, 10 * kMiB}));
    }

    void whatNobodyFetchesComesFirst()
    {
        Pieces pieces(held({{0, 10 * kMiB}, {20 * kMiB, 30 * kMiB}}));
        pieces.begin(0, 10 * kMiB, 100 * kMiB);
        const auto piece = pieces.take(1, {100 * kMiB});
        QCOMPARE(piece->begin, 30 * kMiB);
        QCOMPARE(piece->size(), 20 * kMiB); // a quarter of the 80 that are missing
    }

    void aPieceThatWasGivenUpGoesBackToWhoComesThereAnyway()
    {
        Pieces pieces;
        pieces.begin(0, 0, 64 * kMiB);
        QVERIFY(pieces.take(1, {64 * kMiB}));
        pieces.drop(1); // not a byte has come
        QCOMPARE(*pieces.rest(0), (Extent{0, 64 * kMiB}));
    }

    void inWhateverOrderTheyAreGivenUp()
    {
        for (const auto &order : {std::array{1, 2, 3}, {3, 2, 1}, {2, 3, 1}}) {
            Pieces pieces;
            pieces.begin(0, 0, 64 * kMiB);
            for (const int id : {1, 2, 3})
                QVERIFY(pieces.take(id, {64 * kMiB}));
            for (const int id : order)
                pieces.drop(id);
            QCOMPARE(*pieces.rest(0), (Extent{0, 64 * kMiB}));
        }
    }

    void whoGoesOnTakesNothingOfOthers()
    {
        Pieces pieces;
        pieces.begin(0, 0, 64 * kMiB);
        const Extent last = *pieces.take(1, {64 * kMiB});
        QVERIFY(pieces.take(2, {64 * kMiB}));
        pieces.drop(2);
        QCOMPARE(*pieces.rest(0), (Extent{0, last.begin}));
    }

    void whatHasComeOfAPieceStays()
    {
        Pieces pieces;
        pieces.begin(0, 0, 64 * kMiB);
        const qint64 cut = pieces.take(1, {64 * kMiB})->begin;
        pieces.advance(1, kMiB);
        pieces.drop(1);
        QCOMPARE(*pieces.rest(0), (Extent{0, cut}));
        QCOMPARE(pieces.held().all(), (std::vector<Extent>{{cut, cut + kMiB}}));
        QCOMPARE(pieces.take(2, {64 * kMiB})->begin, cut + kMiB);
    }

    void whatIsGivenUpInTheMiddleIsFree()
    {
        // The connection before it ends its request at the cut: it cannot go on.
        Pieces pieces;
        pieces.begin(0, 0, 64 * kMiB);
        const Extent second = *pieces.take(1, {64 * kMiB, kLeastPiece, 1});
        pieces.advance(0, 30 * kMiB);
        pieces.drop(0);
        QCOMPARE(*pieces.rest(1), second);
        QCOMPARE(pieces.take(2, {64 * kMiB})->begin, 30 * kMiB);
    }

    void startingOverForgetsAll()
    {
        Pieces pieces(held({{0, 10}}));
        pieces.begin(0, 10, 100);
        pieces.clear();
        QVERIFY(pieces.held().isEmpty());
        QVERIFY(!pieces.rest(0));
        pieces.advance(0, 5); // of a connection that is gone: nothing
        QVERIFY(pieces.held().isEmpty());
    }

    /// Connections of all speeds, some of which break: every byte comes once, and the last ones end
    /// together.
    void everyByteComesOnce()
    {
        for (quint32 seed = 1; seed <= 50; ++seed) {
            QRandomGenerator random(seed);
            const qint64 total = 40 * kMiB + random.bounded(100'000'000);
            Pieces pieces;
            pieces.begin(0, 0, total);
            qint64 brought = 0;
            int turns = 0;
            while (pieces.held().sum() < total) {
                QVERIFY(++turns < 1'000'000);
                const int id = random.bounded(8);
                const auto rest = pieces.rest(id);
                if (!rest || rest->size() == 0) {
                    const auto taken = pieces.take(id, {total, kLeastPiece, 8});
                    QVERIFY(taken || pieces.underWay() > 0);
                } else if (random.bounded(50) == 0) {
                    pieces.drop(id);
                } else {
                    const qint64 most = (id + 1) * qint64(20'000);
                    const qint64 count = std::min(rest->size(), most);
                    pieces.advance(id, count);
                    brought += count;
                }
                QVERIFY(pieces.held().sum() <= total);
            }
            QCOMPARE(brought, total);
            QCOMPARE(pieces.held().prefix(), total);
        }
    }

    void theListStaysShort()
    {
        Pieces pieces;
        const qint64 total = 1024 * kMiB;
        pieces.begin(0, 0, total);
        std::size_t most = 0;
        for (int id = 1; pieces.held().sum() < total / 2; id = id % 7 + 1) {
            if (pieces.rest(id))
                finish(pieces, id);
            QVERIFY(pieces.take(id, {total, kLeastPiece, 8}));
            most = std::max(most, pieces.held().all().size());
        }
        QVERIFY2(most <= 8, qPrintable(QString::number(most)));
    }
};

QTEST_GUILESS_MAIN(TestPieces)
#include "tst_pieces.moc"
