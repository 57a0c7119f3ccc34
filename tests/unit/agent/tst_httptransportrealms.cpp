// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/testsignins.h"
#include "tests/support/transportbench.h"

#include <deque>
#include <set>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

/// Servers that have several protection spaces: what counts in one is never shown to another.
class TestHttpTransportRealms : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<HttpTestServer>();
        TransportOptions options;
        m_signIns = std::make_shared<TestSignIns>();
        options.signIns = m_signIns;
        m_bench = std::make_unique<TransportBench>(options);
        m_downloads.clear();
        guard("/a/held.bin", "A");
        m_server->on("/a/held.bin", [this, guarded = m_handler](const HttpRequest &request) {
            HttpResponse response = guarded(request);
            if (response.body.size() > 2 && response.head.startsWith("HTTP/1.1 200")) {
                response.body.truncate(2);
                response.then = HttpResponse::Then::Hang;
            }
            return response;
        });
        // As long as it is under way the job remembers who it is.
        Download &held = begin("/a/held.bin");
        QTRY_COMPARE(held.hearer.challenges.size(), 1U);
        held.fetching->signIn(credentials("A"));
        QTRY_COMPARE(held.hearer.acceptances.size(), 1U);
    }
    void cleanup()
    {
        m_downloads.clear();
        m_bench.reset();
        m_server.reset();
    }

    void anotherSpaceDoesNotSeeThePassword()
    {
        guard("/b/file.bin", "B");
        Download &one = begin("/b/file.bin");
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        QCOMPARE(one.hearer.challenges[0].offers[0].realm, u"B"_s);
        QVERIFY(!one.hearer.challenges[0].refused);
        QCOMPARE(said("/b/file.bin"), QByteArrayList{QByteArray()});
        one.fetching->signIn(credentials("B"));
        QVERIFY(end(one));
        QCOMPARE(said("/b/file.bin"), (QByteArrayList{QByteArray(), authorization("B")}));
    }

    void anotherFolderOfTheSpaceAsksNobody()
    {
        guard("/c/1.bin", "A");
        guard("/c/d/2.bin", "A");
        Download &one = begin("/c/1.bin");
        QVERIFY(end(one));
        Download &deeper = begin("/c/d/2.bin");
        QVERIFY(end(deeper));
        QVERIFY(one.hearer.challenges.empty() && deeper.hearer.challenges.empty());
        QCOMPARE(said("/c/1.bin"), (QByteArrayList{QByteArray(), authorization("A")}));
        QCOMPARE(said("/c/d/2.bin"), QByteArrayList{authorization("A")});
    }

    /// The folder of the one is inside that of the other: that is learnt once.
    void aSpaceWithinASpace()
    {
        guard("/a/in/1.bin", "B");
        guard("/a/in/2.bin", "B");
        guard("/a/3.bin", "A");
        Download &one = begin("/a/in/1.bin");
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        QVERIFY(!one.hearer.challenges[0].refused);
        one.fetching->signIn(credentials("B"));
        QVERIFY(end(one));
        Download &two = begin("/a/in/2.bin");
        Download &three = begin("/a/3.bin");
        QVERIFY(end(two));
        QVERIFY(end(three));
        QCOMPARE(said("/a/in/2.bin"), QByteArrayList{authorization("B")});
        QCOMPARE(said("/a/3.bin"), QByteArrayList{authorization("A")});
    }

    /// Each link of a folder its own: that takes a request more, but comes to an end.
    void spacesOfOneFolder()
    {
        guard("/a/1.bin", "B");
        Download &one = begin("/a/1.bin");
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials("B"));
        QVERIFY(end(one));
        for (const char *const path : {"/a/2.bin", "/a/3.bin", "/a/4.bin"}) {
            const bool isEven = QByteArray(path).contains('2') || QByteArray(path).contains('4');
            guard(path, isEven ? "A" : "B");
            Download &next = begin(path);
            QVERIFY(end(next));
            QVERIFY(next.hearer.challenges.empty());
            QVERIFY(said(path).size() <= 2);
        }
    }

    /// A server that makes up a new name each time does not get the password again and again.
    void spacesWithoutEnd()
    {
        int count = 0;
        m_server->on("/e/file.bin", [&count](const HttpRequest &) {
            return unauthorized("E" + QByteArray::number(++count));
        });
        Download &one = begin("/e/file.bin");
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(credentials("A"));
        QTRY_COMPARE(one.hearer.challenges.size(), 2U);
        QCOMPARE(one.hearer.challenges[1].refused, AuthScheme::Basic);
        QCOMPARE(said("/e/file.bin").size(), 2);
    }

    /// One link that says that it belongs now here, now there, is refused in the end.
    void aLinkOfTwoSpaces()
    {
        guard("/b/file.bin", "B");
        Download &first = begin("/b/file.bin");
        QTRY_COMPARE(first.hearer.challenges.size(), 1U);
        first.fetching->signIn(credentials("B"));
        QVERIFY(end(first));
        m_server->on("/b/odd.bin", [](const HttpRequest &request) {
            return unauthorized(request.header("Authorization") == authorization("A") ? "B" : "A");
        });
        Download &odd = begin("/b/odd.bin");
        QTRY_COMPARE(odd.hearer.challenges.size(), 1U);
        QVERIFY(odd.hearer.challenges[0].refused);
        QVERIFY(said("/b/odd.bin").size() <= 4);
    }

    /// Who has signed in for a whole connection has not done so for another job.
    void connectionsThatAreSignedInAreNotShared()
    {
        std::set<quint16> known;
        m_server->on("/n/file.bin",
                     [&known, file = ServedFile{"content"}](const HttpRequest &request) {
                         if (request.header("Authorization").startsWith("Negotiate"))
                             known.insert(request.port);
                         return known.contains(request.port)
                             ? file(request)
                             : status("401 Unauthorized", {"WWW-Authenticate: Negotiate"});
                     });
        m_signIns->answers = true;
        Download &one = begin("/n/file.bin");
        QTRY_COMPARE(one.hearer.challenges.size(), 1U);
        one.fetching->signIn(
            {AuthTarget::Server, AuthScheme::Negotiate, u"alice"_s, Secret("any")});
        QVERIFY(end(one));
        FileTask task = m_bench->task(m_server->url("/n/file.bin"));
        task.job = JobId::create();
        task.file.path = m_bench->path(u"other.bin"_s);
        Hearer other;
        const auto fetching = m_bench->transport.fetch(task, other);
        QTRY_VERIFY(other.isOver() || !other.challenges.empty());
        QCOMPARE(other.challenges.size(), 1U);
        QCOMPARE(known.size(), 1U);
    }

private:
    struct Download
    {
        Hearer hearer;
        std::unique_ptr<Fetching> fetching;
    };

    static HttpResponse unauthorized(const QByteArray &realm)
    {
        return status("401 Unauthorized", {"WWW-Authenticate: Basic realm=\"" + realm + '"'});
    }
    static QByteArray authorization(const QByteArray &realm)
    {
        return authorizationOf(AuthScheme::Basic, "alice", "of " + realm);
    }
    static Credentials credentials(const QByteArray &realm)
    {
        return {AuthTarget::Server, AuthScheme::Basic, u"alice"_s, Secret("of " + realm)};
    }
    void guard(const QByteArray &path, const QByteArray &realm)
    {
        m_handler = [realm, file = ServedFile{"content"}](const HttpRequest &request) {
            return request.header("Authorization") == authorization(realm) ? file(request)
                                                                           : unauthorized(realm);
        };
        m_server->on(path, m_handler);
    }
    Download &begin(const QByteArray &path)
    {
        Download &one = *m_downloads.emplace_back(std::make_unique<Download>());
        one.fetching = m_bench->transport.fetch(m_bench->task(m_server->url(path)), one.hearer);
        return one;
    }
    /// Whether it ends well.
    [[nodiscard]] bool end(Download &one)
    {
        const bool isOver = QTest::qWaitFor([&one] { return one.hearer.isOver(); }, 10'000);
        m_bench->reveal(one.hearer);
        return isOver && one.hearer.code() == ErrorCode::None;
    }
    /// What requests for that path said of who asks.
    [[nodiscard]] QByteArrayList said(const QByteArray &path) const
    {
        QByteArrayList all;
        for (const HttpRequest &request : m_server->requests) {
            if (request.target == path)
                all.append(request.header("Authorization"));
        }
        return all;
    }

    std::unique_ptr<HttpTestServer> m_server;
    std::unique_ptr<TransportBench> m_bench;
    std::shared_ptr<TestSignIns> m_signIns;
    HttpTestServer::Handler m_handler;
    std::deque<std::unique_ptr<Download>> m_downloads;
};

QTEST_GUILESS_MAIN(TestHttpTransportRealms)
#include "tst_httptransportrealms.moc"
