// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/filesystems.h"
#include "agent/transport/reservations.h"
#include "agent/transport/sizelimit.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

/// The largest file that this process may write, as long as this lives.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

/// Room for files before the first byte of them comes.
class TestReservations : public QObject
{
    Q_OBJECT

private slots:
    void othersCountOnTheirRoom()
    {
        Reservations rooms;
        QCOMPARE(rooms.ofOthers(1, 7), 0);
        rooms.set(1, 7, 1000);
        rooms.set(2, 7, 500);
        rooms.set(3, 8, 100);
        QCOMPARE(rooms.ofOthers(1, 7), 500);
        QCOMPARE(rooms.ofOthers(3, 7), 1500);
        QCOMPARE(rooms.ofOthers(1, 8), 100);
    }

    void whatHasComeIsNeededNoMore()
    {
        Reservations rooms;
        rooms.set(1, 7, 1000);
        rooms.lower(1, 400);
        QCOMPARE(rooms.ofOthers(2, 7), 400);
        rooms.lower(1, 900); // never more than before
        QCOMPARE(rooms.ofOthers(2, 7), 400);
        rooms.lower(1, 0);
        QCOMPARE(rooms.ofOthers(2, 7), 0);
        rooms.lower(1, 50); // and nothing where nothing is reserved
        QCOMPARE(rooms.ofOthers(2, 7), 0);
        rooms.set(1, 7, 1000);
        rooms.drop(1);
        QCOMPARE(rooms.ofOthers(2, 7), 0);
    }

    void theLargestFileOfAFileSystem_data()
    {
        QTest::addColumn<qint64>("type");
        QTest::addColumn<quint64>("limit");
        QTest::addColumn<qint64>("most");
        constexpr auto kAny = std::numeric_limits<qint64>::max();
        QTest::newRow("fat") << kFat << quint64(RLIM_INFINITY) << qint64(4'294'967'295);
        QTest::newRow("fat, low limit") << kFat << quint64(1000) << qint64(1000);
        QTest::newRow("fat, limit beyond") << kFat << (quint64(1) << 40U) << qint64(4'294'967'295);
        QTest::newRow("other") << kTmpfs << quint64(RLIM_INFINITY) << kAny;
        QTest::newRow("other, limit") << kTmpfs << (quint64(1) << 40U) << (qint64(1) << 40U);
    }

    void theLargestFileOfAFileSystem()
    {
        QFETCH(qint64, type);
        QFETCH(quint64, limit);
        QTEST(mostOn(type, rlim_t(limit)), "most");
    }

    void aLimitOfThisProcessIsToldBeforeTheFirstByte()
    {
        QTemporaryDir folder;
        auto part = PartFile::create(folder.filePath(u"a"_s), JobId::create(), 0);
        QVERIFY(part);
        const FileSizeLimit limit(100'000);
        Reservations rooms;
        QVERIFY(rooms.makeRoom(1, *part, 100'000));
        const auto more = rooms.makeRoom(1, *part, 100'001);
        QVERIFY(!more);
        QCOMPARE(more.error().code, ErrorCode::FileSizeLimit);
        QCOMPARE(more.error().file, part->path());
        const auto far = rooms.makeRoom(1, *part, qint64(1) << 60U); // before room is asked for
        QCOMPARE(far.error().code, ErrorCode::FileSizeLimit);
        QVERIFY(checkSize(folder.path(), 100'000));
        QCOMPARE(checkSize(folder.path(), 100'001).error().code, ErrorCode::FileSizeLimit);
        QCOMPARE(checkRoom(folder.path(), 100'001).error().code, ErrorCode::FileSizeLimit);
        QVERIFY(checkSize(u"/no/such/folder"_s, 100'001)); // nothing known
    }
};

QTEST_GUILESS_MAIN(TestReservations)
#include "tst_reservations.moc"
