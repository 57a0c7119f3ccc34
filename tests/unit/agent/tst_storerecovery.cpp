// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/backups.h"
#include "agent/store/storefiles.h"
#include "agent/store/upkeep.h"
#include "tests/support/asnobody.h"
#include "tests/support/storesamples.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <memory>

using namespace lighterman;
using namespace lighterman::storage;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool overwrite(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// What the child does until it is killed: adds jobs and prints the ids of those that are
/// acknowledged.
int addUntilKilled(const QString &path)
{
    SqliteStore store(path);
    std::function<void()> addOne = [&] {
        const JobDetails job = sampleJob(3);
        store.insert(job, [&, id = job.job.id](const auto &done) {
            if (done)
                std::puts(qPrintable(id.toString()));
            std::fflush(stdout);
            addOne();
        });
        store.progress({{job.job.id, 0, 10, 10}});
    };
    store.load([&](const auto &) {
        for (int i = 0; i < 5; ++i)
            addOne();
    });
    return QCoreApplication::exec();
}

} // namespace

class TestStoreRecovery : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    [[nodiscard]] QStringList names(const QString &pattern) const
    {
        return QDir(m_folder->path()).entryList({pattern}, QDir::Files, QDir::Name);
    }

    /// A store with many jobs that was closed; with a backup of all of them, if asked.
    void makeStore(int jobs, bool withBackup)
    {
        SqliteStore store(m_path);
        QVERIFY(load(store));
        for (int i = 0; i < jobs; ++i)
            store.insert(sampleJob(3), {});
        QVERIFY(store.close(10s));
        if (!withBackup)
            return;
        Database database;
        QVERIFY(database.open(m_path, Database::Access::ReadWrite));
        QVERIFY(makeBackup(database, m_path));
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"jobs.db"_s);
    }

    void aDamagedStoreIsSetAside_data()
    {
        QTest::addColumn<QByteArray>("garbage"); // put in the place of the file, from `offset` on
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("length"); // of the file afterwards, in percent
        QTest::newRow("garbage from the first byte") << QByteArray(5'000, 'x') << 0 << 100;
        QTest::newRow("a short text file") << QByteArray("hello\n") << 0 << 0;
        QTest::newRow("cut in the middle") << QByteArray() << 0 << 50;
        QTest::newRow("cut in the first page") << QByteArray() << 0 << 1;
        QTest::newRow("the table of tables is torn") << QByteArray(500, '\xFF') << 100 << 100;
        QTest::newRow("pages of rows are torn") << QByteArray(200'000, '\xA5') << 12'288 << 100;
        QTest::newRow("an empty file") << QByteArray() << 0 << 0;
    }

    void aDamagedStoreIsSetAside()
    {
        QFETCH(const QByteArray, garbage);
        QFETCH(const int, offset);
        QFETCH(const int, length);
        makeStore(500, true);
        QByteArray content = contentOf(m_path);
        content.replace(offset, garbage.size(), garbage);
        content.truncate(
            std::max<qsizetype>(content.size() * length / 100, length == 0 ? garbage.size() : 0));
        QVERIFY(overwrite(m_path, content));

        SqliteStore store(m_path);
        const auto jobs = load(store);
        QVERIFY2(jobs, jobs ? "" : qPrintable(jobs.error().detail));
        QCOMPARE(jobs->size(), 500U);
        QCOMPARE(files(store)->size(), 1'500U);
        QVERIFY(!store.report().damage.isEmpty());
        QCOMPARE(store.report().backup, m_path + u".backup-1"_s);
        QVERIFY(store.report().backupMade);
        QVERIFY(store.report().setAside.startsWith(m_path + u".damaged-"_s));
        QCOMPARE(contentOf(store.report().setAside).size(), content.size());
        QVERIFY(insert(store, sampleJob()));
    }

    void withoutABackupANewStoreIsMade()
    {
        QVERIFY(overwrite(m_path, "this is not a database, but it is somebody's"));
        SqliteStore store(m_path);
        QVERIFY(load(store)->empty());
        QVERIFY(store.report().created);
        QVERIFY(store.report().backup.isEmpty());
        QCOMPARE(contentOf(store.report().setAside),
                 QByteArray("this is not a database, but it is somebody's"));
    }

    void theDatabaseOfAnotherProgramIsSetAside()
    {
        QCOMPARE(runSql(m_path, {u"CREATE TABLE songs (title)"_s}), QString());
        const QByteArray before = contentOf(m_path);
        SqliteStore store(m_path);
        QVERIFY(load(store)->empty());
        QCOMPARE(contentOf(store.report().setAside), before);
    }

    void aMissingTableIsDamage()
    {
        makeStore(3, false);
        QCOMPARE(runSql(m_path, {u"DROP TABLE progress"_s}), QString());
        SqliteStore store(m_path);
        QVERIFY(load(store)->empty());
        QVERIFY(store.report().damage.contains(u"progress"_s));
    }

    void aLostStoreComesBackFromItsBackup()
    {
        makeStore(3, true);
        QVERIFY(QFile::remove(m_path));
        SqliteStore store(m_path);
        QCOMPARE(load(store)->size(), 3U);
        QVERIFY(store.report().setAside.isEmpty());
        QVERIFY(!store.report().backup.isEmpty());
    }

    void aDamagedBackupIsPassedOver()
    {
        makeStore(3, true);
        makeStore(2, true);
        const auto backups = backupsOf(m_path);
        QCOMPARE(backups.size(), 2U);
        QVERIFY(overwrite(backups.front().path, contentOf(backups.front().path).first(9'000)));
        QVERIFY(overwrite(m_path, "garbage"));
        SqliteStore store(m_path);
        QCOMPARE(load(store)->size(), 3U);
        QCOMPARE(store.report().backup, backups.back().path);
    }

    void nothingIsEverOverwritten()
    {
        QStringList aside;
        for (const auto part : {"jobs.db"_L1, "jobs.db-wal"_L1})
            QVERIFY(overwrite(m_folder->filePath(part), "one"));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(overwrite(m_path, QByteArray::number(i)));
            const auto path = setAside(m_path, 1'795'251'600'000);
            QVERIFY(path);
            aside += QFileInfo(*path).fileName();
        }
        QCOMPARE(aside,
                 (QStringList{u"jobs.db.damaged-2026-11-21T09-00-00Z"_s,
                              u"jobs.db.damaged-2026-11-21T09-00-00Z-1"_s,
                              u"jobs.db.damaged-2026-11-21T09-00-00Z-2"_s}));
        QCOMPARE(contentOf(m_folder->filePath(aside.at(0) + u"-wal"_s)), QByteArray("one"));
        QCOMPARE(contentOf(m_folder->filePath(aside.at(2))), QByteArray("2"));
    }

    void aStoreThatCannotBeOpenedIsNotDamaged_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("a folder is in its place") << u"folder"_s;
        QTest::newRow("its folder is a file") << u"file/jobs.db"_s;
        QTest::newRow("no such place can be made") << u"/proc/lighterman/jobs.db"_s;
    }

    void aStoreThatCannotBeOpenedIsNotDamaged()
    {
        QFETCH(const QString, path);
        QVERIFY(QDir(m_folder->path()).mkdir(u"folder"_s));
        QVERIFY(overwrite(m_folder->filePath(u"file"_s), "x"));
        SqliteStore store(QDir(m_folder->path()).absoluteFilePath(path));
        QCOMPARE(load(store).error().code, ErrorCode::StoreFailed);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 (QStringList{u"file"_s, u"folder"_s}));
    }

    void aStoreThatIsReadOnlyIsNotDamaged()
    {
        const AsNobody nobody(m_folder->path());
        QVERIFY(nobody.isReady());
        makeStore(1, true);
        QVERIFY(QFile::setPermissions(m_path, QFileDevice::ReadOwner));
        SqliteStore store(m_path);
        QCOMPARE(load(store).error().code, ErrorCode::StoreFailed);
        QVERIFY(names(u"*damaged*"_s).isEmpty());
        QVERIFY(QFile::setPermissions(m_path, QFileDevice::ReadOwner | QFileDevice::WriteOwner));
        QCOMPARE(load(store)->size(), 1U);
    }

    void aStoreThatAnotherProcessHoldsIsNotDamaged()
    {
        makeStore(1, true);
        {
            QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
            other.setDatabaseName(m_path);
            QVERIFY(other.open());
            QSqlQuery query(other);
            QVERIFY(query.exec(u"PRAGMA locking_mode=EXCLUSIVE"_s));
            QVERIFY(query.exec(u"BEGIN IMMEDIATE"_s));
            SqliteStore store(m_path);
            QCOMPARE(load(store).error().code, ErrorCode::StoreFailed);
        }
        QSqlDatabase::removeDatabase(u"other"_s);
        QVERIFY(names(u"*damaged*"_s).isEmpty());
    }

    void aRowThatCannotBeReadDoesNotLoseTheJob()
    {
        makeStore(2, false);
        QCOMPARE(runSql(m_path, {u"UPDATE jobs SET state='b\xF6se' WHERE row=1"_s}), QString());
        SqliteStore store(m_path);
        const auto jobs = load(store);
        QCOMPARE(jobs->size(), 2U);
        QCOMPARE(jobs->front().state, JobState::Error);
        QCOMPARE(jobs->front().error->code, ErrorCode::DatabaseCorrupt);
        QVERIFY(!jobs->back().error);
    }

    void damageFoundWhileOpenIsHealedAtTheNextStart()
    {
        makeStore(500, true);
        QByteArray content = contentOf(m_path);
        {
            SqliteStore store(m_path);
            const QSignalSpy damage(&store, &SqliteStore::damageFound);
            QVERIFY(load(store));
            // Behind the store's back: every page of files, none of those that are cached now.
            const qsizetype half = content.size() / 3 / 4'096 * 4'096;
            content.replace(half, content.size() - half, QByteArray(content.size() - half, '\x5A'));
            QVERIFY(overwrite(m_path, content));
            QCOMPARE(files(store).error().code, ErrorCode::DatabaseCorrupt);
            QTRY_COMPARE(damage.size(), 1);
        }
        SqliteStore store(m_path);
        QCOMPARE(load(store)->size(), 500U);
        QCOMPARE(files(store)->size(), 1'500U);
        QVERIFY(!store.report().backup.isEmpty());
    }

    void aBackupIsMadeOnceADay()
    {
        const SqliteStore::Times atOnce{1s, 0ms};
        makeStore(3, false);
        {
            SqliteStore store(m_path, atOnce);
            QVERIFY(load(store));
            QTRY_COMPARE(names(u"*.backup-*"_s), QStringList{u"jobs.db.backup-1"_s});
            QVERIFY(insert(store, sampleJob()));
        }
        QCOMPARE(QFile::permissions(m_path + u".backup-1"_s) & 0x77, QFile::Permissions());
        const auto age = [this](int number, int days) {
            QFile file(u"%1.backup-%2"_s.arg(m_path).arg(number));
            return file.open(QIODevice::ReadWrite)
                && file.setFileTime(QDateTime::currentDateTime().addDays(-days),
                                    QFileDevice::FileModificationTime);
        };
        QVERIFY(age(1, 9));
        for (int i = 2; i <= 3; ++i) {
            SqliteStore store(m_path, atOnce);
            QVERIFY(load(store));
            QTRY_COMPARE(backupsOf(m_path).size(), std::size_t(i));
            QVERIFY(store.close());
            QVERIFY(age(i, 9 - i));
        }
        SqliteStore store(m_path, atOnce);
        QVERIFY(load(store));
        QTRY_COMPARE(backupsOf(m_path).front().path,
                     m_path + u".backup-1"_s); // the oldest gave way
        QCOMPARE(names(u"*.backup-*"_s).size(), 3);
    }

    void anUnchangedStoreNeedsNoBackup()
    {
        makeStore(3, true);
        Database database;
        QVERIFY(database.open(m_path, Database::Access::ReadWrite));
        Upkeep upkeep(database, m_path);
        upkeep.opened({}, true);
        QVERIFY(!upkeep.isDue());
        upkeep.changed();
        QVERIFY(!upkeep.isDue()); // not a day old
        OpenReport killed;
        killed.endedUncleanly = true;
        upkeep.opened(killed, true);
        QVERIFY(upkeep.isDue()); // for the check
        QVERIFY(upkeep.step());
        QVERIFY(!upkeep.isDue());
        QCOMPARE(backupsOf(m_path).size(), 1U);
    }

    void whatWasAcknowledgedSurvivesAKill()
    {
        for (int round = 0; round < 3; ++round) {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(), {u"--add-until-killed"_s, m_path});
            QByteArray output;
            while (output.count('\n') < 50 * (round + 1) && child.waitForReadyRead(10'000))
                output += child.readAllStandardOutput();
            child.kill();
            QVERIFY(child.waitForFinished());
            output += child.readAllStandardOutput();
            const QList<QByteArray> lines
                = output.first(output.lastIndexOf('\n') + 1).trimmed().split('\n');
            QVERIFY(lines.size() >= 50);

            SqliteStore store(m_path);
            const auto jobs = load(store);
            QVERIFY(jobs);
            QVERIFY(store.report().endedUncleanly);
            QVERIFY(store.report().damage.isEmpty());
            QSet<QString> found;
            for (const Job &job : *jobs)
                found += job.id.toString();
            for (const QByteArray &id : lines)
                QVERIFY2(found.contains(QString::fromLatin1(id)), id.constData());
            QCOMPARE(files(store)->size(), 3 * jobs->size()); // whole jobs or none
        }
    }
};

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--add-until-killed"_L1)
        return addUntilKilled(arguments.value(2));
    TestStoreRecovery test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_storerecovery.moc"
