// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kTail = 65536;

/// An answer 206 with this Content-Range and this body.
HttpResponse part(const QByteArray &range, const QByteArray &body,
                  const QByteArray &more = "Content-Type: application/octet-stream\r\n")
{
    return {"HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nContent-Length: "
                + QByteArray::number(body.size()) + "\r\n" + more
                + (range.isEmpty() ? QByteArray() : "Content-Range: bytes " + range + "\r\n"),
            body};
}

} // namespace

/// Files that are made of ranges: one request for each, and nothing joined that is not of one file.
class TestHttpTransportRanges : public QObject
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

    void rangesAreConcatenatedInTheirOrder()
    {
        fetch({{500'000, 1000}, {0, 200'000}, {999'990, {}}});
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(finished(), local({{500'000, 1000}, {0, 200'000}, {999'990, {}}}));
        QCOMPARE(asked(),
                 (QList<QByteArray>{"bytes=500000-500999", "bytes=0-199999", "bytes=999990-"}));
        QVERIFY(m_server->requests[0].header("If-Range").isEmpty());
        QCOMPARE(m_server->requests[1].header("If-Range"), "\"v1\"");
        QCOMPARE(m_server->requests[2].header("If-Range"), "\"v1\"");
        QCOMPARE(m_hearer.file().bytesTotal, 201'010);
        QCOMPARE(m_hearer.connections[0].bytesTotal, 201'010);
    }

    void rangesOfKnownSizeShareAConnection()
    {
        fetch({{0, 400'000}, {500'000, 10}, {600'000, 10}});
        QCOMPARE(m_server->requests.size(), 3U);
        for (const HttpRequest &request : m_server->requests)
            QCOMPARE(request.port, m_server->requests[0].port);
        QCOMPARE(m_hearer.connections.size(), 1U);
    }

    void anOpenEndMayComeFirst()
    {
        const ByteRanges ranges{{700'000, {}}, {0, 10}};
        fetch(ranges);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(finished(), local(ranges));
    }

    void itGoesOnAtAnyByte_data()
    {
        QTest::addColumn<int>("have");
        QTest::addColumn<QList<QByteArray>>("asked");
        // The local file: 0-99999 is 300000 on, 100000-199999 is 0 on, the rest 900000 on.
        using Asked = QList<QByteArray>;
        QTest::newRow("less than a tail")
            << 65536 << Asked{"bytes=300000-399999", "bytes=0-99999", "bytes=900000-"};
        QTest::newRow("in the first")
            << 80'000 << Asked{"bytes=314464-399999", "bytes=0-99999", "bytes=900000-"};
        QTest::newRow("at the first seam")
            << 100'000 << Asked{"bytes=334464-399999", "bytes=0-99999", "bytes=900000-"};
        QTest::newRow("just behind a seam")
            << 100'001 << Asked{"bytes=334465-399999", "bytes=0-99999", "bytes=900000-"};
        QTest::newRow("in the second") << 180'000 << Asked{"bytes=14464-99999", "bytes=900000-"};
        QTest::newRow("in the last") << 290'000 << Asked{"bytes=924464-"};
        QTest::newRow("everything") << 300'000 << Asked{"bytes=934464-"};
    }
    void itGoesOnAtAnyByte()
    {
        QFETCH(const int, have);
        QFETCH(const QList<QByteArray>, asked);
        const ByteRanges ranges{{300'000, 100'000}, {0, 100'000}, {900'000, {}}};
        m_bench->fetch(interrupted(ranges, local(ranges).first(have)), m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(this->asked(), asked);
        QCOMPARE(finished(), local(ranges));
    }

    void aTailThatDiffersBeginsAnew_data()
    {
        QTest::addColumn<int>("at");
        QTest::newRow("in the range under way") << 109'999;
        QTest::newRow("in the range before") << 60'000;
    }
    void aTailThatDiffersBeginsAnew()
    {
        QFETCH(const int, at);
        const ByteRanges ranges{{300'000, 100'000}, {0, 100'000}};
        QByteArray part = local(ranges).first(110'000);
        part[at] = char(~part[at]);
        m_bench->fetch(interrupted(ranges, part), m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(finished(), local(ranges));
        QCOMPARE(asked().last(2), (QList<QByteArray>{"bytes=300000-399999", "bytes=0-99999"}));
    }

    void aFileThatChangesBetweenRangesBeginsAnew()
    {
        const QByteArray other = noise(1'000'001, 2);
        m_server->on("/file.bin", [&](const HttpRequest &request) {
            const bool isFirst = m_server->requests.size() == 1;
            return isFirst ? ServedFile{m_content}(request) : ServedFile{other, "\"v2\""}(request);
        });
        fetch({{0, 100'000}, {500'000, 100}});
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(finished(), other.first(100'000) + other.sliced(500'000, 100));
        QCOMPARE(m_hearer.connections.size(), 2U);
    }

    void withoutValidatorsTheSizeHasToDo()
    {
        m_server->on("/file.bin", ServedFile{m_content, {}, {}});
        const ByteRanges ranges{{0, 100'000}, {500'000, 100}};
        fetch(ranges);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(finished(), local(ranges));
        QCOMPARE(m_hearer.file().resumable, false);
    }

    void answersThatAreNoneAreFinal_data()
    {
        QTest::addColumn<HttpResponse>("answer");
        QTest::addColumn<ErrorCode>("code");
        const QByteArray ten(10, 'x');
        using enum ErrorCode;
        QTest::newRow("the whole file") << ok(noise(200)) << InsufficientRangeSupport;
        QTest::newRow("several parts")
            << part({}, ten, "Content-Type: multipart/byteranges; boundary=x\r\n")
            << InvalidServerResponse;
        QTest::newRow("one wide range") << part("10-109/1000", noise(100)) << InvalidServerResponse;
        QTest::newRow("another range") << part("11-20/1000", ten) << InvalidServerResponse;
        QTest::newRow("a shorter range") << part("10-18/1000", noise(9)) << InvalidServerResponse;
        QTest::newRow("no range") << part({}, ten) << InvalidServerResponse;
        QTest::newRow("another length") << part("10-19/1000", noise(11)) << InvalidServerResponse;
        QTest::newRow("outside, by status")
            << status("416 Range Not Satisfiable", {"Content-Range: bytes */5"}) << InvalidRange;
        QTest::newRow("outside, by status alone")
            << status("416 Range Not Satisfiable") << InvalidRange;
        QTest::newRow("partly outside") << part("10-15/16", noise(6)) << InvalidRange;
        QTest::newRow("the next one is outside") << part("10-19/105", ten) << InvalidRange;
    }
    void answersThatAreNoneAreFinal()
    {
        QFETCH(const HttpResponse, answer);
        QFETCH(const ErrorCode, code);
        m_server->on("/file.bin", answer);
        fetch({{10, 10}, {100, 10}});
        QCOMPARE(m_hearer.code(), code);
        QCOMPARE(kindOf(m_hearer.end->error()), ErrorKind::Fatal);
        QCOMPARE(m_server->requests.size(), 1U);
        QVERIFY(m_bench->names().isEmpty());
    }

    void anOpenEndNeedsASize()
    {
        m_server->on("/file.bin", part("10-19/*", noise(10)));
        fetch({{10, {}}});
        QCOMPARE(m_hearer.code(), ErrorCode::MissingFileSize);
    }

    void whatHasComeIsKept()
    {
        m_server->on("/file.bin", [&](const HttpRequest &request) {
            return m_server->requests.size() == 1 ? ServedFile{m_content}(request)
                                                  : part("0-999999/1000000", m_content);
        });
        fetch({{0, 100'000}, {500'000, 100}});
        QCOMPARE(m_hearer.code(), ErrorCode::InvalidServerResponse);
        QCOMPARE(contentOf(m_hearer.file().partPath), m_content.first(100'000));
    }

    void aCutRangeIsTakenUpAgain()
    {
        const ByteRanges ranges{{0, 100'000}, {500'000, 200'000}};
        m_server->on("/file.bin", [&](const HttpRequest &request) {
            HttpResponse response = ServedFile{m_content}(request);
            if (m_server->requests.size() == 2) {
                response.body.truncate(150'000);
                response.then = HttpResponse::Then::Close;
            }
            return response;
        });
        Hearer first;
        m_bench->fetch(task(ranges), first);
        QCOMPARE(first.code(), ErrorCode::ConnectionClosed);
        const qint64 received = first.progress.back().first;
        QVERIFY(received > 100'000 && received <= 250'000);
        FileTask again = task(ranges);
        again.file = first.file();
        m_bench->fetch(again, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        const qint64 place = received - kTail;
        QCOMPARE(m_server->requests[2].rangeStart(), place < 100'000 ? place : place + 400'000);
        QCOMPARE(finished(), local(ranges));
    }

    void whatCameFromElsewhereHasToAgree_data()
    {
        QTest::addColumn<ServedFile>("there");
        QTest::addColumn<bool>("goesOn");
        const QByteArray date = "Sun, 06 Nov 1994 08:49:37 GMT";
        QTest::newRow("the same tag") << ServedFile{m_content, "\"v1\"", {}} << true;
        QTest::newRow("no tag, the same date") << ServedFile{m_content, {}, date} << true;
        QTest::newRow("another tag") << ServedFile{m_content, "\"v2\"", date} << false;
        QTest::newRow("another date")
            << ServedFile{m_content, {}, "Mon, 07 Nov 1994 08:49:37 GMT"} << false;
        QTest::newRow("nothing to know it by") << ServedFile{m_content, {}, {}} << false;
        QTest::newRow("another size") << ServedFile{m_content + "x", "\"v1\"", date} << false;
    }
    void whatCameFromElsewhereHasToAgree()
    {
        QFETCH(ServedFile, there);
        QFETCH(const bool, goesOn);
        // Also servers that ignore conditions.
        there.content.replace(1000, 100, goesOn ? m_content.sliced(1000, 100) : noise(100, 9));
        m_server->on("/file.bin", [&](HttpRequest request) {
            request.headers.erase("if-range");
            return there(request);
        });
        FileTask moved = m_bench->interrupted(m_server->url("/file.bin"), m_content.first(600'000),
                                              m_content.size());
        moved.file.resume.lastModified = "Sun, 06 Nov 1994 08:49:37 GMT";
        moved.file.resume.isElsewhere = true;
        m_bench->fetch(moved, m_hearer);
        QCOMPARE(m_hearer.code(), ErrorCode::None);
        QCOMPARE(finished(), there.content);
        QCOMPARE(m_server->requests.size(), goesOn ? 1U : 2U);
        QVERIFY(!m_hearer.file().resume.isElsewhere);
    }

    void cleanup()
    {
        m_bench.reset();
        m_server.reset();
        m_hearer = Hearer();
    }

private:
    [[nodiscard]] FileTask task(const ByteRanges &ranges) const
    {
        FileTask task = m_bench->task(m_server->url("/file.bin"));
        task.file.ranges = ranges;
        return task;
    }
    [[nodiscard]] FileTask interrupted(const ByteRanges &ranges, const QByteArray &part) const
    {
        FileTask task = m_bench->interrupted(m_server->url("/file.bin"), part,
                                             bytesOf(ranges, m_content.size()).value_or(0));
        task.file.ranges = ranges;
        task.file.resume.sourceSize = m_content.size();
        return task;
    }
    void fetch(const ByteRanges &ranges) { m_bench->fetch(task(ranges), m_hearer); }
    /// What the local file has to be.
    [[nodiscard]] QByteArray local(const ByteRanges &ranges) const
    {
        QByteArray bytes;
        for (const ByteRange &range : ranges)
            bytes += m_content.sliced(range.offset,
                                      range.length.value_or(m_content.size() - range.offset));
        return bytes;
    }
    [[nodiscard]] QList<QByteArray> asked() const
    {
        QList<QByteArray> ranges;
        for (const HttpRequest &request : m_server->requests)
            ranges += request.header("Range");
        return ranges;
    }
    QByteArray finished() const { return contentOf(m_bench->path(u"file.bin"_s)); }

    QByteArray m_content = noise(1'000'000);
    std::unique_ptr<HttpTestServer> m_server;
    std::unique_ptr<TransportBench> m_bench;
    Hearer m_hearer;
};

QTEST_GUILESS_MAIN(TestHttpTransportRanges)
#include "tst_httptransportranges.moc"
