// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const Checksum kWrong = Checksum::parse(u"md5:00000000000000000000000000000000").value();

/// A job whose only file has come and does not match its checksum.
JobId refusedJob(EngineBench &bench)
{
    JobSpec spec;
    spec.settings.checksum = kWrong;
    const JobId id = bench.add({u"https://a.example/f"_s}, spec);
    bench.transport.connect(0, 100);
    bench.transport.progress(0, 100);
    bench.transport.refuse(0, 100);
    EngineBench::settle();
    return id;
}

JobFile storedFile(EngineBench &bench, const JobId &id)
{
    return bench.store.details(id).files.front();
}

void set(EngineBench &bench, const JobId &id, const QString &checksum)
{
    Result<void> done = fail(ErrorCode::Internal);
    bench.engine.set(id, {{u"checksum"_s, checksum}}, [&](const Result<void> &d) { done = d; });
    EngineBench::settle();
    QVERIFY(done);
}

} // namespace

/// What becomes of a file that is not what it should be.
class TestEngineChecks : public QObject
{
    Q_OBJECT

private slots:
    void itIsKeptAndCountsForNothing()
    {
        EngineBench bench;
        const JobId id = refusedJob(bench);
        const Job &job = bench.job(id);
        QCOMPARE(job.state, JobState::Error);
        QCOMPARE(job.error->code, ErrorCode::ValidationFailed);
        QCOMPARE(job.bytesTransferred, 0);
        QCOMPARE(job.bytesTotal, 100);
        QCOMPARE(job.filesTransferred, 0);
        QVERIFY(bench.transport.discarded.empty());
        const JobFile file = storedFile(bench, id);
        QCOMPARE(file.partPath, u"/downloads/f.part"_s);
        QCOMPARE(file.check, (Check{kWrong, false, false}));
        QCOMPARE(file.bytesTransferred, 0);
    }

    void anotherAgentFindsItSo()
    {
        EngineBench bench;
        const JobId id = refusedJob(bench);
        bench.engine.shutDown();
        Engine next({bench.transport, bench.store, bench.notifier, bench.keyring, bench.time,
                     bench.time, [] { return 0.0; }},
                    {}, {});
        next.restore([](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(next.find(id)->state, JobState::Error);
        QCOMPARE(next.find(id)->error->code, ErrorCode::ValidationFailed);
        QCOMPARE(next.find(id)->bytesTransferred, 0);
        QVERIFY(storedFile(bench, id).isRefused());
    }

    void resumeFetchesItAnew()
    {
        EngineBench bench;
        const JobId id = refusedJob(bench);
        QVERIFY(bench.change(id, JobVerb::Resume));
        const FileTask &task = bench.transport.asked.back();
        QVERIFY(task.file.isRefused()); // the transport drops the bytes once it has better ones
        QCOMPARE(task.checksum, kWrong);
        QVERIFY(bench.transport.discarded.empty());
        bench.transport.finish(0, 100);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QCOMPARE(bench.job(id).bytesTransferred, 100);
    }

    void anotherChecksumIsHandedOn()
    {
        for (const QString &checksum :
             {u"md5:11111111111111111111111111111111"_s, QString(), u"none"_s}) {
            EngineBench bench;
            const JobId id = refusedJob(bench);
            set(bench, id, checksum);
            QCOMPARE(bench.job(id).state, JobState::Error); // nothing happens by itself
            QCOMPARE(bench.transport.underWay(), 0);
            QVERIFY(bench.change(id, JobVerb::Resume));
            const FileTask &task = bench.transport.asked.back();
            QCOMPARE(task.checksum ? task.checksum->toString() : QString(), checksum);
            QCOMPARE(task.file.check, (Check{kWrong, false, false}));
            QCOMPARE(task.file.partPath, u"/downloads/f.part"_s);
        }
    }

    void refusedAgainItIsStillKept()
    {
        EngineBench bench;
        const JobId id = refusedJob(bench);
        set(bench, id, u"md5:11111111111111111111111111111111"_s);
        QVERIFY(bench.change(id, JobVerb::Resume));
        bench.transport.refuse(0, 100);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Error);
        QCOMPARE(bench.job(id).bytesTransferred, 0);
        QVERIFY(bench.transport.discarded.empty());
        QCOMPARE(storedFile(bench, id).check->against.digest, QByteArray(16, '\x11'));
    }

    void cancelAndCompleteDeleteIt()
    {
        for (const JobVerb verb : {JobVerb::Cancel, JobVerb::Complete}) {
            EngineBench bench;
            const JobId id = refusedJob(bench);
            const auto outcome = bench.change(id, verb);
            QVERIFY(outcome);
            const bool isPartial = verb == JobVerb::Complete;
            QCOMPARE(outcome->remark, isPartial ? ErrorCode::PartialComplete : ErrorCode::None);
            QCOMPARE(bench.transport.discarded, std::vector{u"/downloads/f.part"_s});
            QVERIFY(bench.transport.revealed.empty());
            QVERIFY(storedFile(bench, id).partPath.isEmpty());
        }
    }

    void theOthersOfTheJobArrive()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        bench.transport.refuse(0, 100);
        bench.transport.finish(1, 50);
        EngineBench::settle();
        const Job &job = bench.job(id);
        QCOMPARE(job.error->code, ErrorCode::ValidationFailed);
        QCOMPARE(job.filesTransferred, 1);
        QCOMPARE(job.bytesTransferred, 50);
        QCOMPARE(job.bytesTotal, 150);
        QVERIFY(bench.store.details(id).files[0].check->isFromServer);
        QVERIFY(bench.change(id, JobVerb::Resume));
        QCOMPARE(bench.transport.asked.size(), 3U);
        QCOMPARE(bench.transport.asked.back().file.index, 0);
    }

    void whatComesInItsPlaceIsProgress()
    {
        EngineBench bench;
        const JobId id = refusedJob(bench);
        QVERIFY(bench.change(id, JobVerb::Resume));
        const auto before = bench.job(id).lastActive;
        bench.time.pass(std::chrono::hours(1));
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 1); // fewer than there were
        QVERIFY(bench.job(id).lastActive > before);
    }
};

QTEST_GUILESS_MAIN(TestEngineChecks)
#include "tst_enginechecks.moc"
