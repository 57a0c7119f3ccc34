// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/headers.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// What servers write into header fields.
class TestHeaders : public QObject
{
    Q_OBJECT

private slots:
    void contentRanges_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("good");
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("last");
        QTest::addColumn<qint64>("total"); // -1: unknown

        const auto good = [](const char *name, const char *value, qint64 f, qint64 l, qint64 t) {
            QTest::newRow(name) << QByteArray(value) << true << f << l << t;
        };
        good("plain", "bytes 0-9/10", 0, 9, 10);
        good("unknown total", "bytes 5-9/*", 5, 9, -1);
        good("unsatisfied", "bytes */10", -1, -1, 10);
        good("unit in capitals, blanks", " Bytes  5 - 9 / 10 ", 5, 9, 10);
        for (const char *bad :
             {"", "bytes", "bytes 0-9", "bytes */*", "bytes -9/10", "bytes 9-0/10", "bytes 0-10/10",
              "items 0-9/10", "bytes 0-9/-1", "bytes 0-99999999999999999999/*", "bytes 0x1-9/10"})
            QTest::newRow(*bad ? bad : "empty") << QByteArray(bad) << false << 0LL << 0LL << 0LL;
    }
    void contentRanges()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const bool, good);
        QFETCH(const qint64, first);
        QFETCH(const qint64, last);
        QFETCH(const qint64, total);
        const auto range = parseContentRange(value);
        QCOMPARE(range.has_value(), good);
        if (!good)
            return;
        QCOMPARE(range->first, first);
        QCOMPARE(range->last, last);
        QCOMPARE(range->total.value_or(-1), total);
    }

    void entityTags_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("tag");
        QTest::newRow("strong") << QByteArray("\"abc\"") << QByteArray("\"abc\"");
        QTest::newRow("blanks around") << QByteArray(" \"abc\" ") << QByteArray("\"abc\"");
        QTest::newRow("empty tag") << QByteArray("\"\"") << QByteArray("\"\"");
        QTest::newRow("weak") << QByteArray("W/\"abc\"") << QByteArray("W/\"abc\"");
        QTest::newRow("half a weak tag") << QByteArray("W/\"") << QByteArray();
        QTest::newRow("weak only") << QByteArray("W/") << QByteArray();
        QTest::newRow("no quotes") << QByteArray("abc") << QByteArray();
        QTest::newRow("half a tag") << QByteArray("\"") << QByteArray();
        QTest::newRow("two tags") << QByteArray("\"a\", \"b\"") << QByteArray();
        QTest::newRow("line break") << QByteArray("\"a\r\nX: y\"") << QByteArray();
        QTest::newRow("endless") << QByteArray('"' + QByteArray(5000, 'a') + '"') << QByteArray();
    }
    void entityTags()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, tag);
        QCOMPARE(entityTag(value), tag);
    }

    void dates_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("date"); // empty: none
        const auto same = u"1994-11-06T08:49:37Z"_s;
        QTest::newRow("RFC 9110") << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << same;
        QTest::newRow("RFC 850") << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << same;
        QTest::newRow("RFC 850, this century")
            << QByteArray("Friday, 06-Nov-26 08:49:37 GMT") << u"2026-11-06T08:49:37Z"_s;
        QTest::newRow("asctime") << QByteArray("Sun Nov  6 08:49:37 1994") << same;
        QTest::newRow("other zone") << QByteArray("Sun, 06 Nov 1994 08:49:37 CET") << QString();
        QTest::newRow("no such day") << QByteArray("Sun, 36 Nov 1994 08:49:37 GMT") << QString();
        QTest::newRow("number") << QByteArray("784111777") << QString();
        QTest::newRow("empty") << QByteArray() << QString();
    }
    void dates()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QString, date);
        const auto parsed = parseHttpDate(value);
        QCOMPARE(parsed ? parsed->toString(Qt::ISODate) : QString(), date);
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<qint64>("seconds"); // -1: none
        const auto row = [](const char *name, const char *value, const char *date, qint64 seconds) {
            QTest::newRow(name) << QByteArray(value) << QByteArray(date) << seconds;
        };
        const char *const two = "Sun, 06 Nov 1994 08:51:37 GMT"; // minutes from now
        constexpr qint64 kWeek = 7 * 24 * 3600LL;
        row("seconds", "120", "", 120);
        row("seconds, clocks differ", "120", "Sun, 06 Nov 1994 07:49:37 GMT", 120);
        row("date", two, "", 120);
        row("a date gone by", "Sun, 06 Nov 1994 08:00:00 GMT", "", 0);
        row("now", "Sun, 06 Nov 1994 08:49:37 GMT", "", 0);
        row("a date for ever", "Fri, 31 Dec 9999 23:59:59 GMT", "", kWeek);
        row("the server's clock is late", two, "Sun, 06 Nov 1994 07:49:37 GMT", 3720);
        row("the server's clock is early", two, "Sun, 06 Nov 1994 08:51:35 GMT", 2);
        row("the server's clock is past it", two, "Sun, 06 Nov 1994 08:52:00 GMT", 0);
        row("the server has no clock", two, "Thu, 01 Jan 1970 00:00:00 GMT", kWeek);
        row("another form of the server's date", two, "Sun Nov  6 08:51:07 1994", 30);
        row("the server's date is none", two, "today", 120);
        row("for ever", "999999999999", "", kWeek);
        row("negative", "-5", "", -1);
        row("words", "soon", "", -1);
        row("empty", "", "", -1);
    }
    void retryAfter()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, date);
        QFETCH(const qint64, seconds);
        const auto now = parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
        const auto wait = parseRetryAfter(value, date, *now);
        QCOMPARE(wait.value_or(std::chrono::seconds(-1)).count(), seconds);
    }

    void neverBeforeTheMoment()
    {
        const auto now = parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
        const auto wait = [&](qint64 later) { // milliseconds
            return parseRetryAfter("Sun, 06 Nov 1994 08:51:37 GMT", {}, now->addMSecs(later));
        };
        QCOMPARE(wait(0), std::chrono::seconds(120));
        QCOMPARE(wait(1), std::chrono::seconds(120));
        QCOMPARE(wait(999), std::chrono::seconds(120));
        QCOMPARE(wait(1000), std::chrono::seconds(119));
        QCOMPARE(wait(119'999), std::chrono::seconds(1));
        QCOMPARE(wait(120'001), std::chrono::seconds(0));
    }

    void dispositions_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *name, const char *value, const QString &expected) {
            QTest::newRow(name) << QByteArray(value) << expected;
        };
        row("quoted", "attachment; filename=\"a b.iso\"", u"a b.iso"_s);
        row("token", "attachment; filename=a.iso", u"a.iso"_s);
        row("no type", "filename=\"a.iso\"", u"a.iso"_s);
        row("capitals and blanks", "ATTACHMENT ; FileName = \"a.iso\" ", u"a.iso"_s);
        row("quoted pair", "attachment; filename=\"a\\\"b\\\\c.iso\"", u"a\"b\\c.iso"_s);
        row("semicolon in quotes", "attachment; filename=\"a;b.iso\"; x=y", u"a;b.iso"_s);
        row("extended", "attachment; filename*=UTF-8''na%C3%AFve.txt", u"na\u00EFve.txt"_s);
        row("extended wins, first", "a; filename*=UTF-8'en'%E2%82%AC; filename=e", u"\u20AC"_s);
        row("extended wins, last", "a; filename=e; filename*=utf-8''%E2%82%AC", u"\u20AC"_s);
        row("ISO-8859-1", "attachment; filename*=ISO-8859-1''%FCber", u"\u00FCber"_s);
        row("unknown charset", "attachment; filename=a; filename*=KOI8-R''%C1", u"a"_s);
        row("not UTF-8", "attachment; filename=a; filename*=UTF-8''%FF%FE", u"a"_s);
        row("broken percent", "attachment; filename=a; filename*=UTF-8''%4", u"a"_s);
        row("no charset", "attachment; filename=a; filename*=plain", u"a"_s);
        row("raw UTF-8", "attachment; filename=\"\xC3\xBC\"", u"\u00FC"_s);
        row("raw Latin-1", "attachment; filename=\"\xFC\"", u"\u00FC"_s);
        row("first of two", "attachment; filename=a; filename=b", u"a"_s);
        row("open quote", "attachment; filename=\"a.iso", QString());
        row("ends in backslash", "attachment; filename=\"a\\", QString());
        row("no name", "attachment", QString());
        row("empty name", "attachment; filename=\"\"", QString());
        row("empty", "", QString());
        row("only separators", ";;;===;;", QString());
    }
    void dispositions()
    {
        QFETCH(const QByteArray, value);
        QFETCH(const QString, name);
        QCOMPARE(dispositionName(value), name);
    }

    void mediaTypesAndEncodings()
    {
        QCOMPARE(mediaType("Text/HTML; charset=utf-8"), QByteArray("text/html"));
        QCOMPARE(mediaType(""), QByteArray());
        QVERIFY(isIdentity(""));
        QVERIFY(isIdentity(" Identity "));
        QVERIFY(!isIdentity("gzip"));
        QVERIFY(!isIdentity("x-gzip"));
        QVERIFY(!isIdentity("identity, br"));
    }
};

QTEST_GUILESS_MAIN(TestHeaders)
#include "tst_headers.moc"
