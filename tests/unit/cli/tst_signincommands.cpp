// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/samplemessages.h"
#include "tests/unit/cli/clirun.h"

#include <QTest>

using namespace lighterman;
using namespace lighterman::protocol;
using namespace Qt::StringLiterals;
using lighterman::testing::CliRun;
using lighterman::testing::FakeAgent;

namespace {

const QString kUrl = u"https://files.example/a"_s;
const QStringList kSet{u"credentials"_s, u"set"_s, u"one"_s, u"--target"_s, u"server"_s};

Question question(AuthScheme scheme = AuthScheme::Basic)
{
    Question question;
    question.number = 3;
    question.space
        = {AuthTarget::Server, scheme, u"https"_s, u"files.example"_s, 443, u"Staff\nonly"_s, {}};
    question.jobs = {JobId::create(), JobId::create()};
    question.since = FakeAgent::kNow;
    return question;
}

/// A person at the terminal who answers each prompt in turn.
class Typist
{
public:
    explicit Typist(CliRun &cli, QList<QByteArray> lines)
        : m_lines(std::move(lines))
    {
        cli.console().ask = [this](const cli::Prompt &prompt, const cli::Typed &typed) {
            asked += prompt.text;
            hidden += prompt.isHidden ? u'y' : u'n';
            typed(Secret(m_lines.isEmpty() ? QByteArray() : m_lines.takeFirst()));
        };
    }
    QStringList asked;
    QString hidden;

private:
    QList<QByteArray> m_lines;
};

} // namespace

/// `credentials`, `questions`, `answer`, `trust`, and signing in with `add` and `set`.
class TestSignInCommands : public QObject
{
    Q_OBJECT

private slots:
    void aPasswordFromTheTerminal()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        CliRun cli(agent);
        Typist typist(cli, {"geheim"});
        QCOMPARE(cli.run(kSet + QStringList{u"--user"_s, u"anna"_s, u"--scheme"_s, u"Digest"_s}),
                 0);
        QCOMPARE(typist.asked, QStringList(u"Password of anna: "_s));
        QCOMPARE(typist.hidden, u"y"_s);
        const Given given = agent.asked<SetCredentials>().front().given;
        QCOMPARE(given.target, AuthTarget::Server);
        QCOMPARE(given.scheme, AuthScheme::Digest);
        QCOMPARE(given.user, u"anna"_s);
        QCOMPARE(given.secret.reveal(), "geheim");
        QVERIFY(!(cli.out() + cli.err()).contains(u"geheim"_s));
    }

    void aPasswordFromStandardInput_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<int>("status");
        QTest::newRow("a line") << QByteArray("geheim\nmore\n") << QByteArray("geheim") << 0;
        QTest::newRow("without an end") << QByteArray("geheim") << QByteArray("geheim") << 0;
        QTest::newRow("of another system") << QByteArray("geheim\r\n") << QByteArray("geheim") << 0;
        QTest::newRow("blanks stay") << QByteArray(" ge heim \n") << QByteArray(" ge heim ") << 0;
        QTest::newRow("an empty line") << QByteArray("\n") << QByteArray() << 0;
        QTest::newRow("as long as may be") << QByteArray(kMaxPassword, 'x') + '\n'
                                           << QByteArray(kMaxPassword, 'x') << 0;
        QTest::newRow("too long") << QByteArray(kMaxPassword + 1, 'x') << QByteArray() << 2;
        QTest::newRow("far too long") << QByteArray(1 << 20, 'x') << QByteArray() << 2;
        QTest::newRow("nothing") << QByteArray() << QByteArray() << 2;
    }
    void aPasswordFromStandardInput()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const QByteArray, secret);
        QFETCH(const int, status);
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        CliRun cli(agent);
        cli.type(input);
        QCOMPARE(cli.run(kSet + QStringList{u"--user"_s, u"anna"_s, u"--password-stdin"_s}),
                 status);
        const auto asked = agent.asked<SetCredentials>();
        QCOMPARE(asked.size(), status == 0 ? 1U : 0U);
        if (status == 0) {
            QCOMPARE(asked.front().given.secret.reveal(), secret);
            QVERIFY(!asked.front().given.scheme);
        }
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QStringList &more, const QString &says) {
            QTest::newRow(name) << kSet + more << says;
        };
        const QString user = u"--user"_s;
        const QString scheme = u"--scheme"_s;
        const QString anna = u"anna"_s;
        row("no terminal", {user, anna}, u"--password-stdin"_s);
        row("no user", {}, u"--user NAME"_s);
        row("no user for basic", {scheme, u"basic"_s}, u"--user NAME"_s);
        row("no such scheme", {user, anna, scheme, u"x"_s}, u"way to sign in"_s);
        row("a colon", {user, u"an:na"_s, scheme, u"basic"_s}, u"colon"_s);
        row("own ticket for basic", {user, QString(u""_s), scheme, u"basic"_s}, u"user name"_s);
        row("own ticket for ntlm", {scheme, u"ntlm"_s}, u"user name"_s);
        row("a long name", {user, QString(kMaxUserName + 1, u'x')}, u"user name"_s);
        QTest::newRow("passport of a proxy")
            << QStringList({u"credentials"_s, u"set"_s, u"one"_s, u"--target"_s, u"proxy"_s, scheme,
                            u"passport"_s, user, anna})
            << u"proxies"_s;
        QTest::newRow("no target")
            << QStringList({u"credentials"_s, u"set"_s, u"one"_s, user, anna}) << u"--target"_s;
        QTest::newRow("no such target")
            << QStringList({u"credentials"_s, u"remove"_s, u"one"_s, u"--target"_s, u"x"_s})
            << QString();
        QTest::newRow("links and password")
            << QStringList({u"add"_s, u"--input"_s, u"-"_s, user, anna, u"--password-stdin"_s})
            << u"standard input"_s;
        QTest::newRow("link and option")
            << QStringList({u"add"_s, u"https://anna:geheim@h/a"_s, user, anna}) << u"--user"_s;
        QTest::newRow("two in the links")
            << QStringList({u"add"_s, u"https://anna:geheim@h/a"_s, u"https://otto:geheim@h/b"_s})
            << u"one job of each"_s;
        QTest::newRow("no number") << QStringList({u"answer"_s, u"x"_s}) << QString();
        QTest::newRow("both") << QStringList({u"answer"_s, u"3"_s, u"--accept"_s, u"--reject"_s})
                              << QString();
        QTest::newRow("a password and no")
            << QStringList({u"answer"_s, u"3"_s, u"--reject"_s, user, anna}) << u"--reject"_s;
        QTest::newRow("a yes to a password")
            << QStringList({u"answer"_s, u"3"_s, u"--accept"_s}) << u"--accept"_s;
        QTest::newRow("nobody to ask for a name")
            << QStringList({u"answer"_s, u"3"_s}) << u"--user"_s;
    }
    void refusals()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QString, says);
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        agent.questions = {question()};
        CliRun cli(agent);
        QCOMPARE(cli.run(words), 2);
        QVERIFY2(cli.err().contains(says), qPrintable(cli.err()));
        QVERIFY(!cli.err().contains(u"geheim"_s));
        QVERIFY(agent.asked<AddJob>().empty() && agent.asked<SetCredentials>().empty());
        QVERIFY(agent.asked<AnswerQuestion>().empty());
    }

    void onesOwnTicket()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        CliRun cli(agent);
        QCOMPARE(cli.run(kSet + QStringList{u"--scheme"_s, u"negotiate"_s}), 0);
        CliRun add(agent);
        QCOMPARE(add.run({u"add"_s, kUrl, u"--user"_s, QString(u""_s)}), 0);
        const Given given = agent.asked<AddJob>().front().credentials.front();
        QVERIFY(given.user.isEmpty() && given.secret.reveal().isEmpty() && !given.scheme);
    }

    void aToken()
    {
        FakeAgent agent;
        CliRun cli(agent);
        Typist typist(cli, {"abc.def"});
        QCOMPARE(cli.run({u"add"_s, kUrl, u"--scheme"_s, u"bearer"_s}), 0);
        QCOMPARE(typist.asked, QStringList(u"Token: "_s));
        const Given given = agent.asked<AddJob>().front().credentials.front();
        QCOMPARE(given.scheme, AuthScheme::Bearer);
        QCOMPARE(given.secret.reveal(), "abc.def");
    }

    void allNewJobsSignIn()
    {
        FakeAgent agent;
        CliRun cli(agent);
        cli.type("geheim\n");
        QCOMPARE(cli.run({u"add"_s, kUrl, u"https://files.example/b"_s, u"--separate"_s,
                          u"--user"_s, u"anna"_s, u"--password-stdin"_s}),
                 0);
        QCOMPARE(agent.asked<AddJob>().size(), 2U);
        for (const AddJob &job : agent.asked<AddJob>())
            QCOMPARE(job.credentials.front().secret.reveal(), "geheim");
    }

    void passwordsInLinksAreTakenOut()
    {
        FakeAgent agent;
        CliRun cli(agent);
        cli.type("https://anna:geh%40im@files.example/b\tb\n");
        QCOMPARE(cli.run({u"add"_s, u"https://anna:geh%40im@files.example/a"_s, kUrl, u"--input"_s,
                          u"-"_s, u"--json"_s}),
                 0);
        const AddJob job = agent.asked<AddJob>().front();
        QCOMPARE(job.spec.files.size(), 3U);
        for (const FileSpec &file : job.spec.files)
            QVERIFY(file.url.userInfo().isEmpty());
        QCOMPARE(job.credentials.size(), 1U);
        QCOMPARE(job.credentials.front().user, u"anna"_s);
        QCOMPARE(job.credentials.front().secret.reveal(), "geh@im");
        QVERIFY(!cli.out().contains(u"geh"_s));
        CliRun each(agent);
        QCOMPARE(
            each.run({u"add"_s, u"--separate"_s, u"https://anna:x@h/a"_s, u"https://otto:y@h/b"_s}),
            0);
        QCOMPARE(agent.asked<AddJob>().back().credentials.front().user, u"otto"_s);
    }

    void passwordsInNewSources()
    {
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        CliRun cli(agent);
        QCOMPARE(cli.run({u"set"_s, u"one"_s, u"url=https://anna:geheim@mirror.example/f"_s}), 0);
        QCOMPARE(agent.asked<ChangeSource>().front().changes.front().to,
                 u"https://mirror.example/f"_s);
        QCOMPARE(agent.asked<SetCredentials>().front().given.secret.reveal(), "geheim");
        CliRun prefix(agent);
        QCOMPARE(prefix.run({u"set"_s, u"one"_s,
                             u"url-prefix=https://mirror.example/=https://otto:x@h.example/"_s}),
                 0);
        QCOMPARE(agent.find(agent.jobs().front().job.id)->files.front().url,
                 QUrl(u"https://h.example/f"_s));
        QCOMPARE(agent.asked<SetCredentials>().back().given.user, u"otto"_s);
    }

    void listsAndRemoves()
    {
        FakeAgent agent;
        JobDetails job = FakeAgent::sample(u"one"_s, JobState::Error);
        using enum AuthScheme;
        job.job.accounts = {{AuthTarget::Server, Basic, u"anna"_s, u"k"_s, Standing::Refused},
                            {AuthTarget::Proxy, Negotiate, {}, {}, Standing::Good}};
        agent.put(job);
        CliRun list(agent);
        QCOMPARE(list.run({u"credentials"_s, u"list"_s, u"one"_s, u"--json"_s}), 0);
        const QJsonObject first = list.json().array().first().toObject();
        QCOMPARE(first.value(u"scheme"_s), u"basic"_s);
        QCOMPARE(first.value(u"standing"_s), u"refused"_s);
        CliRun shown(agent);
        QCOMPARE(shown.run({u"credentials"_s, u"list"_s, u"one"_s}), 0);
        QVERIFY(shown.out().contains(u"negotiate"_s) && shown.out().contains(u"accepted"_s));
        CliRun gone(agent);
        const QStringList remove{u"credentials"_s, u"remove"_s, u"one"_s, u"--target"_s,
                                 u"proxy"_s};
        QCOMPARE(gone.run(remove), 0);
        QCOMPARE(agent.find(job.job.id)->job.accounts.size(), 1U);
        CliRun again(agent);
        QCOMPARE(again.run(remove), 1);
        QVERIFY2(again.err().contains(u"there were none"_s), qPrintable(again.err()));
    }

    void questionsForPeople()
    {
        FakeAgent agent;
        agent.questions = {question()};
        agent.questions.front().isPutOff = true;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"questions"_s}), 0);
        QVERIFY2(cli.out().startsWith(u"3  files.example asks for a user name and password."_s),
                 qPrintable(cli.out()));
        QCOMPARE(cli.out().count(u'\n'), 2);
        QVERIFY(cli.out().contains(u"2 jobs wait since"_s));
        QVERIFY(cli.out().contains(u"put off; lighterman answer 3"_s));
        CliRun none(agent);
        agent.questions.clear();
        QCOMPARE(none.run({u"questions"_s}), 0);
        QVERIFY(none.err().contains(u"nothing is asked"_s));
    }

    void questionsForPrograms()
    {
        FakeAgent agent;
        agent.questions = {question()};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"--json"_s, u"questions"_s}), 0);
        const QJsonObject json = cli.json().array().first().toObject();
        QCOMPARE(json.value(u"number"_s), 3);
        QCOMPARE(json.value(u"kind"_s), u"password"_s);
        QCOMPARE(json.value(u"since"_s), u"2026-11-21T09:00:00Z"_s);
        QCOMPARE(json.value(u"jobs"_s).toArray().size(), 2);
        QVERIFY(json.value(u"pausedUntil"_s).isNull());
        const QJsonObject space = json.value(u"space"_s).toObject();
        QCOMPARE(space.value(u"target"_s), u"server"_s);
        QCOMPARE(space.value(u"scheme"_s), u"basic"_s);
        QCOMPARE(space.value(u"host"_s), u"files.example"_s);
        QCOMPARE(space.value(u"port"_s), 443);
        QCOMPARE(space.value(u"realm"_s), u"Staff\nonly"_s);
    }

    void anAnswerIsTried()
    {
        FakeAgent agent;
        agent.questions = {question()};
        CliRun cli(agent);
        Typist typist(cli, {"anna", "geheim"});
        QCOMPARE(cli.run({u"answer"_s, u"3"_s, u"--session"_s}), 0);
        QCOMPARE(typist.hidden, u"ny"_s);
        QCOMPARE(typist.asked.last(), u"Password of anna for files.example: "_s);
        const AnswerQuestion answer = agent.asked<AnswerQuestion>().front();
        QCOMPARE(answer.user, u"anna"_s);
        QCOMPARE(answer.secret.reveal(), "geheim");
        QVERIFY(answer.isForHost && !answer.isRemembered);
        QVERIFY(cli.out().contains(u"one of 2 jobs"_s) && cli.out().contains(u"Accepted"_s));
    }

    /// Whoever hands one over is to know where it is.
    void itIsNotInTheKeyring_data()
    {
        QTest::addColumn<KeyringState>("keyring");
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("says");
        const QStringList answer{u"answer"_s, u"3"_s, u"--user"_s, u"anna"_s,
                                 u"--password-stdin"_s};
        const QStringList set = kSet + answer.sliced(2);
        const QStringList add{u"add"_s, kUrl, u"--header"_s, u"Cookie: a"_s};
        const QStringList addAs = QStringList{u"add"_s, kUrl} + answer.sliced(2);
        using State = KeyringState;
        for (const QStringList &words : {answer, set, add, addAs})
            QTest::addRow("none, %s", qPrintable(words.at(0)))
                << State::Missing << words << u"no keyring in this session"_s;
        QTest::newRow("locked") << State::Locked << set << u"The keyring is locked: "_s;
        QTest::newRow("mute") << State::Failed << set << u"The keyring does not answer: "_s;
        for (const QStringList &words : {answer, set, add, addAs})
            QTest::addRow("open, %s", qPrintable(words.at(0))) << State::Open << words << QString();
        QTest::newRow("for this session")
            << State::Missing << answer + QStringList{u"--session"_s} << QString();
        QTest::newRow("a ticket") << State::Missing
                                  << kSet + QStringList{u"--scheme"_s, u"negotiate"_s} << QString();
        QTest::newRow("harmless") << State::Missing
                                  << QStringList{u"add"_s, kUrl, u"--header"_s, u"Accept: a"_s}
                                  << QString();
    }
    void itIsNotInTheKeyring()
    {
        QFETCH(const KeyringState, keyring);
        QFETCH(const QStringList, words);
        QFETCH(const QString, says);
        FakeAgent agent;
        agent.put(FakeAgent::sample(u"one"_s, JobState::Error));
        agent.questions = {question()};
        agent.keyring = {keyring, {}};
        CliRun cli(agent);
        cli.type("geheim\n");
        QCOMPARE(cli.run(words), 0);
        QVERIFY2(says.isEmpty() ? cli.err().isEmpty() : cli.err().contains(says),
                 qPrintable(cli.err()));
    }

    void anAnswerIsRefused_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");
        QTest::newRow("wrong") << httpError(401) << 1 << u"It was not accepted"_s;
        QTest::newRow("wrong for a proxy") << httpError(407) << 1 << u"It was not accepted"_s;
        QTest::newRow("too many") << ErrorCode::SignInPaused << 5 << u"five minutes"_s;
        QTest::newRow("another one") << ErrorCode::InvalidState << 5 << QString();
        QTest::newRow("no server") << ErrorCode::NameNotResolved << 1 << QString();
    }
    void anAnswerIsRefused()
    {
        QFETCH(const ErrorCode, code);
        QFETCH(const int, status);
        QFETCH(const QString, says);
        FakeAgent agent;
        agent.questions = {question()};
        CliRun cli(agent);
        cli.type("geheim\n");
        agent.answerRefusal = fail(code).value();
        cli.start({u"answer"_s, u"3"_s, u"--user"_s, u"anna"_s, u"--password-stdin"_s});
        QCOMPARE(cli.status(), status);
        QVERIFY2(cli.err().contains(says), qPrintable(cli.err()));
        QVERIFY(!cli.out().contains(u"Accepted"_s));
    }

    void notNow()
    {
        FakeAgent agent;
        agent.questions = {question()};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"answer"_s, u"3"_s, u"--reject"_s}), 0);
        QVERIFY(agent.questions.front().isPutOff);
        CliRun none(agent);
        QCOMPARE(none.run({u"answer"_s, u"4"_s}), 4);
        QVERIFY(none.err().contains(u"no question 4"_s));
    }

    void aCertificateIsShown()
    {
        FakeAgent agent;
        agent.questions = {samples::certificateQuestion().question};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"questions"_s}), 0);
        for (const QString &part :
             {u"4  The certificate of a.example:8443 has expired."_s, u"SHA-256: AB:AB:AB:"_s,
              u"made out to: \u201ca.example, b.example\u201d"_s, u"by: \u201cB\u00fcro\u201d"_s,
              u"valid from 2026-11-21 to 2026-11-21"_s, u"lighterman answer 4 --accept"_s})
            QVERIFY2(cli.out().contains(part), qPrintable(cli.out()));
        CliRun program(agent);
        QCOMPARE(program.run({u"--json"_s, u"questions"_s}), 0);
        const QJsonObject json = program.json().array().first().toObject();
        QCOMPARE(json.value(u"kind"_s), u"certificate"_s);
        const QJsonObject certificate = json.value(u"certificate"_s).toObject();
        QCOMPARE(certificate.value(u"problem"_s), u"certificate-expired"_s);
        QVERIFY(certificate.value(u"fingerprint"_s).toString().startsWith(u"AB:AB"_s));
        QCOMPARE(json.value(u"space"_s).toObject().value(u"port"_s), 8443);
    }

    void yesAndNo_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<bool>("isAccepted");
        QTest::newRow("yes") << u"--accept"_s << true;
        QTest::newRow("no") << u"--reject"_s << false;
    }
    void yesAndNo()
    {
        QFETCH(const QString, option);
        QFETCH(const bool, isAccepted);
        FakeAgent agent;
        agent.questions = {samples::certificateQuestion().question, question()};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"answer"_s, u"4"_s, option}), 0);
        QCOMPARE(agent.decisions, (std::vector{std::pair(4, isAccepted)}));
        QCOMPARE(cli.out().contains(u"Trusted: AB:AB"_s), isAccepted);
        CliRun none(agent);
        QCOMPARE(none.run({u"answer"_s, u"3"_s, u"--accept"_s}), 2);
    }

    void aCertificateTakesNothingElse_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("neither") << QStringList();
        QTest::newRow("a name") << QStringList{u"--accept"_s, u"--user"_s, u"anna"_s};
        QTest::newRow("a password") << QStringList{u"--accept"_s, u"--password-stdin"_s};
    }
    void aCertificateTakesNothingElse()
    {
        QFETCH(const QStringList, options);
        FakeAgent agent;
        agent.questions = {samples::certificateQuestion().question};
        CliRun cli(agent);
        QCOMPARE(cli.run(QStringList{u"answer"_s, u"4"_s} + options), 2);
        QVERIFY(agent.decisions.empty());
        QVERIFY(cli.err().contains(u"--accept or --reject"_s));
    }

    void acceptedCertificatesAreListed()
    {
        FakeAgent agent;
        CliRun none(agent);
        QCOMPARE(none.run({u"trust"_s, u"list"_s}), 0);
        QVERIFY(none.err().contains(u"no certificate is accepted"_s));
        agent.trusted = {samples::trusted(), {u"::1"_s, 443, QByteArray(32, '\x01'), 0}};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"trust"_s, u"list"_s}), 0);
        QVERIFY(cli.out().contains(u"a.example:8443"_s));
        QVERIFY(cli.out().contains(u"[::1]:443"_s));
        QVERIFY(cli.out().contains(fingerprintInWords(samples::trusted().fingerprint)));
        CliRun machine(agent);
        QCOMPARE(machine.run({u"--json"_s, u"trust"_s, u"list"_s}), 0);
        const QJsonArray array = machine.json().array();
        QCOMPARE(array.size(), 2);
        QCOMPARE(array.at(0)[u"host"_s], u"a.example"_s);
        QCOMPARE(array.at(0)[u"port"_s], 8443);
        QCOMPARE(array.at(0)[u"fingerprint"_s], fingerprintInWords(samples::trusted().fingerprint));
        QCOMPARE(array.at(0)[u"since"_s], toRfc3339(samples::trusted().since));
    }

    void trustIsTakenBack_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("host") << u"a.example"_s << u"a.example"_s << 443;
        QTest::newRow("host and port") << u"a.example:8443"_s << u"a.example"_s << 8443;
        QTest::newRow("large letters") << u"A.Example"_s << u"a.example"_s << 443;
        QTest::newRow("address") << u"127.0.0.1:8443"_s << u"127.0.0.1"_s << 8443;
        QTest::newRow("IPv6") << u"::1"_s << u"::1"_s << 443;
        QTest::newRow("IPv6 in brackets") << u"[::1]"_s << u"::1"_s << 443;
        QTest::newRow("IPv6 and port") << u"[::1]:8443"_s << u"::1"_s << 8443;
    }
    void trustIsTakenBack()
    {
        QFETCH(const QString, word);
        QFETCH(const QString, host);
        QFETCH(const int, port);
        const TrustedCertificate other{u"b.example"_s, 443, QByteArray(32, '\x02'), 0};
        FakeAgent agent;
        agent.trusted = {{host, port, QByteArray(32, '\x01'), 0}, other};
        CliRun cli(agent);
        QCOMPARE(cli.run({u"trust"_s, u"remove"_s, word}), 0);
        QCOMPARE(agent.trusted, std::vector{other});
        CliRun again(agent);
        QCOMPARE(again.run({u"trust"_s, u"remove"_s, word}), 1);
        QVERIFY(again.err().contains(u"no certificate is accepted for "_s));
        QVERIFY(!again.err().contains(u"job"_s));
    }

    void serversThatMakeNoSense_data()
    {
        QTest::addColumn<QString>("word");
        for (const char *word : {"", "a.example:0", "a.example:70000", "a.example:x", "a/b", "a b",
                                 "anna@a.example", "[::1", ":443", "https://a.example"})
            QTest::newRow(word) << QString::fromLatin1(word);
    }
    void serversThatMakeNoSense()
    {
        QFETCH(const QString, word);
        FakeAgent agent;
        CliRun cli(agent);
        QCOMPARE(cli.run({u"trust"_s, u"remove"_s, word}), 2);
        QVERIFY(agent.requests.empty());
    }

    void aKnownAccountIsNotAskedFor()
    {
        FakeAgent agent;
        agent.questions = {question(AuthScheme::Digest)};
        agent.questions.front().space.account = u"otto"_s;
        CliRun cli(agent);
        Typist typist(cli, {"geheim"});
        QCOMPARE(cli.run({u"answer"_s, u"3"_s, u"--only-waiting"_s}), 0);
        QCOMPARE(typist.asked.size(), 1);
        QCOMPARE(agent.asked<AnswerQuestion>().front().user, u"otto"_s);
        QVERIFY(!agent.asked<AnswerQuestion>().front().isForHost);
    }

    void infoNamesTheQuestion()
    {
        FakeAgent agent;
        JobDetails job = FakeAgent::sample(u"one"_s, JobState::Error);
        job.job.question = 3;
        agent.put(job);
        CliRun cli(agent);
        QCOMPARE(cli.run({u"info"_s, u"one"_s}), 0);
        QVERIFY(cli.out().contains(u"lighterman answer 3"_s));
    }
};

QTEST_GUILESS_MAIN(TestSignInCommands)
#include "tst_signincommands.moc"
