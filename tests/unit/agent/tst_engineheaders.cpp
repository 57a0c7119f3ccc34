// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/keptheaders.h"
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const auto kLink = u"https://a.example/f"_s;

JobSpec withHeaders(bool isSuspended = false)
{
    JobSpec spec;
    spec.suspended = isSuspended;
    spec.settings.headers
        = {{"Accept", "text/plain"}, {"Cookie", "crumbs"}, {"X-Their-Own", "hush"}};
    return spec;
}

/// An engine after another one that had one job, with headers, in the same keyring.
struct SecondBench : EngineBench
{
    SecondBench()
    {
        EngineBench first;
        id = first.add({kLink}, withHeaders());
        settle();
        store.jobs = first.store.jobs;
        keyring.kept = first.keyring.kept;
    }

    void begin()
    {
        engine.restore([](const Result<void> &restored) { QVERIFY(restored); });
        settle();
    }

    JobId id;
};

bool isNowhere(const MemoryStore &store, const QByteArray &secret)
{
    return std::ranges::none_of(store.jobs, [&](const JobDetails &details) {
        return std::ranges::any_of(details.job.settings.headers, [&](const Header &header) {
            return header.value.contains(secret);
        });
    });
}

} // namespace

/// Headers that may be secrets are in the keyring, and not in the store.
class TestEngineHeaders : public QObject
{
    Q_OBJECT

private slots:
    void theStoreHasNames()
    {
        EngineBench bench;
        bench.add({kLink}, withHeaders());
        QCOMPARE(bench.transport.asked.back().headers, withHeaders().settings.headers);
        const auto &kept = bench.store.jobs.back().job.settings.headers;
        QCOMPARE(kept.size(), 3U);
        QCOMPARE(kept.front().value, "text/plain");
        QCOMPARE(kept.back().name, "X-Their-Own");
        QVERIFY(isNowhere(bench.store, "hush") && isNowhere(bench.store, "crumbs"));
        QCOMPARE(bench.keyring.kept.size(), 1U);
    }

    void whatIsHarmlessNeedsNoKeyring()
    {
        EngineBench bench;
        JobSpec spec;
        spec.settings.headers = {{"User-Agent", "I"}};
        bench.add({kLink}, spec);
        QVERIFY(bench.keyring.kept.empty());
        QCOMPARE(bench.store.jobs.back().job.settings.headers, spec.settings.headers);
    }

    void theNextAgentHasThem()
    {
        SecondBench bench;
        bench.begin();
        QCOMPARE(bench.job(bench.id).state, JobState::Connecting);
        QCOMPARE(bench.transport.asked.back().headers, withHeaders().settings.headers);
        bench.engine.set(bench.id, {{u"max-rate"_s, u"1M"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        QVERIFY(isNowhere(bench.store, "hush"));
    }

    void aLockedKeyringHoldsTheJob()
    {
        SecondBench bench;
        bench.keyring.lock();
        bench.begin();
        QCOMPARE(bench.job(bench.id).state, JobState::TransientError);
        QCOMPARE(bench.job(bench.id).error->code, ErrorCode::KeyringLocked);
        const JobId other = bench.add({u"https://b.example/f"_s});
        QCOMPARE(bench.job(other).state, JobState::Connecting);
        const int reads = bench.keyring.reads;
        bench.time.pass(1h);
        QVERIFY(bench.keyring.reads <= reads + 1);
        bench.keyring.open();
        EngineBench::settle();
        QCOMPARE(bench.job(bench.id).state, JobState::Connecting);
        QCOMPARE(bench.transport.asked.back().headers, withHeaders().settings.headers);
    }

    /// Between the question and the answer, which still says that it is locked.
    void theKeyringOpensUnseen()
    {
        SecondBench bench;
        bench.keyring.lock();
        bench.keyring.whenRead = [&] {
            bench.keyring.whenRead = {};
            bench.keyring.changeUnseen();
        };
        bench.begin();
        QCOMPARE(bench.job(bench.id).state, JobState::Connecting);
    }

    void aMuteKeyringHoldsNobodyElse()
    {
        SecondBench bench;
        bench.keyring.isMute = true;
        bench.begin();
        QCOMPARE(bench.job(bench.id).state, JobState::Connecting);
        QCOMPARE(bench.transport.underWay(), 0);
        bench.add({u"https://b.example/f"_s});
        QCOMPARE(bench.transport.underWay(), 1);
        QVERIFY(bench.change(bench.id, JobVerb::Suspend));
        QVERIFY(bench.change(bench.id, JobVerb::Cancel));
    }

    void whatIsLostIsAskedFor()
    {
        SecondBench bench;
        bench.keyring.kept.clear();
        bench.begin();
        const Job &job = bench.job(bench.id);
        QCOMPARE(job.state, JobState::Error);
        QCOMPARE(job.error->code, ErrorCode::HeadersMissing);
        QCOMPARE(job.error->detail, u"Accept, Cookie, X-Their-Own"_s);
        QVERIFY(bench.transport.asked.empty()); // without them it would be another request
        bench.engine.set(bench.id, {{u"headers"_s, u"Cookie: more"_s}},
                         [](const Result<void> &) {});
        QVERIFY(bench.change(bench.id, JobVerb::Resume));
        QCOMPARE(job.state, JobState::Connecting);
        QCOMPARE(bench.transport.asked.back().headers, (std::vector<Header>{{"Cookie", "more"}}));
        QVERIFY(isNowhere(bench.store, "more"));
    }

    /// Somebody has changed what the keyring has under that name.
    void whatIsNotOursIsNotSent_data()
    {
        QTest::addColumn<QByteArray>("kept");
        QTest::newRow("a word") << QByteArray("word");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another list") << packed({{"Cookie", "a"}}).reveal().toByteArray();
        QTest::newRow("a second header inside")
            << packed({{"Cookie", "a\r\nHost: b"}, {"X-Their-Own", "c"}}).reveal().toByteArray();
    }
    void whatIsNotOursIsNotSent()
    {
        QFETCH(const QByteArray, kept);
        SecondBench bench;
        bench.keyring.kept.begin()->second = QByteArray(kept.constData(), kept.size());
        bench.begin();
        QCOMPARE(bench.job(bench.id).error->code, ErrorCode::HeadersMissing);
        QVERIFY(bench.transport.asked.empty());
    }

    void othersTakeTheirPlace()
    {
        EngineBench bench;
        const JobId id = bench.add({kLink}, withHeaders(true));
        bench.engine.set(id, {{u"headers"_s, u"Cookie: more"_s}}, [](const Result<void> &) {});
        EngineBench::settle();
        QCOMPARE(bench.keyring.kept.size(), 1U);
        QVERIFY(!bench.keyring.kept.begin()->second.contains("hush"));
        bench.engine.set(id, {{u"headers"_s, QString()}}, [](const Result<void> &) {});
        EngineBench::settle();
        QVERIFY(bench.keyring.kept.empty());
    }

    void theyGoWithTheJob()
    {
        EngineBench bench;
        const JobId cancelled = bench.add({kLink}, withHeaders(true));
        const JobId whole = bench.add({kLink}, withHeaders());
        QCOMPARE(bench.keyring.kept.size(), 2U);
        QVERIFY(bench.change(cancelled, JobVerb::Cancel));
        bench.transport.connect(0, 10);
        bench.transport.finish(0, 10);
        EngineBench::settle();
        QCOMPARE(bench.job(whole).state, JobState::Acknowledged);
        QVERIFY(bench.keyring.kept.empty());
        QVERIFY(bench.job(whole).settings.headers.back().value.isEmpty());
    }

    /// Stores had them once.
    void whatAStoreStillHasGoesToTheKeyring()
    {
        SecondBench bench;
        bench.keyring.kept.clear();
        bench.store.jobs.back().job.settings.headers = withHeaders().settings.headers;
        bench.begin();
        QCOMPARE(bench.transport.asked.back().headers, withHeaders().settings.headers);
        QVERIFY(isNowhere(bench.store, "hush"));
        QCOMPARE(bench.keyring.kept.size(), 1U);
    }

    void withoutAKeyringItIsSaid()
    {
        EngineBench bench;
        bench.keyring.isAway = true;
        bench.add({kLink}, withHeaders());
        QVERIFY(std::ranges::any_of(bench.store.lines, [](const QString &line) {
            return line == "there is no keyring: the headers are kept until the agent ends"_L1;
        }));
    }
};

QTEST_GUILESS_MAIN(TestEngineHeaders)
#include "tst_engineheaders.moc"
