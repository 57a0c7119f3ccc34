// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

#include <algorithm>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// An engine with so many slots, and jobs that are known by their links.
struct Bench : EngineBench
{
    explicit Bench(int count)
    {
        Settings settings;
        settings.backgroundSlots = count;
        engine.setSettings(settings);
    }

    JobId one(const QString &link) { return add({u"https://"_s + link}); }

    Result<void> set(const JobId &id, const QString &key, const QString &value)
    {
        Result<void> answer = fail(ErrorCode::Internal);
        engine.set(id, {{key, value}}, [&](const Result<void> &a) { answer = a; });
        settle();
        return answer;
    }

    QString list()
    {
        QStringList names;
        for (const JobId &id : engine.ids())
            names += job(id).name;
        return names.join(u' ');
    }

    [[nodiscard]] bool isSaid(const QString &words) const
    {
        return std::ranges::any_of(store.lines,
                                   [&](const QString &line) { return line.contains(words); });
    }
};

} // namespace

class TestEngineSchedule : public QObject
{
    Q_OBJECT

private slots:
    void equalsTakeTurnsAndGoOnWhereTheyWere()
    {
        Bench bench(1);
        const JobId big = bench.one(u"a.example/big"_s);
        bench.transport.connect(0, 1000);
        bench.transport.progress(0, 400);
        bench.time.pass(100s);
        const JobId small = bench.one(u"a.example/small"_s);
        bench.time.pass(199s);
        QCOMPARE(bench.job(small).state, JobState::Queued);
        bench.time.pass(1s);
        QCOMPARE(bench.job(big).state, JobState::Queued);
        QCOMPARE(bench.job(big).cause->code, ErrorCode::WaitingForTurn);
        QVERIFY(bench.isSaid(u"its time slice was over"_s));
        EngineBench::settle();
        QCOMPARE(bench.job(small).state, JobState::Connecting);
        QCOMPARE(bench.store.details(big).files[0].bytesTransferred, 400);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.job(big).state, JobState::Connecting);
        QCOMPARE(bench.transport.asked.back().file.bytesTransferred, 400);
    }

    void nothingWakesTheAgentWhileNobodyWaits()
    {
        Bench bench(1);
        bench.one(u"a.example/1"_s);
        bench.transport.connect(0, 1000);
        const int alone = bench.time.alarms();
        const JobId second = bench.one(u"a.example/2"_s);
        QCOMPARE(bench.time.alarms(), alone + 1);
        QVERIFY(bench.change(second, JobVerb::Suspend));
        QCOMPARE(bench.time.alarms(), alone);
        bench.time.pass(1h);
        QCOMPARE(bench.transport.underWay(), 1);
        QCOMPARE(bench.transport.asked.size(), 1U);
    }

    void aNewJobOfAnotherHostStartsAtOnce()
    {
        Bench bench(2);
        bench.one(u"silent.example/1"_s);
        const JobId last = bench.one(u"silent.example/2"_s);
        bench.one(u"silent.example/3"_s);
        const JobId other = bench.one(u"b.example/1"_s);
        QCOMPARE(bench.job(other).state, JobState::Connecting);
        QCOMPARE(bench.job(last).state, JobState::Queued);
        QVERIFY(bench.isSaid(u"a job of another host"_s));
    }

    void bytesThatCannotBeResumedAreNotThrownAway_data()
    {
        QTest::addColumn<bool>("fails");
        QTest::newRow("until the file is here") << false;
        QTest::newRow("until it turns out that it cannot come") << true;
    }
    void bytesThatCannotBeResumedAreNotThrownAway()
    {
        QFETCH(const bool, fails);
        Bench bench(1);
        const JobId stubborn = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        for (const int index : {0, 1}) {
            JobFile file = bench.transport.asked.at(std::size_t(index)).file;
            file.partPath = u"/downloads/%1.part"_s.arg(index);
            file.resumable = index == 1;
            bench.transport.listening(index)->connected(file);
            bench.transport.progress(index, 10);
        }
        const JobId other = bench.one(u"a.example/3"_s);
        bench.time.pass(1h);
        QCOMPARE(bench.job(stubborn).state, JobState::Transferring);
        if (fails)
            bench.transport.fail(0, {httpError(404), {}, ErrorContext::RemoteFile, {}});
        else
            bench.transport.finish(0, 20); // between two files nothing is lost
        EngineBench::settle();
        QCOMPARE(bench.job(stubborn).state, JobState::Queued);
        QCOMPARE(bench.job(other).state, JobState::Connecting);
    }

    void thePersonsOrderIsKeptAndStored()
    {
        Bench bench(1);
        bench.one(u"a.example/1"_s);
        const JobId two = bench.one(u"a.example/2"_s);
        const JobId three = bench.one(u"a.example/3"_s);
        const JobId four = bench.one(u"a.example/4"_s);
        QCOMPARE(bench.list(), u"1 2 3 4"_s);
        QVERIFY(bench.set(four, u"queue"_s, u"first"_s));
        QCOMPARE(bench.list(), u"4 1 2 3"_s);
        QVERIFY(bench.set(two, u"queue"_s, u"last"_s));
        QCOMPARE(bench.list(), u"4 1 3 2"_s);
        QVERIFY(bench.set(three, u"queue"_s, u"up"_s));
        QCOMPARE(bench.list(), u"4 3 1 2"_s);
        QVERIFY(bench.set(four, u"queue"_s, u"down"_s));
        QCOMPARE(bench.list(), u"3 4 1 2"_s);
        QVERIFY(bench.set(three, u"queue"_s, u"up"_s)); // is first already
        QCOMPARE(bench.list(), u"3 4 1 2"_s);
        for (const JobId &id : bench.engine.ids())
            QCOMPARE(bench.store.details(id).job.order, bench.job(id).order);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.job(three).state, JobState::Connecting);
    }

    void upAndDownPassOverOtherPriorities()
    {
        Bench bench(1);
        const JobId one = bench.one(u"a.example/1"_s);
        JobSpec spec;
        spec.settings.priority = Priority::Low;
        bench.add({u"https://a.example/low"_s}, spec);
        bench.one(u"a.example/3"_s);
        QVERIFY(bench.set(one, u"queue"_s, u"down"_s));
        QCOMPARE(bench.list(), u"3 low 1"_s);
    }

    void aJobCountsForTheHostThatItNeedsNext()
    {
        Bench bench(3);
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://b.example/2"_s});
        QCOMPARE(bench.job(id).host, u"a.example"_s);
        bench.transport.finish(0, 10);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QCOMPARE(bench.job(id).host, u"b.example"_s);
        QCOMPARE(bench.store.details(id).job.host, u"b.example"_s);
    }
};

QTEST_GUILESS_MAIN(TestEngineSchedule)
#include "tst_engineschedule.moc"
