// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/addresses.h"
#include "agent/proxyhelper/scriptrunner.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

/// A small network: what is not here has no address.
QStringList addressesOf(const QString &name)
{
    static const QHash<QString, QStringList> known{
        {u"www.example"_s, {u"fd00::80"_s, u"10.1.2.80"_s, u"10.1.2.81"_s}},
        {u"six.example"_s, {u"fd00::6"_s}},
        {u"intra"_s, {u"192.168.7.1"_s}},
    };
    return known.value(name);
}

/// What FindProxyForURL returns that returns `expression` as a string, on a Monday.
QString valueOf(const QString &expression, const QStringList &addresses = {u"10.0.0.5"_s})
{
    const QDateTime now({2026, 11, 23}, {14, 30, 15}, Qt::UTC);
    ScriptRunner runner(LookUps(addressesOf), addresses, now);
    const auto said = runner.run(
        {.url = u"https://www.example:443/"_s,
         .host = u"www.example"_s,
         .script = u"function FindProxyForURL(url, host) { return String(%1) }"_s.arg(expression)});
    return said ? *said : u"failed: "_s + said.error();
}

} // namespace

class tst_PacFunctions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void hosts_data();
    void hosts();
    void addresses_data();
    void addresses();
    void microsoftsAddresses_data();
    void microsoftsAddresses();
    void patterns_data();
    void patterns();
    void times_data();
    void times();
    void dates_data();
    void dates();
    void ownAddresses();
    void longPatternsEnd();
    void lookUpsAreCountedAndKept();
};

void tst_PacFunctions::initTestCase()
{
    qputenv(
        "TZ",
        "QQQ-10"); // ten hours before Greenwich: there it is already Tuesday, half past midnight
    ::tzset();
}

void tst_PacFunctions::hosts_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *expression, const char *value) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(value);
    };
    row("isPlainHostName('www')", "true");
    row("isPlainHostName('www.example')", "false");
    row("isPlainHostName('')", "true");
    row("isPlainHostName('fd00::1')", "false");
    row("dnsDomainIs('www.example.com', '.example.com')", "true");
    row("dnsDomainIs('www.example.com', 'ample.com')", "true");
    row("dnsDomainIs('www.example.com', '.EXAMPLE.com')", "false");
    row("dnsDomainIs('com', '.example.com')", "false");
    row("localHostOrDomainIs('www.example.com', 'www.example.com')", "true");
    row("localHostOrDomainIs('www', 'www.example.com')", "true");
    row("localHostOrDomainIs('www.other.com', 'www.example.com')", "false");
    row("localHostOrDomainIs('ww', 'www.example.com')", "false");
    row("dnsDomainLevels('www')", "0");
    row("dnsDomainLevels('www.example.com')", "2");
    row("isResolvable('www.example')", "true");
    row("isResolvable('six.example')", "false");
    row("isResolvable('gone.example')", "false");
    row("alert('x')", "undefined");
    row("getClientVersion()", "1.0");
    row("url + ' ' + host", "https://www.example:443/ www.example");
}

void tst_PacFunctions::hosts()
{
    QFETCH(QString, expression);
    QTEST(valueOf(expression), "value");
}

void tst_PacFunctions::addresses_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *expression, const char *value) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(value);
    };
    row("dnsResolve('www.example')", "10.1.2.80");
    row("dnsResolve('WWW.Example')", "10.1.2.80");
    row("dnsResolve('10.9.8.7')", "10.9.8.7");
    row("dnsResolve('gone.example')", "null");
    row("dnsResolve('six.example')", "null");
    row("dnsResolve('')", "null");
    row("dnsResolve('a b')", "null");
    row("dnsResolve('www.example\\0.other')", "null");
    row("dnsResolve('x'.repeat(300))", "null");
    row("isInNet('10.1.2.3', '10.0.0.0', '255.0.0.0')", "true");
    row("isInNet('10.1.2.3', '10.1.2.4', '255.255.255.255')", "false");
    row("isInNet('11.1.2.3', '10.0.0.0', '255.0.0.0')", "false");
    row("isInNet('10.1.2.3', '10.9.2.9', '255.0.255.0')", "true");
    row("isInNet('1.2.3.4', '9.9.9.9', '0.0.0.0')", "true");
    row("isInNet('www.example', '10.1.2.0', '255.255.255.0')", "true");
    row("isInNet('gone.example', '0.0.0.0', '0.0.0.0')", "false");
    row("isInNet('10.1.2.300', '10.0.0.0', '255.0.0.0')", "false");
    row("isInNet('10.1.2.3', '10.0.0.300', '255.0.0.0')", "false");
    row("isInNet('10.1.2.3', '10.0.0.0', '255.0.0')", "false");
    row("isInNet(null, undefined, NaN)", "false");
    row("convert_addr('1.2.3.4')", "16909060");
    row("convert_addr('255.255.255.255')", "-1");
    row("convert_addr('x')", "0");
    row("myIpAddress()", "10.0.0.5");
}

void tst_PacFunctions::addresses()
{
    QFETCH(QString, expression);
    QTEST(valueOf(expression), "value");
}

void tst_PacFunctions::microsoftsAddresses_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *expression, const char *value) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(value);
    };
    row("dnsResolveEx('www.example')", "fd00::80;10.1.2.80;10.1.2.81");
    row("dnsResolveEx('gone.example') === ''", "true");
    row("isResolvableEx('six.example')", "true");
    row("isResolvableEx('gone.example')", "false");
    row("isInNetEx('10.1.2.3', '10.0.0.0/8')", "true");
    row("isInNetEx('10.1.2.3', '10.1.2.2/31')", "true");
    row("isInNetEx('10.1.2.3', '10.1.2.4/31')", "false");
    row("isInNetEx('10.1.2.3', '0.0.0.0/0')", "true");
    row("isInNetEx('10.1.2.3', '10.0.0.0')", "false");
    row("isInNetEx('10.1.2.3', '10.0.0.0/33')", "false");
    row("isInNetEx('10.1.2.3', '10.0.0.0/-1')", "false");
    row("isInNetEx('10.1.2.3', '11.0.0.0/8;10.0.0.0/8')", "true");
    row("isInNetEx('fd12::1', 'fd00::/8')", "true");
    row("isInNetEx('fe80::1', 'fd00::/8')", "false");
    row("isInNetEx('10.1.2.3', '::/0')", "false");
    row("isInNetEx('not an address', 'nonsense')", "false");
    row("sortIpAddressList('10.2.3.9;2001:db8::7;::1;127.0.0.1;::9')",
        "::1;::9;2001:db8::7;10.2.3.9;127.0.0.1");
    row("sortIpAddressList('10.0.0.2')", "10.0.0.2");
    row("sortIpAddressList('')", "false");
    row("sortIpAddressList('10.0.0.2;x')", "false");
    row("myIpAddressEx()", "10.0.0.5");
}

void tst_PacFunctions::microsoftsAddresses()
{
    QFETCH(QString, expression);
    QTEST(valueOf(expression), "value");
}

void tst_PacFunctions::patterns_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isMatch");
    const auto row = [](const char *text, const char *pattern, bool isMatch) {
        QTest::addRow("%s ~ %s", text, pattern)
            << QString::fromUtf8(text) << QString::fromUtf8(pattern) << isMatch;
    };
    row("", "", true);
    row("", "*", true);
    row("", "?", false);
    row("a", "", false);
    row("www.example.com", "*.example.com", true);
    row("wwwxexample.com", "*.example.com", false);
    row("example.com", "*.example.com", false);
    row("http://a/ari/b", "*/ari/*", true);
    row("http://a/bri/b", "*/ari/*", false);
    row("abc", "a?c", true);
    row("ac", "a?c", false);
    row("abcabd", "*abd", true);
    row("aXbXc", "a*b*c", true);
    row("aXbXd", "a*b*c", false);
    row("abc", "ABC", false);
    row("a+b(c)[d]", "a+b(c)[d]", true);
    row("ad", "a[d]", false);
    row("aaa", "***a***", true);
}

void tst_PacFunctions::patterns()
{
    QFETCH(QString, text);
    QFETCH(QString, pattern);
    QTEST(matchesPattern(text, pattern), "isMatch");
}

void tst_PacFunctions::times_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *expression, const char *value) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(value);
    };
    row("weekdayRange('MON', 'GMT')", "true");
    row("weekdayRange('MON')", "false");
    row("weekdayRange('TUE')", "true");
    row("weekdayRange('MON', 'FRI', 'GMT')", "true");
    row("weekdayRange('FRI', 'MON', 'GMT')", "true");
    row("weekdayRange('TUE', 'SUN', 'GMT')", "false");
    row("weekdayRange('mon', 'GMT')", "false");
    row("weekdayRange()", "false");
    row("weekdayRange('GMT')", "false");
    row("timeRange(14, 'GMT')", "true");
    row("timeRange(0)", "true");
    row("timeRange(13, 'GMT')", "false");
    row("timeRange(9, 14, 'GMT')", "true");
    row("timeRange(9, 13, 'GMT')", "false");
    row("timeRange(22, 6)", "true");
    row("timeRange(22, 6, 'GMT')", "false");
    row("timeRange(14, 30, 14, 30, 'GMT')", "true");
    row("timeRange(14, 31, 15, 0, 'GMT')", "false");
    row("timeRange(23, 0, 0, 30)", "true");
    row("timeRange(14, 30, 15, 14, 30, 15, 'GMT')", "true");
    row("timeRange(14, 30, 16, 14, 30, 20, 'GMT')", "false");
    row("timeRange(1, 2, 3)", "false");
    row("timeRange('x', 99)", "false");
    row("timeRange()", "false");
}

void tst_PacFunctions::times()
{
    QFETCH(QString, expression);
    QTEST(valueOf(expression), "value");
}

void tst_PacFunctions::dates_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *expression, const char *value) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(value);
    };
    row("dateRange(23, 'GMT')", "true");
    row("dateRange(24)", "true");
    row("dateRange(23)", "false");
    row("dateRange('NOV')", "true");
    row("dateRange('DEC')", "false");
    row("dateRange(2026)", "true");
    row("dateRange(2025)", "false");
    row("dateRange(1, 23, 'GMT')", "true");
    row("dateRange(1, 23)", "false");
    row("dateRange(28, 24)", "true");
    row("dateRange('OCT', 'DEC')", "true");
    row("dateRange('NOV', 'FEB')", "true");
    row("dateRange('DEC', 'FEB')", "false");
    row("dateRange(2025, 2027)", "true");
    row("dateRange(1, 'NOV', 24, 'NOV')", "true");
    row("dateRange(25, 'NOV', 3, 'JAN')", "false");
    row("dateRange('OCT', 2026, 'NOV', 2026)", "true");
    row("dateRange('DEC', 2025, 'OCT', 2026)", "false");
    row("dateRange(24, 'NOV', 2026, 24, 'NOV', 2026)", "true");
    row("dateRange(24, 'NOV', 2026, 24, 'NOV', 2026, 'GMT')", "false");
    row("dateRange(24, 'DEC', 2025, 1, 'JAN', 2027)", "true");
    row("dateRange(1, 'NOV')", "false");
    row("dateRange(1, 'NOV', 2026)", "false");
    row("dateRange(1, 1, 24, 24)", "false");
    row("dateRange('QQQ')", "false");
    row("dateRange()", "false");
}

void tst_PacFunctions::dates()
{
    QFETCH(QString, expression);
    QTEST(valueOf(expression), "value");
}

void tst_PacFunctions::ownAddresses()
{
    QCOMPARE(valueOf(u"myIpAddress()"_s, {}), u"127.0.0.1"_s);
    QCOMPARE(valueOf(u"myIpAddressEx() === ''"_s, {}), u"true"_s);
    QCOMPARE(valueOf(u"myIpAddress()"_s, {u"fd00::1"_s, u"10.1.2.3"_s}), u"10.1.2.3"_s);
    QCOMPARE(valueOf(u"myIpAddress()"_s, {u"fd00::1"_s}), u"fd00::1"_s);
    QCOMPARE(valueOf(u"myIpAddressEx()"_s, {u"fd00::1"_s, u"10.1.2.3"_s}), u"fd00::1;10.1.2.3"_s);
}

void tst_PacFunctions::longPatternsEnd()
{
    // A regular expression would take for ever.
    const QString text(10'000, u'a');
    QVERIFY(!matchesPattern(text, u"*a"_s.repeated(1'000) + u'b'));
    QVERIFY(matchesPattern(text, u"*a"_s.repeated(1'000)));
}

void tst_PacFunctions::lookUpsAreCountedAndKept()
{
    int asked = 0;
    LookUps lookUps([&asked](const QString &) {
        ++asked;
        return QStringList{u"10.0.0.1"_s};
    });
    for (int round = 0; round < 3; ++round)
        QCOMPARE(lookUps.firstOfFour(u"a.example"_s), u"10.0.0.1"_s);
    QCOMPARE(asked, 1);
    for (int name = 0; name < 100; ++name)
        (void)lookUps.of(u"host%1.example"_s.arg(name));
    QCOMPARE(asked, LookUps::kMost);
    QCOMPARE(lookUps.of(u"a.example"_s), QStringList{u"10.0.0.1"_s});
    QCOMPARE(lookUps.of(u"one.more.example"_s), QStringList());
}

QTEST_GUILESS_MAIN(tst_PacFunctions)
#include "tst_pacfunctions.moc"
