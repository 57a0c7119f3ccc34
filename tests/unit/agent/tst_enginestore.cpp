// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Error kNoStore{ErrorCode::StoreFailed, {}, ErrorContext::None, {}};

} // namespace

/// What becomes of changes that the store refuses, now and then or for long.
class TestEngineStore : public QObject
{
    Q_OBJECT

private slots:
    void whatWasRefusedFirstDoesNotComeBack()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.store.failure = kNoStore;
        bench.transport.connect(0, 100); // refused
        EngineBench::settle();
        bench.transport.progress(0, 60);
        QVERIFY(!bench.change(id, JobVerb::Suspend)); // refused twice: files, then the state
        bench.store.failure.reset();
        bench.time.pass(10s);
        QCOMPARE(bench.store.details(id).job.state, JobState::Suspended);
        QCOMPARE(bench.store.details(id).files[0].bytesTransferred, 60);
    }

    void aJobWhoseFilesCannotBeReadIsCancelledForGood()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        bench.store.unreadable = kNoStore;
        const auto outcome = bench.change(id, JobVerb::Cancel);
        QVERIFY(outcome);
        QCOMPARE(outcome->remark, ErrorCode::UnableToDeleteFiles);
        QCOMPARE(bench.job(id).state, JobState::Cancelled);
        QCOMPARE(bench.store.details(id).job.state, JobState::Cancelled);
        EngineBench after; // deletes what was left
        after.store.jobs = bench.store.jobs;
        after.engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        EngineBench::settle();
        QCOMPARE(after.transport.discarded, std::vector{u"/downloads/f.part"_s});
    }

    void aFileTheStoreDoesNotKnowGetsNoNameByCompleteEither()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.store.failure = kNoStore;
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.change(id, JobVerb::Complete).error().code, ErrorCode::StoreFailed);
        QVERIFY(bench.transport.revealed.empty());
        QCOMPARE(bench.job(id).state, JobState::Transferred);
        bench.store.failure.reset();
        QVERIFY(bench.change(id, JobVerb::Complete));
        QVERIFY(bench.store.details(id).files[0].completed);
    }

    void theSumsAreNotStoredWithoutTheirFiles()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        QStringList links;
        for (int i = 0; i < 20; ++i) // so many are recorded once a second
            links.push_back(u"https://a.example/%1"_s.arg(i));
        const JobId id = bench.add(links, spec);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        bench.engine.set(id, {{u"name"_s, u"other"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        const JobDetails &stored = bench.store.details(id);
        QCOMPARE(stored.job.filesTransferred, 1);
        QVERIFY(stored.files[0].transferred);
    }

    void aNameIsNotForgottenWhenAnotherChangeIsStoredFirst()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.store.failure = kNoStore;
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QVERIFY(bench.transport.revealed.empty());
        bench.store.failure.reset();
        bench.engine.set(id, {{u"name"_s, u"other"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QVERIFY(bench.store.details(id).files[0].completed);
    }

    void cancelDeletesNothingBeforeTheStoreKnows()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.manualComplete = true;
        const JobId id = bench.add({u"https://a.example/f"_s}, spec);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        bench.store.failure = kNoStore;
        QCOMPARE(bench.change(id, JobVerb::Cancel).error().code, ErrorCode::StoreFailed);
        QVERIFY(bench.transport.discarded.empty()); // it may be back as transferred
        bench.store.failure.reset();
        bench.time.pass(10s);
        QCOMPARE(bench.store.details(id).job.state, JobState::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestEngineStore)
#include "tst_enginestore.moc"
