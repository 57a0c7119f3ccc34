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

Checksum sha256(const QByteArray &content)
{
    return {u"sha256"_s, QCryptographicHash::hash(content, QCryptographicHash::Sha256)};
}

/// `206 Partial Content` with `bytes` from `from` on, of a file whose size the server does not
/// tell.
HttpResponse partOfUnknownTotal(const QByteArray &bytes, qint64 from)
{
    HttpResponse response = ok(bytes, {"ETag: \"v1\""});
    response.head.replace("200 OK", "206 Partial Content");
    response.head += "Content-Range: bytes " + QByteArray::number(from) + '-'
        + QByteArray::number(from + bytes.size() - 1) + "/*\r\n";
    return response;
}

/// A file that came whole and is not what `checksum` says, as the store has it then.
FileTask refused(TransportBench &bench, HttpTestServer &server, const Checksum &checksum)
{
    FileTask task = bench.task(server.url("/file.bin"));
    task.checksum = checksum;
    Hearer hearer;
    bench.fetchHidden(task, hearer);
    task.file = hearer.file();
    if (hearer.code() != ErrorCode::ValidationFailed || !task.file.isRefused())
        qWarning("the file was not refused");
    return task;
}

} // namespace

/// A file is taken only when it has the checksum that the job names, however its bytes came.
class TestHttpTransportChecks : public QObject
{
    Q_OBJECT

private slots:
    void checksums_data()
    {
        QTest::addColumn<QString>("algorithm");
        QTest::addColumn<int>("qt");
        QTest::newRow("md5") << u"md5"_s << int(QCryptographicHash::Md5);
        QTest::newRow("sha1") << u"sha1"_s << int(QCryptographicHash::Sha1);
        QTest::newRow("sha224") << u"sha224"_s << int(QCryptographicHash::Sha224);
        QTest::newRow("sha256") << u"sha256"_s << int(QCryptographicHash::Sha256);
        QTest::newRow("sha384") << u"sha384"_s << int(QCryptographicHash::Sha384);
        QTest::newRow("sha512") << u"sha512"_s << int(QCryptographicHash::Sha512);
        QTest::newRow("blake2b") << u"blake2b"_s << int(QCryptographicHash::Blake2b_512);
    }
    void checksums()
    {
        QFETCH(const QString, algorithm);
        QFETCH(const int, qt);
        HttpTestServer server;
        const QByteArray content = noise(2'500'000);
        server.on("/file.bin", ServedFile{content});
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        const QByteArray digest
            = QCryptographicHash::hash(content, QCryptographicHash::Algorithm(qt));
        task.checksum = Checksum{algorithm, digest};
        Hearer good;
        bench.fetch(task, good);
        QCOMPARE(good.code(), ErrorCode::None);

        task.checksum->digest[0] = char(task.checksum->digest[0] ^ 1);
        Hearer bad;
        bench.fetch(task, bad);
        QCOMPARE(bad.code(), ErrorCode::ValidationFailed);
        QCOMPARE(bad.file().bytesTransferred, 0);
        QVERIFY(bad.end->error().detail.contains(task.checksum->toString()));
        QVERIFY(bad.end->error().detail.contains(QString::fromLatin1(digest.toHex())));
        QCOMPARE(bad.end->error().context, ErrorContext::LocalFile);
        QVERIFY(contentOf(bad.file().partPath) == content); // kept
        QCOMPARE(bad.file().check, (Check{*task.checksum, false, false}));
        QCOMPARE(good.file().check->passed, true);
    }

    void whatWasRefusedIsCheckedAgain_data()
    {
        QTest::addColumn<QString>("checksum"); // %1: that of the file
        QTest::addColumn<QString>("end");
        const QString other(64, u'1');
        QTest::newRow("the right one") << u"sha256:%1"_s << QString();
        QTest::newRow("another wrong one") << u"sha256:"_s + other << u"validation-failed"_s;
        QTest::newRow("of another kind") << u"md5:"_s + other.first(32) << u"validation-failed"_s;
        QTest::newRow("none") << u"none"_s << QString();
        QTest::newRow("not given") << QString() << QString();
    }
    void whatWasRefusedIsCheckedAgain()
    {
        QFETCH(const QString, checksum);
        QFETCH(const QString, end);
        const QByteArray content = noise(300'000);
        HttpTestServer server;
        server.on("/file.bin", ServedFile{content});
        TransportBench bench;
        FileTask task = refused(bench, server, sha256("other"));
        const QString right = QString::fromLatin1(sha256(content).digest.toHex());
        task.checksum.reset();
        if (!checksum.isEmpty())
            task.checksum = Checksum::parse(QString(checksum).replace(u"%1"_s, right)).value();
        Hearer again;
        bench.fetch(task, again);
        QCOMPARE(again.code() == ErrorCode::None ? QString() : QString(wireName(again.code())),
                 end);
        QCOMPARE(server.requests.size(), 1U); // not a byte of it came again
        QVERIFY(contentOf(end.isEmpty() ? again.file().path : again.file().partPath) == content);
        if (end.isEmpty())
            QCOMPARE(bench.names(), QStringList{u"file.bin"_s});
    }

    void whatWasRefusedComesAnew()
    {
        const QByteArray forged = noise(300'000);
        const QByteArray content = noise(310'000, 2);
        HttpTestServer server;
        server.on("/file.bin", ServedFile{forged});
        TransportBench bench;
        const FileTask task = refused(bench, server, sha256(content));
        server.on("/file.bin", status("503 Busy"));
        Hearer none;
        bench.fetch(task, none);
        QCOMPARE(none.code(), httpError(503));
        QVERIFY(contentOf(task.file.partPath) == forged); // as long as there is nothing better
        server.on("/file.bin", ServedFile{content});
        Hearer anew;
        bench.fetch(task, anew);
        QCOMPARE(anew.code(), ErrorCode::None);
        QVERIFY(!server.requests.back().rangeStart());
        QVERIFY(!anew.connections.front().isRefused());
        QCOMPARE(anew.connections.front().bytesTransferred, 0);
        QVERIFY(contentOf(bench.path(u"file.bin"_s)) == content);
        QCOMPARE(bench.names(), QStringList{u"file.bin"_s});
    }

    void whatWasRefusedAndIsNotAllThereAnyMoreGoesOn()
    {
        // After a power cut, say; and the person has given the right checksum since.
        const QByteArray content = noise(300'000);
        HttpTestServer server;
        server.on("/file.bin", ServedFile{content});
        TransportBench bench;
        FileTask task = refused(bench, server, sha256("other"));
        QVERIFY(QFile::resize(task.file.partPath, 200'000));
        task.checksum = sha256(content);
        Hearer rest;
        bench.fetch(task, rest);
        QCOMPARE(rest.code(), ErrorCode::None);
        QCOMPARE(server.requests.back().rangeStart(), 200'000 - kTail);
        QVERIFY(contentOf(bench.path(u"file.bin"_s)) == content);
    }

    void whatWasRefusedIsNotTakenUnderItsName()
    {
        // The person has moved it there.
        const QByteArray content = noise(300'000);
        HttpTestServer server;
        server.on("/file.bin", ServedFile{content});
        TransportBench bench;
        const FileTask task = refused(bench, server, sha256("other"));
        QVERIFY(QFile::rename(task.file.partPath, task.file.path));
        Hearer anew;
        bench.fetch(task, anew);
        QCOMPARE(anew.code(), ErrorCode::ValidationFailed);
        QCOMPARE(server.requests.size(), 2U);
    }

    void whatWasRefusedAndIsGoneComesAnew()
    {
        const QByteArray content = noise(300'000);
        HttpTestServer server;
        server.on("/file.bin", ServedFile{content});
        TransportBench bench;
        FileTask task = refused(bench, server, sha256("other"));
        QVERIFY(QFile::remove(task.file.partPath));
        task.checksum = sha256(content);
        Hearer anew;
        bench.fetch(task, anew);
        QCOMPARE(anew.code(), ErrorCode::None);
        QCOMPARE(server.requests.size(), 2U);
    }

    void largeFiles_data()
    {
        // Hashing goes along in steps of 8 MiB.
        QTest::addColumn<qint64>("size");
        QTest::newRow("one step") << 8 * kMiB;
        QTest::newRow("a byte more") << 8 * kMiB + 1;
        QTest::newRow("many steps") << 24 * kMiB - 1;
    }
    void largeFiles()
    {
        QFETCH(const qint64, size);
        HttpTestServer server;
        const QByteArray content = noise(size);
        server.on("/file.bin", ServedFile{content});
        TransportBench bench;
        FileTask task = bench.task(server.url("/file.bin"));
        task.checksum = sha256(content);
        Hearer good;
        bench.fetch(task, good);
        QCOMPARE(good.code(), ErrorCode::None);
        QCOMPARE(bench.names(), QStringList{u"file.bin"_s});

        for (const qint64 at : {qint64(0), size - 1}) {
            QByteArray other = content;
            other[at] = char(other[at] ^ 1);
            server.on("/file.bin", ServedFile{other});
            Hearer bad;
            bench.fetch(task, bad);
            QCOMPARE(bad.code(), ErrorCode::ValidationFailed);
        }
    }

    void whatWasThereBeforeCounts_data()
    {
        QTest::addColumn<qint64>("at"); // of a byte that is another one
        QTest::newRow("all as it should be") << qint64(-1);
        QTest::newRow("in what was there") << qint64(5);
        QTest::newRow("in what comes") << 23 * kMiB;
    }
    void whatWasThereBeforeCounts()
    {
        QFETCH(const qint64, at);
        const QByteArray content = noise(24 * kMiB);
        QByteArray served = content;
        if (at >= 0)
            served[at] = char(served[at] ^ 1);
        HttpTestServer server;
        server.on("/file.bin", ServedFile{served});
        TransportBench bench;
        FileTask task
            = bench.interrupted(server.url("/file.bin"), served.first(12 * kMiB), served.size());
        task.checksum = sha256(content);
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(server.requests.front().rangeStart(), 12 * kMiB - kTail);
        QCOMPARE(hearer.code(), at < 0 ? ErrorCode::None : ErrorCode::ValidationFailed);
    }

    void whatWasDroppedUnderwayDoesNotCount()
    {
        // Half of one file comes, and then the server has another.
        const QByteArray first = noise(24 * kMiB);
        const QByteArray second = noise(20 * kMiB, 2);
        HttpTestServer server;
        server.on("/file.bin", [&](const HttpRequest &request) {
            const qint64 from = request.rangeStart().value_or(0);
            return server.requests.size() == 1
                ? partOfUnknownTotal(first.mid(from, 12 * kMiB), from)
                : ok(second, {"ETag: \"v2\""});
        });
        TransportBench bench;
        FileTask task = bench.interrupted(server.url("/file.bin"), first.first(kMiB), first.size());
        task.file.bytesTotal.reset();
        task.checksum = sha256(second);
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(server.requests.size(), 2U);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QVERIFY(contentOf(bench.path(u"file.bin"_s)) == second);
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportChecks)
#include "tst_httptransportchecks.moc"
