// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <unistd.h>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kTail = 65536;

} // namespace

/// Going on with a part file: nothing is fetched twice, and nothing is joined that does not fit.
class TestHttpTransportResume : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_content = noise(1'000'000);
        m_server = std::make_unique<HttpTestServer>();
        m_bench = std::make_unique<TransportBench>();
        m_server->on("/file.bin", ServedFile{m_content});
    }

    void goesOnWhereItStopped()
    {
        fetch(m_content.first(600'000));
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(m_server->requests.size(), 1U);
        QCOMPARE(m_server->requests[0].rangeStart(), 600'000 - kTail);
        QCOMPARE(m_server->requests[0].header("If-Range"), "\"v1\"");
        QCOMPARE(m_hearer.connections.size(), 1U);
        QCOMPARE(m_hearer.connections[0].bytesTransferred, 600'000);
        QCOMPARE(finished(), m_content);
    }

    void whatCannotBeKnownAgainIsFetchedAnew_data()
    {
        QTest::addColumn<QByteArray>("ours");
        QTest::addColumn<QByteArray>("theirs");
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<bool>("again");
        QTest::newRow("no validators") << QByteArray() << QByteArray() << QByteArray() << true;
        QTest::newRow("another weak tag")
            << QByteArray("W/\"1\"") << QByteArray("W/\"2\"") << QByteArray() << true;
        QTest::newRow("the same weak tag")
            << QByteArray("W/\"1\"") << QByteArray("W/\"1\"") << QByteArray() << false;
        QTest::newRow("the tag is gone")
            << QByteArray("\"1\"") << QByteArray() << QByteArray() << true;
        QTest::newRow("the tag is gone, the date is the same")
            << QByteArray("\"1\"") << QByteArray() << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT")
            << false;
        QTest::newRow("a date alone")
            << QByteArray() << QByteArray() << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << false;
    }
    void whatCannotBeKnownAgainIsFetchedAnew()
    {
        QFETCH(const QByteArray, ours);
        QFETCH(const QByteArray, theirs);
        QFETCH(const QByteArray, date);
        QFETCH(const bool, again);
        // The server ignores conditions, and what changed is far from the seam.
        QByteArray changed = m_content;
        changed.replace(1000, 100, QByteArray(100, '!'));
        m_server->on("/file.bin", [&](HttpRequest request) {
            request.headers.erase("if-range");
            return ServedFile{again ? changed : m_content, theirs, date}(request);
        });
        FileTask task = interrupted(m_content.first(600'000));
        task.file.resume.etag = ours;
        task.file.resume.lastModified = date;
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(finished(), again ? changed : m_content);
    }

    void aCutTransferIsTakenUpAgain()
    {
        bool cut = true;
        m_server->on("/file.bin", [&](const HttpRequest &request) {
            HttpResponse response = ServedFile{m_content}(request);
            if (std::exchange(cut, false)) {
                response.body.truncate(400'000);
                response.then = HttpResponse::Then::Close;
            }
            return response;
        });
        Hearer first;
        m_bench->fetch(m_bench->task(m_server->url("/file.bin")), first);
        QCOMPARE(first.code(), ErrorCode::ConnectionClosed);
        const qint64 received = first.progress.back().first;
        QVERIFY(received > 0 && received <= 400'000);

        FileTask task = m_bench->task(m_server->url("/file.bin"));
        task.file = first.file(); // as the store has it: nothing synced, but no crash either
        Hearer second;
        m_bench->fetch(task, second);
        QCOMPARE(second.code(), ErrorCode::None);
        QCOMPARE(m_server->requests.back().rangeStart(), received - kTail);
        QCOMPARE(finished(), m_content);
    }

    void afterAPowerCutOnlySyncedBytesCount()
    {
        FileTask task = interrupted(m_content.first(600'000));
        task.file.resume.continuity = "another-boot 1 2 3";
        task.file.resume.synced = 300'000;
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_server->requests[0].rangeStart(), 300'000 - kTail);
        QCOMPARE(finished(), m_content);
    }

    void aWholePartNeedsOnlyItsTail()
    {
        fetch(m_content);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(m_server->requests[0].rangeStart(), m_content.size() - kTail);
        QCOMPARE(finished(), m_content);
    }

    void transferredFilesNeedNoServer()
    {
        FileTask task = interrupted(m_content);
        task.file.transferred = true;
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QVERIFY(m_server->requests.empty());
        QCOMPARE(finished(), m_content);
    }

    void lastModifiedServesWhereThereIsNoTag()
    {
        m_server->on("/file.bin", ServedFile{m_content, {}});
        FileTask task = interrupted(m_content.first(600'000));
        task.file.resume.etag.clear();
        task.file.resume.lastModified = "Sun, 06 Nov 1994 08:49:37 GMT";
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_server->requests[0].header("If-Range"), task.file.resume.lastModified);
        QCOMPARE(m_server->requests.size(), 1U);
        QCOMPARE(finished(), m_content);
    }

    void withoutValidatorsTheTailDecides()
    {
        m_server->on("/file.bin", ServedFile{m_content, {}, {}});
        FileTask task = interrupted(m_content.first(600'000));
        task.file.resume.etag.clear();
        m_bench->fetch(task, m_hearer);
        QVERIFY(m_server->requests[0].header("If-Range").isEmpty());
        QCOMPARE(m_server->requests.size(), 1U);
        QCOMPARE(finished(), m_content);
    }

    void aPartOfUnknownTotalIsNotTheEnd_data()
    {
        QTest::addColumn<QByteArray>("end"); // Content-Range of the last answer, a 416
        QTest::newRow("416 with total") << QByteArray("Content-Range: bytes */1000000");
        QTest::newRow("416 and nothing else") << QByteArray("X: y");
    }
    void aPartOfUnknownTotalIsNotTheEnd()
    {
        QFETCH(const QByteArray, end);
        m_server->on("/file.bin", [&](const HttpRequest &request) {
            const qint64 from = request.rangeStart().value_or(0);
            if (from >= m_content.size())
                return status("416 Range Not Satisfiable", {end});
            const QByteArray bytes = m_content.mid(from, 150'000); // less than asked for
            HttpResponse response = ok(bytes, {"ETag: \"v1\""});
            response.head.replace("200 OK", "206 Partial Content");
            response.head += "Content-Range: bytes " + QByteArray::number(from) + "-"
                + QByteArray::number(from + bytes.size() - 1) + "/*\r\n";
            return response;
        });
        FileTask task = interrupted(m_content.first(600'000));
        task.file.bytesTotal.reset();
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QVERIFY(m_hearer.isOver());
        QCOMPARE(m_hearer.file().bytesTotal, m_content.size());
        QCOMPARE(finished(), m_content);
        QVERIFY(m_server->requests.size() < 8);
    }

    void aServerThatNeverTellsTheEnd()
    {
        // It sends the tail again and again, whatever it is asked for.
        m_server->on("/file.bin", [&](const HttpRequest &) {
            HttpResponse response = ok(m_content.first(600'000).last(kTail), {"ETag: \"v1\""});
            response.head.replace("200 OK", "206 Partial Content");
            response.head += "Content-Range: bytes 534464-599999/*\r\n";
            return response;
        });
        FileTask task = interrupted(m_content.first(600'000));
        task.file.bytesTotal.reset();
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::InvalidServerResponse);
        QCOMPARE(m_server->requests.size(), 2U);
        QCOMPARE(contentOf(task.file.partPath), m_content.first(600'000));
    }

    void aChangedFileIsFetchedAnew_data()
    {
        QTest::addColumn<ServedFile>("now");
        QTest::addColumn<bool>("conditional"); // whether the server heeds If-Range
        const QByteArray other = noise(1'000'000, 2);
        QTest::newRow("new tag, If-Range heeded") << ServedFile{other, "\"v2\""} << true;
        QTest::newRow("new tag, If-Range ignored") << ServedFile{other, "\"v2\""} << false;
        QTest::newRow("new size") << ServedFile{other.first(900'000)} << false;
        QTest::newRow("smaller than what is here") << ServedFile{other.first(100'000)} << false;
        QTest::newRow("same tag, other bytes") << ServedFile{other} << false;
        QTest::newRow("empty now") << ServedFile{{}} << false;
    }
    void aChangedFileIsFetchedAnew()
    {
        QFETCH(const ServedFile, now);
        QFETCH(const bool, conditional);
        m_server->on("/file.bin", [&](HttpRequest request) {
            if (!conditional)
                request.headers.erase("if-range");
            return now(request);
        });
        fetch(m_content.first(600'000));
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(m_hearer.connections.back().bytesTransferred, 0);
        QCOMPARE(m_hearer.connections.back().bytesTotal, now.content.size());
        QCOMPARE(m_hearer.connections.back().resume.etag, now.etag);
        QCOMPARE(finished(), now.content);
    }

    void aServerThatIgnoresRangesStartsOver()
    {
        m_server->on("/file.bin", ok(m_content, {"ETag: \"v1\""}));
        fetch(m_content.first(600'000));
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(m_server->requests.size(), 1U);
        QCOMPARE(m_hearer.connections.size(), 1U);
        QCOMPARE(m_hearer.connections[0].bytesTransferred, 0);
        QCOMPARE(finished(), m_content);
    }

    void aPageInPlaceOfTheFileTouchesNothing()
    {
        m_server->on("/file.bin", ok("<html>please sign in", {"Content-Type: text/html"}));
        const QByteArray part = m_content.first(600'000);
        const FileTask task = interrupted(part);
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::PageInsteadOfFile);
        QVERIFY(m_hearer.connections.empty());
        QCOMPARE(contentOf(task.file.partPath), part);
    }

    void aPageInPlaceOfAnUnknownFile_data()
    {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<bool>("refused");
        QTest::newRow("long part") << noise(600'000) << true;
        QTest::newRow("short part") << noise(100) << true;
        QTest::newRow("nothing yet") << QByteArray() << false;
        QTest::newRow("a page itself")
            << QByteArray("\xEF\xBB\xBF\r\n <!DOCTYPE HTML><p>") << false;
        QTest::newRow("a page itself, bare") << QByteArray("<html><head>") << false;
    }
    void aPageInPlaceOfAnUnknownFile()
    {
        // Its head told nothing: no length, no validator.
        QFETCH(const QByteArray, part);
        QFETCH(const bool, refused);
        const QByteArray page = "<html>please sign in";
        m_server->on("/file.bin", ok(page, {"Content-Type: text/html"}));
        FileTask task = interrupted(part);
        task.file.bytesTotal.reset();
        task.file.resume.etag.clear();
        m_bench->fetch(task, m_hearer);
        QVERIFY(m_hearer.isOver());
        QCOMPARE(m_hearer.code(), refused ? ErrorCode::PageInsteadOfFile : ErrorCode::None);
        QCOMPARE(refused ? contentOf(task.file.partPath) : finished(), refused ? part : page);
    }

    void wrongRangesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::newRow("other start") << QByteArray("Content-Range: bytes 0-9/1000000\r\n");
        QTest::newRow("no range") << QByteArray();
        QTest::newRow("nonsense") << QByteArray("Content-Range: bytes x-y/z\r\n");
        QTest::newRow("several parts")
            << QByteArray("Content-Type: multipart/byteranges; boundary=x\r\n");
        QTest::newRow("length of another range")
            << QByteArray("Content-Range: bytes 534464-999999/1000000\r\n");
        QTest::newRow("compressed") << QByteArray(
            "Content-Encoding: gzip\r\nContent-Range: bytes 534464-534473/1000000\r\n");
    }
    void wrongRangesAreRefused()
    {
        QFETCH(const QByteArray, fields);
        m_server->on("/file.bin",
                     {"HTTP/1.1 206 Partial Content\r\nContent-Length: 10\r\n" + fields,
                      QByteArray(10, 'x')});
        const QByteArray part = m_content.first(600'000);
        const FileTask task = interrupted(part);
        m_bench->fetch(task, m_hearer);
        QVERIFY(m_hearer.code() == ErrorCode::InvalidServerResponse
                || m_hearer.code() == ErrorCode::ContentEncoded);
        QCOMPARE(contentOf(task.file.partPath), part);
    }

    void renamedButNotRecorded_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("own name") << u"file.bin"_s;
        QTest::newRow("numbered") << u"file (1).bin"_s;
    }
    void renamedButNotRecorded()
    {
        QFETCH(const QString, name);
        m_server->on("/file.bin", ServedFile{m_content});
        FileTask task = m_bench->task(m_server->url("/file.bin"));
        m_bench->fetchHidden(task, m_hearer);
        if (name != u"file.bin"_s)
            writeFile(m_bench->path(u"file.bin"_s), "somebody else's");
        QVERIFY(QFile::rename(m_hearer.file().partPath, m_bench->path(name)));

        task.file = m_hearer.connections.front(); // the record is older
        const auto asked = m_server->requests.size();
        Hearer again;
        m_bench->fetch(task, again);
        QCOMPARE(again.code(), ErrorCode::None);
        QVERIFY(again.file().completed);
        QCOMPARE(again.file().path, m_bench->path(name));
        QCOMPARE(m_server->requests.size(), asked);
    }

    void aPartThatIsNotOursIsRefused_data()
    {
        QTest::addColumn<bool>("symbolic");
        QTest::newRow("symbolic link") << true;
        QTest::newRow("hard link") << false;
    }
    void aPartThatIsNotOursIsRefused()
    {
        QFETCH(const bool, symbolic);
        const QByteArray part = m_content.first(600'000);
        const FileTask task = interrupted(part);
        const QByteArray path = QFile::encodeName(task.file.partPath);
        const QByteArray target = QFile::encodeName(m_bench->path(u"target"_s));
        QCOMPARE(::rename(path.constData(), target.constData()), 0);
        QCOMPARE(symbolic ? ::symlink(target.constData(), path.constData())
                          : ::link(target.constData(), path.constData()),
                 0);
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::AccessDenied);
        QVERIFY(m_server->requests.empty());
        QCOMPARE(contentOf(m_bench->path(u"target"_s)), part);
    }

    void aPartThatIsGoneIsMadeAnew()
    {
        const FileTask task = interrupted(m_content.first(600'000));
        QVERIFY(QFile::remove(task.file.partPath));
        m_bench->fetch(task, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QVERIFY(!m_server->requests[0].rangeStart());
        QCOMPARE(finished(), m_content);
    }

    void cleanup()
    {
        m_bench.reset();
        m_server.reset();
        m_hearer = Hearer();
    }

private:
    FileTask interrupted(const QByteArray &part) const
    {
        return m_bench->interrupted(m_server->url("/file.bin"), part, m_content.size());
    }
    void fetch(const QByteArray &part) { m_bench->fetch(interrupted(part), m_hearer); }
    QByteArray finished() const { return contentOf(m_bench->path(u"file.bin"_s)); }

    QByteArray m_content;
    std::unique_ptr<HttpTestServer> m_server;
    std::unique_ptr<TransportBench> m_bench;
    Hearer m_hearer;
};

QTEST_GUILESS_MAIN(TestHttpTransportResume)
#include "tst_httptransportresume.moc"
