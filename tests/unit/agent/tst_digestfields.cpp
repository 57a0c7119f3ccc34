// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/digestfields.h"

#include <QCryptographicHash>
#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

QByteArray base64(QCryptographicHash::Algorithm algorithm)
{
    return QCryptographicHash::hash("hello", algorithm).toBase64();
}
const QByteArray kMd5 = base64(QCryptographicHash::Md5);
const QByteArray kSha1 = base64(QCryptographicHash::Sha1);
const QByteArray kSha256 = base64(QCryptographicHash::Sha256);
const QByteArray kSha512 = base64(QCryptographicHash::Sha512);

QByteArray member(const QByteArray &key, const QByteArray &digest)
{
    return key + "=:" + digest + ':';
}

/// The algorithm, when the digest is that of "hello"; else "other", and empty where there is none.
QString chosen(const std::optional<Checksum> &digest)
{
    if (!digest)
        return {};
    const QList<std::pair<QString, QByteArray>> right{
        {u"md5"_s, kMd5}, {u"sha1"_s, kSha1}, {u"sha256"_s, kSha256}, {u"sha512"_s, kSha512}};
    return right.contains({digest->algorithm, digest->digest.toBase64()}) ? digest->algorithm
                                                                          : u"other"_s;
}

} // namespace

/// What servers say of the content of files.
class TestDigestFields : public QObject
{
    Q_OBJECT

private slots:
    void dictionaries_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("algorithm");
        const QByteArray sha256 = member("sha-256", kSha256);
        const QByteArray sha512 = member("sha-512", kSha512);
        QTest::newRow("sha-256") << sha256 << u"sha256"_s;
        QTest::newRow("blanks") << "  " + sha256 + "  " << u"sha256"_s;
        QTest::newRow("the strongest, first") << sha512 + ", " + sha256 << u"sha512"_s;
        QTest::newRow("the strongest, last") << sha256 + "\t,\t" + sha512 << u"sha512"_s;
        QTest::newRow("deprecated ones")
            << member("md5", kMd5) + ',' + member("sha", kSha1) << QString();
        QTest::newRow("unknown ones of every kind")
            << "a, b=?1, c=12.5;p=\"x,y\", d=\"\\\"=:,\", *e=(1 \"b,\";q t), f=:AAAA:, " + sha256
            << u"sha256"_s;
        QTest::newRow("parameters") << sha256 + ";a;b=1; c=\"d,\"" << u"sha256"_s;
        QTest::newRow("said twice, the last counts")
            << member("sha-256", QByteArray(32, 'x').toBase64()) + ", " + sha256 << u"sha256"_s;
        QTest::newRow("said twice, the last is none") << sha256 + ", sha-256=1" << QString();
        QTest::newRow("no padding") << member("sha-256", kSha256.chopped(1)) << u"sha256"_s;
        QTest::newRow("of another length") << member("sha-256", kSha1) << QString();
        QTest::newRow("too short, a weaker one is right")
            << member("sha-512", kSha1) + ", " + sha256 << u"sha256"_s;
        for (const char *bad : {"", " ", ",", "sha-256", "sha-256=", "sha-256=:", "sha-256=::",
                                "=:AAAA:", "(", "sha-256=(", "sha-256=\"", "\xff\xfe", "x=\"\\"})
            QTest::newRow(*bad ? bad : "empty") << QByteArray(bad) << QString();
        for (const QByteArray &tail :
             {QByteArray(","), QByteArray(", "), QByteArray("x"), QByteArray(", X=1"),
              QByteArray(", a b"), QByteArray(", c=:"), QByteArray(", c=:!:"), QByteArray(";")})
            QTest::newRow(("broken behind: " + tail).constData()) << sha256 + tail << QString();
        QTest::newRow("as the older field has it") << "sha-256=" + kSha256 << QString();
        QTest::newRow("in capitals") << member("SHA-256", kSha256) << QString();
        QTest::newRow("endless") << sha256 + ", a=" + QByteArray(5000, '1') << QString();
    }
    void dictionaries()
    {
        QFETCH(const QByteArray, value);
        QTEST(chosen(parseDigestField(value)), "algorithm");
    }

    void olderFields_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("algorithm");
        QTest::newRow("md5") << "MD5=" + kMd5 << u"md5"_s;
        QTest::newRow("sha") << "md5=" + kMd5 + ",SHA=" + kSha1 << u"sha1"_s;
        QTest::newRow("sha-256") << "SHA-256=" + kSha256 + ", SHA=" + kSha1 << u"sha256"_s;
        QTest::newRow("sha-512") << " sha-256=" + kSha256 + " , Sha-512=" + kSha512 << u"sha512"_s;
        QTest::newRow("unknown ones")
            << "UNIXsum=30637,crc32c=AAAA, adler32=03da0195,,=," + kMd5 << QString();
        QTest::newRow("unknown and known") << "ADLER32=03da0195,MD5=" + kMd5 << u"md5"_s;
        QTest::newRow("hexadecimal") << "MD5=" + QByteArray::fromBase64(kMd5).toHex() << QString();
        QTest::newRow("of another length") << "SHA-256=" + kMd5 << QString();
        QTest::newRow("a wrong sign") << "MD5=!" + kMd5.sliced(1) << QString();
        QTest::newRow("as the newer field has it") << member("sha-256", kSha256) << QString();
        QTest::newRow("endless") << "MD5=" + kMd5 + ',' + QByteArray(5000, 'x') << QString();
        QTest::newRow("empty") << QByteArray() << QString();
    }
    void olderFields()
    {
        QFETCH(const QByteArray, value);
        QTEST(chosen(parseOldDigestField(value)), "algorithm");
    }

    void whichFieldCounts()
    {
        const QByteArray sha256 = member("sha-256", kSha256);
        const QByteArray sha512 = member("sha-512", kSha512);
        const QByteArray old = "MD5=" + kMd5;
        QCOMPARE(chosen(digestOfWhole({sha256, sha512, old}, true)), u"sha256"_s);
        QCOMPARE(chosen(digestOfWhole({sha256, sha512, old}, false)), u"sha256"_s);
        QCOMPARE(chosen(digestOfWhole({{}, sha512, old}, true)), u"sha512"_s);
        QCOMPARE(chosen(digestOfWhole({{}, sha512, old}, false)), u"md5"_s); // of a part
        QCOMPARE(chosen(digestOfWhole({"x=", {}, old}, true)), u"md5"_s);
        QCOMPARE(digestOfWhole({}, true), std::optional<Checksum>());
    }
};

QTEST_GUILESS_MAIN(TestDigestFields)
#include "tst_digestfields.moc"
