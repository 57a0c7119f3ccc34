// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/signinblob.h"
#include "tests/support/storesamples.h"

#include <QCborArray>
#include <QCborValue>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace lighterman;
using namespace lighterman::storage;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ProtectionSpace sampleSpace(const QString &realm = u"Staff"_s)
{
    return {AuthTarget::Proxy, AuthScheme::Digest, u"https"_s, u"a.example"_s, 8443, realm,
            u"ann"_s};
}

SpaceAccount sampleAccount(const QString &realm = u"Staff"_s)
{
    return {sampleSpace(realm), u"ann"_s, u"key of "_s + realm, Standing::Good};
}

Question sampleQuestion(int number)
{
    Question question;
    question.number = number;
    question.space = sampleSpace(QString::number(number));
    question.since = 1'795'251'600'000;
    return question;
}

void expectComplaint()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
}

} // namespace

class TestStoreSignIns : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    /// What a new store finds in the file.
    StoredSignIns reloaded()
    {
        SqliteStore store(m_path);
        if (!load(store))
            return {};
        auto found = loadSignIns(store).value_or(StoredSignIns());
        std::ranges::sort(found.accounts, {}, [](const SpaceAccount &a) { return a.space.realm; });
        return found;
    }

    template <typename Use>
    void inAStore(const Use &use)
    {
        SqliteStore store(m_path);
        QVERIFY(load(store));
        use(store);
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"jobs.db"_s);
    }

    void nothingIsKnownAtFirst() { QCOMPARE(reloaded(), StoredSignIns()); }

    void everyFieldComesBack()
    {
        StoredSignIns kept{{sampleAccount(), sampleAccount(u"Visitors"_s)},
                           {sampleQuestion(3), sampleQuestion(70'000)},
                           70'000};
        kept.accounts.back().standing = Standing::Refused;
        kept.accounts.back().user = kept.accounts.back().key = QString();
        Question &last = kept.questions.back();
        last.refusals = 4;
        last.pausedUntil = 1'795'251'600'001;
        last.isPutOff = true;
        inAStore([&](SqliteStore &store) {
            for (const SpaceAccount &account : kept.accounts)
                store.keep(account);
            for (Question question : kept.questions) {
                question.jobs = {JobId::create()}; // which know themselves
                question.isTried = true;
                store.keep(question);
            }
            auto found = loadSignIns(store); // who asks sees the newest
            QCOMPARE(found->accounts.size(), 2U);
            QCOMPARE(found->questions, kept.questions);
        });
        QCOMPARE(reloaded(), kept);
    }

    void certificatesComeBack()
    {
        const QByteArray first(32, '\x01');
        const QByteArray second(32, '\x02');
        Question question = sampleQuestion(1);
        question.kind = QuestionKind::Certificate;
        question.certificate
            = ServerCertificate{first, ErrorCode::CertificateExpired, u"a"_s, u"b"_s, 1, 2};
        const TrustedCertificate other{u"a.example"_s, 8443, first, 3};
        const TrustedCertificate last{u"a.example"_s, 443, second, 4};
        inAStore([&](SqliteStore &store) {
            store.keep(question);
            store.keep(TrustedCertificate{u"a.example"_s, 443, first, 1});
            store.keep(other);
            store.keep(last); // in its place
        });
        QCOMPARE(reloaded(), (StoredSignIns{{}, {question}, 1, {last, other}}));
        const TrustedCertificate again{u"a.example"_s, 8443, second, 5};
        inAStore([&](SqliteStore &store) { store.keep(again); });
        QCOMPARE(reloaded().certificates, (std::vector{last, again}));
        inAStore([&](SqliteStore &store) {
            store.dropCertificate(u"a.example"_s, 8443);
            store.dropCertificate(u"a.example"_s, 1); // there is none
        });
        QCOMPARE(reloaded().certificates, std::vector{last});
        inAStore([&](SqliteStore &store) { // in one transaction
            store.dropCertificate(u"a.example"_s, 443);
            store.keep(again);
            store.keep(other);
            store.dropCertificate(u"a.example"_s, 8443);
        });
        QVERIFY(reloaded().certificates.empty());
    }

    void certificatesThatMakeNoSenseArePassedOver()
    {
        Question question = sampleQuestion(1);
        question.kind = QuestionKind::Certificate; // of which nothing is known
        Question short_ = sampleQuestion(2);
        short_.kind = QuestionKind::Certificate;
        short_.certificate = ServerCertificate{"x", ErrorCode::CertificateExpired, {}, {}, 1, 2};
        inAStore([&](SqliteStore &store) {
            store.keep(question);
            store.keep(short_);
        });
        expectComplaint();
        expectComplaint();
        QVERIFY(reloaded().questions.empty());
    }

    void theLastWordCounts()
    {
        SpaceAccount account = sampleAccount();
        Question question = sampleQuestion(1);
        inAStore([&](SqliteStore &store) {
            store.keep(account);
            store.keep(question);
            question.refusals = 1; // in the same transaction, or in another one
            store.keep(question);
        });
        QCOMPARE(reloaded(), (StoredSignIns{{account}, {question}, 1}));
        account.standing = Standing::Refused;
        account.user = u"bea"_s;
        question.isPutOff = true;
        inAStore([&](SqliteStore &store) {
            store.dropAccount(account.space);
            store.keep(account);
            store.keep(question);
        });
        QCOMPARE(reloaded(), (StoredSignIns{{account}, {question}, 1}));
        inAStore([&](SqliteStore &store) {
            store.keep(sampleAccount(u"Visitors"_s));
            store.dropAccount(account.space);
            store.dropAccount(sampleSpace(u"never kept"_s));
        });
        QCOMPARE(reloaded(), (StoredSignIns{{sampleAccount(u"Visitors"_s)}, {question}, 1}));
    }

    void aNumberIsNeverGivenAgain()
    {
        inAStore([](SqliteStore &store) {
            store.keep(sampleQuestion(11));
            store.dropQuestion(11);
        });
        QCOMPARE(reloaded(), (StoredSignIns{{}, {}, 11}));
        inAStore([](SqliteStore &store) {
            store.keep(sampleQuestion(9));
            store.dropQuestion(9);
        });
        QCOMPARE(reloaded().lastNumber, 11);
        inAStore([](SqliteStore &store) { store.keep(sampleQuestion(12)); });
        inAStore([](SqliteStore &store) { store.dropQuestion(12); });
        QCOMPARE(reloaded(), (StoredSignIns{{}, {}, 12}));
    }

    void aNumberThatSomebodyHasTakenAwayIsThatOfTheQuestions()
    {
        inAStore([](SqliteStore &store) { store.keep(sampleQuestion(5)); });
        QCOMPARE(runSql(m_path, {u"UPDATE meta SET value='many'"_s}), QString());
        QCOMPARE(reloaded().lastNumber, 5);
    }

    void textsOfAnyContent_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << QString();
        QTest::newRow("NUL") << u"a\0b"_s;
        QTest::newRow("only NUL") << QString(1, QChar(0));
        QTest::newRow("longest") << QString(kMaxRealm, u'\u20ac');
        QTest::newRow("beyond the plane") << u"\U0001F4E6"_s.repeated(kMaxRealm / 2);
        QTest::newRow("SQL") << u"'); DROP TABLE accounts; --"_s;
        QTest::newRow("lines") << u"a\r\nb\t\u2028"_s;
        QTest::newRow("direction") << u"\u202egpj.\u2066x"_s;
    }
    void textsOfAnyContent()
    {
        QFETCH(const QString, text);
        SpaceAccount account = sampleAccount(text);
        account.space.account = account.space.host = account.user = account.key = text;
        Question question = sampleQuestion(1);
        question.space = account.space;
        JobDetails job = sampleJob();
        job.job.accounts = {{AuthTarget::Server, AuthScheme::Ntlm, text, text}};
        inAStore([&](SqliteStore &store) {
            QVERIFY(insert(store, job));
            store.keep(sampleAccount(u"another one"_s));
            store.keep(account);
            store.keep(account);
            store.keep(question);
        });
        const StoredSignIns found = reloaded();
        QCOMPARE(found.accounts.size(), 2U);
        QVERIFY(std::ranges::find(found.accounts, account) != found.accounts.end());
        QCOMPARE(found.questions, std::vector{question});
        inAStore([&](SqliteStore &store) {
            QCOMPARE(load(store)->front().accounts, job.job.accounts);
            store.dropAccount(account.space);
        });
        QCOMPARE(reloaded().accounts, std::vector{sampleAccount(u"another one"_s)});
    }

    void jobsAndWhatTheyAskMayComeInAnyOrder()
    {
        JobDetails before = sampleJob();
        JobDetails after = sampleJob();
        before.job.question = after.job.question = 2;
        inAStore([&](SqliteStore &store) {
            QVERIFY(insert(store, before));
            store.keep(sampleQuestion(2));
            QVERIFY(insert(store, after));
            store.dropQuestion(2);
            QVERIFY(remove(store, after.job.id));
        });
        inAStore(
            [&](SqliteStore &store) { QCOMPARE(load(store).value(), std::vector{before.job}); });
    }

    /// It does not wait for a job to change, nor for its turn as progress does.
    void whatIsKeptIsWrittenSoon()
    {
        SqliteStore store(m_path, {1h, 1h});
        const JobDetails job = sampleJob();
        QVERIFY(load(store));
        QVERIFY(insert(store, job));
        store.progress({{job.job.id, 0, 1, 1}});
        QVERIFY(load(store)); // from now on an hour has to pass
        store.keep(sampleAccount());
        QTRY_COMPARE(runSql(m_path,
                            {u"CREATE TEMP TABLE t (n CHECK (n = 1))"_s,
                             u"INSERT INTO t SELECT count(*) FROM accounts"_s}),
                     QString());
    }

    void whatCouldNotBeWrittenIsTriedAgain()
    {
        SqliteStore store(m_path, {10ms, 1h});
        QVERIFY(load(store));
        {
            QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
            other.setDatabaseName(m_path);
            QVERIFY(other.open());
            QSqlQuery lock(other);
            QVERIFY(lock.exec(u"BEGIN IMMEDIATE"_s));
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"not written"_s));
            store.keep(sampleAccount());
            store.keep(sampleQuestion(1));
            store.dropQuestion(1);
            QCOMPARE(insert(store, sampleJob()).error().code, ErrorCode::StoreFailed);
            QVERIFY(lock.exec(u"ROLLBACK"_s));
        }
        QSqlDatabase::removeDatabase(u"other"_s);
        QTRY_COMPARE(runSql(m_path,
                            {u"CREATE TEMP TABLE t (n CHECK (n = 1))"_s,
                             u"INSERT INTO t SELECT count(*) FROM accounts"_s}),
                     QString());
        QCOMPARE(loadSignIns(store).value(), (StoredSignIns{{sampleAccount()}, {}, 1}));
    }

    void aStoreThatIsNotOpenHasNothing()
    {
        SqliteStore store(m_path);
        store.keep(sampleAccount());
        QCOMPARE(loadSignIns(store).error().code, ErrorCode::StoreFailed);
        QVERIFY(load(store));
        QVERIFY(store.close());
        store.keep(sampleAccount());
        QCOMPARE(loadSignIns(store).error().code, ErrorCode::StoreFailed);
        QCOMPARE(reloaded(), StoredSignIns());
    }

    void accountsThatCannotBeRead_data()
    {
        QTest::addColumn<QByteArray>("blob");
        const auto row = [](const char *name, const QCborValue &value) {
            QTest::newRow(name) << value.toCbor();
        };
        const auto accounts = [](const QCborArray &one) { return QCborArray{one}; };
        QTest::newRow("no CBOR") << QByteArray("\xff\xff");
        QTest::newRow("nothing") << QByteArray("", 0);
        QTest::newRow("cut off") << toBlob({JobAccount{}}).chopped(3);
        QTest::newRow("nested without end") << QByteArray(5'000, '\x81');
        row("a map", QCborValue(QCborValue::Map));
        row("no list", QCborArray{1, 2});
        row("too short", accounts({"server"_L1, "basic"_L1, "ann"_L1, "key"_L1}));
        row("no text", accounts({"server"_L1, "basic"_L1, "ann"_L1, 7, "good"_L1, ""_L1}));
        row("no target", accounts({"peer"_L1, "basic"_L1, "ann"_L1, "key"_L1, "good"_L1, ""_L1}));
        row("no scheme", accounts({"server"_L1, "smile"_L1, "ann"_L1, "key"_L1, "good"_L1, ""_L1}));
        row("no standing",
            accounts({"server"_L1, "basic"_L1, "ann"_L1, "key"_L1, "best"_L1, ""_L1}));
        QTest::newRow("too many") << toBlob(std::vector<JobAccount>(1001));
    }
    void accountsThatCannotBeRead()
    {
        QFETCH(const QByteArray, blob);
        JobDetails job = sampleJob();
        job.job.question = 4;
        job.job.accounts = {{}};
        inAStore([&](SqliteStore &store) { QVERIFY(insert(store, job)); });
        const QString hex = QString::fromLatin1(blob.toHex());
        QCOMPARE(runSql(m_path, {u"UPDATE jobs SET accounts=x'%1'"_s.arg(hex)}), QString());
        expectComplaint();
        job.job.accounts.clear();
        inAStore([&](SqliteStore &store) {
            QCOMPARE(load(store).value(), std::vector{job.job}); // and else as it was
        });
    }

    void rowsThatCannotBeRead_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("space of an account") << u"UPDATE accounts SET space=x'80'"_s;
        QTest::newRow("standing") << u"UPDATE accounts SET standing='best'"_s;
        QTest::newRow("kind") << u"UPDATE questions SET kind='riddle' WHERE number=1"_s;
        QTest::newRow("space") << u"UPDATE questions SET space=x'' WHERE number=1"_s;
        QTest::newRow("number") << u"UPDATE questions SET number=-1 WHERE number=1"_s;
        QTest::newRow("large number") << u"UPDATE questions SET number=1<<40 WHERE number=1"_s;
    }
    void rowsThatCannotBeRead()
    {
        QFETCH(const QString, change);
        inAStore([](SqliteStore &store) {
            store.keep(sampleAccount());
            store.keep(sampleQuestion(1));
            store.keep(sampleQuestion(2));
        });
        QCOMPARE(runSql(m_path, {change}), QString());
        expectComplaint();
        const StoredSignIns found = reloaded();
        QCOMPARE(found.accounts.size() + found.questions.size(), 2U);
        QCOMPARE(found.questions.back(), sampleQuestion(2));
    }

    void spacesAreKeys()
    {
        const ProtectionSpace space = sampleSpace();
        QCOMPARE(toBlob(space), toBlob(ProtectionSpace(space)));
        QCOMPARE(spaceFromBlob(toBlob(space)), space);
        ProtectionSpace other = space;
        other.realm = u"Staffann"_s; // no two texts run into each other
        other.account.clear();
        QVERIFY(toBlob(space) != toBlob(other));
        other = space;
        other.port = 65'536;
        QVERIFY(!spaceFromBlob(toBlob(other)));
    }
};

QTEST_GUILESS_MAIN(TestStoreSignIns)
#include "tst_storesignins.moc"
