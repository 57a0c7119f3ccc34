// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/account.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

Credentials of(AuthScheme scheme, const QString &user, const QByteArray &secret,
               AuthTarget target = AuthTarget::Server)
{
    return {target, scheme, user, Secret(secret)};
}

ErrorCode refusalOf(const Credentials &credentials)
{
    const auto valid = validate(credentials);
    return valid ? ErrorCode::None : valid.error().code;
}

} // namespace

class TestCredentials : public QObject
{
    Q_OBJECT

private slots:
    void namesOfTheWire()
    {
        for (int i = 0; i < kAuthSchemes; ++i) {
            const auto scheme = AuthScheme(i);
            QCOMPARE(authSchemeFromWire(QString(wireName(scheme))), scheme);
            QCOMPARE(readAuthScheme(QString(wireName(scheme)).toUpper()).value(), scheme);
        }
        for (const AuthTarget target :
             {AuthTarget::Server, AuthTarget::Proxy, AuthTarget::ClientKey})
            QCOMPARE(authTargetFromWire(QString(wireName(target))), target);
        for (const Standing standing : {Standing::Untried, Standing::Good, Standing::Refused})
            QCOMPARE(standingFromWire(QString(wireName(standing))), standing);
        QVERIFY(!standingFromWire(u"bad"));
        QCOMPARE(readAuthScheme(u"kerberos").error().code, ErrorCode::InvalidAuthScheme);
        QCOMPARE(readAuthScheme(u"").error().code, ErrorCode::InvalidAuthScheme);
        QCOMPARE(readAuthTarget(u"origin").error().code, ErrorCode::InvalidAuthTarget);
    }

    void whatIsRefused_data()
    {
        QTest::addColumn<AuthScheme>("scheme");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<ErrorCode>("code");
        using enum AuthScheme;
        const auto row = [](const char *name, AuthScheme scheme, const QString &user,
                            const QByteArray &secret, ErrorCode code = ErrorCode::None) {
            QTest::newRow(name) << scheme << user << secret << code;
        };
        row("basic", Basic, u"ann"_s, "a:b");
        row("no password", Digest, u"ann"_s, "");
        row("nobody", Basic, {}, "x", ErrorCode::InvalidArgument);
        row("nobody at all", Digest, {}, "", ErrorCode::InvalidArgument);
        row("a colon", Basic, u"a:b"_s, "x", ErrorCode::InvalidArgument);
        row("a colon elsewhere", Digest, u"a:b"_s, "x");
        row("a line of its own", Basic, u"a\nb"_s, "x", ErrorCode::InvalidArgument);
        row("own ticket", Negotiate, {}, "");
        row("half a ticket", Negotiate, u"ann"_s, "", ErrorCode::InvalidArgument);
        row("the other half", Negotiate, {}, "x", ErrorCode::InvalidArgument);
        row("a token", Bearer, {}, "aZ09-._~+/==");
        row("no token", Bearer, {}, "", ErrorCode::InvalidArgument);
        row("a token with a line end", Bearer, {}, "a\r\nX: y", ErrorCode::InvalidArgument);
        row("longest name", Basic, QString(300, u'a'), "x");
        row("too long a name", Basic, QString(301, u'a'), "x", ErrorCode::UserNameTooLarge);
        row("longest password", Basic, u"ann"_s, QByteArray(65'535, 'x'));
        row("longest of others", Basic, u"ann"_s, QByteArray("\xe2\x82\xac").repeated(65'535));
        row("too long a password", Basic, u"ann"_s, QByteArray(65'536, 'x'),
            ErrorCode::PasswordTooLarge);
        row("far too long", Basic, u"ann"_s, QByteArray(200'000, 'x'), ErrorCode::PasswordTooLarge);
    }
    void whatIsRefused()
    {
        QFETCH(const AuthScheme, scheme);
        QFETCH(const QString, user);
        QFETCH(const QByteArray, secret);
        QFETCH(const ErrorCode, code);
        QCOMPARE(refusalOf(of(scheme, user, secret)), code);
    }

    void whatProxiesDoNotHave()
    {
        using enum AuthScheme;
        for (const AuthScheme scheme : {Basic, Digest, Ntlm, Negotiate})
            QCOMPARE(refusalOf(of(scheme, u"a"_s, "b", AuthTarget::Proxy)), ErrorCode::None);
        QCOMPARE(refusalOf(of(Bearer, {}, "b", AuthTarget::Proxy)), ErrorCode::None);
        QCOMPARE(refusalOf(of(Passport, u"a"_s, "b", AuthTarget::Proxy)),
                 ErrorCode::InvalidAuthScheme);
    }

    void whatOpensAKey()
    {
        using enum AuthScheme;
        constexpr auto key = AuthTarget::ClientKey;
        QCOMPARE(refusalOf(of(Passphrase, {}, "open", key)), ErrorCode::None);
        QCOMPARE(refusalOf(of(Passphrase, {}, "", key)), ErrorCode::InvalidArgument);
        QCOMPARE(refusalOf(of(Passphrase, u"anna"_s, "open", key)), ErrorCode::InvalidArgument);
        QCOMPARE(refusalOf(of(Basic, u"anna"_s, "open", key)), ErrorCode::InvalidAuthScheme);
        QCOMPARE(refusalOf(of(Passphrase, {}, "open")), ErrorCode::InvalidAuthScheme);
        const auto space
            = spaceOf(key, Passphrase, QUrl(u"file:///home/anna/me.p12"_s), u"/home/anna/me.p12"_s);
        QCOMPARE(space,
                 spaceOf(key, Passphrase, QUrl(u"https://a.example"_s), u"/home/anna/me.p12"_s));
        QCOMPARE(space.realm, u"/home/anna/me.p12"_s);
        QVERIFY(space.host.isEmpty());
    }

    void spaces()
    {
        const auto space = [](const char *url, const QString &realm = u"Staff"_s) {
            return spaceOf(AuthTarget::Server, AuthScheme::Basic, QUrl(QString::fromLatin1(url)),
                           realm);
        };
        QCOMPARE(space("https://A.example/x"), space("https://a.example:443/y"));
        QCOMPARE(space("http://a.example").port, 80);
        QVERIFY(space("http://a.example") != space("https://a.example"));
        QVERIFY(space("https://a.example") != space("https://a.example:8443"));
        QVERIFY(space("https://a.example") != space("https://a.example", u"Others"_s));
        QCOMPARE(space("https://a.example", QString(2000, u'r')).realm.size(), kMaxRealm);
        const QString parcels = u"r"_s + u"\U0001F4E6"_s.repeated(400);
        QCOMPARE(space("https://a.example", parcels).realm, parcels.first(kMaxRealm - 1));
    }

    void linksThatCarryAPassword()
    {
        QUrl url(u"https://ann%40corp:p%3Aw%C3%BC@a.example/f?q=1"_s);
        const auto taken = takeCredentials(url);
        QVERIFY(taken);
        QCOMPARE(taken->user, u"ann@corp"_s);
        QCOMPARE(taken->secret.reveal().toByteArray(), QByteArray("p:w\xc3\xbc"));
        QCOMPARE(url, QUrl(u"https://a.example/f?q=1"_s));
        QVERIFY(!takeCredentials(url));
    }

    void secrets()
    {
        QByteArray bytes("hunter2");
        Secret secret(bytes);
        QVERIFY(secret.reveal().data() != bytes.constData());
        const Secret other = secret.copy();
        QVERIFY(other.isSame(secret));
        QVERIFY(other.reveal().data() != secret.reveal().data());
        QVERIFY(!other.isSame(Secret("hunter3")));
        QVERIFY(!other.isSame(Secret("hunter")));
        const Secret moved = std::move(secret);
        QVERIFY(secret.isEmpty()); // NOLINT(bugprone-use-after-move): that is what is asked
        QVERIFY(moved.isSame(other));
    }

    void whatOthersShareIsNotWiped()
    {
        QByteArray bytes(64, 'p');
        const QByteArray shared = bytes;
        wipe(bytes);
        QVERIFY(bytes.isEmpty());
        QCOMPARE(shared, QByteArray(64, 'p'));
        {
            const Secret secret(shared);
        }
        QCOMPARE(shared, QByteArray(64, 'p'));
    }
};

QTEST_GUILESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
