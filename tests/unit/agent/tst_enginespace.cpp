// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMB = 1'000'000;
const QString kFolder = u"/downloads"_s;

Error diskFull()
{
    return {ErrorCode::DiskFull, {}, ErrorContext::LocalFile, kFolder};
}

/// A job of `total` bytes of which 1 MB is here and for whose rest there is no room.
JobId fullJob(EngineBench &bench, std::optional<qint64> total)
{
    const JobId id = bench.add();
    bench.transport.connect(0, total);
    bench.transport.progress(0, kMB);
    bench.transport.fail(0, diskFull());
    EngineBench::settle();
    return id;
}

Room room(qint64 free, bool isKept = false)
{
    return {"1", free, isKept};
}

/// What the engine has to say of the space for the job; waits for no more than a second.
std::optional<Error> told(EngineBench &bench, const JobId &id)
{
    int answers = 0;
    std::optional<Error> remark;
    bench.engine.tellOfSpace(id, [&](const std::optional<Error> &one) {
        ++answers;
        remark = one;
    });
    EngineBench::settle();
    if (answers == 0)
        bench.time.pass(1s);
    if (answers != 1)
        qFatal("one answer was promised");
    return remark;
}

} // namespace

/// Full disks: who waits for room goes on soon after there is some, and who adds a job is told.
class TestEngineSpace : public QObject
{
    Q_OBJECT

private slots:
    void goesOnWithinFiveSecondsOfRoom()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        const JobId id = fullJob(bench, 10 * kMB);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->code, ErrorCode::DiskFull);
        bench.time.pass(10s);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.transport.rooms[kFolder] = room(9 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
        QCOMPARE(bench.job(id).errorCount, 0);
        QCOMPARE(bench.transport.asked.size(), 2U); // not once in vain
    }

    void lessThanItNeedsIsNotEnough()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(9 * kMB - 1);
        const JobId id = fullJob(bench, 10 * kMB);
        bench.time.pass(20s);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.transport.asked.size(), 1U);
    }

    void withoutASizeAMegabyteIsWorthATry()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room((1 << 20) - 1);
        const JobId id = fullJob(bench, {});
        bench.time.pass(20s);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.transport.rooms[kFolder] = room(1 << 20);
        bench.time.pass(5s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void whatIsRefusedAllTheSameIsNotAskedAgainForTheSame()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(50 * kMB); // a quota, of which the disk tells nothing
        const JobId id = fullJob(bench, 10 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.transport.asked.size(), 2U);
        bench.transport.fail(0, diskFull());
        bench.time.pass(29s);
        QCOMPARE(bench.transport.asked.size(), 2U);
        bench.time.pass(1s); // as where nothing is known
        QCOMPARE(bench.transport.asked.size(), 3U);
        bench.transport.fail(0, diskFull());
        bench.transport.rooms[kFolder] = room(51 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.transport.asked.size(), 4U);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void whereNothingIsKnownItIsTriedNowAndThen()
    {
        EngineBench bench;
        const JobId id = fullJob(bench, 10 * kMB);
        bench.time.pass(29s);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.time.pass(1s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void nobodyLooksWhereNobodyWaits()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        const JobId id = fullJob(bench, 10 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.transport.looks, 1);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        bench.time.pass(1h);
        QCOMPARE(bench.transport.looks, 1);
    }

    void aDiskThatDoesNotAnswerIsAskedOnce()
    {
        EngineBench bench;
        bench.transport.isDiskSilent = true;
        bench.transport.rooms[kFolder] = room(0);
        fullJob(bench, 10 * kMB);
        bench.time.pass(20s);
        QCOMPARE(bench.transport.looks, 1);
    }

    void aGateHoldsItAllTheSame()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        const JobId id = fullJob(bench, 10 * kMB);
        bench.engine.setGates({.ownerLoggedOn = false});
        bench.transport.rooms[kFolder] = room(50 * kMB);
        bench.time.pass(10s);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.engine.setGates({});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void whoAddsAJobIsToldWhatIsShort()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(5 * kMB);
        bench.add();
        bench.transport.connect(0, 4 * kMB);
        bench.add();
        QVERIFY(!told(bench, bench.add()));
        bench.time.pass(2s);
        bench.transport.connect(0, 6 * kMB); // it has grown
        const auto remark = told(bench, bench.add());
        QVERIFY(remark);
        QCOMPARE(remark->code, ErrorCode::DiskFull);
        QCOMPARE(remark->file, kFolder);
        QVERIFY2(remark->detail.contains(u"6.0 MB"_s) && remark->detail.contains(u"5.0 MB"_s),
                 qPrintable(remark->detail));
    }

    void whatTheDiskKeepsForAFileIsNotShort()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(5 * kMB, true);
        bench.add();
        bench.transport.connect(0, 60 * kMB); // `free` is without these
        QVERIFY(!told(bench, bench.add()));
        bench.time.pass(2s);
        bench.transport.fail(0, diskFull()); // now it is known that they are not
        EngineBench::settle();
        QVERIFY(told(bench, bench.add()));
    }

    void otherDisksAreNobodysBusiness()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        bench.transport.rooms[u"/elsewhere"_s] = {"2", 0, false};
        bench.add();
        bench.transport.connect(0, 60 * kMB);
        JobSpec spec;
        spec.folder = u"/elsewhere"_s;
        QVERIFY(!told(bench, bench.add({u"https://a.example/g"_s}, spec)));
    }

    void jobsThatAreOverNeedNothing()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        const JobId id = bench.add();
        bench.transport.connect(0, 60 * kMB);
        QVERIFY(bench.change(id, JobVerb::Cancel));
        QVERIFY(!told(bench, bench.add()));
    }

    void nobodyWaitsLongForADisk()
    {
        EngineBench bench;
        bench.transport.isDiskSilent = true;
        bench.transport.rooms[kFolder] = room(0);
        bench.add();
        bench.transport.connect(0, 60 * kMB);
        const auto before = bench.time.monotonic();
        QVERIFY(!told(bench, bench.add()));
        QVERIFY(bench.time.monotonic() - before <= 1s);
    }

    void manyJobsAtOnceAskOnce()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        bench.add();
        bench.transport.connect(0, 60 * kMB);
        const JobId id = bench.add();
        for (int i = 0; i < 100; ++i)
            QVERIFY(told(bench, id));
        QCOMPARE(bench.transport.looks, 1);
    }
};

QTEST_GUILESS_MAIN(TestEngineSpace)
#include "tst_enginespace.moc"
