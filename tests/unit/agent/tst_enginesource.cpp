// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

#include <algorithm>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

const QString kOther = u"https://b.example/g"_s;

Result<Engine::Outcome> move(EngineBench &bench, const JobId &id,
                             const std::vector<SourceChange> &changes)
{
    Result<Engine::Outcome> answer = fail(ErrorCode::Internal, u"no answer"_s);
    bench.engine.changeSource(id, changes, [&](const auto &outcome) { answer = outcome; });
    EngineBench::settle();
    return answer;
}

QStringList links(EngineBench &bench, const JobId &id)
{
    QStringList links;
    for (const JobFile &file : bench.store.details(id).files)
        links += file.url.toString();
    return links;
}

} // namespace

/// Other links for the files of a job, and ranges of them.
class TestEngineSource : public QObject
{
    Q_OBJECT

private slots:
    void aMovingJobBeginsAnotherRunWhereItIs()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        QVERIFY(move(bench, id, {{{}, {}, kOther}}));
        QCOMPARE(bench.transport.asked.size(), 2U);
        const JobFile &file = bench.transport.asked.back().file;
        QCOMPARE(file.url, QUrl(kOther));
        QCOMPARE(file.bytesTransferred, 40);
        QCOMPARE(file.bytesTotal, 100);
        QVERIFY(file.resume.isElsewhere);
        QVERIFY(!file.resumable);
        QCOMPARE(links(bench, id), QStringList{kOther});
        QCOMPARE(bench.job(id).host, u"b.example"_s); // whose turn it takes from now on
        QVERIFY(std::ranges::any_of(bench.store.lines,
                                    [](const QString &line) { return line.contains(kOther); }));
    }

    void thePlaceOfAPausedFileIsKept()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.transport.connect(0, 100);
        bench.transport.progress(0, 40);
        QVERIFY(bench.change(id, JobVerb::Suspend));
        QVERIFY(move(bench, id, {{0, {}, kOther}}));
        QCOMPARE(bench.transport.asked.size(), 1U);
        QCOMPARE(bench.store.details(id).files[0].bytesTransferred, 40);
        QVERIFY(bench.change(id, JobVerb::Resume));
        QCOMPARE(bench.transport.asked.back().file.url, QUrl(kOther));
    }

    void aPrefixChangesAllThatBeginWithIt()
    {
        EngineBench bench;
        const JobId id = bench.add(
            {u"https://a.example/x/1"_s, u"https://a.example/X/2"_s, u"https://a.example/x/3"_s});
        const QString prefix = u"https://a.example/x/"_s;
        const auto outcome = move(bench, id, {{{}, prefix, u"https://b.example/"_s}});
        QCOMPARE(outcome->remark, ErrorCode::None);
        QCOMPARE(links(bench, id),
                 (QStringList{u"https://b.example/1"_s, u"https://a.example/X/2"_s,
                              u"https://b.example/3"_s}));
        // The second time nothing begins like that, which is no error.
        const auto again = move(bench, id, {{{}, prefix, u"https://b.example/"_s}});
        QCOMPARE(again->remark, ErrorCode::NoLinkMatches);
        QCOMPARE(bench.transport.asked.size(), 6U); // no third run
    }

    void whatIsFinishedIsNotFetchedAgain()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        bench.transport.finish(0, 100);
        EngineBench::settle();
        QVERIFY(move(bench, id, {{{}, u"https://a.example"_s, u"https://b.example"_s}}));
        QCOMPARE(bench.transport.asked.size(), 3U);
        QCOMPARE(bench.transport.asked.back().file.url, QUrl(u"https://b.example/2"_s));
        bench.transport.finish(1, 50);
        EngineBench::settle();
        QCOMPARE(bench.job(id).state, JobState::Acknowledged);
        QCOMPARE(bench.job(id).bytesTransferred, 150);
    }

    void allChangesOrNone()
    {
        EngineBench bench;
        const QStringList before{u"https://a.example/1"_s, u"https://a.example/2"_s};
        const JobId id = bench.add(before);
        for (const SourceChange &bad :
             {SourceChange{2, {}, kOther}, SourceChange{-1, {}, kOther},
              SourceChange{{}, {}, kOther}, SourceChange{1, {}, u"ftp://a.example/"_s},
              SourceChange{1, {}, u"https://u:p@a.example/"_s},
              SourceChange{{}, u"https://"_s, u"gopher://"_s}}) {
            QVERIFY(!move(bench, id, {{0, {}, kOther}, bad}));
            QCOMPARE(links(bench, id), before);
        }
        QCOMPARE(bench.transport.asked.size(), 2U);
        QCOMPARE(move(bench, JobId::create(), {}).error().code, ErrorCode::NotFound);
    }

    void everybodyWhoWaitsForNamesIsAnswered()
    {
        EngineBench bench;
        const JobId id = bench.add({u"https://a.example/1"_s, u"https://a.example/2"_s});
        bench.transport.holdsReveals = true;
        bench.transport.finish(0, 100);
        EngineBench::settle();
        int answers = 0;
        for (int i = 0; i < 2; ++i)
            bench.engine.changeSource(id, {{1, {}, kOther + QString::number(i)}},
                                      [&](const auto &outcome) { answers += outcome ? 1 : 0; });
        EngineBench::settle();
        QCOMPARE(answers, 0);
        bench.transport.answerReveals();
        EngineBench::settle();
        QCOMPARE(answers, 2);
        QCOMPARE(links(bench, id)[1], kOther + u'1');
        QCOMPARE(bench.transport.underWay(), 1);
    }

    void aStoreThatRefusesIsTold()
    {
        EngineBench bench;
        const JobId id = bench.add();
        bench.store.failure = Error{ErrorCode::StoreFailed};
        QCOMPARE(move(bench, id, {{{}, {}, kOther}}).error().code, ErrorCode::StoreFailed);
    }

    void rangesReachTheTransport()
    {
        EngineBench bench;
        JobSpec spec;
        spec.folder = u"/downloads"_s;
        spec.files = {{QUrl(kOther), {}, {{5, 10}, {0, 5}}}};
        Result<JobId> id = fail(ErrorCode::Internal);
        bench.engine.add(spec, [&](const Result<JobId> &added) { id = added; });
        EngineBench::settle();
        QVERIFY(id);
        QVERIFY(bench.transport.asked.front().file.ranges == spec.files.front().ranges);
        QVERIFY(bench.store.details(*id).files.front().ranges == spec.files.front().ranges);
        Settings settings;
        settings.maxRangesPerFile = 1;
        bench.engine.setSettings(settings);
        bench.engine.add(spec, [&](const Result<JobId> &added) { id = added; });
        EngineBench::settle();
        QCOMPARE(id.error().code, ErrorCode::TooManyRangesInFile);
    }

    void aFinalErrorIsNotTriedAgain()
    {
        EngineBench bench;
        const JobId id = bench.add();
        Error error{ErrorCode::InvalidServerResponse, {}, ErrorContext::RemoteFile, {}};
        error.isFinal = true;
        bench.transport.fail(0, error);
        QCOMPARE(bench.job(id).state, JobState::Error);
    }
};

QTEST_GUILESS_MAIN(TestEngineSource)
#include "tst_enginesource.moc"
