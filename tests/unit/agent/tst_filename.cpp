// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/filename.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// Names of files, whatever servers say.
class TestFilename : public QObject
{
    Q_OBJECT

private slots:
    void safeNames_data()
    {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("safe");
        QTest::newRow("plain") << u"debian.iso"_s << u"debian.iso"_s;
        QTest::newRow("climbs") << u"../../etc/passwd"_s << u"passwd"_s;
        QTest::newRow("absolute") << u"/etc/passwd"_s << u"passwd"_s;
        QTest::newRow("Windows path") << u"C:\\temp\\a.exe"_s << u"a.exe"_s;
        QTest::newRow("only a folder") << u"a/"_s << QString();
        QTest::newRow("here") << u"."_s << QString();
        QTest::newRow("up") << u".."_s << QString();
        QTest::newRow("many dots") << u"....."_s << QString();
        QTest::newRow("hidden") << u".bashrc"_s << u"_bashrc"_s;
        QTest::newRow("option") << u"-rf"_s << u"_rf"_s;
        QTest::newRow("blanks around") << u"  a b.txt  "_s << u"a b.txt"_s;
        QTest::newRow("dots at the end") << u"a.txt.. ."_s << u"a.txt"_s;
        QTest::newRow("line break") << u"a\r\nb"_s << u"a__b"_s;
        QTest::newRow("zero") << QString(u"a\0b"_s).replace(1, 1, QChar(0)) << u"a_b"_s;
        QTest::newRow("escape") << u"a\u001B[31m"_s << u"a_[31m"_s;
        QTest::newRow("bidi override") << u"gpj\u202Etxt.exe"_s << u"gpjtxt.exe"_s;
        QTest::newRow("zero width") << u"a\u200Bb\uFEFF"_s << u"ab"_s;
        QTest::newRow("line separator") << u"a\u2028b"_s << u"a_b"_s;
        QTest::newRow("half a character") << u"a"_s + QChar(0xD800) + u"b"_s << u"a_b"_s;
        QTest::newRow("composed") << u"u\u0308.txt"_s << u"\u00FC.txt"_s;
        QTest::newRow("device") << u"con"_s << u"_con"_s;
        QTest::newRow("device with extension") << u"LPT1.txt"_s << u"_LPT1.txt"_s;
        QTest::newRow("no device") << u"console.txt"_s << u"console.txt"_s;
        QTest::newRow("emoji") << u"\U0001F600.png"_s << u"\U0001F600.png"_s;
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("300 bytes")
            << QString(296, u'a') + u".iso"_s << QString(251, u'a') + u".iso"_s;
        QTest::newRow("300 umlauts")
            << QString(300, u'\u00FC') + u".iso"_s << QString(125, u'\u00FC') + u".iso"_s;
        QTest::newRow("long, two extensions")
            << QString(300, u'a') + u".tar.gz"_s << QString(248, u'a') + u".tar.gz"_s;
        QTest::newRow("long extension")
            << u"a."_s + QString(300, u'b') << u"a."_s + QString(253, u'b');
    }
    void safeNames()
    {
        QFETCH(const QString, raw);
        QFETCH(const QString, safe);
        QCOMPARE(safeName(raw), safe);
        QVERIFY(safeName(raw).toUtf8().size() <= kLongestName);
        QCOMPARE(safeName(safeName(raw)), safe);
    }

    void namesOfFiles_data()
    {
        QTest::addColumn<QByteArray>("disposition");
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("answered");
        QTest::addColumn<QString>("name");
        const QByteArray none;
        const QString a = u"https://a.example/x/a.iso?q=1"_s;
        QTest::newRow("server says")
            << QByteArray("attachment; filename=s.iso") << a << a << u"s.iso"_s;
        QTest::newRow("server says nonsense")
            << QByteArray("attachment; filename=\"..\"") << a << a << u"a.iso"_s;
        QTest::newRow("link") << none << a << a << u"a.iso"_s;
        QTest::newRow("percent") << none << u"http://a/%C3%BC%20b.txt"_s
                                 << u"http://a/%C3%BC%20b.txt"_s << u"\u00FC b.txt"_s;
        QTest::newRow("encoded slash")
            << none << u"http://a/x%2F..%2Fb.txt"_s << u"http://a/x%2F..%2Fb.txt"_s << u"b.txt"_s;
        QTest::newRow("redirected to a name")
            << none << u"http://a/get?id=5"_s << u"http://cdn/f.zip"_s << u"f.zip"_s;
        QTest::newRow("redirected to a key")
            << none << u"http://a/f.zip"_s << u"http://cdn/83af98"_s << u"f.zip"_s;
        QTest::newRow("no extension")
            << none << u"http://a/LICENSE"_s << u"http://a/LICENSE"_s << u"LICENSE"_s;
        QTest::newRow("no path") << none << u"http://a.example"_s << u"http://a.example/"_s
                                 << u"a.example"_s;
    }
    void namesOfFiles()
    {
        QFETCH(const QByteArray, disposition);
        QFETCH(const QString, asked);
        QFETCH(const QString, answered);
        QFETCH(const QString, name);
        QCOMPARE(nameFor(disposition, QUrl(asked), QUrl(answered)), name);
    }

    void numbers()
    {
        QCOMPARE(numbered(u"a.iso"_s, 0), u"a.iso"_s);
        QCOMPARE(numbered(u"a.iso"_s, 1), u"a (1).iso"_s);
        QCOMPARE(numbered(u"a.tar.gz"_s, 2), u"a (2).tar.gz"_s);
        QCOMPARE(numbered(u"LICENSE"_s, 1), u"LICENSE (1)"_s);
        QCOMPARE(numbered(u"v1.2 notes"_s, 1), u"v1.2 notes (1)"_s);
        const QString longest = numbered(QString(251, u'a') + u".iso"_s, 12);
        QCOMPARE(longest, QString(246, u'a') + u" (12).iso"_s);
        QCOMPARE(longest.toUtf8().size(), kLongestName);
    }

    void partNames()
    {
        const JobId job = *JobId::fromString(u"0123456789abcdef0123456789abcdef"_s);
        QCOMPARE(partName(u"a.iso"_s, job, 0), u".a.iso.0123456789abcdef0123456789abcdef.part"_s);
        QCOMPARE(partName(u"a.iso"_s, job, 1),
                 u".a (1).iso.0123456789abcdef0123456789abcdef.part"_s);
        const QString longest = partName(QString(251, u'a') + u".iso"_s, job, 3);
        QCOMPARE(longest.toUtf8().size(), kLongestName);
        QVERIFY(longest.contains(u" (3).iso."_s));
    }
};

QTEST_GUILESS_MAIN(TestFilename)
#include "tst_filename.moc"
