// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/proxyquestion.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>

using lighterman::testing::ProxyQuestion;
using namespace Qt::StringLiterals;

/// Scripts that are meant to do harm, given to the real program: each gets an answer, in time.
class tst_ProxyScripts : public QObject
{
    Q_OBJECT

private slots:
    void answers();
    void looksUpNames();
    void endsInTime_data();
    void endsInTime();
    void boundsRegularExpressions();
    void staysWithinItsMemory_data();
    void staysWithinItsMemory();
    void cannotGrow();
    void survives_data();
    void survives();
    void takesALongScript();

private:
    [[nodiscard]] static QJsonObject ask(const QString &script);
};

QJsonObject tst_ProxyScripts::ask(const QString &script)
{
    return ProxyQuestion(QProcessEnvironment::systemEnvironment())
        .ask({{u"ask"_s, u"script"_s},
              {u"url"_s, u"https://a.example:443/"_s},
              {u"host"_s, u"a.example"_s},
              {u"script"_s, script},
              {u"addresses"_s, QJsonArray{u"10.1.2.3"_s, u"fd00::1"_s}}});
}

void tst_ProxyScripts::answers()
{
    const QJsonObject answer = ask(uR"(function FindProxyForURL(url, host) {
        if (shExpMatch(host, "*.example") && isInNet(myIpAddress(), "10.0.0.0", "255.0.0.0"))
            return "PROXY a:1; SOCKS5 b:2; \"ä\n\"; DIRECT";
        return "DIRECT";
    })"_s);
    QCOMPARE(answer, (QJsonObject{{u"answer"_s, u"PROXY a:1; SOCKS5 b:2; \"ä\n\"; DIRECT"_s}}));
}

void tst_ProxyScripts::looksUpNames()
{
    const QJsonObject answer
        = ask(u"function FindProxyForURL() {"
              " return dnsResolve('localhost') + isResolvable('none.invalid') }"_s);
    QCOMPARE(answer["answer"_L1].toString(), u"127.0.0.1false"_s);
}

void tst_ProxyScripts::endsInTime_data()
{
    QTest::addColumn<QString>("body");
    const auto row = [](const char *name, const char *body) {
        QTest::newRow(name) << QString::fromUtf8(body);
    };
    row("loop", "for (;;);");
    row("loop that catches", "for (;;) { try { for (;;); } catch (e) { } }");
    row("long steps", "Array.prototype.includes.call({length: 4e9}, 1)");
    row("step that is not interrupted",
        "shExpMatch('a'.repeat(3e6), '*' + 'a'.repeat(15e5) + 'b')");
    row("error that does not print", "throw {toString() { for (;;); }}");
}

void tst_ProxyScripts::endsInTime()
{
    QFETCH(QString, body);
    QElapsedTimer timer;
    timer.start();
    const QJsonObject answer = ask(u"function FindProxyForURL() { %1 }"_s.arg(body));
    QCOMPARE(answer["error"_L1].toString(), u"script-failed"_s);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(answer["detail"_L1].toString().contains("5 seconds"_L1),
             qPrintable(answer["detail"_L1].toString()));
}

/// The engine gives them up by itself: how is its own affair, that it does is ours.
void tst_ProxyScripts::boundsRegularExpressions()
{
    QElapsedTimer timer;
    timer.start();
    const QJsonObject answer = ask(u"function FindProxyForURL() {"
                                   " return String(/^(a+)+$/.test('a'.repeat(40) + 'b')) }"_s);
    QVERIFY(!answer.isEmpty());
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

void tst_ProxyScripts::staysWithinItsMemory_data()
{
    QTest::addColumn<QString>("body");
    const auto row = [](const char *name, const char *body) {
        QTest::newRow(name) << QString::fromUtf8(body);
    };
    row("arrays", "var a = []; for (;;) a.push(new Array(1000));");
    row("objects", "var a = {}; for (var i = 0;; ++i) a['k' + i] = {i: i};");
#ifndef __SANITIZE_ADDRESS__ // which ends the process itself
    row("doubled string", "var s = 'x'; for (;;) { s = s + s; s.charCodeAt(s.length - 1); }");
    row("many strings", "var a = [], s = 'x'.repeat(1e6); for (;;) a.push(s.toUpperCase());");
    row("one buffer", "return String(new ArrayBuffer(2000000000).byteLength)");
    row("long array", "var a = new Array(100000000).fill(1); return String(a.length)");
#endif
}

void tst_ProxyScripts::staysWithinItsMemory()
{
    QFETCH(QString, body);
    const QJsonObject answer = ask(u"function FindProxyForURL() { %1 }"_s.arg(body));
    QCOMPARE(answer["error"_L1].toString(), u"script-failed"_s);
    QVERIFY(!answer["detail"_L1].toString().isEmpty());
}

/// What the kernel says of the process while a script runs in it.
void tst_ProxyScripts::cannotGrow()
{
    QProcess helper;
    helper.start(QStringLiteral(LIGHTERMAN_PROXY_HELPER), QStringList());
    helper.write(R"({"ask":"script","url":"https://a.example/","script":"for (;;);"})");
    helper.closeWriteChannel();
    QVERIFY(helper.waitForStarted());
    const auto seen = [&helper](const QString &name) {
        QFile file(u"/proc/%1/%2"_s.arg(helper.processId()).arg(name));
        const bool isOpen = file.open(QIODevice::ReadOnly);
        return isOpen ? QString::fromUtf8(file.readAll()).simplified() : QString();
    };
    QTRY_VERIFY2(seen(u"limits"_s).contains("Max cpu time 8 10 seconds"_L1),
                 qPrintable(seen(u"limits"_s)));
    const QString limits = seen(u"limits"_s);
    for (const QString &limit :
         {u"Max core file size 0 0 "_s, u"Max open files 16 16 "_s, u"Max processes 0 0 "_s})
        QVERIFY2(limits.contains(limit), qPrintable(limits));
    QVERIFY(seen(u"status"_s).contains("NoNewPrivs: 1"_L1));
    helper.kill();
    QVERIFY(helper.waitForFinished());
}

void tst_ProxyScripts::survives_data()
{
    QTest::addColumn<QString>("script");
    const auto row = [](const char *name, const QString &script) { QTest::newRow(name) << script; };
    row("nothing", {});
    row("zeros", QString(1000, QChar(0)));
    row("garbage", u"\u0001\ufffd{{{)))'\"/*"_s);
    row("recursion", u"function FindProxyForURL() { return FindProxyForURL() + 1 }"_s);
    row("deep brackets", QString(200'000, u'('));
    row("deep arrays", QString(200'000, u'[') + QString(200'000, u']'));
    row("long chain", u"var a = 1"_s + u"+1"_s.repeated(200'000));
    row("deep JSON", u"JSON.parse('['.repeat(1000000))"_s);
    row("deep expression", u"new RegExp('('.repeat(100000) + ')'.repeat(100000)).test('x')"_s);
    row("huge answer", u"function FindProxyForURL() { return 'x'.repeat(100000) }"_s);
    row("many look-ups",
        u"function FindProxyForURL() { for (;;) dnsResolve(Math.random() + '.invalid') }"_s);
}

void tst_ProxyScripts::survives()
{
    QFETCH(QString, script);
    const QJsonObject answer = ask(script);
    QCOMPARE(answer["error"_L1].toString(), u"script-failed"_s);
    QVERIFY(!answer["detail"_L1].toString().isEmpty());
    QVERIFY(answer["detail"_L1].toString().size() <= 200);
}

void tst_ProxyScripts::takesALongScript()
{
    QString script = u"function FindProxyForURL(url, host) {\n"_s;
    for (int line = 0; line < 20'000; ++line)
        script += u"if (dnsDomainIs(host, '.host%1.example')) return 'PROXY p:1';\n"_s.arg(line);
    script += u"return 'DIRECT'; }"_s;
    QVERIFY(script.size() > 1'000'000);
    QCOMPARE(ask(script)["answer"_L1].toString(), u"DIRECT"_s);
}

QTEST_GUILESS_MAIN(tst_ProxyScripts)
#include "tst_proxyscripts.moc"
