// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/redirect.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// Where redirects may lead.
class TestRedirect : public QObject
{
    Q_OBJECT

private slots:
    void targets_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QString>("to"); // empty: refused
        QTest::addColumn<quint32>("code");
        const QString http = u"http://a.example/x/f?q"_s;
        const QString https = u"https://a.example/x/f"_s;
        const auto good
            = [](const char *name, const QString &from, const char *location, const QString &to) {
                  QTest::newRow(name) << from << QByteArray(location) << to << 0U;
              };
        const auto bad
            = [](const char *name, const QString &from, const char *location, ErrorCode code) {
                  QTest::newRow(name) << from << QByteArray(location) << QString() << quint32(code);
              };
        good("absolute", http, "http://b.example/g", u"http://b.example/g"_s);
        good("to secure", http, "https://a.example/g", u"https://a.example/g"_s);
        good("path", http, "/g", u"http://a.example/g"_s);
        good("relative", http, "g", u"http://a.example/x/g"_s);
        good("scheme of the old one", https, "//b.example/g", u"https://b.example/g"_s);
        good("account and fragment dropped", http, "http://u:p@b/g#f", u"http://b/g"_s);
        bad("insecure", https, "http://a.example/x/f", ErrorCode::InsecureRedirect);
        bad("file", http, "file:///etc/passwd", ErrorCode::UnsupportedScheme);
        bad("ftp", http, "ftp://b.example/g", ErrorCode::UnsupportedScheme);
        bad("data", http, "data:text/plain,x", ErrorCode::UnsupportedScheme);
        bad("empty", http, "", ErrorCode::InvalidServerResponse);
        bad("no host", http, "http:///g", ErrorCode::InvalidServerResponse);
        bad("garbage", http, "http://[::1", ErrorCode::InvalidServerResponse);
    }
    void targets()
    {
        QFETCH(const QString, from);
        QFETCH(const QByteArray, location);
        QFETCH(const QString, to);
        QFETCH(const quint32, code);
        const auto target = redirectTarget(QUrl(from), location);
        QCOMPARE(target ? target->toString() : QString(), to);
        QCOMPARE(target ? 0U : quint32(target.error().code), code);
    }

    void origins()
    {
        const QUrl a(u"https://a.example/x"_s);
        QVERIFY(isSameOrigin(a, QUrl(u"https://a.example:443/y"_s)));
        QVERIFY(!isSameOrigin(a, QUrl(u"http://a.example/x"_s)));
        QVERIFY(!isSameOrigin(a, QUrl(u"https://b.a.example/x"_s)));
        QVERIFY(!isSameOrigin(a, QUrl(u"https://a.example:444/x"_s)));
    }
};

QTEST_GUILESS_MAIN(TestRedirect)
#include "tst_redirect.moc"
