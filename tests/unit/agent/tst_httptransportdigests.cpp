// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QCryptographicHash>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMiB = qint64(1) << 20U;
constexpr qint64 kTail = 65536;

QByteArray sha256(const QByteArray &content)
{
    return QCryptographicHash::hash(content, QCryptographicHash::Sha256);
}

QByteArray reprDigest(const QByteArray &content)
{
    return "Repr-Digest: sha-256=:" + sha256(content).toBase64() + ":\r\n";
}

/// Serves `file` with more header fields in each answer.
HttpTestServer::Handler with(const QByteArray &fields, const ServedFile &file)
{
    return [fields, file](const HttpRequest &request) {
        HttpResponse response = file(request);
        response.head += fields;
        return response;
    };
}

} // namespace

/// What servers say of a file is held against it, where the person says nothing.
class TestHttpTransportDigests : public QObject
{
    Q_OBJECT

private slots:
    void digests_data()
    {
        QTest::addColumn<QByteArray>("field"); // %1: the content's digest, %2: another
        QTest::addColumn<bool>("good");
        QTest::addColumn<QString>("algorithm"); // of the check; empty: none was made
        QTest::newRow("none") << QByteArray() << true << QString();
        QTest::newRow("right") << QByteArray("Repr-Digest: sha-256=:%1:") << true << u"sha256"_s;
        QTest::newRow("wrong") << QByteArray("Repr-Digest: sha-256=:%2:") << false << u"sha256"_s;
        QTest::newRow("of the content")
            << QByteArray("Content-Digest: sha-256=:%1:") << true << u"sha256"_s;
        QTest::newRow("wrong, of the content")
            << QByteArray("Content-Digest: sha-256=:%2:") << false << u"sha256"_s;
        QTest::newRow("old") << QByteArray("Digest: SHA-256=%1") << true << u"sha256"_s;
        QTest::newRow("old and wrong") << QByteArray("Digest: SHA-256=%2") << false << u"sha256"_s;
        QTest::newRow("malformed") << QByteArray("Repr-Digest: sha-256=%2") << true << QString();
        QTest::newRow("in two lines")
            << QByteArray("Repr-Digest: a=1\r\nRepr-Digest: sha-256=:%2:") << false << u"sha256"_s;
    }
    void digests()
    {
        QFETCH(QByteArray, field);
        QFETCH(const bool, good);
        QFETCH(const QString, algorithm);
        const QByteArray content = noise(9 * kMiB); // some of it is hashed on the way
        field.replace("%1", sha256(content).toBase64()).replace("%2", sha256("other").toBase64());
        HttpTestServer server;
        server.on("/file.bin", with(field.isEmpty() ? field : field + "\r\n", {content}));
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), good ? ErrorCode::None : ErrorCode::ValidationFailed);
        const auto check = hearer.file().check;
        QCOMPARE(check ? check->against.algorithm : QString(), algorithm);
        QCOMPARE(!check || (check->isFromServer && check->passed == good), true);
        QVERIFY(contentOf(good ? hearer.file().path : hearer.file().partPath) == content);
        if (!good)
            QVERIFY(hearer.end->error().detail.startsWith(u"the server says sha256:"_s));
    }

    void thePersonWins_data()
    {
        QTest::addColumn<QString>("given"); // %1: the content's digest
        QTest::addColumn<bool>("serverIsRight");
        QTest::addColumn<bool>("good");
        QTest::newRow("right, and the server wrong") << u"sha256:%1"_s << false << true;
        QTest::newRow("wrong, and the server right")
            << u"sha256:"_s + QString(64, u'0') << true << false;
        QTest::newRow("none at all") << u"none"_s << false << true;
    }
    void thePersonWins()
    {
        QFETCH(QString, given);
        QFETCH(const bool, serverIsRight);
        QFETCH(const bool, good);
        const QByteArray content = noise(200'000);
        HttpTestServer server;
        server.on("/file.bin", with(reprDigest(serverIsRight ? content : "other"), {content}));
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        given.replace(u"%1"_s, QString::fromLatin1(sha256(content).toHex()));
        task.checksum = Checksum::parse(given).value();
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), good ? ErrorCode::None : ErrorCode::ValidationFailed);
        QVERIFY(!hearer.file().check || !hearer.file().check->isFromServer);
    }

    void whatIsRefusedMayBeTakenAsItIs()
    {
        const QByteArray content = noise(200'000);
        HttpTestServer server;
        server.on("/file.bin", with(reprDigest("other"), {content}));
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        Hearer refused;
        bench.fetch(task, refused);
        task.file = refused.file();
        task.checksum = Checksum::parse(u"none").value();
        Hearer taken;
        bench.fetch(task, taken);
        QCOMPARE(taken.code(), ErrorCode::None);
        QCOMPARE(server.requests.size(), 1U);
        QVERIFY(!taken.file().check);
    }

    void aDigestIsKeptOverAnInterruption_data()
    {
        QTest::addColumn<QByteArray>("later"); // what the server says when it is asked again
        QTest::addColumn<bool>("isRight");
        for (const bool isRight : {true, false}) {
            QTest::addRow("nothing, %d", isRight) << QByteArray() << isRight;
            QTest::addRow("of the part, %d", isRight)
                << "Content-Digest: sha-256=:" + sha256("part").toBase64() + ":\r\n"
                << isRight;
            QTest::addRow("another kind, %d", isRight)
                << "Digest: MD5=" + QByteArray(16, 'x').toBase64() + "\r\n"
                << isRight;
        }
    }
    void aDigestIsKeptOverAnInterruption()
    {
        QFETCH(const QByteArray, later);
        QFETCH(const bool, isRight);
        const QByteArray content = noise(2 * kMiB);
        HttpTestServer server;
        server.on("/file.bin", with(later, {content}));
        TransportBench bench;
        FileTask task
            = bench.interrupted(server.url("/file.bin"), content.first(kMiB), content.size());
        task.file.resume.digest = Checksum{u"sha256"_s, sha256(isRight ? content : "other")};
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(server.requests.size(), 1U);
        QCOMPARE(server.requests.front().rangeStart(), kMiB - kTail);
        QCOMPARE(hearer.code(), isRight ? ErrorCode::None : ErrorCode::ValidationFailed);
        QCOMPARE(hearer.connections.front().resume.digest, task.file.resume.digest);
    }

    void aDigestMayComeWithTheRest()
    {
        // Repr-Digest is of the whole file, in a part as well.
        const QByteArray content = noise(20 * kMiB);
        for (const bool isRight : {true, false}) {
            HttpTestServer server;
            server.on("/file.bin", with(reprDigest(isRight ? content : "other"), {content}));
            TransportBench bench;
            const FileTask task
                = bench.interrupted(server.url("/file.bin"), content.first(kMiB), content.size());
            Hearer hearer;
            bench.fetch(task, hearer);
            QCOMPARE(server.requests.front().rangeStart(), kMiB - kTail);
            QCOMPARE(hearer.code(), isRight ? ErrorCode::None : ErrorCode::ValidationFailed);
        }
    }

    void anotherDigestIsAnotherFile()
    {
        // The tag is the same, as with servers that make it of name and size.
        const QByteArray first = noise(2 * kMiB);
        const QByteArray second = first.first(kMiB) + noise(kMiB, 2);
        HttpTestServer server;
        server.on("/file.bin", with(reprDigest(second), {second}));
        TransportBench bench;
        FileTask task = bench.interrupted(server.url("/file.bin"), first.first(kMiB), first.size());
        task.file.resume.digest = Checksum{u"sha256"_s, sha256(first)};
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(server.requests.size(), 2U);
        QVERIFY(!server.requests.back().rangeStart());
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(hearer.file().check->against.digest, sha256(second));
        QVERIFY(contentOf(bench.path(u"file.bin"_s)) == second);
    }

    void anotherKindOfDigestUnderwayIsHashedFromTheFirstByte()
    {
        // Half of one file comes and is hashed; then the server has another, with another digest.
        const QByteArray first = noise(24 * kMiB);
        const QByteArray second = noise(20 * kMiB, 2);
        const QByteArray sha512
            = QCryptographicHash::hash(second, QCryptographicHash::Sha512).toBase64();
        HttpTestServer server;
        server.on("/file.bin", [&](const HttpRequest &request) {
            if (server.requests.size() > 1)
                return with("Repr-Digest: sha-512=:" + sha512 + ":\r\n",
                            {second, "\"v2\""})(request);
            HttpResponse half = with(reprDigest(first), {first})(request);
            half.body.truncate(17 * kMiB);
            half.then = HttpResponse::Then::Close;
            return half;
        });
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        Hearer cut;
        bench.fetch(task, cut);
        QCOMPARE(cut.code(), ErrorCode::ConnectionClosed);
        task.file = cut.file();
        task.file.bytesTransferred = cut.progress.back().first;
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(hearer.file().check->against.algorithm, u"sha512"_s);
        QVERIFY(contentOf(bench.path(u"file.bin"_s)) == second);
    }

    void rangesAreNotHeldAgainstTheDigestOfTheWhole()
    {
        const QByteArray content = noise(kMiB);
        HttpTestServer server;
        server.on("/file.bin", with(reprDigest(content), {content}));
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        task.file.ranges = {{500'000, 1000}, {0, 100}};
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(!hearer.file().check);
        QVERIFY(!hearer.file().resume.digest);
        // The person's checksum is one of what the local file shall hold.
        const QByteArray local = content.sliced(500'000, 1000) + content.first(100);
        task.checksum = Checksum{u"sha256"_s, sha256(local)};
        Hearer checked;
        bench.fetch(task, checked);
        QCOMPARE(checked.code(), ErrorCode::None);
        QVERIFY(checked.file().check && checked.file().check->passed);
        task.checksum = Checksum{u"sha256"_s, sha256(content)};
        Hearer refused;
        bench.fetch(task, refused);
        QCOMPARE(refused.code(), ErrorCode::ValidationFailed);
        // It is fetched again from its first range on.
        task.file = refused.file();
        server.requests.clear();
        Hearer again;
        bench.fetch(task, again);
        QCOMPARE(again.code(), ErrorCode::ValidationFailed);
        QCOMPARE(server.requests.size(), 2U);
        QCOMPARE(server.requests.front().rangeStart(), 500'000);
    }

    void anotherLinkWithAnotherDigestHasAnotherFile()
    {
        const QByteArray first = noise(2 * kMiB);
        const QByteArray second = first.first(kMiB) + noise(kMiB, 2);
        HttpTestServer server;
        server.on("/file.bin", with(reprDigest(second), {second}));
        TransportBench bench;
        FileTask task = bench.interrupted(server.url("/file.bin"), first.first(kMiB), first.size());
        task.file.resume.digest = Checksum{u"sha256"_s, sha256(first)};
        task.file.resume.isElsewhere = true;
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(!server.requests.back().rangeStart());
        QVERIFY(contentOf(bench.path(u"file.bin"_s)) == second);
    }

    void whatSomebodyHasChangedOnTheWayIsNotChecked()
    {
        const QByteArray content = noise(1000);
        HttpResponse changed = ok(content);
        changed.head.replace("200 OK", "203 Non-Authoritative Information");
        changed.head += reprDigest("other");
        HttpTestServer server;
        server.on("/file.bin", changed);
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(!hearer.file().check);
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportDigests)
#include "tst_httptransportdigests.moc"
