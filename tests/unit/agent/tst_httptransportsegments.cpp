// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QCryptographicHash>

#include <set>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Then = HttpResponse::Then;

namespace {

constexpr qint64 kMiB = qint64(1) << 20U;
/// About 2 MB/s for each connection: slow enough to look for more, fast enough for a test.
constexpr qsizetype kPace = 49152;
constexpr auto kInterval = 25ms;

const QByteArray &content()
{
    static const QByteArray bytes = noise(24 * kMiB);
    return bytes;
}

} // namespace

/// Several ranges of one file at once, when and only when that is faster.
class TestHttpTransportSegments : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<HttpTestServer>();
        m_server->on("/file.bin", ServedFile{content()});
    }

    void severalAreTakenWhereEachIsSlow()
    {
        m_server->setPace(kPace, kInterval);
        TransportBench bench;
        Hearer hearer;
        bench.fetch(task(bench, 8), hearer);
        QVERIFY(hearer.end && *hearer.end);
        QVERIFY(contentOf(hearer.file().path) == content());
        QVERIFY(ports() > 2);
        for (std::size_t i = 1; i < m_server->requests.size(); ++i) {
            const HttpRequest &request = m_server->requests[i];
            QVERIFY(request.rangeStart() && request.rangeEnd());
            QCOMPARE(request.header("If-Range"), "\"v1\"");
            QCOMPARE(request.header("Accept-Encoding"), "identity");
        }
        QVERIFY(bytesAskedTwice() == 0);
        for (std::size_t i = 1; i < hearer.progress.size(); ++i) {
            QVERIFY(hearer.progress[i].first >= hearer.progress[i - 1].first);
            QVERIFY(hearer.progress[i].second <= hearer.progress[i].first);
        }
        QCOMPARE(hearer.progress.back().first, content().size());
        QVERIFY(hearer.file().resume.pieces.isEmpty());
        QCOMPARE(bench.names(), QStringList{u"file.bin"_s});
    }

    void whatWasLearntOfAHostIsUsed()
    {
        m_server->setPace(kPace, kInterval);
        m_server->on("/other.bin", [](const HttpRequest &request) {
            HttpResponse response = ServedFile{content().first(20 * kMiB)}(request);
            response.body.truncate(65'536); // one that does not move is no reason for another
            response.then = Then::Hang;
            return response;
        });
        TransportBench bench;
        Hearer first;
        bench.fetch(task(bench, 2), first);
        QCOMPARE(ports(), 2U);
        m_server->requests.clear();
        Hearer second;
        FileTask other = bench.task(m_server->url("/other.bin"));
        other.connections = 2;
        const auto pending = bench.transport.fetch(other, second);
        QTRY_COMPARE(m_server->requests.size(), 2U);
    }

    void oneIsEnoughOnAFastLine()
    {
        TransportBench bench;
        Hearer hearer;
        bench.fetch(task(bench, 8), hearer);
        QVERIFY(contentOf(hearer.file().path) == content());
        QCOMPARE(m_server->requests.size(), 1U);
    }

    void inTheBackgroundThereAreTwo()
    {
        m_server->setPace(kPace, kInterval);
        TransportBench bench;
        Hearer hearer;
        bench.fetch(task(bench, 2), hearer);
        QVERIFY(contentOf(hearer.file().path) == content());
        QCOMPARE(ports(), 2U);
    }

    void notWhere_data()
    {
        QTest::addColumn<int>("perFile");
        QTest::addColumn<QByteArray>("etag");
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<int>("size");
        QTest::newRow("it is switched off") << 1 << QByteArray("\"v1\"") << QByteArray() << 8;
        QTest::newRow("nothing tells versions apart") << 8 << QByteArray() << QByteArray() << 8;
        QTest::newRow("only a weak tag does") << 8 << QByteArray("W/\"v1\"") << QByteArray() << 8;
        QTest::newRow("the file is small") << 8 << QByteArray("\"v1\"") << QByteArray() << 5;
    }
    void notWhere()
    {
        QFETCH(const int, perFile);
        QFETCH(const QByteArray, etag);
        QFETCH(const QByteArray, date);
        QFETCH(const int, size);
        m_server->on("/file.bin", ServedFile{content().first(size * kMiB), etag, date});
        m_server->setPace(2 * kPace, kInterval);
        TransportOptions options;
        options.connectionsPerFile = perFile;
        TransportBench bench(options);
        Hearer hearer;
        bench.fetch(task(bench, 8), hearer);
        QVERIFY(contentOf(hearer.file().path) == content().first(size * kMiB));
        QCOMPARE(m_server->requests.size(), 1U);
    }

    void otherFilesComeFirst()
    {
        m_server->setPace(kPace, kInterval);
        m_server->on("/other.bin", ServedFile{content().first(kMiB)});
        TransportOptions options;
        options.connectionsPerHost = 2;
        TransportBench bench(options);
        Hearer large;
        const auto pending = bench.transport.fetch(task(bench, 8), large);
        QTRY_COMPARE(m_server->requests.size(), 2U);
        Hearer other;
        bench.fetch(bench.task(m_server->url("/other.bin")), other);
        QVERIFY(contentOf(other.file().path) == content().first(kMiB));
        QVERIFY(!large.isOver());
        m_server->setPace(kMiB, kInterval);
        QTRY_VERIFY_WITH_TIMEOUT(large.isOver(), 15'000);
        QVERIFY(*large.end);
        QVERIFY(contentOf(large.file().partPath) == content());
    }

    void checksums_data()
    {
        QTest::addColumn<bool>("right");
        QTest::newRow("right") << true;
        QTest::newRow("wrong") << false;
    }
    void checksums()
    {
        QFETCH(const bool, right);
        m_server->setPace(kPace, kInterval);
        TransportBench bench;
        FileTask checked = task(bench, 4);
        checked.checksum
            = {u"sha256"_s,
               QCryptographicHash::hash(right ? content() : "x", QCryptographicHash::Sha256)};
        Hearer hearer;
        bench.fetch(checked, hearer);
        QCOMPARE(hearer.code(), right ? ErrorCode::None : ErrorCode::ValidationFailed);
        QVERIFY(ports() > 1);
        if (right) {
            QVERIFY(contentOf(hearer.file().path) == content());
            return;
        }
        QCOMPARE(bench.names().size(), 1); // kept, under its hidden name and without the mark
        QVERIFY(hearer.file().isRefused());
        QVERIFY(contentOf(hearer.file().partPath) == content());
    }

    void whatHasComeOfEachPieceIsKept_data()
    {
        QTest::addColumn<bool>("powerCut");
        QTest::newRow("stopped, or killed") << false;
        QTest::newRow("after a power cut") << true;
    }
    void whatHasComeOfEachPieceIsKept()
    {
        QFETCH(const bool, powerCut);
        TransportBench bench;
        FileTask again = interrupted(bench);
        const qint64 here = again.file.bytesTransferred;
        if (powerCut)
            again.file.resume.continuity = "another-boot 1 2 3 4";
        m_server->requests.clear();
        m_server->setPace(0, 0ms);
        Hearer hearer;
        bench.fetch(again, hearer);
        QVERIFY(hearer.end && *hearer.end);
        QVERIFY(contentOf(hearer.file().path) == content());
        qint64 asked = 0;
        for (const HttpRequest &request : m_server->requests)
            asked
                += request.rangeEnd().value_or(content().size()) - request.rangeStart().value_or(0);
        // A tail for each hole is compared.
        const qint64 missing = content().size() - here;
        QVERIFY(powerCut ? asked < content().size() - kMiB
                         : asked <= missing + qint64(10) * 65536 + kMiB);
        QVERIFY(hearer.connections.front().bytesTransferred > 0);
        QVERIFY(hearer.connections.front().bytesTransferred <= here);
    }

    void aFileWithHolesIsNotTakenForAWholeOne()
    {
        // Killed before the store heard that there are any.
        TransportBench bench;
        FileTask again = interrupted(bench);
        again.file.resume.pieces.clear();
        again.file.bytesTransferred = kMiB;
        again.file.resume.synced = kMiB / 2;
        m_server->setPace(0, 0ms);
        Hearer hearer;
        bench.fetch(again, hearer);
        QVERIFY(contentOf(hearer.file().path) == content());
        QCOMPARE(hearer.connections.front().bytesTransferred, kMiB);
    }

    void anotherVersionDropsAllPieces()
    {
        TransportBench bench;
        const FileTask again = interrupted(bench);
        const QByteArray other = noise(9 * kMiB, 7);
        m_server->on("/file.bin", ServedFile{other, "\"v2\"", {}});
        m_server->setPace(0, 0ms);
        Hearer hearer;
        bench.fetch(again, hearer);
        QVERIFY(contentOf(hearer.file().path) == other);
    }

private:
    [[nodiscard]] FileTask task(const TransportBench &bench, int connections) const
    {
        FileTask task = bench.task(m_server->url("/file.bin"));
        task.connections = connections;
        return task;
    }
    /// How many connections there were.
    [[nodiscard]] std::size_t ports() const
    {
        std::set<quint16> all;
        for (const HttpRequest &request : m_server->requests)
            all.insert(request.port);
        return all.size();
    }
    /// Of the ranges that were asked for, without that of the first request, which has none.
    [[nodiscard]] qint64 bytesAskedTwice() const
    {
        std::vector<std::pair<qint64, qint64>> all;
        for (const HttpRequest &request : m_server->requests) {
            if (request.rangeStart())
                all.emplace_back(*request.rangeStart(), *request.rangeEnd());
        }
        std::ranges::sort(all);
        qint64 twice = 0;
        for (std::size_t i = 1; i < all.size(); ++i)
            twice += std::max<qint64>(0, all[i - 1].second - all[i].first);
        return twice;
    }
    /// A file with holes that is no longer being fetched.
    [[nodiscard]] FileTask interrupted(TransportBench &bench) const
    {
        m_server->setPace(kPace, kInterval);
        FileTask again = task(bench, 4);
        Hearer hearer;
        {
            const auto pending = bench.transport.fetch(again, hearer);
            const bool spread = QTest::qWaitFor(
                [&] {
                    const bool holed = ports() >= 2 && hearer.pieces.count('-') >= 4;
                    return holed && hearer.progress.back().second > 2 * kMiB; // durable
                },
                10'000);
            if (!spread)
                qWarning() << "no holes came to be:" << hearer.pieces << hearer.progress.back();
        }
        again.file = hearer.file();
        again.file.bytesTransferred = hearer.progress.back().first;
        again.file.resume.synced = hearer.progress.back().second;
        again.file.resume.pieces = hearer.pieces;
        // What was calling it off is over when another one has come.
        m_server->on("/last.bin", ServedFile{"last"});
        Hearer last;
        bench.fetch(bench.task(m_server->url("/last.bin")), last);
        return again;
    }

    std::unique_ptr<HttpTestServer> m_server;
};

QTEST_GUILESS_MAIN(TestHttpTransportSegments)
#include "tst_httptransportsegments.moc"
