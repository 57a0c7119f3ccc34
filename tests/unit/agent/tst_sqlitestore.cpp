// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/logrows.h"
#include "agent/store/sqlitestore.h"
#include "tests/support/storesamples.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Change = std::function<void(JobDetails &)>;
using AddRow = std::function<void(const char *name, const Change &change)>;

Error everyErrorField()
{
    return Error{ErrorCode::NetworkDisconnected, u"no route to host"_s,
                 ErrorContext::GeneralTransport, u"/home/anna/x"_s, 90s};
}

/// Holds files this process writes to so many bytes, as a full disk would.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before = {};
};

int modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? int(status.st_mode & 07777)
                                                                     : -1;
}

} // namespace

Q_DECLARE_METATYPE(Change)

class TestSqliteStore : public QObject
{
    Q_OBJECT

private:
    static void addSignInRows(const AddRow &row);
    static void addFileRows(const AddRow &row);
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    /// What a new store finds in the file.
    JobDetails reloaded()
    {
        SqliteStore store(m_path);
        const auto jobs = load(store);
        const auto all = files(store);
        JobDetails details;
        if (jobs && jobs->size() == 1)
            details.job = jobs->front();
        for (const auto &[job, file] : all.value_or(JobStore::Files()))
            details.files.push_back(file);
        return details;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"state/lighterman/jobs.db"_s);
    }

    void everyFieldComesBack_data();
    void everyFieldComesBack();

    void aNewStoreIsEmptyAndForTheOwnerAlone()
    {
        const mode_t before = ::umask(0);
        SqliteStore store(m_path);
        const auto jobs = load(store);
        QVERIFY(jobs);
        QVERIFY(jobs->empty());
        QVERIFY(store.report().created);
        QVERIFY(insert(store, sampleJob()));
        ::umask(before);
        QCOMPARE(modeOf(m_path), 0600);
        QCOMPARE(modeOf(m_path + u"-wal"_s), 0600);
        QCOMPARE(modeOf(QFileInfo(m_path).path()), 0700);
    }

    void anExistingStoreLosesTheRightsOfOthers()
    {
        QVERIFY(load(*std::make_unique<SqliteStore>(m_path)));
        QVERIFY(QFile::setPermissions(m_path, QFile::Permissions(0x6644)));
        QVERIFY(load(*std::make_unique<SqliteStore>(m_path)));
        QCOMPARE(modeOf(m_path), 0600);
    }

    void answersComeLaterAndInOrder()
    {
        SqliteStore store(m_path);
        QStringList heard;
        const JobDetails job = sampleJob();
        store.load([&](const auto &) { heard += u"load"_s; });
        store.insert(job, [&](const auto &) { heard += u"insert"_s; });
        store.files({}, [&](const auto &) { heard += u"files"_s; });
        store.update(job.job, {}, [&](const auto &) { heard += u"update"_s; });
        store.remove(job.job.id, [&](const auto &) { heard += u"remove"_s; });
        QVERIFY(heard.isEmpty());
        QVERIFY(load(store));
        QCOMPARE(heard.join(u' '), u"load insert files update remove"_s);
    }

    void anAnswerMayEndTheStore()
    {
        auto store = std::make_unique<SqliteStore>(m_path);
        bool heardMore = false;
        store->load([&](const auto &) { store.reset(); });
        store->load([&](const auto &) { heardMore = true; });
        QTRY_VERIFY(!store);
        QVERIFY(!heardMore);
    }

    void whatIsQueuedIsWrittenAtTheEnd()
    {
        const JobDetails job = sampleJob();
        {
            SqliteStore store(m_path);
            store.load([](const auto &) {});
            store.insert(job, {});
            store.progress({{job.job.id, 0, 4'000, 3'000}});
            QVERIFY(store.close());
            bool refused = false;
            store.insert(sampleJob(), [&](const auto &done) { refused = !done; });
            QTRY_VERIFY(refused);
        }
        QVERIFY(!QFileInfo::exists(m_path + u"-wal"_s));
        QCOMPARE(reloaded().files.front().bytesTransferred, 4'000);
    }

    void theImpossibleFailsAlone()
    {
        SqliteStore store(m_path);
        const JobDetails job = sampleJob();
        const JobDetails other = sampleJob();
        std::vector<Result<void>> heard;
        const auto note = [&](const auto &done) { heard.push_back(done); };
        QVERIFY(load(store));
        store.insert(job, note);
        store.insert(job, note);
        store.update(other.job, {}, note);
        store.remove(other.job.id, note);
        store.insert(other, note);
        QCOMPARE(load(store)->size(), 2U);
        QVERIFY(heard.at(0));
        QCOMPARE(heard.at(1).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(heard.at(2).error().code, ErrorCode::NotFound);
        QCOMPARE(heard.at(3).error().code, ErrorCode::NotFound);
        QVERIFY(heard.at(4));
    }

    void nothingIsTakenBeforeLoad()
    {
        SqliteStore store(m_path);
        QCOMPARE(insert(store, sampleJob()).error().code, ErrorCode::StoreFailed);
        QCOMPARE(files(store).error().code, ErrorCode::StoreFailed);
        QVERIFY(!QFileInfo::exists(m_path));
    }

    void aRemovedJobLeavesNothing()
    {
        SqliteStore store(m_path);
        const JobDetails job = sampleJob(3);
        const JobDetails kept = sampleJob(2);
        QVERIFY(load(store));
        QVERIFY(insert(store, kept));
        QVERIFY(insert(store, job));
        store.progress({{job.job.id, 1, 10, 10}});
        store.log(job.job.id, {1, u"started"_s});
        QVERIFY(readLog(store, job.job.id));
        QVERIFY(remove(store, job.job.id));
        store.progress({{job.job.id, 2, 10, 10}}); // too late, and no harm
        store.log(job.job.id, {2, u"gone"_s});
        QCOMPARE(readLog(store, job.job.id).error().code, ErrorCode::NotFound);
        QCOMPARE(files(store)->size(), 2U);
        QVERIFY(store.close());
        for (const auto table : {"progress"_L1, "log"_L1})
            QCOMPARE(runSql(m_path,
                            {u"CREATE TEMP TABLE t (n CHECK (n = 0))"_s,
                             u"INSERT INTO t SELECT count(*) FROM %1"_s.arg(table)}),
                     QString());
    }

    void filesOfSomeJobsOnly()
    {
        SqliteStore store(m_path);
        const JobDetails one = sampleJob(2);
        const JobDetails two = sampleJob(1);
        QVERIFY(load(store));
        QVERIFY(insert(store, one));
        QVERIFY(insert(store, two));
        const auto found = files(store, {two.job.id, JobId::create(), one.job.id});
        QCOMPARE(found->size(), 3U);
        QCOMPARE(found->front(), std::make_pair(two.job.id, two.files.front()));
        QCOMPARE(found->back(), std::make_pair(one.job.id, one.files.back()));
    }

    void piecesComeAndGoWithTheProgress()
    {
        JobDetails job = sampleJob(1);
        job.files.front().resume.pieces = "at first";
        SqliteStore store(m_path, {1h, 1h});
        QVERIFY(load(store));
        QVERIFY(insert(store, job));
        store.progress({{job.job.id, 0, 100, 10, "then"}});
        QVERIFY(update(store, job.job, {})); // what waits is written with it
        QCOMPARE(files(store)->front().second.resume.pieces, "then");
        store.progress({{job.job.id, 0, 200, 200, {}}});
        QVERIFY(update(store, job.job, {}));
        QCOMPARE(files(store)->front().second.resume.pieces, QByteArray());
    }

    void theLastProgressCounts()
    {
        JobDetails job = sampleJob(2);
        {
            SqliteStore store(m_path, {1h, 1h});
            QVERIFY(load(store));
            QVERIFY(insert(store, job));
            for (int i = 1; i <= 10; ++i)
                store.progress({{job.job.id, 0, 100 * i, 10 * i}, {job.job.id, 1, i, 0}});
            store.progress({{job.job.id, 7, 1, 1}}); // no such file
        }
        JobDetails found = reloaded();
        QCOMPARE(found.job.bytesTransferred, 1'010);
        QCOMPARE(found.files.at(0).bytesTransferred, 1'000);
        QCOMPARE(found.files.at(0).resume.synced, 100);
        QCOMPARE(found.files.at(1).bytesTransferred, 10);

        // An update of the file is newer than the progress that was told before it.
        job.files.front().bytesTransferred = 5;
        {
            SqliteStore store(m_path);
            QVERIFY(load(store));
            store.progress({{job.job.id, 0, 2'000, 0}});
            QVERIFY(update(store, job.job, {job.files.front()}));
        }
        found = reloaded();
        QCOMPARE(found.files.at(0).bytesTransferred, 5);
        QCOMPARE(found.job.bytesTransferred, 15);
    }

    void progressWaitsForItsTurn()
    {
        SqliteStore store(m_path, {1h, 1h});
        const JobDetails job = sampleJob();
        QVERIFY(load(store));
        QVERIFY(insert(store, job));
        store.progress({{job.job.id, 0, 1, 1}}); // the first one is due at once
        store.progress({{job.job.id, 0, 2, 2}});
        QVERIFY(update(store, job.job, {}));
        const QString reached = u"INSERT INTO t SELECT max(received) FROM progress"_s;
        QCOMPARE(runSql(m_path, {u"CREATE TEMP TABLE t (n CHECK (n < 3))"_s, reached}), QString());
        QCOMPARE(files(store)->front().second.bytesTransferred, 2); // who asks sees the newest
    }

    void theNewestLogLinesAreKept()
    {
        SqliteStore store(m_path);
        const JobDetails job = sampleJob();
        QVERIFY(load(store));
        QVERIFY(insert(store, job));
        for (int i = 0; i < storage::kLogLines + 5; ++i)
            store.log(job.job.id, {i, u"line %1"_s.arg(i)});
        const auto lines = readLog(store, job.job.id);
        QCOMPARE(lines->size(), std::size_t(storage::kLogLines));
        QCOMPARE(lines->front(), (LogEntry{5, u"line 5"_s}));
        QCOMPARE(lines->back().at, storage::kLogLines + 4);
    }

    void manyChangesOfOneJobEndWithTheLast()
    {
        JobDetails job = sampleJob(3);
        {
            SqliteStore store(m_path);
            QVERIFY(load(store));
            store.insert(job, {});
            for (JobFile &file : job.files) {
                file.completed = true;
                ++job.job.filesTransferred;
                store.update(job.job, {file}, {});
            }
        }
        QCOMPARE(reloaded(), job);
    }

    void secretsInALinkAreNotStored()
    {
        JobDetails job = sampleJob();
        job.files.front().url = QUrl(u"https://anna:hush@mirror.example/f"_s);
        {
            SqliteStore store(m_path);
            QVERIFY(load(store));
            QVERIFY(insert(store, job));
        }
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("hush"));
    }

    void aFullDiskFailsTheWriteAndNothingElse()
    {
        SqliteStore store(m_path);
        const JobDetails before = sampleJob();
        JobDetails big = sampleJob(200);
        QVERIFY(load(store));
        QVERIFY(insert(store, before));
        {
            const FullDisk full(rlim_t(QFileInfo(m_path + u"-wal"_s).size() + 10'000));
            const auto refused = insert(store, big);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::StoreFailed);
            QCOMPARE(files(store)->size(), 1U);
        }
        QVERIFY(insert(store, big));
        QCOMPARE(files(store)->size(), 201U);
        QCOMPARE(load(store)->size(), 2U);
    }

    void aStoreThatSomebodyWritesToIsWaitedForAndThenRefused()
    {
        SqliteStore store(m_path);
        QVERIFY(load(store));
        {
            QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
            other.setDatabaseName(m_path);
            QVERIFY(other.open());
            QSqlQuery lock(other);
            QVERIFY(lock.exec(u"BEGIN IMMEDIATE"_s));
            QCOMPARE(insert(store, sampleJob()).error().code, ErrorCode::StoreFailed);
            QVERIFY(lock.exec(u"ROLLBACK"_s));
        }
        QSqlDatabase::removeDatabase(u"other"_s);
        QVERIFY(insert(store, sampleJob()));
    }
};

void TestSqliteStore::everyFieldComesBack_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
    row("nothing known yet", [](JobDetails &) {});
    row("texts", [](JobDetails &d) {
        d.job.name = u"naïve \U0001F4E6 'quoted'"_s;
        d.job.owner = QString();
        d.job.folder = u"/home/other"_s;
    });
    row("type and state", [](JobDetails &d) {
        d.job.type = JobType::UploadReply;
        d.job.state = JobState::TransientError;
    });
    row("numbers", [](JobDetails &d) {
        d.job.bytesTransferred = 5'000'000'000;
        d.job.bytesTotal = 0;
        d.job.filesTransferred = 1;
        d.job.errorCount = 7;
        d.job.lastActive = d.job.modified - 5;
        d.job.warningLeft = std::chrono::hours(100);
        d.job.timeUsed = std::chrono::seconds(12);
        d.job.order = -3;
        d.job.completed = 1'795'251'700'123;
    });
    row("cause", [](JobDetails &d) { d.job.cause = Cause{ErrorCode::OwnerLoggedOff, 12, {}}; });
    row("cause with a next try", [](JobDetails &d) {
        d.job.cause = Cause{httpError(503), 12, 5'000};
    });
    row("error", [](JobDetails &d) { d.job.error = everyErrorField(); });
    row("error with nothing but a code",
        [](JobDetails &d) { d.job.error = fail(httpError(404)).value(); });
    row("settings", [](JobDetails &d) {
        d.job.settings.transferPolicy = TransferPolicy::Unmetered;
        d.job.settings.priority = Priority::Foreground;
        d.job.settings.manualComplete = true;
        d.job.settings.keepRunning = true;
        d.job.settings.allowInsecureBasic = true;
        d.job.settings.retryDelay = 7s;
        d.job.settings.noProgressTimeout = 0s;
        d.job.settings.checksum = Checksum{u"sha256"_s, QByteArray(32, '\x80')};
        d.job.settings.headers = {{"X-One", "a: b"}, {"X-Two", "\xE9"}};
    });
    row("notify command", [](JobDetails &d) {
        d.job.settings.notifyCommand = NotifyCommand{u"/usr/bin/täter"_s, {u"a b"_s, {}, u"$c"_s}};
        d.job.notice = Notice{3, 12, 5'000};
        d.job.host = u"mirror.example"_s;
    });
    row("a portal", [](JobDetails &d) { d.job.portal = PortalSeen::Yes; });
    row("a portal that is not believed",
        [](JobDetails &d) { d.job.portal = PortalSeen::Questioned; });
    row("without progress", [](JobDetails &d) { d.job.withoutProgress = 90s; });
    row("a limit", [](JobDetails &d) { d.job.settings.maxRate = 5'000'000'000; });
    row("one setting", [](JobDetails &d) { d.job.settings.retryDelay = 0s; });
    addSignInRows(row);
    addFileRows(row);
}

void TestSqliteStore::addSignInRows(const AddRow &row)
{
    row("sign-in beforehand", [](JobDetails &d) { d.job.settings.preemptive = true; });
    row("a proxy", [](JobDetails &d) {
        d.job.settings.proxy = QUrl(QStringLiteral("http://proxy.example:3128"));
    });
    row("a client certificate",
        [](JobDetails &d) { d.job.settings.clientCertificate = u"/home/anna/me.p12"_s; });
    row("a question", [](JobDetails &d) { d.job.question = 7; });
    row("accounts", [](JobDetails &d) {
        d.job.accounts
            = {{AuthTarget::Proxy, AuthScheme::Digest, u"ann"_s, u"job/7"_s, Standing::Good},
               {AuthTarget::Server, AuthScheme::Negotiate, {}, {}, Standing::Refused}};
    });
}

void TestSqliteStore::addFileRows(const AddRow &row)
{
    row("file under way", [](JobDetails &d) {
        JobFile &file = d.files.at(1);
        file.partPath = u"/home/anna/.1.iso.part"_s;
        file.bytesTransferred = 1'000;
        file.bytesTotal = 2'000;
        file.resumable = false;
        file.resume = {500, "\"tag\"", "Sat, 21 Nov 2026 09:00:00 GMT", QByteArray("\0\1", 2),
                       "7;0-500,800-1300"};
        d.job.bytesTransferred = 1'000;
    });
    row("file of ranges, from elsewhere", [](JobDetails &d) {
        d.files.at(0).ranges = {{7, 5}, {0, 7}, {100, {}}};
        d.files.at(1).resume.sourceSize = 4'000'000'000;
        d.files.at(1).resume.isElsewhere = true;
    });
    row("file that was refused", [](JobDetails &d) {
        JobFile &file = d.files.at(1);
        file.partPath = u"/home/anna/.1.iso.part"_s;
        file.resume.digest = Checksum{u"sha512"_s, QByteArray(64, '\x81')};
        file.check = Check{{u"md5"_s, QByteArray(16, '\x82')}, false, false};
    });
    row("file that matches what the server says", [](JobDetails &d) {
        JobFile &file = d.files.at(0);
        file.transferred = file.completed = true;
        file.resume.digest = Checksum{u"sha256"_s, QByteArray(32, '\x83')};
        file.check = Check{*file.resume.digest, true, true};
    });
    row("file that is here", [](JobDetails &d) {
        d.files.at(0).transferred = true;
        d.files.at(0).completed = true;
        d.files.at(0).resumable = true;
        d.files.at(0).path = QString();
    });
}

void TestSqliteStore::everyFieldComesBack()
{
    QFETCH(const Change, change);
    JobDetails job = sampleJob(2);
    change(job);
    JobDetails changedLater = sampleJob(2);
    changedLater.job.id = job.job.id;
    {
        SqliteStore store(m_path);
        QVERIFY(load(store));
        QVERIFY(insert(store, job));
    }
    QCOMPARE(reloaded(), job);
    {
        SqliteStore store(m_path);
        QVERIFY(load(store));
        QVERIFY(update(store, changedLater.job, changedLater.files));
        QVERIFY(update(store, job.job, job.files));
    }
    QCOMPARE(reloaded(), job);
}

QTEST_GUILESS_MAIN(TestSqliteStore)
#include "tst_sqlitestore.moc"
