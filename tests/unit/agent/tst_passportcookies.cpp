// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/passportcookies.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// The cookies that Passport's servers set.
class TestPassportCookies : public QObject
{
    Q_OBJECT

private slots:
    void lines_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QByteArray>("field");
        const auto row = [](const char *name, const QByteArray &lines, const char *field) {
            QTest::newRow(name) << lines << QByteArray(field);
        };
        row("none", "", "old=1");
        row("one", "a=b; Path=/; HttpOnly", "old=1; a=b");
        row("several", "a=b\nc=d=e", "old=1; a=b; c=d=e");
        row("the same name", "old=2", "old=2");
        row("quotes are its own", "a=\"b\"", "old=1; a=\"b\"");
        row("emptied", "old=", "");
        row("over by age", "old=x; Max-Age=0", "");
        row("over by a negative age", "old=x; max-age=-1", "");
        row("not over", "old=x; Max-Age=3600", "old=x");
        row("over by date", "old=x; expires=Thu, 30-Oct-1980 16:00:00 GMT; path=/", "");
        row("a date to come", "old=x; expires=Wed, 30-Oct-2030 16:00:00 GMT", "old=x");
        row("no name", "=b\n; a=b\nb", "old=1");
        row("what would end the field", "a=b\rX: y\na=b\x01\nc d=e\nf=\xc3\xa4", "old=1");
        row("endless", "a=" + QByteArray(5000, 'x'), "old=1");
    }
    void lines()
    {
        QFETCH(const QByteArray, lines);
        const QUrl url(u"https://a.test/"_s);
        PassportCookies cookies;
        cookies.take(url, "old=1");
        cookies.take(url, lines);
        QTEST(cookies.fieldFor(url), "field");
    }

    void goBackToTheirHostAlone()
    {
        PassportCookies cookies;
        cookies.take(QUrl(u"https://a.test/"_s), "a=1; Domain=test; Secure\nb=2");
        cookies.take(QUrl(u"https://b.a.test/"_s), "c=3");
        QCOMPARE(cookies.fieldFor(QUrl(u"https://a.test/x"_s)), "a=1; b=2");
        QCOMPARE(cookies.fieldFor(QUrl(u"http://a.test/x"_s)), "b=2");
        QCOMPARE(cookies.fieldFor(QUrl(u"https://b.a.test/"_s)), "c=3");
        QCOMPARE(cookies.fieldFor(QUrl(u"https://test/"_s)), "");
        cookies.forget(QUrl(u"https://a.test/"_s));
        QCOMPARE(cookies.fieldFor(QUrl(u"https://a.test/"_s)), "");
        QCOMPARE(cookies.fieldFor(QUrl(u"https://b.a.test/"_s)), "c=3");
    }

    void areBounded()
    {
        QByteArray lines;
        for (int i = 0; i < 1000; ++i)
            lines += 'n' + QByteArray::number(i) + "=v\n";
        PassportCookies cookies;
        for (int i = 0; i < 3; ++i)
            cookies.take(QUrl(u"https://a.test/"_s), lines);
        QCOMPARE(cookies.fieldFor(QUrl(u"https://a.test/"_s)).count('='), 32);
    }
};

QTEST_GUILESS_MAIN(TestPassportCookies)
#include "tst_passportcookies.moc"
