// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/certificatefacts.h"
#include "agent/auth/identityfile.h"
#include "tests/support/keyfiles.h"

#include <QScopeGuard>
#include <QSslCertificate>
#include <QSslKey>
#include <QTest>

#include <openssl/err.h>
#include <openssl/provider.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

Secret secretOf(const QString &text)
{
    return Secret(text.toUtf8());
}

} // namespace

/// Files with the person's certificate, of every make.
class TestClientIdentity : public QObject
{
    Q_OBJECT

    KeyFiles m_files;

    [[nodiscard]] Result<ClientIdentity> read(const QByteArray &bytes,
                                              const QString &passphrase = {}) const
    {
        const IdentityReader reader;
        auto identity = reader.read(bytes, secretOf(passphrase)).identity();
        if (ERR_peek_error() != 0)
            qFatal("an error of OpenSSL is left");
        return identity;
    }
    [[nodiscard]] QByteArray der(const QString &certificate) const
    {
        return QSslCertificate(m_files.bytes(certificate)).toDer();
    }
    void makeFiles() const;
    void makeEncrypted() const;
    void makeBundles() const;

private slots:
    void initTestCase()
    {
        makeFiles();
        makeEncrypted();
        makeBundles();
    }

    void usable_data();
    void usable();
    void locked_data();
    void locked();
    void unusable_data();
    void unusable();

    void aLegacyFileLeavesTheRestOfTheProcessAlone()
    {
        QVERIFY(read(m_files.bytes(u"old.p12"_s), u"secret"_s));
        QCOMPARE(OSSL_PROVIDER_available(nullptr, "legacy"), 0);
    }

    void withoutTheLegacyProvider()
    {
        qputenv("OPENSSL_MODULES", m_files.folder().toUtf8());
        const auto back = qScopeGuard([] { qunsetenv("OPENSSL_MODULES"); });
        for (const QString &passphrase : {QString(), u"wrong"_s, u"secret"_s}) {
            const auto identity = read(m_files.bytes(u"old.p12"_s), passphrase);
            QVERIFY(!identity);
            QCOMPARE(identity.error().code, ErrorCode::ClientCertificateUnusable);
            QVERIFY2(identity.error().detail.contains(u"legacy provider"),
                     qPrintable(identity.error().detail));
        }
        QVERIFY(read(m_files.bytes(u"new.p12"_s), u"secret"_s));
    }

    void onlyCertificatesMayHaveTheirKeyBeside()
    {
        const IdentityReader reader;
        const auto isKeyless
            = [&](const QString &name) { return reader.read(m_files.bytes(name), {}).isKeyless; };
        QVERIFY(isKeyless(u"ec.crt"_s));
        QVERIFY(!isKeyless(u"ec.key"_s));
        QVERIFY(!isKeyless(u"ec.pem"_s));
        QVERIFY(!isKeyless(u"locked.pem"_s));
        QVERIFY(!isKeyless(u"ec.der"_s));
        QVERIFY(!isKeyless(u"nokeys.p12"_s));
    }

    void whatHasTakenThePassphrase()
    {
        const auto hasTaken = [&](const QString &name) {
            const auto identity = read(m_files.bytes(name), u"secret"_s);
            return identity && identity->hasTakenPassphrase;
        };
        for (const QString &name : {u"locked.pem"_s, u"new.p12"_s, u"old.p12"_s})
            QVERIFY2(hasTaken(name), qPrintable(name));
        QVERIFY(read(m_files.bytes(u"ec.pem"_s), u"secret"_s));
        QVERIFY(!hasTaken(u"ec.pem"_s));
    }

    void whatALockedFileShows()
    {
        const IdentityReader reader;
        const auto pem = reader.read(m_files.bytes(u"locked.pem"_s), {});
        QCOMPARE(pem.certificates.size(), 2U);
        QCOMPARE(pem.certificates.front(), der(u"ec.crt"_s)); // and its issuer signs others
        QVERIFY(reader.read(m_files.bytes(u"new.p12"_s), {}).certificates.empty());
    }

    void aPassphraseThatTakesTooLong_data();
    void aPassphraseThatTakesTooLong();
    void facts();
    void aFileCutAnywhereIsNoIdentity();
};

void TestClientIdentity::makeFiles() const
{
    m_files.makeIssuer(u"issuer"_s, u"/CN=Issuer"_s);
    m_files.run(u"genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key"_s);
    m_files.certify(u"rsa"_s, u"/CN=Rosa"_s, u"issuer"_s);
    m_files.makeKey(u"ec.key"_s);
    m_files.certify(
        u"ec"_s, u"/C=DE/O=Käufer, Söhne/CN=Jörg Müller"_s, u"issuer"_s,
        {u"-addext"_s, u"subjectAltName=email:joerg@a.example,DNS:b.example,URI:urn:x:joerg"_s});
    m_files.run(u"genpkey -algorithm ED25519 -out ed.key"_s);
    m_files.certify(u"ed"_s, u"/CN=Edda"_s, u"issuer"_s);
    m_files.makeKey(u"late.key"_s);
    m_files.certify(u"late"_s, u"/CN=Late"_s, u"issuer"_s, {}, -1);
    m_files.run(u"x509 -in ec.crt -outform DER -out ec.der"_s);
    m_files.run(u"x509 -in ec.crt -trustout -out trusted.crt"_s);
    m_files.run(u"pkey -in rsa.key -traditional -out rsa.old"_s);
    m_files.run(u"pkey -in ec.key -traditional -out ec.old"_s);
    m_files.run(u"ecparam -name prime256v1 -out ec.parameters"_s);
}

void TestClientIdentity::makeEncrypted() const
{
    m_files.run(u"pkcs8 -topk8 -in rsa.key -passout pass:secret -out rsa.locked"_s);
    m_files.run(u"pkcs8 -topk8 -in ec.key -passout pass:secret -out ec.locked"_s);
    m_files.run(u"pkcs8 -topk8 -in ec.key -passout pass: -out ec.empty"_s);
    m_files.run(u"pkcs8 -topk8 -in ec.key -scrypt -passout pass:secret -out ec.scrypt"_s);
    m_files.run(u"pkcs8 -topk8 -in ec.key -v1 PBE-SHA1-RC2-40 -provider legacy -provider default "
                "-passout pass:secret -out ec.rc2"_s);
    m_files.run(u"rsa -in rsa.key -traditional -aes256 -passout pass:secret -out rsa.oldlocked"_s);
    m_files.run(u"ec -in ec.key -des3 -passout pass:Schlüssel -out ec.oldlocked"_s);
}

void TestClientIdentity::makeBundles() const
{
    m_files.join({u"ec.crt"_s, u"ec.key"_s}, u"ec.pem"_s);
    m_files.join({u"issuer.crt"_s, u"ec.locked"_s, u"ec.crt"_s}, u"locked.pem"_s);
    const QString from = u"pkcs12 -export -inkey ec.key -in ec.crt -certfile issuer.crt "_s;
    m_files.run(from + u"-passout pass:secret -out new.p12"_s);
    m_files.run(from + u"-legacy -passout pass:secret -out old.p12"_s);
    m_files.run(from + u"-legacy -passout pass: -out oldempty.p12"_s);
    m_files.run(from
                + u"-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 "
                  "-passout pass:secret -out des.p12"_s);
    m_files.run(from + u"-passout pass:Schlüssel -out words.p12"_s);
    m_files.run(from + u"-passout pass: -out empty.p12"_s);
    m_files.run(from + u"-keypbe NONE -certpbe NONE -nomac -passout pass: -out plain.p12"_s);
    m_files.run(from + u"-nomac -passout pass:secret -out nosum.p12"_s);
    m_files.run(u"pkcs12 -export -nokeys -in ec.crt -passout pass: -out nokeys.p12"_s);
    m_files.run(u"pkcs12 -export -nocerts -inkey ec.key -passout pass: -out nocerts.p12"_s);
    m_files.run(u"pkcs12 -export -inkey ed.key -in ed.crt -passout pass: -out ed.p12"_s);
    m_files.run(from + u"-iter 1 -passout pass:secret -out quick.p12"_s);
}

void TestClientIdentity::usable_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("passphrase");
    QTest::addColumn<QStringList>("certificates");
    const auto row = [](const char *name, const QStringList &files, const QString &passphrase = {},
                        const QStringList &certificates = {u"ec.crt"_s}) {
        QTest::newRow(name) << files << passphrase << certificates;
    };
    const QString secret = u"secret"_s;
    const QStringList rsa{u"rsa.crt"_s};
    const QStringList chain{u"ec.crt"_s, u"issuer.crt"_s};
    row("EC", {u"ec.crt"_s, u"ec.key"_s});
    row("a passphrase that nobody needs", {u"ec.crt"_s, u"ec.key"_s}, secret);
    row("the key first", {u"ec.key"_s, u"ec.crt"_s});
    row("EC as before PKCS#8", {u"ec.parameters"_s, u"ec.old"_s, u"ec.crt"_s});
    row("trusted", {u"trusted.crt"_s, u"ec.key"_s});
    row("RSA", {u"rsa.crt"_s, u"rsa.key"_s}, {}, rsa);
    row("RSA as before PKCS#8", {u"rsa.old"_s, u"rsa.crt"_s}, {}, rsa);
    row("RSA encrypted", {u"rsa.crt"_s, u"rsa.locked"_s}, secret, rsa);
    row("RSA encrypted as before", {u"rsa.crt"_s, u"rsa.oldlocked"_s}, secret, rsa);
    row("EC encrypted", {u"ec.crt"_s, u"ec.locked"_s}, secret);
    row("EC encrypted as before", {u"ec.crt"_s, u"ec.oldlocked"_s}, u"Schlüssel"_s);
    row("encrypted with nothing", {u"ec.crt"_s, u"ec.empty"_s});
    row("with nothing, and one given", {u"ec.crt"_s, u"ec.empty"_s}, secret);
    row("scrypt", {u"ec.crt"_s, u"ec.scrypt"_s}, secret);
    row("RC2", {u"ec.crt"_s, u"ec.rc2"_s}, secret);
    row("its issuer first", {u"issuer.crt"_s, u"ec.crt"_s, u"ec.key"_s}, {}, chain);
    row("others in their order", {u"rsa.crt"_s, u"issuer.crt"_s, u"ec.key"_s, u"ec.crt"_s}, {},
        {u"ec.crt"_s, u"rsa.crt"_s, u"issuer.crt"_s});
    row("another key, too", {u"rsa.key"_s, u"ec.key"_s, u"ec.crt"_s});
    row("another one that is locked", {u"rsa.locked"_s, u"ec.key"_s, u"ec.crt"_s});
    row("expired", {u"late.crt"_s, u"late.key"_s}, {}, {u"late.crt"_s});
    row("PKCS#12", {u"new.p12"_s}, secret, chain);
    row("PKCS#12 of old Windows", {u"old.p12"_s}, secret, chain);
    row("of old Windows, encrypted with nothing", {u"oldempty.p12"_s}, {}, chain);
    row("PKCS#12 with 3DES", {u"des.p12"_s}, secret, chain);
    row("PKCS#12 and letters beyond ASCII", {u"words.p12"_s}, u"Schlüssel"_s, chain);
    row("PKCS#12 encrypted with nothing", {u"empty.p12"_s}, {}, chain);
    row("PKCS#12 with nothing, and one given", {u"empty.p12"_s}, secret, chain);
    row("PKCS#12 not encrypted", {u"plain.p12"_s}, {}, chain);
    row("PKCS#12 without a sum", {u"nosum.p12"_s}, secret, chain);
}

void TestClientIdentity::usable()
{
    QFETCH(const QStringList, files);
    QFETCH(const QString, passphrase);
    QFETCH(const QStringList, certificates);
    m_files.join(files, u"joined"_s);
    const auto identity = read(m_files.bytes(u"joined"_s), passphrase);
    QVERIFY2(identity, identity ? "" : qPrintable(identity.error().detail));
    std::vector<QByteArray> wanted;
    for (const QString &name : certificates)
        wanted.push_back(der(name));
    QCOMPARE(identity->certificates, wanted);

    const QSslCertificate own(identity->certificates.front(), QSsl::Der);
    const QSslKey key(identity->key.reveal().toByteArray(), own.publicKey().algorithm(), QSsl::Pem);
    QVERIFY(!key.isNull());
    QCOMPARE(key.type(), QSsl::PrivateKey);
    QVERIFY(identity->key.reveal().startsWith("-----BEGIN PRIVATE KEY-----\n"));
    QCOMPARE(key.length(), own.publicKey().length());
}

void TestClientIdentity::locked_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("passphrase");
    const auto rows = [](const char *name, const QStringList &files, const QString &right) {
        QTest::addRow("%s: none", name) << files << QString();
        QTest::addRow("%s: another", name) << files << u"wrong"_s;
        QTest::addRow("%s: not all", name) << files << right.chopped(1);
        QTest::addRow("%s: in upper case", name) << files << right.toUpper();
        QTest::addRow("%s: with more behind a zero", name) << files << right + QChar(0) + u"x"_s;
        QTest::addRow("%s: endless", name) << files << QString(5000, u'x');
    };
    rows("PKCS#8", {u"ec.crt"_s, u"ec.locked"_s}, u"secret"_s);
    rows("before PKCS#8", {u"rsa.crt"_s, u"rsa.oldlocked"_s}, u"secret"_s);
    rows("letters beyond ASCII", {u"ec.crt"_s, u"ec.oldlocked"_s}, u"Schlüssel"_s);
    rows("PKCS#12", {u"new.p12"_s}, u"secret"_s);
    rows("PKCS#12 of old Windows", {u"old.p12"_s}, u"secret"_s);
    rows("PKCS#12 and letters beyond ASCII", {u"words.p12"_s}, u"Schlüssel"_s);
    rows("PKCS#12 without a sum", {u"nosum.p12"_s}, u"secret"_s);
}

void TestClientIdentity::locked()
{
    QFETCH(const QStringList, files);
    QFETCH(const QString, passphrase);
    m_files.join(files, u"joined"_s);
    const auto identity = read(m_files.bytes(u"joined"_s), passphrase);
    QVERIFY(!identity);
    QCOMPARE(identity.error().code, ErrorCode::PassphraseNeeded);
    QCOMPARE(identity.error().context, ErrorContext::LocalFile);
    QVERIFY(passphrase.isEmpty() || !identity.error().detail.contains(passphrase));
}

void TestClientIdentity::unusable_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &detail) {
        QTest::newRow(name) << bytes << detail;
    };
    const auto join = [this](const QStringList &names) {
        m_files.join(names, u"joined"_s);
        return m_files.bytes(u"joined"_s);
    };
    const QString noKey = u"there is no key in it"_s;
    const QString other = u"it is neither PEM nor PKCS#12, or it is damaged"_s;
    const QString badKey = u"the key in it cannot be read"_s;
    row("no key", join({u"ec.crt"_s}), noKey);
    row("no certificate", join({u"ec.key"_s}), u"there is no certificate in it"_s);
    row("a key of another", join({u"ec.crt"_s, u"rsa.key"_s}),
        u"the key in it does not fit the certificate"_s);
    row("a kind of key that Qt cannot use", join({u"ed.crt"_s, u"ed.key"_s}),
        u"its key is of the kind ED25519, and only RSA and EC can be used"_s);
    row("such a kind in PKCS#12", join({u"ed.p12"_s}),
        u"its key is of the kind ED25519, and only RSA and EC can be used"_s);
    row("DER", join({u"ec.der"_s}), u"it is a certificate alone, without its key"_s);
    row("PKCS#12 without a key", join({u"nokeys.p12"_s}), noKey);
    row("PKCS#12 without a certificate", join({u"nocerts.p12"_s}),
        u"there is no certificate in it"_s);
    row("nothing", {}, other);
    row("anything", "# of no use\n", other);
    row("zeros", QByteArray(1000, '\0'), other);
    row("PKCS#12 cut off", m_files.bytes(u"new.p12"_s).chopped(40), other);
    row("PEM of something else", join({u"ec.csr"_s}), u"there is no certificate in it"_s);
    row("PEM that is nothing", "-----BEGIN CERTIFICATE-----\n$\n-----END CERTIFICATE-----\n",
        u"it is damaged"_s);
    row("a certificate that is none",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        u"a certificate in it cannot be read"_s);
    row("a key that is none",
        m_files.bytes(u"ec.crt"_s)
            + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        badKey);
    row("a key of OpenSSH",
        m_files.bytes(u"ec.crt"_s)
            + "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        badKey);
    // OpenSSL must not ask the terminal for what such a key says it needs.
    row("an encrypted key that says it is not",
        m_files.bytes(u"ec.crt"_s) + m_files.bytes(u"ec.locked"_s).replace("ENCRYPTED ", ""),
        badKey);
    row("too much", m_files.bytes(u"ec.pem"_s) + QByteArray(kLongestIdentity, '\n'),
        u"it is larger than 1 MiB"_s);
}

void TestClientIdentity::unusable()
{
    QFETCH(const QByteArray, bytes);
    for (const QString &passphrase : {QString(), u"secret"_s}) {
        const auto identity = read(bytes, passphrase);
        QVERIFY(!identity);
        QTEST(identity.error().detail, "detail");
        QCOMPARE(identity.error().code, ErrorCode::ClientCertificateUnusable);
        QCOMPARE(identity.error().context, ErrorContext::LocalFile);
    }
}

void TestClientIdentity::aPassphraseThatTakesTooLong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    // Made with fewer rounds than it says.
    const auto slowed = [this](const QString &name, const char *rounds = "02037fffff") {
        return m_files.bytes(name).replace(QByteArray::fromHex("0203010000"),
                                           QByteArray::fromHex(rounds));
    };
    const auto pem = [](const QByteArray &key) {
        return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + key.toBase64()
            + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
    };
    const QByteArray certificate = m_files.bytes(u"ec.crt"_s);
    const QString from = u"pkcs12 -export -inkey ec.key -in ec.crt -passout pass:secret "_s;
    m_files.run(from + u"-iter 65536 -out rounds.p12"_s);
    m_files.run(from + u"-iter 65536 -nomac -out rounds2.p12"_s);
    m_files.run(from + u"-iter 65536 -nomac -certpbe NONE -out rounds3.p12"_s);
    m_files.run(from
                + u"-iter 65536 -nomac -keypbe NONE -certpbe PBE-SHA1-3DES -out rounds4.p12"_s);
    for (const QString &name :
         {u"rounds.p12"_s, u"rounds2.p12"_s, u"rounds3.p12"_s, u"rounds4.p12"_s})
        QTest::addRow("%s", qPrintable(name)) << slowed(name);
    m_files.run(
        u"pkcs8 -topk8 -in ec.key -outform DER -iter 65536 -passout pass:secret -out rounds"_s);
    QTest::newRow("PEM") << certificate + pem(slowed(u"rounds"_s));
    QTest::newRow("slow keys") << certificate + pem(slowed(u"rounds"_s, "02030fffff")).repeated(5);
    m_files.run(u"pkcs8 -topk8 -in ec.key -outform DER -iter 1 -passout pass:other -out other"_s);
    QTest::newRow("many keys") << pem(m_files.bytes(u"other"_s)).repeated(21)
            + m_files.bytes(u"locked.pem"_s);
    m_files.run(u"pkcs8 -topk8 -in ec.key -outform DER -scrypt -passout pass:other -out scrypt"_s);
    QTest::newRow("scrypt") << certificate
            + pem(m_files.bytes(u"scrypt"_s)
                      .replace(QByteArray::fromHex("02024000020108020101"),
                               QByteArray::fromHex("0202400002010802017f")));
}

void TestClientIdentity::aPassphraseThatTakesTooLong()
{
    QFETCH(const QByteArray, bytes);
    const auto identity = read(bytes, u"secret"_s);
    QVERIFY(!identity);
    QCOMPARE(identity.error().code, ErrorCode::ClientCertificateUnusable);
    QVERIFY2(identity.error().detail.contains(u"takes too long"),
             qPrintable(identity.error().detail));
}

void TestClientIdentity::facts()
{
    const CertificateFacts ec = factsOf(der(u"ec.crt"_s));
    QCOMPARE(
        ec.fingerprint,
        QSslCertificate(m_files.bytes(u"ec.crt"_s)).digest(QCryptographicHash::Sha256).toHex());
    QCOMPARE(ec.subject, u"CN=Jörg Müller,O=Käufer\\, Söhne,C=DE"_s);
    QCOMPARE(ec.names, (QStringList{u"joerg@a.example"_s, u"b.example"_s, u"urn:x:joerg"_s}));
    QVERIFY(ec.isValidNow);
    QVERIFY(!factsOf(der(u"late.crt"_s)).isValidNow);
    QVERIFY(factsOf("0").fingerprint.isEmpty());
    QCOMPARE(ERR_peek_error(), 0UL);
}

/// Nothing but the whole is one, and nothing in between is more than an error.
void TestClientIdentity::aFileCutAnywhereIsNoIdentity()
{
    const IdentityReader reader;
    for (const QString &name : {u"quick.p12"_s, u"ec.pem"_s}) {
        const QByteArray whole = m_files.bytes(name);
        for (qsizetype size = 0; size < whole.size() - 30; size += 7) {
            const auto file = reader.read(whole.first(size), secretOf(u"secret"_s));
            QVERIFY2(!file.key, qPrintable(QString::number(size)));
            QCOMPARE(ERR_peek_error(), 0UL);
        }
        QVERIFY(reader.read(whole, secretOf(u"secret"_s)).key);
    }
}

QTEST_GUILESS_MAIN(TestClientIdentity)
#include "tst_clientidentity.moc"
