// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/httpsignins.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

const PassportSettings kPassport{QUrl(u"https://nexus.example/rdr"_s), {}, {}};

Credentials credentials(AuthScheme scheme, const QString &user, const QByteArray &secret,
                        AuthTarget target = AuthTarget::Server)
{
    return {target, scheme, user, Secret(secret)};
}

/// Signs a first request with them; an empty field where that cannot be done at once.
QByteArray signedWith(SignIn &signIn)
{
    QByteArray field;
    signIn.attempt()->sign({"GET", QUrl(u"https://a.example/f"_s)},
                           [&](const Result<AuthFields> &fields) {
                               field = fields ? fields->authorization : QByteArray();
                           });
    return field;
}

QString named(const std::vector<AuthOffer> &offers)
{
    QStringList words;
    for (const AuthOffer &offer : offers)
        words += offer.realm.isEmpty() ? QString(wireName(offer.scheme))
                                       : wireName(offer.scheme) + u':' + offer.realm;
    return words.join(u' ');
}

} // namespace

/// Which schemes are offered, and those of them that say the same with every request.
class TestSignIns : public QObject
{
    Q_OBJECT

private slots:
    void offers_data()
    {
        QTest::addColumn<AuthTarget>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, AuthTarget target, int status,
                            const char *field) -> QTestData & {
            return QTest::newRow(name) << target << status << QByteArray(field);
        };
        using enum AuthTarget;
        row("nothing", Server, 401, "") << QString();
        row("unknown", Server, 401, "Foo realm=\"x\", Hoba a=b") << QString();
        row("strongest first", Server, 401,
            "NTLM, Basic realm=\"b\", Bearer realm=\"t\", Digest realm=\"d\", nonce=\"n\", "
            "Negotiate, Passport1.4 id=1")
            << u"negotiate digest:d passport bearer:t basic:b ntlm"_s;
        row("of a proxy", Proxy, 407, "Bearer realm=\"t\", Basic realm=\"b\", Passport1.4 id=1")
            << u"bearer:t basic:b"_s;
        row("one of each scheme", Server, 401, "Basic realm=\"a\", Basic realm=\"b\"")
            << u"basic:a"_s;
        row("redirect", Server, 302, "Basic realm=\"b\", Passport1.4 id=7") << u"passport"_s;
        row("redirect without", Server, 302, "Basic realm=\"b\"") << QString();
        row("redirect of a proxy", Proxy, 302, "Passport1.4 id=7") << QString();
        row("a basic one that is not sound", Server, 401, "Basic realm=My Server") << u"basic:My"_s;
    }
    void offers()
    {
        QFETCH(const AuthTarget, target);
        QFETCH(const int, status);
        QFETCH(const QByteArray, field);
        const HttpSignIns signIns(kPassport);
        QTEST(named(signIns.offers(target, {status, field, {}, {}})), "expected");
    }

    void offersPassportOnlyWhereItIsSetUp()
    {
        const AuthReply reply{302, "Passport1.4 id=1", {}, {}};
        const auto isOffered = [&](const PassportSettings &settings) {
            return !HttpSignIns(settings).offers(AuthTarget::Server, reply).empty();
        };
        QVERIFY(!isOffered({}));
        QVERIFY(isOffered(kPassport));
        QVERIFY(!isOffered({QUrl(u"http://nexus.example/rdr"_s), {}, {}}));
        QVERIFY(isOffered({{}, QUrl(u"https://login.example/l"_s), u"R"_s}));
        QVERIFY(!isOffered({{}, QUrl(u"https://login.example/l"_s), {}}));
        QVERIFY(!isOffered({kPassport.nexus, QUrl(u"http://login.example/l"_s), u"R"_s}));
    }

    void basic_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("of RFC 7617") << u"Aladdin"_s << QByteArray("open sesame")
                                     << QByteArray("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        QTest::newRow("UTF-8") << u"test"_s << QByteArray("123\xc2\xa3")
                               << QByteArray("Basic dGVzdDoxMjPCow==");
        QTest::newRow("decomposed")
            << u"a\u0308"_s << QByteArray("o\xcc\x88") << "Basic " + QByteArray("ä:ö").toBase64();
        QTest::newRow("colons") << u"u"_s << QByteArray(":a:")
                                << "Basic " + QByteArray("u::a:").toBase64();
        QTest::newRow("no password")
            << u"u"_s << QByteArray() << "Basic " + QByteArray("u:").toBase64();
    }
    void basic()
    {
        QFETCH(const QString, user);
        QFETCH(const QByteArray, password);
        HttpSignIns signIns;
        const auto signIn = signIns.signIn({credentials(AuthScheme::Basic, user, password),
                                            QUrl(u"https://a.example/"_s), "Basic realm=x"});
        QVERIFY(signIn.has_value());
        QTEST(signedWith(**signIn), "expected");
        QTEST(signedWith(**signIn), "expected");
    }

    void bearer()
    {
        HttpSignIns signIns;
        const auto signIn = signIns.signIn(
            {credentials(AuthScheme::Bearer, {}, "ab.c/d=="), QUrl(u"https://a.example/"_s), {}});
        QVERIFY(signIn.has_value());
        QCOMPARE(signedWith(**signIn), "Bearer ab.c/d==");
    }

    /// What it says is a real KDC's business (tst_negotiate).
    void negotiate()
    {
        HttpSignIns signIns;
        for (const QByteArray &challenge : {QByteArray("Negotiate"), QByteArray()})
            QVERIFY(signIns
                        .signIn({credentials(AuthScheme::Negotiate, {}, {}),
                                 QUrl(u"https://a.example/"_s), challenge})
                        .has_value());
    }

    void whatIsRefused_data()
    {
        QTest::addColumn<AuthTarget>("target");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("isRefused");
        using enum AuthTarget;
        QTest::newRow("server, 200") << Server << 200 << false;
        QTest::newRow("server, 401") << Server << 401 << true;
        QTest::newRow("server, 403") << Server << 403 << false;
        QTest::newRow("server, its proxy's 407") << Server << 407 << false;
        QTest::newRow("proxy, 407") << Proxy << 407 << true;
        QTest::newRow("proxy, the server's 401") << Proxy << 401 << false;
    }
    void whatIsRefused()
    {
        QFETCH(const AuthTarget, target);
        QFETCH(const int, status);
        QFETCH(const bool, isRefused);
        HttpSignIns signIns;
        const auto signIn = signIns.signIn({credentials(AuthScheme::Basic, u"u"_s, "p", target),
                                            QUrl(u"https://a.example/"_s), "Basic realm=x"});
        const auto verdict = (*signIn)->attempt()->heard({status, "Basic realm=x", {}, {}});
        QCOMPARE(verdict.value(), isRefused ? AuthVerdict::Refused : AuthVerdict::Accepted);
    }

    /// Its steps are the network manager's: what it is told is the same for all requests of one
    /// sign-in, and told apart from another one's.
    void ntlmSignsConnections()
    {
        HttpSignIns signIns(kPassport);
        const auto make = [&signIns] {
            return signIns.signIn({credentials(AuthScheme::Ntlm, u"QUAY\\u"_s, "p"),
                                   QUrl(u"https://a.example/"_s), "NTLM"});
        };
        const auto one = make();
        const auto other = make();
        QVERIFY(one && other);
        const auto loginOf = [](const auto &signIn) {
            std::shared_ptr<const ConnectionLogin> login;
            (*signIn)->attempt()->sign({}, [&login](const Result<AuthFields> &fields) {
                QVERIFY(fields && fields->authorization.isEmpty());
                login = fields->login;
            });
            return login;
        };
        QCOMPARE(loginOf(one)->user, u"QUAY\\u"_s);
        QCOMPARE(loginOf(one)->password.reveal(), "p");
        QCOMPARE(loginOf(one), loginOf(one));
        QVERIFY(loginOf(one)->id != loginOf(other)->id);
        QVERIFY(loginOf(one)->id > 0);
    }

    void proxiesOfferNtlm()
    {
        const HttpSignIns signIns(kPassport);
        const auto offers = signIns.offers(AuthTarget::Proxy, {407, "NTLM, Basic realm=x", {}, {}});
        QCOMPARE(offers.size(), 2U);
        QCOMPARE(offers[1].scheme, AuthScheme::Ntlm);
    }

    void whatCannotBeUsed_data()
    {
        QTest::addColumn<AuthScheme>("scheme");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("challenge");
        QTest::addColumn<ErrorCode>("code");
        using enum AuthScheme;
        const QString u = u"u"_s;
        QTest::newRow("not offered")
            << Basic << u << QByteArray("Negotiate") << ErrorCode::InvalidAuthScheme;
        QTest::newRow("digest beforehand")
            << Digest << u << QByteArray() << ErrorCode::InvalidAuthScheme;
        QTest::newRow("passport beforehand")
            << Passport << u << QByteArray() << ErrorCode::InvalidAuthScheme;
        QTest::newRow("ntlm beforehand")
            << Ntlm << u << QByteArray() << ErrorCode::InvalidAuthScheme;
        QTest::newRow("no user") << Basic << QString() << QByteArray("Basic realm=x")
                                 << ErrorCode::InvalidArgument;
        QTest::newRow("a colon in a name")
            << Basic << u"a:b"_s << QByteArray("Basic realm=x") << ErrorCode::InvalidArgument;
    }
    void whatCannotBeUsed()
    {
        QFETCH(const AuthScheme, scheme);
        QFETCH(const QString, user);
        QFETCH(const QByteArray, challenge);
        HttpSignIns signIns(kPassport);
        const auto signIn = signIns.signIn(
            {credentials(scheme, user, "p"), QUrl(u"https://a.example/"_s), challenge});
        QVERIFY(!signIn.has_value());
        QTEST(signIn.error().code, "code");
    }
};

QTEST_GUILESS_MAIN(TestSignIns)
#include "tst_signins.moc"
