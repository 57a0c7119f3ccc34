// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobspec.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestJobSpec : public QObject
{
    Q_OBJECT

private slots:
    void links_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code"); // "" is: taken
        QTest::newRow("plain") << u"https://a.example/f"_s << QString();
        QTest::newRow("with spaces around") << u"  http://a.example/f\n"_s << QString();
        QTest::newRow("international name") << u"https://b\u00fccher.example/f"_s << QString();
        QTest::newRow("address and port") << u"http://[::1]:8080/f?x=%20#y"_s << QString();
        QTest::newRow("nothing") << QString() << u"invalid-url"_s;
        QTest::newRow("relative") << u"pub/f.iso"_s << u"invalid-url"_s;
        QTest::newRow("no host") << u"https:///f"_s << u"invalid-url"_s;
        QTest::newRow("space inside") << u"https://a.example/my file"_s << u"invalid-url"_s;
        QTest::newRow("line break inside") << u"https://a.example/a\nb"_s << u"invalid-url"_s;
        QTest::newRow("bytes that were no text")
            << u"https://a.example/\ufffd"_s << u"invalid-url"_s;
        QTest::newRow("ftp") << u"ftp://a.example/f"_s << u"unsupported-scheme"_s;
        QTest::newRow("file") << u"file:///etc/passwd"_s << u"unsupported-scheme"_s;
        QTest::newRow("mail") << u"mailto:a@example"_s << u"unsupported-scheme"_s;
        QTest::newRow("too long") << u"https://a.example/"_s + QString(2200, u'x')
                                  << u"string-too-long"_s;
    }

    void links()
    {
        QFETCH(QString, text);
        const auto url = parseUrl(text);
        QTEST(url ? QString() : wireName(url.error().code), "code");
    }

    void whatIsWrongIsSaidWithoutTheLink()
    {
        for (const QString &text : {u"https://anna:hush@a.example:99999/f"_s,
                                    u"https://anna:hush@a.ex ample/f"_s, u"anna:hush@/f"_s}) {
            const auto url = parseUrl(text);
            QVERIFY(!url);
            QVERIFY2(!url.error().detail.contains(u"hush"_s), qPrintable(url.error().detail));
        }
    }

    void headers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("taken");
        QTest::newRow("plain") << u"X-Token: abc"_s << true;
        QTest::newRow("empty value") << u"X-Empty:"_s << true;
        QTest::newRow("no colon") << u"X-Token abc"_s << false;
        QTest::newRow("no name") << u": abc"_s << false;
        QTest::newRow("space in the name") << u"X Token: abc"_s << false;
        QTest::newRow("second header smuggled in") << u"X: a\r\nHost: b"_s << false;
        QTest::newRow("our own business") << u"range: bytes=0-"_s << false;
        QTest::newRow("host") << u"Host: b"_s << false;
    }

    void headers()
    {
        QFETCH(QString, text);
        QTEST(Header::parse(text).has_value(), "taken");
    }

    void checksums_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        const QString digits(64, u'a');
        QTest::newRow("sha256") << u"sha256:"_s + digits << QString();
        QTest::newRow("as some write it") << u"SHA-256:"_s + digits.toUpper() << QString();
        QTest::newRow("blanks around") << u" sha256: "_s + digits + u' ' << QString();
        QTest::newRow("nothing is to be checked") << u"None"_s << QString();
        QTest::newRow("unknown") << u"crc32:00000000"_s << u"invalid-hash-algorithm"_s;
        QTest::newRow("nothing with digits") << u"none:00"_s << u"invalid-hash-algorithm"_s;
        QTest::newRow("no colon") << digits << u"invalid-argument"_s;
        QTest::newRow("empty") << QString() << u"invalid-argument"_s;
        QTest::newRow("too short") << u"sha256:abcd"_s << u"invalid-argument"_s;
        QTest::newRow("odd") << u"sha256:"_s + digits.first(63) << u"invalid-argument"_s;
        QTest::newRow("too long") << u"sha256:"_s + digits + u"aa"_s << u"invalid-argument"_s;
        QTest::newRow("no digits")
            << u"md5:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"_s << u"invalid-argument"_s;
    }

    void checksums()
    {
        QFETCH(QString, text);
        const auto checksum = Checksum::parse(text);
        QTEST(checksum ? QString() : wireName(checksum.error().code), "code");
        if (checksum)
            QCOMPARE(Checksum::parse(checksum->toString()), checksum);
    }

    void aBadChecksumIsToldInASentence()
    {
        const auto said = [](const QString &text) { return Checksum::parse(text).error().detail; };
        QCOMPARE(said(u"md5:abcd"_s), u"md5 has 32 digits, but here are 4"_s);
        QCOMPARE(said(u"md5:zz"_s),
                 u"a checksum has only the digits 0 to 9 and a to f behind its colon"_s);
        QVERIFY(said(u"abcd"_s).startsWith(u"a checksum is written ALGORITHM:DIGITS"_s));
        QCOMPARE(said(u"crc\n32:00"_s).count(u'\n'), 0);
    }

    void noneIsForAnyNumberOfFiles()
    {
        const QUrl url(u"https://a.example/f"_s);
        JobSpec spec;
        spec.files = {{url, u"/a"_s}, {url, u"/b"_s}};
        spec.settings.checksum = Checksum::parse(u"none").value();
        QVERIFY(spec.settings.checksum->isNone());
        QVERIFY(validate(spec));
    }

    void settingsFromOutside_data()
    {
        QTest::addColumn<JobSettings>("settings");
        QTest::newRow("second header smuggled in")
            << JobSettings{.headers = {{"X-A", "a\r\nHost: b"}}};
        QTest::newRow("our own business") << JobSettings{.headers = {{"Range", "bytes=0-"}}};
        QTest::newRow("a kilobyte too many")
            << JobSettings{.headers = {{"X-A", QByteArray(kMaxHeaderBytes, 'a')}}};
        QTest::newRow("no delay at all") << JobSettings{.retryDelay = 0s};
        QTest::newRow("longer than a year") << JobSettings{.noProgressTimeout = kLongestTime + 1s};
        QTest::newRow("before the beginning") << JobSettings{.noProgressTimeout = -1s};
        QTest::newRow("no such hash") << JobSettings{.checksum = Checksum{u"crc32"_s, "abcd"}};
        QTest::newRow("no path") << JobSettings{.notifyCommand = NotifyCommand{u"true"_s, {}}};
        QTest::newRow("no program") << JobSettings{.notifyCommand = NotifyCommand{}};
        QTest::newRow("half a hash") << JobSettings{.checksum = Checksum{u"md5"_s, "abcd"}};
    }

    void settingsFromOutside()
    {
        QFETCH(const JobSettings, settings);
        QVERIFY(validate(JobSettings{.retryDelay = 5s, .headers = {{"X-A", "a: b"}, {"X-B", ""}}}));
        QVERIFY(!validate(settings));
    }

    void names()
    {
        QVERIFY(checkName(QString(kMaxName, u'n')));
        QCOMPARE(checkName(QString(kMaxName + 1, u'n')).error().code, ErrorCode::StringTooLong);
        QCOMPARE(checkName({}).error().code, ErrorCode::InvalidArgument);
    }

    void specs_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("no files") << u"empty"_s << ErrorCode::Empty;
        QTest::newRow("relative destination") << u"relative"_s << ErrorCode::InvalidArgument;
        QTest::newRow("same destination twice") << u"twice"_s << ErrorCode::InvalidArgument;
        QTest::newRow("checksum of many files") << u"checksum"_s << ErrorCode::InvalidArgument;
        QTest::newRow("password in a link") << u"password"_s << ErrorCode::InvalidUrl;
        QTest::newRow("relative folder") << u"folder"_s << ErrorCode::InvalidArgument;
        QTest::newRow("name too long") << u"name"_s << ErrorCode::StringTooLong;
        QTest::newRow("path too long") << u"path"_s << ErrorCode::StringTooLong;
        QTest::newRow("too many files") << u"many"_s << ErrorCode::TooManyFilesInJob;
    }

    void specs()
    {
        QFETCH(QString, what);
        const QUrl url(u"https://a.example/f"_s);
        JobSpec spec;
        spec.files = {{url, u"/a"_s}, {url, u"/b"_s}};
        QVERIFY(validate(spec));
        if (what == "empty"_L1)
            spec.files.clear();
        else if (what == "relative"_L1)
            spec.files[0].path = u"a"_s;
        else if (what == "twice"_L1)
            spec.files[1].path = u"/a"_s;
        else if (what == "checksum"_L1)
            spec.settings.checksum = Checksum::parse(u"md5:"_s + QString(32, u'a')).value();
        else if (what == "password"_L1)
            spec.files[0].url.setPassword(u"p"_s);
        else if (what == "folder"_L1)
            spec.folder = u"x"_s;
        else if (what == "name"_L1)
            spec.name = QString(kMaxName + 1, u'n');
        else if (what == "path"_L1)
            spec.files[0].path = u'/' + QString(kMaxPath, u'p');
        else
            spec.files.resize(kMaxFiles + 1, {url, {}});
        const auto valid = validate(spec);
        QVERIFY(!valid);
        QTEST(valid.error().code, "code");
    }
};

QTEST_GUILESS_MAIN(TestJobSpec)
#include "tst_jobspec.moc"
