// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/scriptrunner.h"

#include <QTest>

#include <thread>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

tl::expected<QString, QString> said(const QString &script)
{
    ScriptRunner runner(LookUps([](const QString &) { return QStringList(); }), {},
                        QDateTime::currentDateTime());
    return runner.run({.url = u"https://a.example/"_s, .host = u"a.example"_s, .script = script});
}

} // namespace

class tst_ScriptRunner : public QObject
{
    Q_OBJECT

private slots:
    void answers_data();
    void answers();
    void fails_data();
    void fails();
    void hasNothingElse();
    void canBeInterrupted();
};

void tst_ScriptRunner::answers_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name, const char *script, const char *answer) {
        QTest::newRow(name) << QString::fromUtf8(script) << QString::fromUtf8(answer);
    };
    row("plain", "function FindProxyForURL(url, host) { return 'PROXY a:1; DIRECT' }",
        "PROXY a:1; DIRECT");
    row("const", "const FindProxyForURL = (url, host) => 'PROXY ' + host + ':1'",
        "PROXY a.example:1");
    row("Microsoft's first",
        "function FindProxyForURL() { return 'DIRECT' } function FindProxyForURLEx() { return "
        "'PROXY x:1' }",
        "PROXY x:1");
    row("what is no function does not count",
        "var FindProxyForURLEx = 7; function FindProxyForURL() { return 'DIRECT' }", "DIRECT");
    row("empty", "function FindProxyForURL() { return '' }", "");
    row("own functions",
        "function dnsResolve() { return '1.2.3.4' }"
        "function FindProxyForURL(u, h) { return dnsResolve(h) }",
        "1.2.3.4");
    row("spoilt language",
        "delete Function.prototype.call; Object.prototype.said = 'PROXY evil:1';"
        "Object.prototype.length = 1; String = Object = Array = JSON = null;"
        "function FindProxyForURL() { return 'DIRECT' }",
        "DIRECT");
    row("lines of any kind", "\r\nfunction FindProxyForURL()\r{ return\t'DIRECT' }\n", "DIRECT");
}

void tst_ScriptRunner::answers()
{
    QFETCH(QString, script);
    const auto answer = said(script);
    QVERIFY2(answer.has_value(), answer ? "" : qPrintable(answer.error()));
    QTEST(*answer, "answer");
}

void tst_ScriptRunner::fails_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const char *script, const char *part) {
        QTest::newRow(name) << QString::fromUtf8(script) << QString::fromUtf8(part);
    };
    row("nothing", "", "no function FindProxyForURL");
    row("no function", "var FindProxyForURL = 'DIRECT'", "no function FindProxyForURL");
    row("syntax", "function FindProxyForURL() {\n return }} ", "line 2: SyntaxError");
    row("page", "<html><body>Please sign in</body></html>", "line 1: SyntaxError");
    row("at the top", "\n\nfoo.bar = 1", "line 3: ReferenceError");
    row("inside", "function FindProxyForURL() {\n\n  return null.x }", "line 3: TypeError");
    row("thrown string", "function FindProxyForURL() { throw 'DIRECT' }", "DIRECT");
    row("thrown at the top", "throw 'sorry'", "sorry");
    row("number", "function FindProxyForURL() { return 7 }", "no string");
    row("null", "function FindProxyForURL() { return null }", "no string");
    row("nothing returned", "function FindProxyForURL() { }", "no string");
    row("object", "function FindProxyForURL() { return new String('DIRECT') }", "no string");
    row("Error", "function FindProxyForURL() { return new Error('DIRECT') }", "no string");
    row("too long", "function FindProxyForURL() { return 'x'.repeat(32769) }", "more than 32768");
    row("much too long",
        "function FindProxyForURL() { var s = 'x'; for (var i = 0; i < 29; ++i) s += s; return s }",
        "more than 32768");
    row("recursion", "function FindProxyForURL() { return FindProxyForURL() + 1 }", "RangeError");
    row("no console", "console.log('x')", "ReferenceError");
    row("no print", "print('x')", "ReferenceError");
    row("no Qt", "Qt.quit()", "ReferenceError");
    row("no requests", "new XMLHttpRequest()", "ReferenceError");
    row("no way to ours", "own.resolve('x')", "ReferenceError");
    row("no way to ours by a function",
        "function FindProxyForURL() { return dnsResolve.caller.toString() }", "Error");
}

void tst_ScriptRunner::fails()
{
    QFETCH(QString, script);
    QFETCH(QString, part);
    const auto answer = said(script);
    QVERIFY2(!answer, answer ? qPrintable(answer->left(100)) : "");
    QVERIFY2(answer.error().contains(part), qPrintable(answer.error()));
    QVERIFY(!answer.error().contains(u'\n') && answer.error().size() <= 200);
}

/// The language, and the functions of PAC.
void tst_ScriptRunner::hasNothingElse()
{
    const auto names = said(u"function FindProxyForURL() {"
                            " return Object.getOwnPropertyNames(this).sort().join(' ') }"_s);
    QVERIFY(names);
    for (const QString &missing : {u"console"_s, u"Qt"_s, u"gc"_s, u"print"_s, u"qsTr"_s})
        QVERIFY2(!names->split(u' ').contains(missing), qPrintable(*names));
    for (const QString &there : {u"shExpMatch"_s, u"JSON"_s, u"sortIpAddressList"_s})
        QVERIFY2(names->split(u' ').contains(there), qPrintable(*names));
}

void tst_ScriptRunner::canBeInterrupted()
{
    ScriptRunner runner(LookUps(), {}, QDateTime::currentDateTime());
    std::thread other([&runner] { runner.interrupt(); });
    const auto answer = runner.run({.script = u"try { for (;;); } catch (e) { } for (;;);"_s});
    other.join();
    QVERIFY(!answer);
}

QTEST_GUILESS_MAIN(tst_ScriptRunner)
#include "tst_scriptrunner.moc"
