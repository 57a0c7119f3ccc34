// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/httptestserver.h"
#include "tests/support/transportbench.h"

#include <QElapsedTimer>
#include <QScopeGuard>
#include <QSemaphore>

#include <cerrno>
#include <sys/mount.h>
#include <unistd.h>

using namespace lighterman;
using namespace lighterman::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Calls to read() that this process made; nothing where the kernel does not count them.
std::optional<qint64> readCalls()
{
    for (const QByteArray &line : contentOf(u"/proc/self/io"_s).split('\n')) {
        if (line.startsWith("syscr: "))
            return line.sliced(7).toLongLong();
    }
    return std::nullopt;
}

/// A file system of one mebibyte, where mounting is allowed.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &path)
        : m_path(QFile::encodeName(path))
    {
        QDir().mkpath(path);
        m_mounted = ::mount("tmpfs", m_path.constData(), "tmpfs", 0, "size=1m") == 0;
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(m_path.constData(), MNT_DETACH);
    }
    [[nodiscard]] bool isMounted() const { return m_mounted; }

private:
    QByteArray m_path;
    bool m_mounted = false;
};

/// A disk that loses what it was given: the first flush of data fails, once the test says go.
class LosingDisk
{
public:
    [[nodiscard]] TransportOptions options()
    {
        TransportOptions options;
        options.syncData = [asked = asked, go = go](int) {
            asked->release();
            go->acquire();
            go->release();
            errno = EIO;
            return -1;
        };
        return options;
    }

    std::shared_ptr<QSemaphore> asked = std::make_shared<QSemaphore>(); // shared with the disk
    std::shared_ptr<QSemaphore> go = std::make_shared<QSemaphore>();
};

constexpr qint64 kFlushed = qint64(17) << 20U; // enough for a flush on the way

} // namespace

/// What a fetch does to the folder it writes into, and what happens when that is in the way.
class TestHttpTransportFiles : public QObject
{
    Q_OBJECT

private slots:
    void namesFromTheServer_data()
    {
        QTest::addColumn<QByteArray>("disposition");
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << QByteArray("attachment; filename=a.iso") << u"a.iso"_s;
        QTest::newRow("climbs") << QByteArray("attachment; filename=\"../../x\"") << u"x"_s;
        QTest::newRow("a dot") << QByteArray("attachment; filename=\".\"") << u"file.bin"_s;
        QTest::newRow("control characters")
            << QByteArray("attachment; filename*=UTF-8''a%0Ab%00c.iso") << u"a_b_c.iso"_s;
        QTest::newRow("bidi") << QByteArray("attachment; filename*=UTF-8''a%E2%80%AEb.iso")
                              << u"ab.iso"_s;
        QTest::newRow("300 bytes") << "attachment; filename=" + QByteArray(296, 'n') + ".iso"
                                   << QString(251, u'n') + u".iso"_s;
    }
    void namesFromTheServer()
    {
        QFETCH(const QByteArray, disposition);
        QFETCH(const QString, name);
        HttpTestServer server;
        server.on("/file.bin", ok("x", {"Content-Disposition: " + disposition}));
        TransportBench bench;
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::None);
        QCOMPARE(bench.names(), QStringList{name});
    }

    void aGivenPathIsUsedButNeverReplaced()
    {
        HttpTestServer server;
        server.on("/file.bin", ok("new", {"Content-Disposition: attachment; filename=other"}));
        TransportBench bench;
        writeFile(bench.path(u"mine.tar.gz"_s), "old");
        FileTask task = bench.task(server.url("/file.bin"));
        task.file.path = bench.path(u"mine.tar.gz"_s);
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.file().path, bench.path(u"mine (1).tar.gz"_s));
        QCOMPARE(contentOf(bench.path(u"mine.tar.gz"_s)), "old");
        QCOMPARE(contentOf(hearer.file().path), "new");
    }

    void folders_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("code");
        QTest::newRow("missing") << u"gone/deeper"_s << u"folder-missing"_s;
        QTest::newRow("a file") << u"file"_s << u"not-a-folder"_s;
        QTest::newRow("below a file") << u"file/x"_s << u"not-a-folder"_s;
        // Where not even root may make files.
        QTest::newRow("not ours") << u"/sys/kernel"_s << u"access-denied"_s;
    }
    void folders()
    {
        QFETCH(const QString, folder);
        QFETCH(const QString, code);
        HttpTestServer server;
        server.on("/file.bin", ok("x"));
        TransportBench bench;
        writeFile(bench.path(u"file"_s), "x");
        FileTask task = bench.task(server.url("/file.bin"));
        task.folder = QDir(bench.folder.path()).absoluteFilePath(folder);
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(wireName(hearer.code()), code);
        QCOMPARE(hearer.end->error().context, ErrorContext::LocalFile);
        QCOMPARE(bench.names(), QStringList{u"file"_s});
    }

    void aFullDisk_data()
    {
        QTest::addColumn<HttpResponse>("response");
        QTest::addColumn<bool>("partStays");
        const QByteArray large = noise(2'000'000);
        QTest::newRow("size announced: nothing is begun") << ok(large) << false;
        QTest::newRow("size unknown: as far as it goes") << chunked(large) << true;
    }
    void aFullDisk()
    {
        QFETCH(const HttpResponse, response);
        QFETCH(const bool, partStays);
        HttpTestServer server;
        server.on("/file.bin", response);
        TransportBench bench;
        const SmallDisk disk(bench.path(u"disk"_s));
        if (!disk.isMounted())
            QSKIP("mounting a small tmpfs needs root");
        FileTask task = bench.task(server.url("/file.bin"));
        task.folder = bench.path(u"disk"_s);
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::DiskFull);
        const auto left = QDir(task.folder).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(!left.isEmpty(), partStays);
        QCOMPARE(hearer.file().partPath.isEmpty(), !partStays);
        QCOMPARE(hearer.file().bytesTotal, partStays ? std::nullopt : std::optional(2'000'000));
        if (!partStays) { // now that it is known how much is needed, no server is asked
            task.file = hearer.file();
            Hearer again;
            bench.fetch(task, again);
            QCOMPARE(again.code(), ErrorCode::DiskFull);
            QCOMPARE(server.requests.size(), 1U);
            return;
        }
        const QFileInfo part(QDir(task.folder).filePath(left.first()));
        QVERIFY(part.size() > 900'000);
        QCOMPARE(hearer.progress.back().first, part.size());
    }

    void aPartFileThatSomebodyHasDeleted()
    {
        HttpTestServer server;
        server.on("/file.bin", ok("new"));
        TransportBench bench;
        Hearer hearer;
        bench.fetchHidden(bench.task(server.url("/file.bin")), hearer);
        QVERIFY(hearer.end && *hearer.end);
        QVERIFY(QFile::remove(hearer.file().partPath));
        std::vector<JobFile> shown;
        std::optional<Error> error;
        bool answered = false;
        bench.transport.reveal({hearer.file()}, [&](const auto &files, const auto &failure) {
            shown = files;
            error = failure;
            answered = true;
        });
        QTRY_VERIFY(answered);
        QVERIFY(error && error->code == ErrorCode::FileNotFound);
        QVERIFY(!shown.front().transferred && !shown.front().completed);
        QVERIFY(shown.front().partPath.isEmpty());
        QCOMPARE(shown.front().bytesTransferred, 0);
    }

    void smallFilesTakeTheBufferedWay()
    {
        const auto before = readCalls();
        if (!before)
            QSKIP("this kernel does not count calls to read()");
        constexpr int kFiles = 100;
        HttpTestServer server;
        server.on("/file.bin", ok("x", {"X-Long: " + QByteArray(300, 'x')}));
        TransportBench bench;
        std::vector<Hearer> hearers(kFiles);
        std::vector<std::unique_ptr<Pending>> pending;
        for (Hearer &hearer : hearers) {
            FileTask task = bench.task(server.url("/file.bin"));
            task.file.index = int(pending.size());
            pending.push_back(bench.transport.fetch(task, hearer));
        }
        for (const Hearer &hearer : hearers)
            QTRY_VERIFY(hearer.isOver());
        // Unbuffered, each head alone costs some 400: one for each byte.
        const qint64 calls = *readCalls() - *before;
        QVERIFY2(calls < kFiles * 40, QByteArray::number(calls).constData());
    }

    void bytesThatAreLostOnTheWay()
    {
        HttpTestServer server;
        HttpResponse response = ok(QByteArray(kFlushed, 'x'));
        response.head.replace("Content-Length: ", "Content-Length: 9"); // more to come
        server.on("/file.bin", response);
        LosingDisk disk;
        disk.go->release();
        TransportBench bench(disk.options());
        Hearer hearer;
        bench.fetch(bench.task(server.url("/file.bin")), hearer);
        QCOMPARE(hearer.code(), ErrorCode::LocalFileError);
        QCOMPARE(hearer.progress.back(), std::pair(0LL, 0LL));
        QCOMPARE(QFileInfo(hearer.file().partPath).size(), 0);
    }

    void bytesThatAreLostAtTheEnd()
    {
        // The whole file has come when the disk tells of the loss.
        HttpTestServer server;
        server.on("/file.bin", ServedFile{QByteArray(kFlushed, 'x')});
        LosingDisk disk;
        TransportBench bench(disk.options());
        const auto always = qScopeGuard([&disk] { disk.go->release(); });
        Hearer hearer;
        const auto pending = bench.transport.fetch(bench.task(server.url("/file.bin")), hearer);
        QTRY_VERIFY(!hearer.progress.empty() && hearer.progress.back().first == kFlushed);
        disk.go->release();
        QTRY_VERIFY(hearer.isOver());
        QCOMPARE(hearer.code(), ErrorCode::LocalFileError);
        QCOMPARE(hearer.progress.back(), std::pair(0LL, 0LL));
        QVERIFY(!QFile::exists(bench.path(u"file.bin"_s)));
        QCOMPARE(QFileInfo(hearer.file().partPath).size(), 0);
    }

    void bytesThatAreLostAfterwards()
    {
        HttpTestServer server;
        HttpResponse response = ok(QByteArray(kFlushed + 1, 'x'));
        response.body.chop(1);
        response.then = HttpResponse::Then::Hang;
        server.on("/file.bin", response);
        LosingDisk disk;
        TransportBench bench(disk.options());
        const auto always = qScopeGuard([&disk] { disk.go->release(); });
        FileTask task = bench.task(server.url("/file.bin"));
        task.stallTimeout = 1s;
        Hearer hearer;
        bench.fetch(task, hearer);
        QCOMPARE(hearer.code(), ErrorCode::TimedOut);
        const QString part = hearer.file().partPath;
        QCOMPARE(QFileInfo(part).size(), kFlushed);
        QVERIFY(disk.asked->tryAcquire(1, 5000));
        disk.go->release();
        QTRY_COMPARE(QFileInfo(part).size(), 0);
    }

    void aDiskThatHangsDoesNotHoldUpTheEnd()
    {
        HttpTestServer server;
        server.on("/file.bin", ServedFile{QByteArray(kFlushed, 'x')});
        LosingDisk disk;
        const auto always = qScopeGuard([&disk] { disk.go->release(); });
        auto bench = std::make_unique<TransportBench>(disk.options());
        Hearer hearer;
        auto pending = bench->transport.fetch(bench->task(server.url("/file.bin")), hearer);
        QTRY_COMPARE(disk.asked->available(), 1);
        QElapsedTimer timer;
        timer.start();
        bench.reset();
        QVERIFY(timer.elapsed() < 4000);
        pending.reset(); // what is left of it touches nothing that is gone
        QVERIFY(!hearer.isOver());
    }
};

QTEST_GUILESS_MAIN(TestHttpTransportFiles)
#include "tst_httptransportfiles.moc"
