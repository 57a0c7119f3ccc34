// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/finalname.h"
#include "agent/transport/partfile.h"
#include "agent/transport/piecerecord.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

/// Files of this process cannot grow beyond `size` bytes while it lives.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t size)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = size;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before = {};
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeTo(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

/// A file of a million bytes of which some are there, and what is known of it.
struct Holed
{
    JobFile file;
    PieceRecord record;
};

} // namespace

/// Part files and the names that finished ones get.
class TestPartFile : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyFileOfOnesOwn()
    {
        const auto part = PartFile::create(path(u"a.iso"_s), m_job, 0);
        QVERIFY(part);
        QCOMPARE(part->path(), path(u".a.iso.%1.part"_s.arg(m_job.toString())));
        struct stat status = {};
        QCOMPARE(::fstat(part->file().number(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0600U);
        QVERIFY(part->found().held.isEmpty());
        QVERIFY(!part->continuity().isEmpty());
    }

    void filesOfOneNameDoNotShare()
    {
        const auto first = PartFile::create(path(u"a.iso"_s), m_job, 0);
        const auto second = PartFile::create(path(u"a.iso"_s), m_job, 1);
        const auto third = PartFile::create(path(u"a.iso"_s), m_job, 0);
        QVERIFY(first && second && third);
        QVERIFY(second->path().contains(u".a (1).iso."_s));
        QVERIFY(first->path() != third->path());
    }

    void whatACrashLeftBehindIsUsedAgain()
    {
        QString name;
        {
            auto lost = PartFile::create(path(u"a.iso"_s), m_job, 0);
            QVERIFY(lost && lost->write(0, "half"));
            name = lost->path();
        }
        const auto part = PartFile::create(path(u"a.iso"_s), m_job, 0);
        QVERIFY(part);
        QCOMPARE(part->path(), name);
        QCOMPARE(QFileInfo(name).size(), 0);
    }

    void aTrapIsNotSteppedInto()
    {
        const QByteArray trap = QFile::encodeName(path(u".a.iso.%1.part"_s.arg(m_job.toString())));
        QFile victim(path(u"victim"_s));
        QVERIFY(victim.open(QIODevice::WriteOnly) && victim.write("precious") == 8);
        victim.close();
        QCOMPARE(::symlink(QFile::encodeName(victim.fileName()).constData(), trap.constData()), 0);
        const auto part = PartFile::create(path(u"a.iso"_s), m_job, 0);
        QVERIFY(part);
        QVERIFY(part->path() != QFile::decodeName(trap));
        QCOMPARE(QFileInfo(victim.fileName()).size(), 8);
    }

    void bytesAndTails()
    {
        auto part = PartFile::create(path(u"a"_s), m_job, 0);
        QVERIFY(part && part->write(0, "hello ") && part->write(6, "world"));
        QVERIFY(part->holds(6, "world"));
        QVERIFY(!part->holds(6, "World"));
        QVERIFY(!part->holds(6, "worlds"));
        QVERIFY(part->cut(5));
        QVERIFY(part->write(5, "!"));
        QVERIFY(part->holds(0, "hello!"));
    }

    void aFileWithHolesIsMarked()
    {
        const Holed made = holed();
        QVERIFY(made.record.mark > 0 && made.record.mark <= kMostMark);
        QCOMPARE(QFileInfo(made.file.partPath).size(), 1'000'000 + made.record.mark);
        auto part = PartFile::reopen(made.file);
        QVERIFY(part && *part);
        QCOMPARE((*part)->mark(), made.record.mark);
        QVERIFY((*part)->found().held == made.record.held);
        QVERIFY((*part)->found().synced == made.record.synced);
        QVERIFY((*part)->cut(1'000'000));
        QCOMPARE((*part)->mark(), 0);
    }

    void afterAPowerCutOnlyWhatIsSyncedCounts()
    {
        Holed made = holed();
        made.file.resume.continuity = "another-boot 1 2 3 4";
        const auto part = PartFile::reopen(made.file);
        QVERIFY((*part)->found().held == made.record.synced);
    }

    void aWholeFileHasNoMark()
    {
        const Holed made = holed();
        QCOMPARE(::truncate(QFile::encodeName(made.file.partPath).constData(), 1'000'000), 0);
        const auto killed = PartFile::reopen(made.file);
        QCOMPARE((*killed)->found().held.prefix(), 1'000'000);
        Holed cut = made;
        cut.file.resume.continuity = "another-boot 1 2 3 4";
        const auto part = PartFile::reopen(cut.file);
        QVERIFY((*part)->found().held == made.record.synced);
        QCOMPARE((*part)->mark(), made.record.mark); // it has holes again
    }

    void recordsOfOtherTimesAreNotBelieved_data()
    {
        QTest::addColumn<QByteArray>("pieces");
        QTest::addColumn<qint64>("received");
        QTest::addColumn<qint64>("synced");
        QTest::addColumn<qint64>("held");
        QTest::newRow("none: bytes one after another")
            << QByteArray() << qint64(90'000) << qint64(60'000) << qint64(90'000);
        QTest::newRow("none: not into the hole")
            << QByteArray() << qint64(500'000) << qint64(60'000) << qint64(102'400);
        QTest::newRow("of another mark")
            << QByteArray("77777;0-500000;") << qint64(500'000) << qint64(60'000) << qint64(60'000);
        QTest::newRow("garbage") << QByteArray("x") << qint64(500'000) << qint64(60'000)
                                 << qint64(60'000);
    }
    void recordsOfOtherTimesAreNotBelieved()
    {
        QFETCH(const qint64, held);
        Holed made = holed();
        QFETCH(const QByteArray, pieces);
        QFETCH(const qint64, received);
        QFETCH(const qint64, synced);
        made.file.resume.pieces = pieces;
        made.file.resume.synced = synced;
        made.file.bytesTransferred = received;
        const auto part = PartFile::reopen(made.file);
        QVERIFY(part && *part);
        QCOMPARE((*part)->mark(), 0);
        // At most to the end of the last page that was written.
        QCOMPARE((*part)->found().held.prefix(), held);
        QCOMPARE((*part)->found().held.sum(), held);
    }

    void recordsReadBack()
    {
        const PieceRecord record = holed().record;
        QCOMPARE(*PieceRecord::fromToken(record.toToken()), record);
        const PieceRecord none{5, {}, {}};
        QCOMPARE(*PieceRecord::fromToken(none.toToken()), none);
        for (const QByteArrayView bad :
             {"", ";;", "0;;", "65536;;", "5;1-1;", "5;2-1;", "5;1;", "5;1-2", "5;-1-2;",
              "5;1-2-3;", "5;a-b;", "5;1-2,;", "5;0-99999999999999999999;", "5;;;"})
            QVERIFY2(!PieceRecord::fromToken(bad), bad.data());
        QVERIFY(!PieceRecord::fromToken(QByteArray(100'000, '1')));
    }

    void aFileTooLargeForTheSystem()
    {
        auto part = PartFile::create(path(u"a"_s), m_job, 0);
        QVERIFY(part);
        const FileSizeLimit limit(100'000);
        const auto some = part->write(0, QByteArray(200'000, 'x'));
        QVERIFY(some);
        QCOMPARE(*some, 100'000);
        const auto done = part->write(*some, "x");
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::FileSizeLimit);
    }

    void noRoom()
    {
        auto part = PartFile::create(path(u"a"_s), m_job, 0);
        QVERIFY(part && part->reserve(1000));
        QCOMPARE(QFileInfo(part->path()).size(), 0);
        const auto done = part->reserve(qint64(1) << 55U);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::DiskFull);
        QCOMPARE(done.error().file, part->path());
    }

    void folders()
    {
        QVERIFY(checkFolder(m_folder->path()));
        QCOMPARE(checkFolder(path(u"gone"_s)).error().code, ErrorCode::FolderMissing);
        QFile file(path(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(checkFolder(file.fileName()).error().code, ErrorCode::NotAFolder);
        QCOMPARE(checkFolder(file.fileName() + u"/x"_s).error().code, ErrorCode::NotAFolder);
    }

    void systemErrors_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("code");
        QTest::newRow("full") << ENOSPC << u"disk-full"_s;
        QTest::newRow("quota") << EDQUOT << u"disk-full"_s;
        QTest::newRow("not allowed") << EACCES << u"access-denied"_s;
        QTest::newRow("not permitted") << EPERM << u"access-denied"_s;
        QTest::newRow("read-only") << EROFS << u"access-denied"_s;
        QTest::newRow("gone") << ENOENT << u"folder-missing"_s;
        QTest::newRow("a file in the way") << ENOTDIR << u"not-a-folder"_s;
        QTest::newRow("there already") << EEXIST << u"file-exists"_s;
        QTest::newRow("too large") << EFBIG << u"file-size-limit"_s;
        QTest::newRow("in use") << EBUSY << u"destination-locked"_s;
        QTest::newRow("a program that runs") << ETXTBSY << u"destination-locked"_s;
        QTest::newRow("broken disk") << EIO << u"local-file-error"_s;
    }
    void systemErrors()
    {
        QFETCH(const int, number);
        QFETCH(const QString, code);
        const Error error = localError(number, u"/x"_s);
        QCOMPARE(wireName(error.code), code);
        QCOMPARE(error.context, ErrorContext::LocalFile);
        QCOMPARE(error.file, u"/x"_s);
        QVERIFY(!error.detail.isEmpty());
        QCOMPARE(error.detail.contains(u"quota"_s), number == EDQUOT);
    }

    void finalNamesNeverReplace()
    {
        for (const QString &expected : {u"a.iso"_s, u"a (1).iso"_s, u"a (2).iso"_s}) {
            QFile part(path(u".part"_s));
            QVERIFY(part.open(QIODevice::WriteOnly) && part.write(expected.toUtf8()) > 0);
            part.close();
            const auto name = giveName(part.fileName(), path(u"a.iso"_s));
            QVERIFY(name);
            QCOMPARE(*name, path(expected));
            QVERIFY(!part.exists());
        }
        QFile first(path(u"a.iso"_s));
        QVERIFY(first.open(QIODevice::ReadOnly));
        QCOMPARE(first.readAll(), "a.iso");
        QVERIFY(syncFolder(m_folder->path()));
    }

    void finalNamesOnPoorFileSystems_data()
    {
        QTest::addColumn<int>("link"); // errno of link()
        QTest::addColumn<int>("unlink");
        QTest::newRow("hard links") << 0 << 0;
        QTest::newRow("no hard links") << EPERM << 0;
        QTest::newRow("link is not there") << ENOSYS << 0;
        QTest::newRow("nothing can be deleted") << 0 << EPERM;
    }
    void finalNamesOnPoorFileSystems()
    {
        QFETCH(const int, link);
        QFETCH(const int, unlink);
        const auto failing = [](int error) {
            errno = error;
            return -1;
        };
        NamingCalls calls = NamingCalls::ofSystem();
        calls.renameNew = [&](auto, auto) { return failing(EINVAL); };
        if (link != 0)
            calls.link = [&](auto, auto) { return failing(link); };
        if (unlink != 0)
            calls.unlink = [&](auto) { return failing(unlink); };
        writeTo(path(u"a.iso"_s), "somebody else's");
        writeTo(path(u".part"_s), "mine");
        const auto name = giveName(path(u".part"_s), path(u"a.iso"_s), calls);
        QVERIFY(name);
        QCOMPARE(*name, path(u"a (1).iso"_s));
        QCOMPARE(contentOf(*name), "mine");
        QCOMPARE(contentOf(path(u"a.iso"_s)), "somebody else's");
        QCOMPARE(QFile::exists(path(u".part"_s)), unlink != 0);
    }

    void aPartThatIsGoneLeavesNoPlaceholder()
    {
        NamingCalls calls = NamingCalls::ofSystem();
        calls.renameNew = calls.link = [](auto, auto) {
            errno = ENOSYS;
            return -1;
        };
        const auto name = giveName(path(u".part"_s), path(u"a.iso"_s), calls);
        QVERIFY(!name);
        QCOMPARE(name.error().code, ErrorCode::FolderMissing); // ENOENT
        QVERIFY(!QFile::exists(path(u"a.iso"_s)));
    }

    void aFolderMayBeALink()
    {
        const QString link = path(u"link"_s);
        QVERIFY(QFile::link(m_folder->path(), link));
        QVERIFY(checkFolder(link));
        QVERIFY(PartFile::create(link + u"/a"_s, m_job, 0));
        QVERIFY(syncFolder(link));
        QVERIFY(!syncFolder(path(u"gone"_s)));
    }

    void continuityNamesOneFile()
    {
        const auto a = PartFile::create(path(u"a"_s), m_job, 0);
        const auto b = PartFile::create(path(u"b"_s), m_job, 0);
        const auto one = Continuity::of(a->file().number());
        const auto other = Continuity::of(b->file().number());
        QVERIFY(one && other);
        QCOMPARE(Continuity::fromToken(one->toToken()), one);
        QVERIFY(!one->isSameFile(*other));
        Continuity rebooted = *one;
        rebooted.boot = "another";
        QVERIFY(rebooted != *one);
        QVERIFY(rebooted.isSameFile(*one));
        Continuity pluggedInAgain = *one;
        pluggedInAgain.disk += "1";
        QVERIFY(pluggedInAgain.toToken() != one->toToken());
        QCOMPARE(Continuity::fromToken(pluggedInAgain.toToken()), pluggedInAgain);
        QVERIFY(pluggedInAgain.isSameFile(*one));
        for (const char *bad : {"", "a", "a b c", "a 1 2 3", "a 1 2 3 4 5"})
            QVERIFY(!Continuity::fromToken(bad));
    }

    void disksHaveNumbers()
    {
        // As in /sys: a disk, a partition of it, and a disk of an older kernel.
        for (const char *device : {"sda", "sda/sda1", "old"})
            QVERIFY(QDir().mkpath(path(QString::fromLatin1(device))));
        writeTo(path(u"sda/diskseq"_s), "42\n");
        QVERIFY(QDir().mkpath(path(u"dev"_s)));
        QVERIFY(QFile::link(u"../sda"_s, path(u"dev/8:0"_s)));
        QVERIFY(QFile::link(u"../sda/sda1"_s, path(u"dev/8:1"_s)));
        QVERIFY(QFile::link(u"../old"_s, path(u"dev/7:0"_s)));
        const QString sysfs = path(u"dev"_s);
        QCOMPARE(diskSequence(8, 0, sysfs), "42");
        QCOMPARE(diskSequence(8, 1, sysfs), "42");
        QCOMPARE(diskSequence(7, 0, sysfs), "");
        QCOMPARE(diskSequence(0, 99, sysfs), "");
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    Holed holed()
    {
        auto part = PartFile::create(path(u"a"_s), m_job, 0);
        Holed made;
        made.file.path = path(u"a"_s);
        made.file.partPath = part->path();
        made.file.bytesTotal = 1'000'000;
        made.file.resume.continuity = part->continuity();
        if (!part->write(0, QByteArray(100'000, 'a')) || !part->spread(1'000'000)
            || !part->write(900'000, QByteArray(50'000, 'z')))
            qFatal("cannot write what the test needs");
        made.record.mark = part->mark();
        made.record.held.add({0, 100'000});
        made.record.held.add({900'000, 950'000});
        made.record.synced.add({0, 60'000});
        made.record.synced.add({900'000, 910'000});
        made.file.bytesTransferred = made.record.held.sum();
        made.file.resume.synced = 60'000;
        made.file.resume.pieces = made.record.toToken();
        return made;
    }

    QString path(const QString &name) const { return m_folder->filePath(name); }

    JobId m_job = JobId::create();
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestPartFile)
#include "tst_partfile.moc"
