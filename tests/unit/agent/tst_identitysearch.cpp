// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/identityopener.h"
#include "agent/auth/identitysearch.h"
#include "tests/support/asnobody.h"
#include "tests/support/keyfiles.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSslCertificate>
#include <QTest>
#include <QThread>

#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kMissing = ErrorCode::ClientCertificateMissing;
constexpr auto kUnusable = ErrorCode::ClientCertificateUnusable;
constexpr auto kLocked = ErrorCode::PassphraseNeeded;

/// Of this process.
qsizetype threads()
{
    return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
}

} // namespace

/// The person's certificate by its name, and its way back to who asked.
class TestIdentitySearch : public QObject
{
    Q_OBJECT

    KeyFiles m_files;
    QTemporaryDir m_folder;

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    /// Into the folder, as `name`.
    void put(const QStringList &files, const QString &name) const
    {
        m_files.join(files, u"joined"_s);
        QFile::remove(path(name));
        if (!QFile::copy(m_files.path(u"joined"_s), path(name)))
            qFatal("cannot copy");
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        m_files.write(u"written"_s, bytes);
        put({u"written"_s}, name);
    }
    [[nodiscard]] QByteArray der(const QString &certificate) const
    {
        return QSslCertificate(m_files.bytes(certificate)).toDer();
    }
    [[nodiscard]] QString fingerprint(const QString &certificate) const
    {
        return u"sha256:"_s
            + QString::fromLatin1(
                   QCryptographicHash::hash(der(certificate), QCryptographicHash::Sha256).toHex());
    }
    /// The first certificate of what is found, by the name of its file here; or the error.
    [[nodiscard]] Result<QString> find(const QString &name, const QByteArray &passphrase = {}) const
    {
        const auto found = IdentitySearch(m_folder.path()).find(name, Secret(passphrase));
        if (!found)
            return tl::unexpected(found.error());
        for (const QString &one : {u"joerg.crt"_s, u"late.crt"_s, u"anna.crt"_s, u"issuer.crt"_s}) {
            if (der(one) == found->certificates.front())
                return one;
        }
        return u"another"_s;
    }
    [[nodiscard]] Error failure(const QString &name, const QByteArray &passphrase = {}) const
    {
        const auto found = find(name, passphrase);
        return found ? Error{ErrorCode::Internal, *found} : found.error();
    }
    [[nodiscard]] Error errorOf(ErrorCode code, const QString &detail, const QString &file) const
    {
        return {code, detail, ErrorContext::LocalFile, file};
    }
    void makeSpecial() const;

private slots:
    void initTestCase()
    {
        m_files.makeIssuer(u"issuer"_s, u"/CN=Issuer"_s);
        for (const QString &name : {u"joerg"_s, u"anna"_s, u"late"_s})
            m_files.makeKey(name + u".key"_s);
        m_files.certify(u"joerg"_s, u"/CN=Jörg Müller"_s, u"issuer"_s,
                        {u"-addext"_s, u"subjectAltName=email:JM@a.example"_s});
        m_files.certify(u"late"_s, u"/CN=Jörg Müller"_s, u"issuer"_s, {}, -1);
        m_files.certify(u"anna"_s, u"/CN=Anna"_s, u"issuer"_s);
        m_files.run(u"pkcs8 -topk8 -in joerg.key -passout pass:secret -out joerg.locked"_s);
        m_files.run(
            u"pkcs12 -export -inkey joerg.key -in joerg.crt -passout pass:secret -out joerg.p12"_s);
        m_files.run(
            u"pkcs12 -export -inkey anna.key -in anna.crt -passout pass:other -out anna.p12"_s);
        m_files.run(u"pkcs12 -export -inkey anna.key -in anna.crt -iter 300000 -passout pass:other "
                    "-out slow.p12"_s);
    }
    void cleanup()
    {
        for (const QString &name :
             QDir(m_folder.path())
                 .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
            if (!QFile::remove(path(name)))
                QVERIFY(QDir(path(name)).removeRecursively());
        }
    }

    void byFile()
    {
        put({u"joerg.crt"_s, u"joerg.key"_s}, u"me.txt"_s);
        QCOMPARE(find(path(u"me.txt"_s)), u"joerg.crt"_s);
        QVERIFY(QFile::link(path(u"me.txt"_s), path(u"link"_s)));
        QCOMPARE(find(path(u"link"_s)), u"joerg.crt"_s);
        put({u"joerg.p12"_s}, u"p12.pem"_s);
        QCOMPARE(find(path(u"p12.pem"_s), "secret"), u"joerg.crt"_s);
        QCOMPARE(failure(path(u"p12.pem"_s)), errorOf(kLocked, {}, path(u"p12.pem"_s)));
        write(u"none"_s, "x");
        QCOMPARE(failure(path(u"none"_s)).file, path(u"none"_s));
    }

    void noSuchFile()
    {
        QCOMPARE(failure(path(u"me"_s)),
                 errorOf(kMissing, u"No such file or directory"_s, path(u"me"_s)));
        QVERIFY(QFile::link(path(u"b"_s), path(u"a"_s)) && QFile::link(path(u"a"_s), path(u"b"_s)));
        QCOMPARE(failure(path(u"a"_s)),
                 errorOf(kMissing, u"Too many levels of symbolic links"_s, path(u"a"_s)));
    }

    void aFileThatMayNotBeRead()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::copy(m_files.path(u"joerg.crt"_s), folder.filePath(u"me.crt"_s)));
        QVERIFY(QFile::setPermissions(folder.filePath(u"me.crt"_s), {}));
        const AsNobody nobody(folder.path());
        QVERIFY(nobody.isReady());
        QCOMPARE(failure(folder.filePath(u"me.crt"_s)),
                 errorOf(kMissing, u"Permission denied"_s, folder.filePath(u"me.crt"_s)));
    }

    void whatIsNoFile();

    void tooLarge()
    {
        write(u"me"_s, m_files.bytes(u"joerg.crt"_s) + QByteArray(2 << 20, ' '));
        QCOMPARE(failure(path(u"me"_s)),
                 errorOf(kUnusable, u"it is larger than 1 MiB"_s, path(u"me"_s)));
        write(u"me"_s,
              (m_files.bytes(u"joerg.crt"_s) + m_files.bytes(u"joerg.key"_s))
                  .rightJustified(kLongestIdentity, '\n'));
        QCOMPARE(find(path(u"me"_s)), u"joerg.crt"_s);
    }

    void aKeyBeside();
    void byFingerprint();
    void bySubject_data();
    void bySubject();
    void theFirstThatIsValidWins();
    void oneThatIsOpenWins();
    void whatMayNotBeReadInTheFolder();
    void whatNobodyCanLookInto();
    void aFolderOfOtherThings();
    void onlySoManyFiles();

    void answersLaterOnThisThread();
    void answersNobodyWhoIsGone();
    void thePendingMayGoInItsAnswer();
    void theOpenerMayGoFirst();
    void twoAtOnce();
};

void TestIdentitySearch::oneThatIsOpenWins()
{
    const QString name = u"subject:Jörg"_s;
    put({u"joerg.crt"_s, u"joerg.locked"_s}, u"1.pem"_s);
    put({u"late.crt"_s, u"late.key"_s}, u"2.pem"_s);
    QCOMPARE(failure(name).file, path(u"1.pem"_s)); // the other one has expired
    put({u"joerg.crt"_s, u"joerg.key"_s}, u"3.pem"_s);
    QCOMPARE(find(name), u"joerg.crt"_s);
    QCOMPARE(find(name, "wrong"), u"joerg.crt"_s);
}

void TestIdentitySearch::whatMayNotBeReadInTheFolder()
{
    put({u"joerg.crt"_s, u"joerg.key"_s}, u"1.pem"_s);
    QVERIFY(QFile::setPermissions(path(u"1.pem"_s), {}));
    const AsNobody nobody(m_folder.path());
    QVERIFY(nobody.isReady());
    QCOMPARE(failure(u"subject:Jörg"_s),
             errorOf(kMissing, u"Permission denied"_s, path(u"1.pem"_s)));
}

void TestIdentitySearch::makeSpecial() const
{
    QVERIFY(QDir().mkdir(path(u"folder.pem"_s)));
    QCOMPARE(::mkfifo(QFile::encodeName(path(u"fifo.pem"_s)).constData(), 0600), 0);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const QByteArray place = QFile::encodeName(path(u"socket.pem"_s));
    QVERIFY(place.size() < qsizetype(sizeof address.sun_path));
    std::memcpy(address.sun_path, place.constData(), std::size_t(place.size()));
    QCOMPARE(::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    ::close(fd);
}

void TestIdentitySearch::whatIsNoFile()
{
    makeSpecial();
    const QString other = u"it is no regular file"_s;
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(failure(path(u"folder.pem"_s)),
             errorOf(kUnusable, u"it is a folder"_s, path(u"folder.pem"_s)));
    QCOMPARE(failure(path(u"fifo.pem"_s)), errorOf(kUnusable, other, path(u"fifo.pem"_s)));
    QCOMPARE(failure(path(u"socket.pem"_s)), errorOf(kUnusable, other, path(u"socket.pem"_s)));
    QCOMPARE(failure(u"/dev/zero"_s), errorOf(kUnusable, other, u"/dev/zero"_s));
    QVERIFY(timer.elapsed() < 5000);
}

void TestIdentitySearch::aKeyBeside()
{
    const QString me = path(u"me.x.crt"_s);
    put({u"joerg.crt"_s}, u"me.x.crt"_s);
    QCOMPARE(failure(me),
             errorOf(kUnusable, u"there is no key in it, and no me.x.key beside it"_s, me));
    put({u"joerg.key"_s}, u"me.x.key"_s);
    QCOMPARE(find(me), u"joerg.crt"_s);
    QCOMPARE(find(fingerprint(u"joerg.crt"_s)), u"joerg.crt"_s);
    put({u"anna.key"_s}, u"me.x.key"_s);
    QCOMPARE(failure(me), errorOf(kUnusable, u"the key in it does not fit the certificate"_s, me));
    put({u"joerg.locked"_s}, u"me.x.key"_s);
    QCOMPARE(failure(me), errorOf(kLocked, {}, me));
    QCOMPARE(find(me, "secret"), u"joerg.crt"_s);
    QVERIFY(QFile::remove(path(u"me.x.key"_s)) && QDir().mkdir(path(u"me.x.key"_s)));
    QCOMPARE(failure(me), errorOf(kUnusable, u"it is a folder"_s, path(u"me.x.key"_s)));
    // The key is the file that is named.
    put({u"joerg.crt"_s}, u"me.key"_s);
    QCOMPARE(failure(path(u"me.key"_s)),
             errorOf(kUnusable, u"there is no key in it"_s, path(u"me.key"_s)));
}

void TestIdentitySearch::byFingerprint()
{
    put({u"anna.crt"_s, u"anna.key"_s}, u"1.pem"_s);
    put({u"joerg.p12"_s}, u"2.p12"_s);
    put({u"issuer.crt"_s, u"late.crt"_s, u"late.key"_s}, u"3.pem"_s);
    QCOMPARE(find(fingerprint(u"anna.crt"_s)), u"anna.crt"_s);
    QCOMPARE(find(fingerprint(u"late.crt"_s)), u"late.crt"_s); // though it has expired
    QCOMPARE(find(fingerprint(u"joerg.crt"_s), "secret"), u"joerg.crt"_s);
    // What is in there nobody knows.
    QCOMPARE(failure(fingerprint(u"issuer.crt"_s)), errorOf(kLocked, {}, path(u"2.p12"_s)));
    // Somebody does: it signs others, and is nobody's own.
    QCOMPARE(failure(fingerprint(u"issuer.crt"_s), "secret"),
             errorOf(kMissing, u"no file in the folder has a certificate of that name"_s,
                     m_folder.path()));
}

void TestIdentitySearch::bySubject_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("a part") << u"Jörg"_s << true;
    QTest::newRow("in another case") << u"JÖRG mü"_s << true;
    QTest::newRow("with its kind") << u"cn=jörg müller"_s << true;
    QTest::newRow("a mail address") << u"jm@A.example"_s << true;
    QTest::newRow("somebody else") << u"Georg"_s << false;
    QTest::newRow("no pattern") << u"J*rg"_s << false;
}

void TestIdentitySearch::bySubject()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isFound);
    put({u"anna.crt"_s, u"anna.key"_s}, u"1.pem"_s);
    put({u"joerg.crt"_s, u"joerg.key"_s}, u"2.pem"_s);
    const auto found = find(u"subject:"_s + text);
    QCOMPARE(found.has_value(), isFound);
    if (found)
        QCOMPARE(*found, u"joerg.crt"_s);
    else
        QCOMPARE(found.error().code, kMissing);
}

void TestIdentitySearch::theFirstThatIsValidWins()
{
    const QString name = u"subject:jörg"_s;
    put({u"late.crt"_s, u"late.key"_s}, u"1.pem"_s);
    put({u"late.crt"_s}, u"0.crt"_s); // without its key
    QCOMPARE(find(name), u"late.crt"_s);
    put({u"joerg.crt"_s, u"joerg.key"_s}, u"2.pem"_s);
    QCOMPARE(find(name), u"joerg.crt"_s);
    // That one comes before it, and its certificate can be seen, but it cannot be opened.
    put({u"joerg.crt"_s, u"joerg.locked"_s}, u"11.pem"_s);
    QCOMPARE(find(name), u"joerg.crt"_s);
    QVERIFY(QFile::remove(path(u"2.pem"_s)));
    QCOMPARE(failure(name), errorOf(kLocked, {}, path(u"11.pem"_s)));
    QCOMPARE(find(name, "secret"), u"joerg.crt"_s);
}

void TestIdentitySearch::whatNobodyCanLookInto()
{
    const QString name = u"subject:jörg"_s;
    put({u"joerg.crt"_s}, u"0.crt"_s);
    QCOMPARE(
        failure(name),
        errorOf(kUnusable, u"there is no key in it, and no 0.key beside it"_s, path(u"0.crt"_s)));
    put({u"joerg.p12"_s}, u"1.p12"_s);
    QCOMPARE(failure(name), errorOf(kLocked, {}, path(u"1.p12"_s)));
    QCOMPARE(failure(name, "wrong"), errorOf(kLocked, {}, path(u"1.p12"_s)));
    put({u"anna.p12"_s}, u"2.p12"_s);
    QCOMPARE(failure(name), errorOf(kLocked, {}, path(u"1.p12"_s)));
    put({u"joerg.locked"_s}, u"3.key"_s); // a key alone has no certificate
    QCOMPARE(find(name, "secret"), u"joerg.crt"_s);
    QCOMPARE(failure(name, "other"), errorOf(kLocked, {}, path(u"1.p12"_s)));
}

void TestIdentitySearch::aFolderOfOtherThings()
{
    const QString name = u"subject:jörg"_s;
    makeSpecial();
    write(u"a.pem"_s, "-----BEGIN CERTIFICATE-----\n");
    write(u"b.pem"_s, QByteArray(2 << 20, ' '));
    write(u"c.p12"_s, m_files.bytes(u"joerg.p12"_s).first(500));
    QVERIFY(QFile::link(path(u"loop"_s), path(u"loop"_s)));
    QCOMPARE(failure(name).code, kMissing);
    put({u"joerg.crt"_s, u"joerg.key"_s}, u"z.pem"_s);
    QCOMPARE(find(name), u"joerg.crt"_s);
    QCOMPARE(IdentitySearch(path(u"nowhere"_s)).find(name, {}).error().code, kMissing);
    QCOMPARE(failure(u"me.pem"_s).code, kMissing);
}

void TestIdentitySearch::onlySoManyFiles()
{
    for (int i = 0; i < kMostIdentities; ++i)
        write(QString::number(1000 + i), "x");
    put({u"joerg.crt"_s, u"joerg.key"_s}, u"a.pem"_s);
    QCOMPARE(failure(u"subject:jörg"_s).code, kMissing);
    QVERIFY(QFile::remove(path(u"1000"_s)));
    QCOMPARE(find(u"subject:jörg"_s), u"joerg.crt"_s);
}

void TestIdentitySearch::answersLaterOnThisThread()
{
    put({u"joerg.p12"_s}, u"me.p12"_s);
    ClientIdentityOpener opener(m_folder.path());
    int answers = 0;
    QThread *thread = nullptr;
    ErrorCode code = ErrorCode::Internal;
    std::shared_ptr<const ClientIdentity> identity;
    const auto done = [&](const Result<std::shared_ptr<const ClientIdentity>> &found) {
        ++answers;
        thread = QThread::currentThread();
        code = found ? ErrorCode::Internal : found.error().code;
        identity = found.value_or(nullptr);
    };
    auto pending = opener.open(path(u"me.p12"_s), Secret("secret"), done);
    QCOMPARE(answers, 0);
    QTRY_COMPARE(answers, 1);
    QCOMPARE(thread, QThread::currentThread());
    QVERIFY(identity);
    QCOMPARE(identity->certificates.front(), der(u"joerg.crt"_s));
    QVERIFY(!identity->key.isEmpty());
    pending = opener.open(u"subject:jörg"_s, {}, done);
    QTRY_COMPARE(answers, 2);
    QCOMPARE(code, kLocked);
}

void TestIdentitySearch::answersNobodyWhoIsGone()
{
    put({u"slow.p12"_s}, u"me.p12"_s);
    ClientIdentityOpener opener(m_folder.path());
    int answers = 0;
    const auto count = [&](const auto & /*found*/) { ++answers; };
    (void)opener.open(path(u"me.p12"_s), {}, count); // gone at once
    auto later = opener.open(path(u"me.p12"_s), {}, count);
    auto last
        = opener.open(path(u"me.p12"_s), {}, count); // one after another: the name is the same
    later.reset();
    QTRY_COMPARE(answers, 1);
    last.reset();
    // Its answer is under way when it goes.
    auto posted = opener.open(path(u"none"_s), {}, count);
    QThread::yieldCurrentThread();
    posted.reset();
    last = opener.open(path(u"none"_s), {}, count);
    QTRY_COMPARE(answers, 2);
}

void TestIdentitySearch::thePendingMayGoInItsAnswer()
{
    ClientIdentityOpener opener(m_folder.path());
    std::unique_ptr<Pending> pending;
    bool isAnswered = false;
    pending = opener.open(path(u"none"_s), {}, [&](const auto & /*found*/) {
        pending.reset();
        isAnswered = true;
    });
    QTRY_VERIFY(isAnswered);
}

void TestIdentitySearch::theOpenerMayGoFirst()
{
    put({u"slow.p12"_s}, u"me.p12"_s);
    const auto before = threads();
    std::vector<std::unique_ptr<Pending>> pending;
    int answers = 0;
    {
        ClientIdentityOpener opener(m_folder.path());
        for (int i = 0; i < 3; ++i) {
            pending.push_back(opener.open(path(u"me.p12"_s), Secret("wrong"),
                                          [&](const auto & /*found*/) { ++answers; }));
        }
    }
    pending.pop_back();
    QTRY_COMPARE_WITH_TIMEOUT(threads(), before, 30'000);
    QCoreApplication::processEvents();
    QVERIFY(answers <= 1); // what was under way
    pending.clear();
}

void TestIdentitySearch::twoAtOnce()
{
    put({u"joerg.crt"_s, u"joerg.key"_s}, u"a.pem"_s);
    put({u"anna.crt"_s, u"anna.key"_s}, u"b.pem"_s);
    ClientIdentityOpener opener(m_folder.path());
    std::map<QString, QByteArray> own;
    std::vector<std::unique_ptr<Pending>> pending;
    for (const QString &name : {path(u"a.pem"_s), u"subject:anna"_s, path(u"b.pem"_s)}) {
        pending.push_back(opener.open(name, {}, [&own, name](const auto &found) {
            own[name] = found ? (*found)->certificates.front() : QByteArray();
        }));
    }
    QTRY_COMPARE(own.size(), 3U);
    QCOMPARE(own[path(u"a.pem"_s)], der(u"joerg.crt"_s));
    QCOMPARE(own[u"subject:anna"_s], der(u"anna.crt"_s));
    QCOMPARE(own[path(u"b.pem"_s)], der(u"anna.crt"_s));
}

QTEST_GUILESS_MAIN(TestIdentitySearch)
#include "tst_identitysearch.moc"
