// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/digestsignin.h"
#include "agent/auth/httpsignins.h"

#include <QSet>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *kMufasa
    = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=%1, "
      "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
      "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
constexpr const char *kMufasaCnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
constexpr const char *kSimple = "Digest realm=\"r\", nonce=\"%1\", qop=\"auth\"";
const QUrl kUrl(u"https://a.example/dir/f.bin?x=1#part"_s);

QByteArray with(const char *text, const QByteArray &value)
{
    return QByteArray(text).replace("%1", value);
}

DigestChallenge read(const QByteArray &field)
{
    return chooseDigest(parseChallenges(field)).value_or(DigestChallenge{});
}

std::shared_ptr<SignIn> signInWith(const QByteArray &challenge, const QString &user = u"ann"_s,
                                   AuthTarget target = AuthTarget::Server)
{
    HttpSignIns signIns;
    return signIns.signIn({{target, AuthScheme::Digest, user, Secret("secret")}, kUrl, challenge})
        .value_or(nullptr);
}

/// The field that an attempt sends, taken apart.
Challenge sent(AuthAttempt &attempt, const AuthRequest &request = {"GET", kUrl})
{
    QByteArray field;
    attempt.sign(request, [&](const Result<AuthFields> &fields) {
        field = fields ? fields->authorization : QByteArray();
    });
    const auto found = parseChallenges(field);
    return found.empty() ? Challenge{} : found.front();
}

QByteArray part(const Challenge &field, const char *name)
{
    return field.value(name).value_or("(none)");
}

/// What a server that knows the password expects as response, or has to send as rspauth.
QByteArray expected(const Challenge &field, const QByteArray &method,
                    const QByteArray &password = "secret")
{
    DigestChallenge challenge;
    challenge.realm = part(field, "realm");
    challenge.nonce = part(field, "nonce");
    challenge.qop = field.value("qop").value_or("");
    const Secret base = digestBase(challenge, part(field, "username"), Secret(password));
    return digestResponse(challenge, base,
                          {method,
                           part(field, "uri"),
                           part(field, "cnonce"),
                           part(field, "nc").toUInt(nullptr, 16),
                           {}});
}

void addVectorColumns()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<DigestRequest>("request");
    QTest::addColumn<QByteArray>("response");
}

QTestData &vector(const char *name, const QByteArray &field, const char *user, const char *password)
{
    return QTest::newRow(name) << field << QByteArray(user) << QByteArray(password);
}

void checkVector()
{
    QFETCH(const QByteArray, field);
    QFETCH(const QByteArray, user);
    QFETCH(const QByteArray, password);
    QFETCH(const DigestRequest, request);
    const DigestChallenge challenge = read(field);
    const Secret base = digestBase(challenge, user, Secret(password));
    QTEST(digestResponse(challenge, base, request), "response");
}

} // namespace

/// Digest: its arithmetic, and the ways of requests through it.
class TestDigest : public QObject
{
    Q_OBJECT

private slots:
    void vectors_data()
    {
        addVectorColumns();
        const auto mufasa = [&](const char *name, const char *algorithm,
                                const QByteArray &method) -> QTestData & {
            return vector(name, with(kMufasa, algorithm), "Mufasa", "Circle of Life")
                << DigestRequest{method, "/dir/index.html", kMufasaCnonce, 1, {}};
        };
        mufasa("MD5", "MD5", "GET") << QByteArray("8ca523f5e9506fed4657c9700eebdbec");
        mufasa("SHA-256", "SHA-256", "GET")
            << QByteArray("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
        mufasa("SHA-512-256", "SHA-512-256", "GET")
            << QByteArray("430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0");
        mufasa("proof, MD5", "MD5", "") << QByteArray("9b712497bc9f91499fbcca1dfc5f09a5");
        mufasa("proof, SHA-256", "SHA-256", "")
            << QByteArray("86d3b25618d41854ca5039a5d7e53ff6355d5134a9b1fb088a78ac3c462195a0");
        vector(
            "user of UTF-8",
            "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
            "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", charset=UTF-8, userhash=true",
            "J\xc3\xa4s\xc3\xb8n Doe", "Secret, or not?")
            << DigestRequest{"GET",
                             "/doe.json",
                             "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
                             1,
                             {}}
            << QByteArray("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
    }
    void vectors() { checkVector(); }

    void vectorsOfOtherKinds_data()
    {
        addVectorColumns();
        const auto session = [&](const char *name, const DigestRequest &request) -> QTestData & {
            return vector(name,
                          "Digest realm=\"transfers@test.invalid\", qop=auth-int, "
                          "algorithm=SHA-256-sess, nonce=\"bm9uY2UtMDAwMQ==\"",
                          "alice", "p\"a\\s:s w\xc3\xb6rd")
                << request;
        };
        const auto hash = [](const char *body) { return hexHash(DigestHash::Sha256, body); };
        session("session with body",
                {"PUT", "/up/file.bin", "Y25vbmNlLTAwMDE=", 1, hash("hello world")})
            << QByteArray("ddeb3b75326311b80aa3da610c168c7f1692501067c29a2c518c9ef08df30f7c");
        session("session without", {"PUT", "/up/file2.bin?x=1", "Y25vbmNlLTAwMDE=", 2, hash("")})
            << QByteArray("c0fff2df745c16b1342479f47770f087c2439374c456968b4369816d43e4574e");
        const auto proxy = [&](const char *name, const QByteArray &method) -> QTestData & {
            return vector(name,
                          "Digest realm=\"proxy\", qop=\"auth\", algorithm=SHA-512-256, "
                          "nonce=\"cHJveHktbm9uY2U=\"",
                          "bob", "hunter2")
                << DigestRequest{method, "dl.test.invalid:443", "0a4f113b", 10, {}};
        };
        proxy("proxy", "CONNECT") << QByteArray(
            "9741f736ca264b82a34c197806b5c627d03820c0707bebb5149aa201123c47e1");
        proxy("proof of a proxy", "")
            << QByteArray("7d75fbb3f99d4a0cd4a9470286a8406bd26af1bd38de3184e02ec55349027630");
        vector("RFC 2069", "Digest realm=r, nonce=abc", "alice", "secret")
            << DigestRequest{"GET", "/f", {}, 0, {}}
            << QByteArray("684d6367b56acf9f445496129349b080");
        vector("MD5-sess", "Digest realm=r, nonce=abc, algorithm=md5-SESS, qop=auth", "alice",
               "secret")
            << DigestRequest{"GET", "/f", "0a4f113b", 1, {}}
            << QByteArray("5d2742fc5dc44c16c772178d9d86594e");
    }
    void vectorsOfOtherKinds() { checkVector(); }

    void choosesTheStrongest_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("expected"); // algorithm/qop
        const auto row = [](const char *name, const char *field, const char *chosen) {
            QTest::newRow(name) << QByteArray(field) << QByteArray(chosen);
        };
        row("none", "Basic realm=x", "-");
        row("SHA-256 behind MD5",
            "Digest realm=r, nonce=a, algorithm=MD5, qop=auth, "
            "Digest realm=r, nonce=b, algorithm=SHA-256, qop=auth",
            "SHA-256/auth");
        row("what is unknown is passed over",
            "Digest realm=r, nonce=b, algorithm=SHA-999, qop=auth, Digest realm=r, nonce=a", "/");
        row("quoted algorithm", "Digest realm=r, nonce=a, algorithm=\"sha-256\", qop=auth",
            "sha-256/auth");
        row("auth before auth-int", "Digest realm=r, nonce=a, qop=\"auth-int, AUTH\"", "/auth");
        row("auth-int alone", "Digest realm=r, nonce=a, qop=\"auth-int\"", "/auth-int");
        row("unknown qop", "Digest realm=r, nonce=a, qop=\"auth-conf\"", "-");
        row("RFC 2069 with SHA-256", "Digest realm=r, nonce=a, algorithm=SHA-256", "-");
        row("RFC 2069 with a session", "Digest realm=r, nonce=a, algorithm=MD5-sess", "-");
        row("no nonce", "Digest realm=r, qop=auth", "-");
        row("no realm", "Digest nonce=a, qop=auth", "-");
        row("a parameter twice", "Digest realm=r, nonce=a, nonce=b, qop=auth", "-");
        row("line break", "Digest realm=r, nonce=\"a\r\nX: y\", qop=auth", "-");
    }
    void choosesTheStrongest()
    {
        QFETCH(const QByteArray, field);
        const auto chosen = chooseDigest(parseChallenges(field));
        QTEST(chosen ? chosen->algorithm + '/' + chosen->qop : QByteArray("-"), "expected");
        const bool isOffered
            = !HttpSignIns().offers(AuthTarget::Server, {401, field, {}, {}}).empty();
        QCOMPARE(isOffered, chosen.has_value() || field.startsWith("Basic"));
    }

    void boundsWhatComesBack()
    {
        QVERIFY(!signInWith(with(kSimple, QByteArray(5000, 'n'))));
        QVERIFY(signInWith(with(kSimple, QByteArray(4000, 'n'))));
    }

    void whatIsSent()
    {
        const auto signIn = signInWith(with(kMufasa, "SHA-256"), u"a\"b\\c"_s);
        const auto attempt = signIn->attempt();
        const Challenge field = sent(*attempt);
        QVERIFY(field.isSound);
        QCOMPARE(part(field, "username"), "a\"b\\c");
        QCOMPARE(part(field, "uri"), "/dir/f.bin?x=1");
        QCOMPARE(part(field, "algorithm"), "SHA-256");
        QCOMPARE(part(field, "opaque"), "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
        QCOMPARE(part(field, "qop"), "auth");
        QCOMPARE(part(field, "nc"), "00000001");
        QCOMPARE(part(field, "cnonce").size(), 32);
        QCOMPARE(part(field, "userhash"), "(none)");
    }

    void whatOldServersGet()
    {
        const Challenge field = sent(*signInWith("Digest realm=r, nonce=abc")->attempt());
        for (const char *name : {"algorithm", "opaque", "qop", "nc", "cnonce"})
            QCOMPARE(part(field, name), "(none)");
        QCOMPARE(part(field, "response"), expected(field, "GET"));
    }

    void names_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("extended");
        const QByteArray field = with(kSimple, "n");
        const QByteArray none = "(none)";
        const QByteArray name = "J\xc3\xa4s\xc3\xb8n Doe";
        const QByteArray extended = "UTF-8''J%C3%A4s%C3%B8n%20Doe";
        QTest::newRow("an old server") << field << name << none;
        QTest::newRow("a charset") << field + ", charset=\"utf-8\"" << none << extended;
        QTest::newRow("a new algorithm") << field + ", algorithm=SHA-256" << none << extended;
        QTest::newRow("hashed") << QByteArray("Digest realm=\"api@example.org\", qop=\"auth\", "
                                              "algorithm=SHA-512-256, nonce=\"n\", userhash=TRUE")
                                << QByteArray(
                                       "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624"
                                       "ed06ece9b0b")
                                << none;
    }
    void names()
    {
        QFETCH(const QByteArray, field);
        const Challenge sentField = sent(*signInWith(field, u"Jäsøn Doe"_s)->attempt());
        QTEST(part(sentField, "username"), "plain");
        QTEST(part(sentField, "username*"), "extended");
    }

    void tunnelsNameHostAndPort_data()
    {
        QTest::addColumn<QUrl>("url");
        QTest::addColumn<QByteArray>("uri");
        QTest::newRow("plain") << QUrl(u"https://a.example/f?x"_s) << QByteArray("a.example:443");
        QTest::newRow("port") << QUrl(u"https://a.example:8443/"_s) << QByteArray("a.example:8443");
        QTest::newRow("IPv6") << QUrl(u"https://[::1]/f"_s) << QByteArray("[::1]:443");
    }
    void tunnelsNameHostAndPort()
    {
        QFETCH(const QUrl, url);
        const auto signIn = signInWith(with(kSimple, "n"), u"ann"_s, AuthTarget::Proxy);
        const auto attempt = signIn->attempt();
        const Challenge field = sent(*attempt, {"CONNECT", url});
        QTEST(part(field, "uri"), "uri");
        QCOMPARE(part(field, "response"), expected(field, "CONNECT"));
        QCOMPARE(attempt->heard({401, {}, {}, {}}).value(), AuthVerdict::Accepted);
        QCOMPARE(attempt->heard({407, {}, {}, {}}).value(), AuthVerdict::Refused);
    }

    void bodiesOfUploadsAreNotSigned()
    {
        const auto signIn = signInWith("Digest realm=r, nonce=n, qop=auth-int");
        const Challenge field = sent(*signIn->attempt(), {"GET", kUrl});
        QCOMPARE(part(field, "qop"), "auth-int");
        const auto attempt = signIn->attempt();
        ErrorCode code = ErrorCode::None;
        attempt->sign({"PUT", kUrl},
                      [&](const Result<AuthFields> &fields) { code = fields.error().code; });
        QCOMPARE(code, ErrorCode::InvalidAuthScheme);
    }

    // Ranges of one file are asked for at the same time. No two say the same number.
    void countsAreUnique()
    {
        const auto signIn = signInWith(with(kSimple, "n"));
        QSet<QByteArray> counts;
        std::vector<std::unique_ptr<AuthAttempt>> attempts;
        for (int i = 0; i < 8; ++i) {
            attempts.push_back(signIn->attempt());
            const Challenge field = sent(*attempts.back());
            counts += part(field, "nc");
            QCOMPARE(part(field, "response"), expected(field, "GET"));
        }
        QCOMPARE(counts.size(), 8);
        QVERIFY(counts.contains("00000008"));
    }

    void aWrongPasswordIsSentOnce()
    {
        const auto attempt = signInWith(with(kSimple, "n"))->attempt();
        sent(*attempt);
        const AuthReply reply{401, with(kSimple, "n2"), {}, {}};
        QCOMPARE(attempt->heard(reply).value(), AuthVerdict::Refused);
    }

    void staleNonces()
    {
        const auto signIn = signInWith(with(kSimple, "n1"));
        const auto first = signIn->attempt();
        const auto second = signIn->attempt();
        sent(*first);
        sent(*second);
        const auto stale = [](const char *nonce) {
            return AuthReply{401, with(kSimple, nonce) + ", stale=TRUE", {}, {}};
        };
        QCOMPARE(first->heard(stale("n2")).value(), AuthVerdict::Again);
        QCOMPARE(second->heard(stale("n3")).value(), AuthVerdict::Again);
        // Each with the nonce that it was given itself: the server may take each of them once.
        const Challenge again = sent(*first);
        QCOMPARE(part(again, "nonce"), "n2");
        QCOMPARE(part(again, "nc"), "00000001");
        QCOMPARE(part(again, "response"), expected(again, "GET"));
        QCOMPARE(part(sent(*second), "nonce"), "n3");
        const Challenge next = sent(*signIn->attempt());
        QCOMPARE(part(next, "nonce"), "n3");
        QCOMPARE(part(next, "nc"), "00000002");
    }

    void staleWithoutEnd()
    {
        const auto attempt = signInWith(with(kSimple, "n"))->attempt();
        int rounds = 0;
        AuthVerdict verdict = AuthVerdict::Again;
        for (; verdict == AuthVerdict::Again && rounds < 100; ++rounds) {
            sent(*attempt);
            verdict = attempt->heard({401, with(kSimple, "n") + ", stale=true", {}, {}}).value();
        }
        QCOMPARE(verdict, AuthVerdict::Refused);
        QCOMPARE(rounds, 4);
    }

    void staleForSomethingElse_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("another realm")
            << QByteArray("Digest realm=q, nonce=n, qop=auth, stale=true");
        QTest::newRow("another algorithm")
            << QByteArray("Digest realm=r, nonce=n, qop=auth, algorithm=SHA-256, stale=true");
        QTest::newRow("not sound") << QByteArray("Digest realm=r, nonce=n, nonce=n, stale=true");
    }
    void staleForSomethingElse()
    {
        QFETCH(const QByteArray, field);
        const auto attempt = signInWith(with(kSimple, "n"))->attempt();
        sent(*attempt);
        QCOMPARE(attempt->heard({401, field, {}, {}}).value(), AuthVerdict::Refused);
    }

    void theNextNonce()
    {
        const auto signIn = signInWith(with(kSimple, "n1"));
        const auto first = signIn->attempt();
        const auto second = signIn->attempt();
        sent(*first);
        sent(*second);
        const AuthReply reply{206, {}, "nextnonce=\"n2\"", {}};
        QCOMPARE(first->heard(reply).value(), AuthVerdict::Accepted);
        const Challenge third = sent(*signIn->attempt());
        QCOMPARE(part(third, "nonce"), "n2");
        QCOMPARE(part(third, "nc"), "00000001");
        // The same once more changes nothing, least of all the count.
        QCOMPARE(second->heard(reply).value(), AuthVerdict::Accepted);
        QCOMPARE(part(sent(*signIn->attempt()), "nc"), "00000002");
    }

    void theServerShowsThatItKnows_data()
    {
        QTest::addColumn<QByteArray>("password"); // that the server knows
        QTest::addColumn<bool>("isProven");
        QTest::newRow("it does") << QByteArray("secret") << true;
        QTest::newRow("it does not") << QByteArray("guess") << false;
    }
    void theServerShowsThatItKnows()
    {
        QFETCH(const QByteArray, password);
        const auto attempt = signInWith(with(kSimple, "n"))->attempt();
        const Challenge field = sent(*attempt);
        const QByteArray proof = "rspauth=\"" + expected(field, "", password) + "\", qop=auth";
        const auto verdict = attempt->heard({200, {}, proof, {}});
        QTEST(verdict.has_value(), "isProven");
        if (!verdict)
            QCOMPARE(verdict.error().code, ErrorCode::ServerUnproven);
    }
};

Q_DECLARE_METATYPE(lighterman::DigestRequest)

QTEST_GUILESS_MAIN(TestDigest)
#include "tst_digest.moc"
