// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/asnobody.h"
#include "tests/unit/cli/clirun.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace Qt::StringLiterals;
using lighterman::testing::CliRun;
using lighterman::testing::FakeAgent;

namespace {

const QString kUrl = u"https://files.example/a"_s;

Question certificateWanted()
{
    Question question = aboutClientCertificate(QUrl(kUrl));
    question.number = 3;
    question.jobs = {JobId::create()};
    question.since = FakeAgent::kNow;
    return question;
}

Question passphraseWanted()
{
    Question question;
    question.number = 3;
    question.space
        = spaceOf(AuthTarget::ClientKey, AuthScheme::Passphrase, {}, u"/home/anna/me.p12"_s);
    question.jobs = {JobId::create()};
    question.since = FakeAgent::kNow;
    return question;
}

/// A folder with a file that could be a certificate, as far as a client looks.
class Desk
{
public:
    Desk()
    {
        QFile file(m_folder.filePath(u"me.p12"_s));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
    }
    [[nodiscard]] QString whole() const { return m_folder.filePath(u"me.p12"_s); }
    int run(CliRun &cli, const QStringList &words) const
    {
        cli.console().folder = m_folder.path();
        return cli.run(words);
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

/// Certificates that show servers who asks, and what opens their keys.
class TestClientCertificates : public QObject
{
    Q_OBJECT

private slots:
    void addNamesOne_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("sent"); // empty: the file
        QTest::newRow("from here") << u"me.p12"_s << QString();
        QTest::newRow("by a detour") << u"./x/../me.p12"_s << QString();
        QTest::newRow("fingerprint") << u"sha256:"_s + u"AB:"_s.repeated(31) + u"AB"_s
                                     << u"sha256:"_s + u"ab"_s.repeated(32);
        QTest::newRow("fingerprint in capitals") << u"SHA256:"_s + u"AB:"_s.repeated(31) + u"AB"_s
                                                 << u"sha256:"_s + u"ab"_s.repeated(32);
        QTest::newRow("subject") << u"subject:CN=Anna"_s << u"subject:CN=Anna"_s;
    }
    void addNamesOne()
    {
        QFETCH(const QString, typed);
        QFETCH(const QString, sent);
        const Desk desk;
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(desk.run(cli, {u"add"_s, kUrl, u"--client-certificate"_s, typed}), 0);
        QCOMPARE(agent.asked<AddJob>().front().spec.settings.clientCertificate,
                 sent.isEmpty() ? desk.whole() : sent);
    }

    void whatIsNoCertificate_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("said");
        const QString option = u"--client-certificate"_s;
        QTest::newRow("no file") << QStringList{u"add"_s, kUrl, option, u"you.p12"_s} << 1
                                 << u"is not there"_s;
        QTest::newRow("a folder") << QStringList{u"add"_s, kUrl, option, u"."_s} << 1
                                  << u"is not there"_s;
        QTest::newRow("empty") << QStringList{u"add"_s, kUrl, option, QString(u""_s)} << 2
                               << u"leave it out"_s;
        QTest::newRow("half a fingerprint")
            << QStringList{u"add"_s, kUrl, option, u"sha256:ab"_s} << 2 << u"64"_s;
        QTest::newRow("set") << QStringList{u"set"_s, u"one"_s, u"client-certificate=you.p12"_s}
                             << 1 << u"is not there"_s;
        QTest::newRow("a scheme for servers")
            << QStringList{u"credentials"_s, u"set"_s,      u"one"_s,  u"--target"_s,
                           u"client-key"_s,  u"--scheme"_s, u"basic"_s}
            << 2 << u"passphrase"_s;
    }
    void whatIsNoCertificate()
    {
        QFETCH(const QStringList, words);
        QFETCH(const int, status);
        QFETCH(const QString, said);
        const Desk desk;
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        CliRun cli(agent);
        QCOMPARE(desk.run(cli, words), status);
        QVERIFY2(cli.err().contains(said), qPrintable(cli.err()));
        QVERIFY(agent.asked<AddJob>().empty() && agent.asked<SetJob>().empty()
                && agent.asked<SetCredentials>().empty());
    }

    void atHome()
    {
        const Desk desk;
        const QByteArray before = qgetenv("HOME");
        qputenv("HOME", QFileInfo(desk.whole()).path().toLocal8Bit());
        const auto back = qScopeGuard([&before] { qputenv("HOME", before); });
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        CliRun cli(agent);
        QCOMPARE(cli.run({u"set"_s, u"one"_s, u"client-certificate=~/me.p12"_s}), 0);
        QCOMPARE(agent.asked<SetJob>().back().values.front().value, desk.whole());
    }

    void oneThatMayNotBeRead()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"me.p12"_s);
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        QVERIFY(QFile::setPermissions(file, {}));
        FakeAgent agent;
        const testing::AsNobody nobody(folder.path());
        QVERIFY(nobody.isReady());
        CliRun cli(agent);
        QCOMPARE(cli.run({u"add"_s, kUrl, u"--client-certificate"_s, file}), 1);
        QVERIFY2(cli.err().contains(u"Permission denied"_s)
                     && cli.err().contains(u"let yourself"_s),
                 qPrintable(cli.err()));
    }

    void setNamesOneAndNone()
    {
        const Desk desk;
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        CliRun some(agent);
        QCOMPARE(desk.run(some, {u"set"_s, u"one"_s, u"client-certificate=me.p12"_s}), 0);
        QCOMPARE(agent.asked<SetJob>().back().values.front().value, desk.whole());
        CliRun none(agent);
        QCOMPARE(desk.run(none, {u"set"_s, u"one"_s, u"client-certificate="_s}), 0);
        QCOMPARE(agent.asked<SetJob>().back().values.front().value, u"none"_s);
    }

    void aQuestionForOne()
    {
        const Desk desk;
        FakeAgent agent;
        agent.questions = {certificateWanted()};
        CliRun shown(agent);
        QCOMPARE(shown.run({u"questions"_s}), 0);
        QVERIFY2(shown.out().contains(u"files.example wants a certificate"_s),
                 qPrintable(shown.out()));
        QVERIFY(shown.out().contains(u"lighterman answer 3 --client-certificate FILE"_s));
        CliRun asJson(agent);
        QCOMPARE(asJson.run({u"--json"_s, u"questions"_s}), 0);
        const QJsonObject json = asJson.json().array().first().toObject();
        QCOMPARE(json.value(u"kind"_s), u"client-certificate"_s);
        QVERIFY(!json.value(u"space"_s).toObject().contains(u"scheme"_s));
        CliRun cli(agent);
        QCOMPARE(desk.run(cli, {u"answer"_s, u"3"_s, u"--client-certificate"_s, u"me.p12"_s}), 0);
        QCOMPARE(agent.choices, (std::vector{std::pair(3, desk.whole())}));
    }

    void whatDoesNotAnswerIt_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("nothing") << QStringList();
        QTest::newRow("a yes") << QStringList{u"--accept"_s};
        QTest::newRow("a password") << QStringList{u"--user"_s, u"anna"_s};
        QTest::newRow("how long to keep it")
            << QStringList{u"--session"_s, u"--client-certificate"_s, u"me.p12"_s};
        QTest::newRow("both") << QStringList{u"--reject"_s, u"--client-certificate"_s, u"me.p12"_s};
    }
    void whatDoesNotAnswerIt()
    {
        QFETCH(const QStringList, words);
        const Desk desk;
        FakeAgent agent;
        agent.questions = {certificateWanted()};
        CliRun cli(agent);
        QCOMPARE(desk.run(cli, QStringList{u"answer"_s, u"3"_s} + words), 2);
        QVERIFY(agent.choices.empty());
        QCOMPARE(agent.questions.size(), 1U);
    }

    void notNow()
    {
        FakeAgent agent;
        agent.questions = {certificateWanted()};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"answer"_s, u"3"_s, u"--reject"_s}), 0);
        QCOMPARE(agent.asked<PutOffQuestion>().size(), 1U);
    }

    void aPassphrase()
    {
        FakeAgent agent;
        agent.questions = {passphraseWanted()};
        CliRun shown(agent);
        QCOMPARE(shown.run({u"questions"_s}), 0);
        QVERIFY2(shown.out().contains(u"client certificate /home/anna/me.p12 is locked"_s),
                 qPrintable(shown.out()));
        CliRun cli(agent);
        QString asked;
        cli.console().ask = [&](const cli::Prompt &prompt, const cli::Typed &typed) {
            asked += prompt.text;
            QVERIFY(prompt.isHidden);
            typed(Secret("open"));
        };
        QCOMPARE(cli.run({u"answer"_s, u"3"_s}), 0);
        QCOMPARE(asked, u"Passphrase of /home/anna/me.p12: "_s);
        const auto answers = agent.asked<AnswerQuestion>();
        QCOMPARE(answers.front().secret.reveal(), "open");
        QVERIFY(answers.front().user.isEmpty());
    }

    void nothingTypedIsNoTry()
    {
        FakeAgent agent;
        agent.questions = {passphraseWanted()};
        CliRun cli(agent);
        int asked = 0;
        cli.console().ask = [&](const cli::Prompt &, const cli::Typed &typed) {
            typed(Secret(++asked == 1 ? QByteArray() : QByteArray("open")));
        };
        QCOMPARE(cli.run({u"answer"_s, u"3"_s}), 0);
        QCOMPARE(asked, 2);
        QCOMPARE(agent.asked<AnswerQuestion>().size(), 1U);
    }

    void whilePausedNobodyIsAsked()
    {
        FakeAgent agent;
        agent.questions = {passphraseWanted()};
        agent.questions.front().pausedUntil = FakeAgent::kNow + 60'000;
        CliRun cli(agent);
        cli.console().now = [] { return FakeAgent::kNow; };
        cli.type("open\n");
        QCOMPARE(cli.run({u"answer"_s, u"3"_s, u"--password-stdin"_s}), 5);
        QVERIFY(!cli.out().contains(u"Trying"_s) && agent.asked<AnswerQuestion>().empty());
        QVERIFY2(cli.err().contains(u"no answer is taken before"_s), qPrintable(cli.err()));
        QVERIFY(!cli.err().contains(u"account"_s));
    }

    void aPassphraseIsRefused()
    {
        FakeAgent agent;
        agent.questions = {passphraseWanted()};
        agent.answerRefusal = Error{ErrorCode::PassphraseNeeded, {}, {}, {}};
        CliRun cli(agent);
        cli.type("wrong\n");
        QCOMPARE(cli.run({u"answer"_s, u"3"_s, u"--password-stdin"_s}), 1);
        QVERIFY2(cli.err().contains(u"It was not accepted"_s), qPrintable(cli.err()));
    }

    void aPassphraseBeforehand()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Queued));
        CliRun cli(agent);
        cli.type("open\n");
        QCOMPARE(cli.run({u"credentials"_s, u"set"_s, u"one"_s, u"--target"_s, u"client-key"_s,
                          u"--password-stdin"_s}),
                 0);
        const auto given = agent.asked<SetCredentials>().front().given;
        QCOMPARE(given.target, AuthTarget::ClientKey);
        QCOMPARE(given.secret.reveal(), "open");
    }
};

QTEST_GUILESS_MAIN(TestClientCertificates)
#include "tst_clientcertificates.moc"
