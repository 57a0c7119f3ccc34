// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QFile>
#include <QTimer>

#include <array>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Then = HttpResponse::Then;

constexpr qsizetype kSize = 1'000'000;

/// The first answer falls silent after half of the body, later ones are whole.
HttpTestServer::Handler silentOnce(const ServedFile &file)
{
    return [file, asked = 0](const HttpRequest &request) mutable {
        HttpResponse response = file(request);
        if (asked++ == 0) {
            response.body.truncate(kSize / 2);
            response.then = Then::Hang;
        }
        return response;
    };
}

ServedFile served()
{
    return {noise(kSize)};
}

/// One that cannot be gone on with.
HttpResponse unresumable(Then then)
{
    HttpResponse response = ok(noise(kSize));
    response.body.truncate(kSize / 2);
    response.then = then;
    return response;
}

bool hasBytes(const Hearer &hearer)
{
    return !hearer.progress.empty() && hearer.progress.back().first >= kSize / 2;
}

/// How many connections of this process to the server are open, as the kernel has it.
qsizetype openConnections(const HttpTestServer &server)
{
    QFile table(u"/proc/self/net/tcp"_s);
    if (!table.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray there
        = "0100007F:" + QByteArray::number(server.url({}).port(), 16).toUpper() + " 01 ";
    return table.readAll().count(there);
}

} // namespace

/// What becomes of connections when the network is another one.
class TestHttpTransportNetwork : public QObject
{
    Q_OBJECT

private slots:
    /// Long before anything times out, and without a word to the engine.
    void aSilentConnectionIsGivenUp()
    {
        HttpTestServer server;
        server.on("/file.bin", silentOnce(served()));
        TransportBench bench;
        Hearer hearer;
        const auto pending = bench.transport.fetch(bench.task(server.url("/file.bin")), hearer);
        QTRY_VERIFY(hasBytes(hearer));
        bench.transport.networkChanged();
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(contentOf(hearer.file().partPath), served().content);
        QCOMPARE(server.requests.size(), 2U);
        QCOMPARE(server.requests[1].rangeStart(), std::optional(qint64(kSize) / 2 - 65536));
        QVERIFY(server.requests[0].port != server.requests[1].port);
    }

    void aRequestWithoutAnAnswerIsSentAgain()
    {
        HttpTestServer server;
        const ServedFile file = served();
        server.on("/file.bin", [file, asked = 0](const HttpRequest &request) mutable {
            return asked++ == 0 ? HttpResponse{{}, {}, Then::Hang} : file(request);
        });
        TransportBench bench;
        Hearer hearer;
        const auto pending = bench.transport.fetch(bench.task(server.url("/file.bin")), hearer);
        QTRY_COMPARE(server.requests.size(), 1U);
        bench.transport.networkChanged();
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(server.requests.size(), 2U);
    }

    /// What still flows is left alone, and what would have to begin anew gets its time.
    void whatFlowsIsLeftAlone()
    {
        HttpTestServer quick;
        quick.on("/silent.bin", unresumable(Then::Hang));
        HttpTestServer slow;
        slow.on("/file.bin", served());
        slow.setPace(20'000, 100ms); // five seconds
        TransportBench bench;
        Hearer silent;
        Hearer flowing;
        const auto first = bench.transport.fetch(bench.task(quick.url("/silent.bin")), silent);
        QTRY_VERIFY(hasBytes(silent));
        const auto second = bench.transport.fetch(bench.task(slow.url("/file.bin")), flowing);
        QTRY_VERIFY(!flowing.progress.empty());
        bench.transport.networkChanged();
        QTRY_VERIFY_WITH_TIMEOUT(flowing.isOver(), 20'000);
        QCOMPARE(flowing.code(), ErrorCode::None);
        QCOMPARE(slow.requests.size(), 1U);
        QCOMPARE(quick.requests.size(), 1U);
        QVERIFY(!silent.isOver());
    }

    /// They may lead into nothing, and nobody would hear of it for long.
    void connectionsThatRestAreNotUsedAgain()
    {
        HttpTestServer server;
        server.on("/a.bin", ok("a"));
        server.on("/b.bin", ok("b"));
        server.on("/c.bin", ok("c"));
        TransportBench bench;
        for (const char *path : {"/a.bin", "/b.bin"}) {
            Hearer hearer;
            bench.fetch(bench.task(server.url(path)), hearer);
            QCOMPARE(hearer.code(), ErrorCode::None);
        }
        QCOMPARE(server.requests[0].port, server.requests[1].port);
        bench.transport.networkChanged();
        Hearer hearer;
        bench.fetch(bench.task(server.url("/c.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(server.requests[1].port != server.requests[2].port);
    }

    /// So that none is left when the machine goes to sleep: of what is under way, over one
    /// connection or several, and those that rest.
    void allConnectionsAreClosed()
    {
        HttpTestServer resting;
        resting.on("/a.bin", ok("a"));
        HttpTestServer busy;
        busy.on("/file.bin", served());
        busy.setPace(20'000, 100ms);
        TransportBench bench;
        Hearer first;
        bench.fetch(bench.task(resting.url("/a.bin")), first);
        FileTask task = bench.task(busy.url("/file.bin"));
        task.connections = kForegroundConnections;
        Hearer second;
        auto pending = bench.transport.fetch(task, second);
        QTRY_VERIFY(!second.progress.empty());
        QCOMPARE(openConnections(resting), 1);
        QVERIFY(openConnections(busy) > 0);
        pending.reset();
        std::optional<std::array<qsizetype, 2>> left;
        bench.transport.hangUp([&] { left = {openConnections(resting), openConnections(busy)}; });
        QTRY_VERIFY(left);
        QCOMPARE(left->at(0), 0);
        QCOMPARE(left->at(1), 0);
        Hearer third; // and new ones are made
        bench.fetch(bench.task(resting.url("/a.bin")), third);
        QCOMPARE(third.code(), ErrorCode::None);
    }

    /// What is under way goes on.
    void othersAreNotHungUpOn()
    {
        HttpTestServer server;
        server.on("/file.bin", served());
        server.setPace(100'000, 20ms);
        TransportBench bench;
        Hearer hearer;
        const auto pending = bench.transport.fetch(bench.task(server.url("/file.bin")), hearer);
        QTRY_VERIFY(!hearer.progress.empty());
        bool isDone = false;
        bench.transport.hangUp([&] { isDone = true; });
        QTRY_VERIFY(isDone);
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 20'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(server.requests.size(), 1U);
    }

    /// A network that comes and goes all the time, while files come over several connections.
    void manyChanges()
    {
        HttpTestServer server;
        server.on("/file.bin", served());
        server.setPace(20'000, 10ms);
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        task.connections = kForegroundConnections;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        for (int i = 0; i < 100 && !hearer.isOver(); ++i) {
            bench.transport.networkChanged();
            QTest::qWait(5);
        }
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 20'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(contentOf(hearer.file().partPath), served().content);
    }

    /// Changes that come faster than one is served put nothing off.
    void aSilentConnectionAmongManyChanges()
    {
        HttpTestServer server;
        server.on("/file.bin", silentOnce(served()));
        TransportBench bench;
        Hearer hearer;
        const auto pending = bench.transport.fetch(bench.task(server.url("/file.bin")), hearer);
        QTRY_VERIFY(hasBytes(hearer));
        QTimer changes;
        connect(&changes, &QTimer::timeout, this, [&bench] { bench.transport.networkChanged(); });
        changes.start(500ms);
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(contentOf(hearer.file().partPath), served().content);
        QCOMPARE(server.requests.size(), 2U);
    }

    /// What a redirect leads to may be gone by then: the file's own link is asked, with its own
    /// fields.
    void aLinkThatIsGoodOnce()
    {
        HttpTestServer store;
        HttpTestServer server;
        int tickets = 0;
        server.on("/file.bin", [&](const HttpRequest &) {
            const QByteArray path = "/signed" + QByteArray::number(++tickets);
            store.on(path,
                     [first = tickets == 1, file = served(),
                      asked = 0](const HttpRequest &request) mutable {
                         if (asked++ > 0)
                             return status("403 Forbidden");
                         HttpResponse response = file(request);
                         if (first) {
                             response.body.truncate(kSize / 2);
                             response.then = Then::Hang;
                         }
                         return response;
                     });
            return status("302 Found",
                          {"Location: " + store.url(path, u"localhost"_s).toEncoded()});
        });
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        task.headers = {{"X-Key", "secret"}};
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        QTRY_VERIFY(hasBytes(hearer));
        bench.transport.networkChanged();
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 10'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(contentOf(hearer.file().partPath), served().content);
        QCOMPARE(tickets, 2);
        QCOMPARE(server.requests.back().header("x-key"), QByteArray("secret"));
        QVERIFY(store.requests.back().header("x-key").isEmpty());
        QCOMPARE(store.requests.back().rangeStart(), std::optional(qint64(kSize) / 2 - 65536));
    }

    /// What is read under a limit had come before: it does not hide that nothing comes any more.
    void aLimitHidesNothing()
    {
        HttpTestServer server;
        server.on("/file.bin", silentOnce(served()));
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        task.pace.limit = 100'000; // what is here lasts for five seconds
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        QTRY_VERIFY(!hearer.progress.empty());
        bench.transport.networkChanged();
        QTRY_COMPARE_WITH_TIMEOUT(server.requests.size(), 2U, 15'000);
        QVERIFY(!hearer.isOver());
    }

    /// One that flows, as slowly as it may, is none of that.
    void aLimitIsNoSilence()
    {
        HttpTestServer server;
        server.on("/file.bin", served());
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        task.pace.limit = 150'000;
        Hearer hearer;
        const auto pending = bench.transport.fetch(task, hearer);
        QTRY_VERIFY(!hearer.progress.empty());
        bench.transport.networkChanged();
        QTRY_VERIFY_WITH_TIMEOUT(hearer.isOver(), 20'000);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(server.requests.size(), 1U);
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportNetwork)
#include "tst_httptransportnetwork.moc"
