// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

/// Writes down what it hears, as words.
class Listener final : public JobRunner::Host
{
public:
    void fileConnected(const JobId &, const JobFile &file, qint64) override
    {
        heard += u"connected %1"_s.arg(file.index);
    }
    void bytesArrived(const JobId &, const FileProgress &progress) override
    {
        heard += u"bytes %1 %2"_s.arg(progress.index).arg(progress.received);
    }
    void fileFinished(const JobId &, const JobFile &file) override
    {
        heard += u"finished %1"_s.arg(file.index);
    }
    void fileFailed(const JobId &, const Error &error) override
    {
        heard += u"lost %1"_s.arg(error.file);
    }
    void fileChallenged(const JobId &, int index, const AuthChallenge &) override
    {
        heard += u"challenged %1"_s.arg(index);
    }
    void fileSignedIn(const JobId &, const AuthChallenge &) override { heard += u"signed in"_s; }
    void runEnded(const JobId &, const Result<void> &end) override
    {
        heard += end ? u"done"_s
                     : u"failed "_s + wireName(end.error().code) + u' ' + end.error().file;
    }
    QStringList heard;
};

/// Destroys the runner with its last word, and still has to know the job then.
class Executioner final : public JobRunner::Host
{
public:
    void fileConnected(const JobId &, const JobFile &, qint64) override { }
    void bytesArrived(const JobId &, const FileProgress &) override { }
    void fileFinished(const JobId &, const JobFile &) override { }
    void fileFailed(const JobId &, const Error &) override { }
    void fileChallenged(const JobId &, int, const AuthChallenge &) override { }
    void fileSignedIn(const JobId &, const AuthChallenge &) override { }
    void runEnded(const JobId &job, const Result<void> &) override
    {
        runner.reset();
        ended = job;
    }
    std::unique_ptr<JobRunner> runner;
    JobId ended;
};

const Error kBusy{ErrorCode::TimedOut, {}, ErrorContext::None, {}};

std::vector<JobFile> someFiles(int count)
{
    std::vector<JobFile> files;
    for (int i = 0; i < count; ++i)
        files.push_back({.index = i, .url = QUrl(u"https://a.example/%1"_s.arg(i))});
    return files;
}

} // namespace

class TestJobRunner : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNeededToGoOnIsKept()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(1));
        transport.connect(0, 100);
        transport.pieces = "0-30,60-70";
        transport.progress(0, 40);
        QCOMPARE(runner.files().front().resume.pieces, transport.pieces);
        QCOMPARE(runner.files().front().bytesTransferred, 40);
    }

    void onlyForegroundJobsTakeManyConnections()
    {
        FakeTransport transport;
        Listener host;
        JobRunner::Orders orders;
        for (const Priority priority : {Priority::Foreground, Priority::High, Priority::Low}) {
            orders.settings.priority = priority;
            JobRunner runner(orders, transport, host);
            runner.start(someFiles(1));
            QCOMPARE(transport.asked.back().connections, priority == Priority::Foreground ? 8 : 2);
        }
    }

    void aFailedFileNamesItself()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(2));
        transport.fail(0, {httpError(404), {}, ErrorContext::RemoteFile, {}});
        QCOMPARE(host.heard, QStringList{u"lost https://a.example/0"_s});
        transport.finish(1, 50);
        QCOMPARE(host.heard.last(), u"failed http-404 https://a.example/0"_s);
    }

    void countsBytesAndFiles()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(2));
        QCOMPARE(transport.underWay(), 2);
        QVERIFY(!runner.bytesTotal());
        transport.connect(0, 100);
        transport.connect(1, 50);
        QCOMPARE(runner.bytesTotal(), 150);
        transport.progress(0, 30);
        transport.progress(1, 20);
        QCOMPARE(runner.bytesTransferred(), 50);
        transport.finish(0, 100);
        QCOMPARE(runner.bytesTransferred(), 120);
        QCOMPARE(runner.filesTransferred(), 1);
        transport.finish(1, 50);
        QCOMPARE(host.heard.last(), u"done"_s);
        QCOMPARE(host.heard.count(u"done"_s), 1);
    }

    void aRestartTakesItsBytesBack()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(1));
        transport.connect(0, 100);
        transport.progress(0, 90);
        transport.connect(0, 80); // the server's file has changed
        QCOMPARE(runner.bytesTransferred(), 0);
        QCOMPARE(runner.bytesTotal(), 80);
    }

    void onlyWhatIsMissingIsFetched()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        auto files = someFiles(3);
        files[1].transferred = true;
        runner.start(files);
        QCOMPARE(transport.underWay(), 2);
        QVERIFY(!transport.listening(1));
    }

    void aJobWithNothingLeftEndsAtOnce()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        auto files = someFiles(1);
        files[0].transferred = true;
        runner.start(files);
        QCOMPARE(host.heard, QStringList{u"done"_s});
    }

    void aFileThatFailsForGoodDoesNotStopTheOthers()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(40));
        QCOMPARE(transport.underWay(), 32);
        transport.fail(0, {httpError(404), {}, ErrorContext::RemoteFile, {}});
        for (int i = 1; i < 40; ++i)
            transport.finish(i, 1);
        QCOMPARE(host.heard.last(), u"failed http-404 https://a.example/0"_s);
        QCOMPARE(runner.filesTransferred(), 39);
    }

    void aFileThatMayHealDoesNotStopTheOthers()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(40));
        transport.fail(0, kBusy);
        QCOMPARE(transport.underWay(), 32);
        QCOMPARE(host.heard, QStringList{u"lost https://a.example/0"_s});
        for (int i = 1; i < 40; ++i)
            transport.finish(i, 1);
        QCOMPARE(runner.filesTransferred(), 39);
        QCOMPARE(host.heard.last(), u"failed timed-out https://a.example/0"_s);
        QCOMPARE(transport.asked.size(), 40U);
    }

    void filesThatFailInARowStopTheRest()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(40));
        for (int i = 0; i < 4; ++i)
            transport.fail(i, kBusy);
        QCOMPARE(transport.asked.size(), 35U); // the fourth has no successor
        transport.finish(4, 1);                // the server can do it after all
        QCOMPARE(transport.asked.size(), 37U);
    }

    void whatOnlyAnEventEndsStopsTheRestAtOnce()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(40));
        transport.fail(0, kBusy);
        transport.fail(1, {ErrorCode::DiskFull, {}, ErrorContext::None, {}});
        for (int i = 2; i < 33; ++i)
            transport.finish(i, 1);
        QCOMPARE(transport.asked.size(), 33U);
        QCOMPARE(host.heard.last(), u"failed disk-full https://a.example/1"_s);
    }

    void aFileThatMayHealIsAskedForAgainWhileOthersCome()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(2));
        transport.fail(0, kBusy);
        QCOMPARE(transport.underWay(), 1);
        runner.tryAgain();
        QCOMPARE(transport.underWay(), 2);
        QCOMPARE(transport.asked.back().file.index, 0);
        transport.finish(0, 1);
        transport.finish(1, 1);
        QCOMPARE(host.heard.last(), u"done"_s);
    }

    void theFatalErrorIsTheOneThatIsShown()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(2));
        transport.fail(0, {ErrorCode::TimedOut, {}, ErrorContext::None, {}});
        transport.fail(1, {httpError(404), {}, ErrorContext::None, {}});
        QCOMPARE(host.heard.last(), u"failed http-404 https://a.example/1"_s);
    }

    void aFileThatDoesNotMatchCountsForNothing()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(1));
        transport.connect(0, 100);
        transport.progress(0, 100);
        transport.refuse(0, 100);
        QCOMPARE(runner.bytesTransferred(), 0);
        QCOMPARE(runner.bytesTotal(), 100);
        QCOMPARE(runner.filesTransferred(), 0);
        QVERIFY(runner.files()[0].isRefused());
        QVERIFY(!runner.files()[0].partPath.isEmpty());
        QCOMPARE(host.heard.last(), u"failed validation-failed https://a.example/0"_s);
    }

    void theLastWordMayDestroyTheRunner()
    {
        for (const int missing : {0, 1}) {
            FakeTransport transport;
            Executioner host;
            const JobId job = JobId::create();
            host.runner = std::make_unique<JobRunner>(
                JobRunner::Orders{.job = job, .folder = u"/downloads"_s, .settings = {}}, transport,
                host);
            host.runner->start(someFiles(missing));
            if (missing > 0)
                transport.finish(0, 1);
            QVERIFY(!host.runner);
            QCOMPARE(host.ended, job);
        }
    }

    void filesWithoutANameAreListed()
    {
        FakeTransport transport;
        Listener host;
        JobRunner runner({}, transport, host);
        runner.start(someFiles(2));
        transport.finish(1, 5);
        QCOMPARE(runner.hidden().size(), 1U);
        JobFile file = runner.hidden().front();
        QCOMPARE(file.index, 1);
        file.completed = true;
        runner.replace(file);
        QVERIFY(runner.hidden().empty());
    }

    void destructionIsSilent()
    {
        FakeTransport transport;
        Listener host;
        {
            JobRunner runner({}, transport, host);
            runner.start(someFiles(3));
        }
        QCOMPARE(transport.underWay(), 0);
        QVERIFY(host.heard.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_jobrunner.moc"
