// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QTimer>

#include <set>
#include <sys/stat.h>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

/// Fetching whole files, from the request to the finished file.
class TestHttpTransport : public QObject
{
    Q_OBJECT

private slots:
    void aFileArrives()
    {
        HttpTestServer server;
        const QByteArray content = noise(3'000'000);
        server.on("/a/file.bin", ServedFile{content});
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/a/file.bin")), hearer);

        QCOMPARE(hearer.code(), ErrorCode::None);
        const JobFile file = hearer.file();
        QVERIFY(file.transferred);
        QVERIFY(file.completed);
        QCOMPARE(file.path, bench.path(u"file.bin"_s));
        QCOMPARE(file.bytesTransferred, content.size());
        QCOMPARE(file.bytesTotal, content.size());
        QCOMPARE(file.resumable, true);
        QCOMPARE(bench.names(), QStringList{u"file.bin"_s});
        QCOMPARE(contentOf(file.path), content);
    }

    void itIsToldHowItGoes()
    {
        HttpTestServer server;
        server.on("/file.bin", ServedFile{noise(500'000)});
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);

        QCOMPARE(hearer.connections.size(), 1U);
        const JobFile &first = hearer.connections.front();
        QCOMPARE(first.bytesTransferred, 0);
        QCOMPARE(first.bytesTotal, 500'000);
        QCOMPARE(first.path, bench.path(u"file.bin"_s));
        QVERIFY(first.partPath.startsWith(bench.path(u".file.bin."_s)));
        QVERIFY(first.partPath.endsWith(bench.job.toString() + u".part"_s));
        QCOMPARE(first.resume.etag, "\"v1\"");
        QCOMPARE(first.resume.lastModified, "Sun, 06 Nov 1994 08:49:37 GMT");
        QVERIFY(!first.resume.continuity.isEmpty());
        QVERIFY(!hearer.progress.empty());
        QCOMPARE(hearer.progress.back().first, 500'000);
    }

    void theRequestAsksForBytesAsTheyAre()
    {
        HttpTestServer server;
        server.on("/file.bin", ok("x"));
        TransportOptions options;
        options.userAgent = "Lighterman/1.2.3";
        TransportBench bench(options);
        FileTask task = bench.task(server.url("/file.bin"));
        task.file.url.setUserInfo(u"anna:secret"_s);
        task.headers = {{"X-Own", "yes"}};
        Hearer hearer;
        bench.fetch(task, hearer);

        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(server.requests.size(), 1U);
        const HttpRequest &request = server.requests.front();
        QCOMPARE(request.method, "GET");
        QCOMPARE(request.header("Accept-Encoding"), "identity");
        QCOMPARE(request.header("User-Agent"), "Lighterman/1.2.3");
        QCOMPARE(request.header("X-Own"), "yes");
        QVERIFY(request.header("Range").isEmpty());
        QVERIFY(request.header("Authorization").isEmpty());
        QVERIFY(request.header("Cookie").isEmpty());
        QVERIFY(request.header("Cache-Control").isEmpty());
    }

    void aFinishedFileHasTimeAndModeOfAFile()
    {
        HttpTestServer server;
        server.on("/file.bin", ServedFile{"content"});
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);

        const mode_t mask = ::umask(0);
        ::umask(mask);
        struct stat status = {};
        QCOMPARE(::stat(QFile::encodeName(hearer.file().path).constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0666U & ~mask);
        QCOMPARE(status.st_mtim.tv_sec, 784111777);
    }

    void sizes_data()
    {
        QTest::addColumn<HttpResponse>("response");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("resumable");
        const QByteArray large = noise(700'000);
        QTest::newRow("empty file")
            << ok({}, {"Accept-Ranges: bytes", "ETag: \"1\""}) << QByteArray() << true;
        QTest::newRow("chunked") << chunked(large) << large << false;
        QTest::newRow("no length at all")
            << HttpResponse{"HTTP/1.1 200 OK\r\n", large, HttpResponse::Then::Close} << large
            << false;
        QTest::newRow("HTTP/1.0") << HttpResponse{"HTTP/1.0 200 OK\r\nAccept-Ranges: none\r\n",
                                                  "old", HttpResponse::Then::Close}
                                  << QByteArray("old") << false;
        HttpResponse twice = ok("twice");
        twice.head += "Content-Length: 5\r\n";
        QTest::newRow("the same length twice") << twice << QByteArray("twice") << false;
        HttpResponse more = ok("seven");
        more.body += "teen";
        more.then = HttpResponse::Then::Close;
        QTest::newRow("more than announced: cut by Qt") << more << QByteArray("seven") << false;
    }
    void sizes()
    {
        QFETCH(const HttpResponse, response);
        QFETCH(const QByteArray, content);
        QFETCH(const bool, resumable);
        HttpTestServer server;
        server.on("/file.bin", response);
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(contentOf(bench.path(u"file.bin"_s)), content);
        QCOMPARE(hearer.file().bytesTotal, content.size());
        QCOMPARE(hearer.file().resumable.value_or(false), resumable);
    }

    void manyFilesOfOneNameAllArrive()
    {
        constexpr std::size_t kFiles = 60;
        HttpTestServer server;
        server.on("/file.bin",
                  [](const HttpRequest &request) { return ok("content of " + request.target); });
        TransportBench bench;
        std::vector<Hearer> hearers(kFiles);
        std::vector<std::unique_ptr<Pending>> pending;
        for (std::size_t i = 0; i < kFiles; ++i) {
            FileTask task = bench.task(server.url("/file.bin?" + QByteArray::number(i)));
            task.file.index = int(i);
            pending.push_back(bench.transport.fetch(task, hearers[i]));
        }
        for (std::size_t i = 0; i < kFiles; ++i) {
            QTRY_VERIFY(hearers[i].isOver());
            bench.reveal(hearers[i]);
            QCOMPARE(hearers[i].code(), ErrorCode::None);
            QCOMPARE(contentOf(hearers[i].file().path),
                     "content of /file.bin?" + QByteArray::number(i));
        }
        QCOMPARE(bench.names().size(), qsizetype(kFiles));
        QVERIFY(bench.names().contains(u"file (59).bin"_s));
        std::set<quint16> connections;
        for (const HttpRequest &request : server.requests)
            connections.insert(request.port);
        // Six of each lane: which one the first files take depends on how fast they come.
        QVERIFY(connections.size() <= 12U);
    }

    void aSlowHostDoesNotHoldUpAnother()
    {
        HttpTestServer slow;
        HttpResponse hang;
        hang.then = HttpResponse::Then::Hang;
        slow.on("/file.bin", hang);
        HttpTestServer quick;
        quick.on("/quick.bin", ok("quick"));
        TransportBench bench;
        std::vector<Hearer> stuck(40);
        std::vector<std::unique_ptr<Pending>> pending;
        for (Hearer &hearer : stuck)
            pending.push_back(bench.transport.fetch(bench.task(slow.url("/file.bin")), hearer));
        Hearer hearer;
        bench.fetch(bench.task(quick.url("/quick.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
    }

    void whoCallsOffHearsNothing()
    {
        HttpTestServer server;
        HttpResponse part = ok(noise(1'000'000));
        part.body.truncate(600'000);
        part.then = HttpResponse::Then::Hang;
        server.on("/file.bin", part);
        TransportBench bench;
        Hearer hearer;
        auto pending = bench.transport.fetch(bench.task(server.url("/file.bin")), hearer);
        QTRY_VERIFY(!hearer.progress.empty());
        QTRY_VERIFY(hearer.progress.back().first == 600'000);
        pending.reset();
        const auto heard = hearer.progress.size();
        Hearer other; // which comes after all that could still be on its way
        server.on("/other.bin", ok("other"));
        bench.fetch(bench.task(server.url("/other.bin")), other);
        QCOMPARE(hearer.progress.size(), heard);
        QVERIFY(!hearer.isOver());
        QCOMPARE(QFileInfo(hearer.file().partPath).size(), 600'000);
    }

    void calledOffAsTheAnswerComes()
    {
        // Each one in the moment in which its own answer is on its way.
        constexpr std::size_t kFiles = 300;
        HttpTestServer server;
        TransportBench bench;
        std::vector<Hearer> hearers(kFiles);
        std::vector<std::unique_ptr<Pending>> pending(kFiles);
        int over = 0;
        server.on("/file.bin", [&](const HttpRequest &request) {
            const auto index = request.target.split('?').back().toUInt();
            QTimer::singleShot(0, &server, [&, index] {
                pending[index].reset();
                ++over;
            });
            return ServedFile{noise(3000)}(request);
        });
        server.on("/other.bin", ok("other"));
        for (int round = 1; round <= 3; ++round) {
            for (std::size_t i = 0; i < kFiles; ++i) {
                FileTask task = bench.task(server.url("/file.bin?" + QByteArray::number(i)));
                task.file.index = int(i);
                pending[i] = bench.transport.fetch(task, hearers[i]);
            }
            QTRY_COMPARE(over, round * int(kFiles));
            QVERIFY(namesAfterAnother(server, bench) == namesAfterAnother(server, bench));
        }
    }

    void hiddenFilesAreRevealedLater()
    {
        HttpTestServer server;
        server.on("/file.bin", ServedFile{"content"});
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        Hearer hearer;
        bench.fetchHidden(task, hearer);
        QVERIFY(hearer.file().transferred);
        QVERIFY(!hearer.file().completed);
        QVERIFY(bench.names().front().startsWith(u".file.bin."_s));

        std::optional<std::vector<JobFile>> revealed;
        bench.transport.reveal({hearer.file()}, [&](const std::vector<JobFile> &files, auto error) {
            revealed = files;
            QVERIFY(!error);
        });
        QTRY_VERIFY(revealed);
        QVERIFY(revealed->front().completed);
        QCOMPARE(bench.names(), QStringList{u"file.bin"_s});
    }

    void discardedPartsAreGone()
    {
        TransportBench bench;
        const QString part = bench.path(u".a.part"_s);
        const QString folder = bench.path(u"folder"_s);
        writeFile(part, "x");
        QVERIFY(QDir().mkpath(folder + u"/inner"_s));
        std::optional<std::vector<QString>> left;
        bench.transport.discard({part, bench.path(u"gone"_s), folder},
                                [&](const std::vector<QString> &paths) { left = paths; });
        QTRY_VERIFY(left);
        QCOMPARE(*left, std::vector<QString>{folder});
        QVERIFY(!QFile::exists(part));
    }

private:
    /// What is in the folder once everything asked for before has come to its end.
    static QStringList namesAfterAnother(HttpTestServer &server, TransportBench &bench)
    {
        FileTask task = bench.task(server.url("/other.bin"));
        task.file.path = bench.path(u"other.bin"_s);
        Hearer hearer;
        bench.fetchHidden(task, hearer);
        if (hearer.code() != ErrorCode::None || !QFile::remove(hearer.file().partPath))
            return {QUuid::createUuid().toString()}; // like nothing else
        return bench.names();
    }
};

QTEST_GUILESS_MAIN(TestHttpTransport)
#include "tst_httptransport.moc"
