// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/testcertificate.h"
#include "tests/support/transportbench.h"

#include <QElapsedTimer>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kKiB = 1024;
constexpr qint64 kMiB = kKiB * kKiB;

qint64 received(const Hearer &hearer)
{
    return hearer.progress.empty() ? 0 : hearer.progress.back().first;
}

/// What may have come since the timer was started: never more, however slow this computer is.
/// Beside what the limit lets through, what Bucket keeps.
qint64 mostIn(const QElapsedTimer &timer, qint64 limit)
{
    return qint64(double(limit) * (double(timer.elapsed()) / 1000.0 + 0.25));
}

} // namespace

/// Limits of jobs, and of all of them, over real connections. How exactly they are reached is
/// measured where time is the test's own (tst_pacing); here it is mostly that they are never
/// passed, and that nothing is lost on the way.
class TestHttpTransportLimits : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_server = std::make_unique<HttpTestServer>(); }

    void aFileComesNoFaster()
    {
        serve("/file.bin", 3 * kMiB);
        TransportBench bench;
        FileTask task = this->task(bench, "/file.bin");
        task.pace.limit = 2 * kMiB;
        QElapsedTimer timer;
        timer.start();
        Hearer hearer;
        bench.fetch(task, hearer);
        QVERIFY(mostIn(timer, 2 * kMiB) >= 3 * kMiB);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(contentOf(hearer.file().path) == m_files["/file.bin"]);
        for (std::size_t i = 1; i < hearer.progress.size(); ++i)
            QVERIFY(hearer.progress[i].first >= hearer.progress[i - 1].first);
    }

    void theEndOfABodyIsReadWhenItsTurnComes_data()
    {
        QTest::addColumn<bool>("isChunked");
        QTest::newRow("with a length") << false;
        QTest::newRow("chunked") << true;
    }

    /// All of it is in Qt's hands long before it may be read.
    void theEndOfABodyIsReadWhenItsTurnComes()
    {
        QFETCH(bool, isChunked);
        const QByteArray body = noise(40 * kKiB);
        m_server->on("/small.bin", isChunked ? chunked(body) : ok(body));
        TransportBench bench;
        FileTask task = this->task(bench, "/small.bin");
        task.pace.limit = 30 * kKiB;
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(contentOf(hearer.file().path) == body);
    }

    void overTlsToo()
    {
        const TestCertificate identity = makeCertificate();
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(identity.certificate);
        tls.setPrivateKey(identity.key);
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        HttpTestServer server(tls);
        server.on("/file.bin", ServedFile{noise(kMiB)});
        TransportOptions options;
        options.extraCertificates = {identity.issuer};
        TransportBench bench(options);
        FileTask task = bench.task(server.url("/file.bin"));
        task.pace.limit = kMiB;
        QElapsedTimer timer;
        timer.start();
        Hearer hearer;
        bench.fetch(task, hearer);
        QVERIFY(mostIn(timer, kMiB) >= kMiB);
        QVERIFY(contentOf(hearer.file().path) == noise(kMiB));
    }

    void waitingForTheLimitIsNoStall()
    {
        serve("/file.bin", 2 * kMiB);
        HttpResponse part = ok(noise(kMiB));
        part.body.truncate(100);
        part.then = HttpResponse::Then::Hang;
        m_server->on("/silent.bin", part);
        TransportBench bench;
        FileTask task = this->task(bench, "/file.bin");
        task.pace.limit = 0; // nothing ever: where jobs share little, each waits for long
        task.stallTimeout = 1s;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        FileTask other = this->task(bench, "/silent.bin"); // shows when the time is over
        other.job = JobId::create();
        other.stallTimeout = 2s;
        Hearer silent;
        bench.fetch(other, silent);
        QCOMPARE(silent.code(), ErrorCode::TimedOut);
        QVERIFY(!hearer.connections.empty() && !hearer.isOver());
        QCOMPARE(received(hearer), 0);
        bench.transport.setPace(bench.job, {});
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000);
        bench.reveal(hearer);
        QVERIFY(contentOf(hearer.file().path) == m_files["/file.bin"]);
    }

    /// 5 % are promised; what comes is told ten times a second.
    void aLimitIsReached()
    {
        serve("/file.bin", 12 * kMiB);
        TransportBench bench;
        FileTask task = this->task(bench, "/file.bin");
        task.pace.limit = kMiB;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        QTRY_VERIFY(received(hearer) >= kMiB);
        const qint64 before = received(hearer);
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(received(hearer) >= before + 6 * kMiB, 15'000);
        const auto elapsed = double(timer.elapsed());
        QVERIFY2(std::abs(elapsed - 6000) <= 6000 * 0.05 + 100,
                 qPrintable(QString::number(elapsed)));
    }

    void aSilentServerIsStillNoticed()
    {
        HttpResponse part = ok(noise(kMiB));
        part.body.truncate(100 * kKiB);
        part.then = HttpResponse::Then::Hang;
        m_server->on("/file.bin", part);
        TransportBench bench;
        FileTask task = this->task(bench, "/file.bin");
        task.pace.limit = 300 * kKiB;
        task.stallTimeout = 1s;
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::TimedOut);
        QCOMPARE(received(hearer), 100 * kKiB);
    }

    void aLimitMayComeOnTheWay()
    {
        serve("/file.bin", 24 * kMiB);
        m_server->setPace(100 * kKiB, 20ms); // 5 MiB/s
        TransportBench bench;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task(bench, "/file.bin"), hearer);
        QTRY_VERIFY(received(hearer) >= kMiB);
        bench.transport.setPace(bench.job, {kMiB, true});
        Hearer other; // which has an answer when that has arrived
        m_server->on("/other.bin", ok("other"));
        const auto second = bench.transport.fetch(bench.task(m_server->url("/other.bin")), other);
        bench.transport.setPace(bench.job, {kMiB, true});
        QTRY_VERIFY(other.isOver());
        QElapsedTimer timer;
        timer.start();
        const qint64 before = received(hearer);
        QTRY_VERIFY(received(hearer) >= before + 2 * kMiB);
        // What had come before it was told may be told now, at most a tenth of a second's.
        QVERIFY(received(hearer) - before <= mostIn(timer, kMiB) + 6 * kMiB / 10);
    }

    void filesOfAJobShareItsLimit()
    {
        serve("/a.bin", kMiB);
        serve("/b.bin", kMiB);
        TransportBench bench;
        std::array<Hearer, 2> hearers;
        FileTask first = task(bench, "/a.bin");
        FileTask second = task(bench, "/b.bin");
        second.file.index = 1;
        first.pace.limit = second.pace.limit = kMiB;
        QElapsedTimer timer;
        timer.start();
        const auto one = bench.transport.fetch(first, hearers[0]);
        const auto other = bench.transport.fetch(second, hearers[1]);
        for (Hearer &hearer : hearers)
            QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000);
        QVERIFY(mostIn(timer, kMiB) >= 2 * kMiB);
        for (const Hearer &hearer : hearers)
            QCOMPARE(hearer.code(), ErrorCode::None);
    }

    void allThatShareTheCommonLimitKeepToIt()
    {
        serve("/a.bin", kMiB);
        serve("/b.bin", kMiB);
        serve("/free.bin", 20 * kMiB);
        TransportBench bench;
        bench.transport.setSharedLimit(kMiB);
        std::array<Hearer, 3> hearers;
        FileTask first = task(bench, "/a.bin");
        FileTask second = task(bench, "/b.bin");
        second.job = JobId::create();
        FileTask free = task(bench, "/free.bin");
        free.job = JobId::create();
        free.pace.isShared = false;
        QElapsedTimer timer;
        timer.start();
        std::vector<std::unique_ptr<Pending>> pending;
        pending.push_back(bench.transport.fetch(first, hearers[0]));
        pending.push_back(bench.transport.fetch(second, hearers[1]));
        pending.push_back(bench.transport.fetch(free, hearers[2]));
        QTRY_VERIFY_WITH_TIMEOUT(hearers[2].isOver(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(hearers[0].isOver() && hearers[1].isOver(), 20'000);
        QVERIFY(mostIn(timer, kMiB) >= 2 * kMiB);
    }

    /// Many slow files of a job that is in nobody's way, by its own will, must be in nobody's way.
    void aLimitedJobLeavesPlacesOfTheHostToOthers()
    {
        TransportOptions options;
        options.connectionsPerHost = 3;
        TransportBench bench(options);
        std::array<Hearer, 6> slow;
        std::vector<std::unique_ptr<Pending>> pending;
        for (int i = 0; i < int(slow.size()); ++i) {
            const QByteArray path = "/slow" + QByteArray::number(i);
            serve(path, 2 * kMiB);
            FileTask task = this->task(bench, path);
            task.file.index = i;
            task.file.bytesTotal = 2 * kMiB;
            task.pace.limit = 20 * kKiB;
            pending.push_back(bench.transport.fetch(task, slow[std::size_t(i)]));
        }
        QTRY_VERIFY(received(slow[0]) > 0 && received(slow[1]) > 0);
        serve("/other.bin", kMiB);
        FileTask task = this->task(bench, "/other.bin"); // in the background, too
        task.job = JobId::create();
        Hearer other;
        bench.fetch(task, other);
        QCOMPARE(other.code(), ErrorCode::None);
        QVERIFY(!slow[0].isOver());
    }

    void theBackgroundGivesItsPlaceToTheForeground()
    {
        TransportOptions options;
        options.connectionsPerHost = 2;
        TransportBench bench(options);
        m_server->setPace(20 * kKiB, 20ms); // of each: a second and more for a MiB
        std::array<Hearer, 2> back;
        std::vector<std::unique_ptr<Pending>> pending;
        for (int i = 0; i < 2; ++i) {
            const QByteArray path = "/back" + QByteArray::number(i);
            serve(path, 3 * kMiB);
            FileTask task = this->task(bench, path);
            task.file.index = i;
            pending.push_back(bench.transport.fetch(task, back[std::size_t(i)]));
        }
        QTRY_VERIFY(received(back[0]) > 100 * kKiB && received(back[1]) > 100 * kKiB);
        serve("/urgent.bin", 400 * kKiB);
        FileTask task = this->task(bench, "/urgent.bin");
        task.job = JobId::create();
        task.pace.isShared = false;
        Hearer urgent;
        bench.fetch(task, urgent);
        QCOMPARE(urgent.code(), ErrorCode::None);
        QVERIFY(!back[0].isOver() && !back[1].isOver());
        m_server->setPace(kMiB, 1ms);
        for (Hearer &hearer : back) {
            QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 20'000);
            QCOMPARE(hearer.code(), ErrorCode::None);
            bench.reveal(hearer);
            QVERIFY(contentOf(hearer.file().path)
                    == m_files['/' + hearer.file().path.section(u'/', -1).toLatin1()]);
        }
        QCOMPARE(m_server->requests.size(), 4U); // one of them went on where it was
        QVERIFY(std::ranges::any_of(m_server->requests, [](const auto &request) {
            return request.target.startsWith("/back") && !request.header("range").isEmpty();
        }));
    }

    void aLimitOpensNoFurtherConnections()
    {
        serve("/file.bin", 24 * kMiB);
        m_server->setPace(48 * kKiB, 25ms); // of each connection: alone it would have more of them
        TransportBench bench;
        FileTask task = this->task(bench, "/file.bin");
        task.connections = 8;
        task.pace.limit = kMiB;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        QTRY_VERIFY_WITH_TIMEOUT(received(hearer) >= 3 * kMiB, 15'000);
        QCOMPARE(m_server->requests.size(), 1U);
    }

    void severalConnectionsOfAFileShareItsLimit()
    {
        serve("/file.bin", 24 * kMiB);
        m_server->setPace(48 * kKiB, 25ms);
        TransportBench bench;
        FileTask task = this->task(bench, "/file.bin");
        task.connections = 8;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        QTRY_VERIFY_WITH_TIMEOUT(m_server->requests.size() >= 4U, 15'000);
        bench.transport.setPace(bench.job, {4 * kMiB, true});
        QElapsedTimer timer;
        timer.start();
        const qint64 before = received(hearer);
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver() || received(hearer) >= before + 8 * kMiB, 15'000);
        QVERIFY(received(hearer) - before <= mostIn(timer, 4 * kMiB) + 2 * kMiB);
        bench.transport.setPace(bench.job, {});
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 30'000);
        bench.reveal(hearer);
        QVERIFY(contentOf(hearer.file().path) == m_files["/file.bin"]);
    }

private:
    void serve(const QByteArray &path, qint64 size)
    {
        m_files[path] = noise(size);
        m_server->on(path, ServedFile{m_files[path]});
    }
    [[nodiscard]] FileTask task(const TransportBench &bench, const QByteArray &path) const
    {
        return bench.task(m_server->url(path));
    }

    std::unique_ptr<HttpTestServer> m_server;
    std::map<QByteArray, QByteArray> m_files;
};

QTEST_GUILESS_MAIN(TestHttpTransportLimits)
#include "tst_httptransportlimits.moc"
