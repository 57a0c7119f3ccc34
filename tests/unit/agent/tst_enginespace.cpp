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

Room room(qint64 free)
{
    return {"1", free};
}

/// The job's only file is refused again, whichever fetch of that name it is.
Error fullFor(const QString &path)
{
    return {ErrorCode::DiskFull, {}, ErrorContext::LocalFile, path};
}

JobSpec in(const QString &folder)
{
    JobSpec spec;
    spec.folder = folder;
    return spec;
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

    /// No thread is spent on it twice, and nobody else waits for it.
    void aDiskThatDoesNotAnswerHoldsUpNobodyElse()
    {
        EngineBench bench;
        bench.transport.silent.insert(kFolder);
        bench.transport.rooms[kFolder] = room(0);
        fullJob(bench, 10 * kMB);
        bench.time.pass(20s);
        QCOMPARE(bench.transport.looks, 1);

        bench.transport.rooms[u"/elsewhere"_s] = {"2", 0};
        const JobId other = bench.add({u"https://a.example/g"_s}, in(u"/elsewhere"_s));
        bench.transport.connect(0, 2 * kMB);
        bench.transport.fail(0, fullFor(u"/elsewhere"_s));
        EngineBench::settle();
        bench.transport.rooms[u"/elsewhere"_s] = {"2", 2 * kMB};
        bench.time.pass(5s);
        QCOMPARE(bench.job(other).state, JobState::Connecting);
    }

    void aDeadDiskIsWaitedForOnce()
    {
        EngineBench bench;
        bench.transport.silent.insert(kFolder);
        bench.transport.rooms[u"/elsewhere"_s] = {"2", 1 * kMB};
        const JobId dead = bench.add();
        bench.transport.connect(0, 60 * kMB);
        QVERIFY(bench.change(dead, JobVerb::Suspend));
        const JobId other = bench.add({u"https://a.example/g"_s}, in(u"/elsewhere"_s));
        bench.transport.connect(0, 2 * kMB);
        QVERIFY(told(bench, other)); // after all the time that a disk has
        bench.time.pass(2s);
        int answers = 0;
        const auto count = [&](const std::optional<Error> &) { ++answers; };
        bench.engine.tellOfSpace(other, count);
        EngineBench::settle(); // no time passes
        QCOMPARE(answers, 1);
        bench.engine.tellOfSpace(dead, count);
        QCOMPARE(answers, 2);
    }

    void roomForOneLetsOneGoOn()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        fullJob(bench, 10 * kMB);
        fullJob(bench, 10 * kMB);
        bench.transport.rooms[kFolder] = room(10 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.transport.asked.size(), 3U);
        bench.time.pass(5s); // what the first one needs is still free, and not to be had
        QCOMPARE(bench.transport.asked.size(), 3U);
        bench.transport.rooms[kFolder] = room(18 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.transport.asked.size(), 4U);
    }

    /// However much there was when it was let go in vain.
    void roomThatWentAndCameBackIsTriedAgain()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(50 * kMB);
        fullJob(bench, 10 * kMB);
        bench.time.pass(4s);
        QCOMPARE(bench.transport.asked.size(), 2U);
        bench.transport.rooms[kFolder] = room(0); // somebody was faster
        bench.transport.fail(0, diskFull());
        EngineBench::settle();
        bench.time.pass(4s);
        bench.transport.rooms[kFolder] = room(20 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.transport.asked.size(), 3U);
    }

    void whatTheRefusedFileNeedsIsEnough()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        const JobId id = bench.add({u"https://a.example/f"_s, u"https://a.example/g"_s});
        bench.transport.connect(0, 1000);
        bench.transport.fail(0, fullFor(u"/downloads/f"_s));
        bench.transport.connect(1, 50 * kMB);
        bench.transport.fail(1, fullFor(u"/downloads/g"_s));
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.transport.rooms[kFolder] = room(999);
        bench.time.pass(5s);
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        bench.transport.rooms[kFolder] = room(1000);
        bench.time.pass(5s);
        QCOMPARE(bench.job(id).state, JobState::Connecting);
    }

    void aFileOfAJobThatMovesGoesOnToo()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        const JobId id = bench.add({u"https://a.example/f"_s, u"https://a.example/g"_s});
        bench.transport.connect(0, 50 * kMB);
        bench.transport.progress(0, kMB);
        bench.transport.connect(1, 10 * kMB);
        bench.transport.fail(1, fullFor(u"/downloads/g"_s));
        bench.transport.reserved[u"/downloads/f.part"_s] = 50 * kMB;
        EngineBench::settle();
        bench.time.pass(6s);
        QCOMPARE(bench.transport.asked.size(), 2U);
        bench.transport.rooms[kFolder] = room(10 * kMB);
        bench.time.pass(5s);
        QCOMPARE(bench.transport.asked.size(), 3U);
        QCOMPARE(bench.transport.asked.back().file.index, 1);
        bench.transport.connect(1, 10 * kMB);
        bench.transport.finish(1, 10 * kMB);
        bench.transport.finish(0, 50 * kMB);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        const int looks = bench.transport.looks;
        bench.time.pass(1min);
        QCOMPARE(bench.transport.looks, looks);
    }

    void aFileThatAPortalHoldsIsLookedAtWhileOthersMove()
    {
        EngineBench bench;
        bench.add({u"https://a.example/f"_s, u"https://a.example/g"_s});
        bench.transport.connect(0, 50 * kMB);
        bench.transport.fail(1, {ErrorCode::CaptivePortal, {}, ErrorContext::RemoteFile, {}});
        bench.time.pass(9s);
        QCOMPARE(bench.transport.asked.size(), 2U);
        bench.time.pass(1s);
        QCOMPARE(bench.transport.asked.size(), 3U);
        QCOMPARE(int(bench.transport.asked.back().portal), int(PortalSeen::Yes));
    }

    void lookingInVainBeginsNoNewWait()
    {
        EngineBench bench;
        const JobId id = fullJob(bench, 10 * kMB); // nothing is known of the disk
        const Moment since = bench.job(id).cause->since;
        bench.time.pass(30s);
        bench.transport.fail(0, diskFull());
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::TransientError);
        QCOMPARE(bench.job(id).cause->since, since);
        bench.time.pass(30s);
        bench.transport.connect(0, 10 * kMB);
        bench.transport.progress(0, 2 * kMB); // it moved
        bench.transport.fail(0, diskFull());
        EngineBench::settle();
        QVERIFY(bench.job(id).cause->since > since);
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
        bench.transport.rooms[kFolder] = room(5 * kMB); // without what is kept
        bench.add();
        bench.transport.reserved[kFolder + u"/f.part"_s] = 60 * kMB;
        bench.transport.connect(0, 60 * kMB);
        QVERIFY(!told(bench, bench.add()));
        bench.time.pass(2s);
        bench.transport.reserved.clear();
        QVERIFY(told(bench, bench.add()));
    }

    void filesCountWhereTheyAre()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        bench.transport.rooms[u"/elsewhere"_s] = {"2", 0};
        JobSpec spec;
        spec.files.push_back({QUrl(u"https://a.example/f"_s), u"/elsewhere/f"_s, {}});
        const JobId id = bench.add({}, spec);
        bench.transport.connect(0, 60 * kMB);
        QVERIFY(!told(bench, id)); // of the folder of the job
        QVERIFY(told(bench, bench.add({u"https://a.example/g"_s}, in(u"/elsewhere"_s))));
    }

    void knownSizesCountBesideUnknownOnes()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(5 * kMB);
        const JobId id = bench.add({u"https://a.example/f"_s, u"https://a.example/g"_s});
        bench.transport.connect(0, {});
        bench.transport.connect(1, 6 * kMB);
        const auto remark = told(bench, id);
        QVERIFY(remark && remark->detail.contains(u"6.0 MB"_s));
    }

    void whoIsPausedStillNeedsRoom()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(5 * kMB);
        const JobId id = bench.add();
        bench.transport.connect(0, 6 * kMB);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QVERIFY(told(bench, id));
        Engine later({bench.transport, bench.store, bench.notifier, bench.keyring, bench.time,
                      bench.time, [] { return 0.0; }},
                     {}, {});
        later.restore([](const Result<void> &) {});
        EngineBench::settle();
        std::optional<Error> remark;
        later.tellOfSpace(id, [&](const std::optional<Error> &one) { remark = one; });
        EngineBench::settle();
        QVERIFY(remark); // and the next agent knows
        later.shutDown();
    }

    void otherDisksAreNobodysBusiness()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        bench.transport.rooms[u"/elsewhere"_s] = {"2", 0};
        bench.add();
        bench.transport.connect(0, 60 * kMB);
        QVERIFY(!told(bench, bench.add({u"https://a.example/g"_s}, in(u"/elsewhere"_s))));
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
        bench.transport.silent.insert(kFolder);
        bench.transport.rooms[kFolder] = room(0);
        bench.add();
        bench.transport.connect(0, 60 * kMB);
        const JobId id = bench.add();
        int answers = 0;
        bench.engine.tellOfSpace(
            id, [&](const std::optional<Error> &remark) { answers += remark ? 100 : 1; });
        bench.time.pass(299ms);
        QCOMPARE(answers, 0);
        bench.time.pass(1ms);
        QCOMPARE(answers, 1);
    }

    void whoWaitsForADiskIsAnsweredAtTheEnd()
    {
        EngineBench bench;
        bench.transport.silent.insert(kFolder);
        bench.transport.rooms[kFolder] = room(0);
        bench.add();
        bench.transport.connect(0, 60 * kMB);
        const JobId id = bench.add();
        int answers = 0;
        for (int i = 0; i < 2; ++i)
            bench.engine.tellOfSpace(id, [&](const std::optional<Error> &) { ++answers; });
        bench.engine.shutDown();
        QCOMPARE(answers, 2);
        bench.engine.tellOfSpace(id, [&](const std::optional<Error> &) { ++answers; });
        QCOMPARE(answers, 3);
    }

    void manyJobsAtOnceAskOnce()
    {
        EngineBench bench;
        bench.transport.rooms[kFolder] = room(0);
        bench.add();
        bench.transport.connect(0, 60 * kMB);
        const JobId id = bench.add();
        int remarks = 0;
        for (int i = 0; i < 256; ++i)
            bench.engine.tellOfSpace(
                id, [&](const std::optional<Error> &remark) { remarks += remark ? 1 : 0; });
        EngineBench::settle();
        QCOMPARE(remarks, 256);
        QCOMPARE(bench.transport.looks, 1);
        QVERIFY(told(bench, id)); // known for a while
        QCOMPARE(bench.transport.looks, 1);
    }
};

QTEST_GUILESS_MAIN(TestEngineSpace)
#include "tst_enginespace.moc"
