// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/hostqueues.h"

#include <QTest>

#include <map>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// Who may ask a server next.
class TestHostQueues : public QObject
{
    Q_OBJECT

private slots:
    void sixLargeFilesOfAHostAtOnce()
    {
        HostQueues queues(6);
        for (TransferId id = 1; id <= 9; ++id)
            queues.add(u"a"_s, {id, kSmallFile});
        for (TransferId id = 1; id <= 6; ++id) {
            const auto turn = queues.next();
            QVERIFY(turn);
            QCOMPARE(turn->id, id);
            QCOMPARE(turn->place.lane, Lane::Bulk);
        }
        QVERIFY(!queues.next());
        queues.release(u"a"_s, {Lane::Bulk, 0});
        QCOMPARE(queues.next()->id, 7U);
        QVERIFY(!queues.next());
    }

    void smallFilesWaitInPairs()
    {
        HostQueues queues(6);
        for (TransferId id = 1; id <= 20; ++id)
            queues.add(u"a"_s, {id, 100});
        int turns = 0;
        while (const auto turn = queues.next()) {
            QCOMPARE(turn->place.lane, Lane::Small);
            ++turns;
        }
        QCOMPARE(turns, 12);
    }

    void chunkedBodiesGoWithTheSmall()
    {
        HostQueues queues(6);
        queues.add(u"a"_s, {1, kSmallFile, true});
        QCOMPARE(queues.next()->place.lane, Lane::Small);
        queues.add(u"a"_s, {2, {}, true});
        QCOMPARE(queues.next()->place.lane, Lane::Small);
        queues.add(u"a"_s, {3, {}, false});
        QCOMPARE(queues.next()->place.lane, Lane::Bulk);
    }

    void bothLanesShareTheConnections()
    {
        HostQueues queues(6);
        for (TransferId id = 1; id <= 4; ++id)
            queues.add(u"a"_s, {id, kSmallFile});
        for (TransferId id = 5; id <= 20; ++id)
            queues.add(u"a"_s, {id, 100});
        std::map<Lane, int> turns;
        while (const auto turn = queues.next())
            ++turns[turn->place.lane];
        QCOMPARE(turns[Lane::Bulk], 4);
        QCOMPARE(turns[Lane::Small], 2);
    }

    void theLeastBusyHostComesFirst()
    {
        HostQueues queues(6);
        for (TransferId id = 1; id <= 500; ++id)
            queues.add(u"a"_s, {id, 100});
        QVERIFY(queues.next());
        QVERIFY(queues.next());
        queues.add(u"b"_s, {1000, {}});
        QCOMPARE(queues.next()->id, 1000U);
    }

    void unknownSizes()
    {
        HostQueues queues(6);
        queues.add(u"sole"_s, {1, {}});
        QCOMPARE(queues.next()->place.lane, Lane::Bulk);
        for (TransferId id = 2; id <= 6; ++id)
            queues.add(u"many"_s, {id, {}});
        QCOMPARE(queues.next()->place.lane, Lane::Small);
        queues.learn(u"many"_s, 10 * kSmallFile);
        QCOMPARE(queues.next()->place.lane, Lane::Bulk);
        queues.learn(u"sole"_s, 10);
        queues.add(u"sole"_s, {7, {}});
        QCOMPARE(queues.next()->place.lane, Lane::Small);
    }

    void aPlaceThatNobodyWaitsForIsAFurtherOne()
    {
        HostQueues queues(3);
        queues.add(u"a"_s, {1, kSmallFile});
        QVERIFY(!queues.spare(u"b"_s));
        QVERIFY(!queues.spare(u"a"_s)); // somebody waits
        QVERIFY(queues.next());
        QVERIFY(queues.spare(u"a"_s));
        QVERIFY(queues.spare(u"a"_s));
        QVERIFY(!queues.spare(u"a"_s)); // there are no more than three
        QVERIFY(!queues.isShort(u"a"_s));
    }

    void whoWaitsIsKnown()
    {
        HostQueues queues(2);
        queues.add(u"a"_s, {1, kSmallFile});
        QVERIFY(queues.next());
        const auto spare = queues.spare(u"a"_s);
        queues.add(u"a"_s, {2, kSmallFile});
        QVERIFY(!queues.next());
        QVERIFY(queues.isShort(u"a"_s));
        queues.release(u"a"_s, *spare);
        QVERIFY(!queues.isShort(u"a"_s));
        QVERIFY(queues.next());
    }

    void theSecondManagerIsForMoreThanSix()
    {
        HostQueues queues(8);
        for (TransferId id = 1; id <= 9; ++id)
            queues.add(u"a"_s, {id, kSmallFile});
        for (int i = 0; i < 8; ++i)
            QCOMPARE(queues.next()->place, (Place{Lane::Bulk, i < 6 ? 0 : 1}));
        QVERIFY(!queues.next());
        queues.release(u"a"_s, {Lane::Bulk, 0});
        QCOMPARE(queues.next()->place, (Place{Lane::Bulk, 0}));
    }

    void smallFilesHaveOneManager()
    {
        HostQueues queues(8);
        for (TransferId id = 1; id <= 30; ++id)
            queues.add(u"a"_s, {id, 100});
        int turns = 0;
        while (const auto turn = queues.next()) {
            QCOMPARE(turn->place, (Place{Lane::Small, 0}));
            ++turns;
        }
        QCOMPARE(turns, 12);
    }

    void whereMuchIsUnderWayNoPlaceIsSpare()
    {
        HostQueues queues(6);
        for (TransferId id = 1; id <= 64; ++id) {
            queues.add(QString::number(id), {id, kSmallFile});
            QVERIFY(queues.next());
        }
        QVERIFY(!queues.spare(u"1"_s));
    }

    void whoAsksAgainGoesFirst()
    {
        HostQueues queues(1);
        queues.add(u"a"_s, {1, kSmallFile});
        queues.add(u"a"_s, {2, kSmallFile});
        queues.addFirst(u"a"_s, {3, kSmallFile});
        QCOMPARE(queues.next()->id, 3U);
    }

    void foregroundComesFirst()
    {
        HostQueues queues(1);
        queues.add(u"a"_s, {1, kSmallFile});
        queues.add(u"a"_s, {.id = 2, .size = kSmallFile, .isForeground = true});
        queues.add(u"a"_s, {.id = 3, .size = kSmallFile, .isForeground = true});
        queues.addFirst(u"a"_s, {4, kSmallFile}); // before the background, not the foreground
        queues.addFirst(u"a"_s, {.id = 5, .size = kSmallFile, .isForeground = true});
        for (const TransferId id : {5U, 2U, 3U, 4U, 1U}) {
            QCOMPARE(queues.next()->id, id);
            queues.release(u"a"_s, {Lane::Bulk, 0});
        }
    }

    void theForegroundThatFindsNoPlaceIsUrgent()
    {
        HostQueues queues(2);
        queues.add(u"a"_s, {1, kSmallFile});
        queues.add(u"a"_s, {2, kSmallFile});
        queues.add(u"a"_s, {3, kSmallFile});
        QVERIFY(queues.next());
        QVERIFY(queues.next());
        QVERIFY(!queues.isUrgent(u"a"_s)); // only the background waits
        queues.add(u"a"_s, {.id = 4, .size = kSmallFile, .isForeground = true});
        QVERIFY(queues.isUrgent(u"a"_s));
        QVERIFY(!queues.isUrgent(u"b"_s));
        queues.release(u"a"_s, {Lane::Bulk, 0});
        QVERIFY(!queues.isUrgent(u"a"_s));
        QCOMPARE(queues.next()->id, 4U);
    }

    void aPacedJobHasFewPlaces()
    {
        HostQueues queues(8);
        const JobId slow = JobId::create();
        for (TransferId id = 1; id <= 20; ++id)
            queues.add(u"a"_s, {.id = id, .size = kSmallFile, .job = slow, .isPaced = true});
        QVERIFY(queues.next() && queues.next());
        QVERIFY(!queues.next());
        QVERIFY(!queues.isShort(u"a"_s)); // nobody waits for the other places
        queues.add(u"a"_s, {.id = 30, .size = kSmallFile, .job = JobId::create()});
        QCOMPARE(queues.next()->id, 30U);
        queues.add(u"b"_s, {.id = 40, .size = kSmallFile, .job = slow, .isPaced = true});
        QCOMPARE(queues.next()->id, 40U); // at another host it has others
        queues.release(u"a"_s, {Lane::Bulk, 0}, slow);
        QCOMPARE(queues.next()->id, 3U);
        QVERIFY(!queues.next());
        queues.change(u"a"_s, {.id = 4, .size = kSmallFile, .job = slow});
        QCOMPARE(queues.next()->id, 4U); // no limit any more
    }

    void smallFilesOfAPacedJobWaitInPairsToo()
    {
        HostQueues queues(8);
        const JobId slow = JobId::create();
        for (TransferId id = 1; id <= 20; ++id)
            queues.add(u"a"_s, {.id = id, .size = 100, .job = slow, .isPaced = true});
        int turns = 0;
        while (queues.next())
            ++turns;
        QCOMPARE(turns, 4);
    }

    void whoBecomesUrgentGoesFirst()
    {
        HostQueues queues(1);
        queues.add(u"a"_s, {1, kSmallFile});
        queues.add(u"a"_s, {2, kSmallFile});
        queues.change(u"a"_s, {.id = 2, .size = kSmallFile, .isForeground = true});
        queues.change(u"a"_s, {.id = 7, .size = kSmallFile}); // nobody
        QCOMPARE(queues.next()->id, 2U);
    }

    void whoIsCalledOffHasNoTurn()
    {
        HostQueues queues(1);
        queues.add(u"a"_s, {1, kSmallFile});
        queues.add(u"a"_s, {2, kSmallFile});
        queues.remove(u"a"_s, 1);
        queues.remove(u"b"_s, 1);
        QCOMPARE(queues.next()->id, 2U);
        queues.release(u"a"_s, {Lane::Bulk, 0});
        QVERIFY(!queues.next());
    }
};

QTEST_GUILESS_MAIN(TestHostQueues)
#include "tst_hostqueues.moc"
