// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/jobspec.h"
#include "common/model/settings.h"

#include <QTest>
#include <QUrl>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void everySettingReadsBackWhatItShows()
    {
        Settings settings;
        for (const SettingInfo &info : settingKeys()) {
            const auto value = setting(settings, info.key);
            QVERIFY(value);
            QVERIFY(setSetting(settings, info.key, *value));
            QVERIFY(!info.help.isEmpty());
        }
        QCOMPARE(settings, Settings{});
    }

    void rangesAreKept_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("taken");
        QTest::newRow("least") << u"background-slots"_s << u"1"_s << true;
        QTest::newRow("most") << u"background-slots"_s << u"16"_s << true;
        QTest::newRow("below") << u"background-slots"_s << u"0"_s << false;
        QTest::newRow("above") << u"connections-per-host"_s << u"9"_s << false;
        QTest::newRow("one for each file") << u"connections-per-file"_s << u"1"_s << true;
        QTest::newRow("too many") << u"connections-per-file"_s << u"9"_s << false;
        QTest::newRow("shortest slice") << u"time-slice"_s << u"10"_s << true;
        QTest::newRow("shorter slice") << u"time-slice"_s << u"9"_s << false;
        QTest::newRow("no number") << u"stall-timeout"_s << u"soon"_s << false;
        QTest::newRow("more than fits") << u"stall-timeout"_s << u"99999999999999999999"_s << false;
        QTest::newRow("relative folder") << u"download-folder"_s << u"here"_s << false;
        QTest::newRow("absolute folder") << u"download-folder"_s << u"/here"_s << true;
        QTest::newRow("most files") << u"max-files-per-job"_s << u"10000"_s << true;
        QTest::newRow("more files") << u"max-files-per-job"_s << u"10001"_s << false;
        QTest::newRow("most ranges") << u"max-ranges-per-file"_s << u"10000"_s << true;
        QTest::newRow("more ranges") << u"max-ranges-per-file"_s << u"10001"_s << false;
        QTest::newRow("no jobs") << u"max-jobs"_s << u"0"_s << false;
        QTest::newRow("any size") << u"max-download-size"_s << u"0"_s << true;
        QTest::newRow("most size") << u"max-download-size"_s << u"1000000000000000"_s << true;
        QTest::newRow("less than nothing") << u"max-download-size"_s << u"-1"_s << false;
        QTest::newRow("any time") << u"max-download-time"_s << u"0"_s << true;
        QTest::newRow("more than a year") << u"max-download-time"_s << u"31536001"_s << false;
        QTest::newRow("never") << u"inactivity-days"_s << u"0"_s << true;
        QTest::newRow("most days") << u"inactivity-days"_s << u"999"_s << true;
        QTest::newRow("more days") << u"inactivity-days"_s << u"1000"_s << false;
        QTest::newRow("any rate") << u"max-rate"_s << u"none"_s << true;
        QTest::newRow("not now") << u"max-rate"_s << u"0"_s << true;
        QTest::newRow("a rate") << u"schedule-rate"_s << u"500000"_s << true;
        QTest::newRow("no rate") << u"max-rate"_s << u"slow"_s << false;
        QTest::newRow("no schedule") << u"schedule"_s << QString() << true;
        QTest::newRow("a schedule") << u"schedule"_s << u"mon-fri 08:00-17:00"_s << true;
        QTest::newRow("no hours") << u"schedule"_s << u"work"_s << false;
        QTest::newRow("any ticket") << u"auth.implicit"_s << u"always"_s << true;
        QTest::newRow("some tickets") << u"auth.implicit"_s << u"domain"_s << true;
        QTest::newRow("no tickets") << u"auth.implicit"_s << u"never"_s << false;
        QTest::newRow("no domains") << u"auth.domains"_s << QString() << true;
        QTest::newRow("domains") << u"auth.domains"_s << u"corp.example, localhost"_s << true;
        QTest::newRow("half a link") << u"auth.domains"_s << u"corp.example/x"_s << false;
        QTest::newRow("an address") << u"auth.domains"_s << u"192.0.2.7"_s << false;
        QTest::newRow("another address") << u"auth.domains"_s << u"2001:db8::1"_s << false;
        QTest::newRow("any domain") << u"auth.domains"_s << u"*.example"_s << false;
        QTest::newRow("a gap") << u"auth.domains"_s << u"corp..example"_s << false;
        QTest::newRow("two in one") << u"auth.domains"_s << u"a.example b.example"_s << false;
        QTest::newRow("no such key") << u"colour"_s << u"red"_s << false;
    }

    void rangesAreKept()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        Settings settings;
        const auto set = setSetting(settings, key, value);
        QTEST(set.has_value(), "taken");
        if (set)
            QCOMPARE(setting(settings, key), value);
        else
            QVERIFY(set.error().detail.contains(key));
    }

    void passport_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("taken");
        for (const QString &key : {u"passport.nexus"_s, u"passport.login-url"_s}) {
            QTest::addRow("no such server, %s", qPrintable(key)) << key << QString() << true;
            QTest::addRow("a server, %s", qPrintable(key))
                << key << u"https://login.example/in"_s << true;
            QTest::addRow("in the clear, %s", qPrintable(key))
                << key << u"http://login.example/in"_s << false;
            QTest::addRow("no link, %s", qPrintable(key)) << key << u"login.example"_s << false;
            QTest::addRow("with a password, %s", qPrintable(key))
                << key << u"https://a:b@login.example/"_s << false;
        }
        QTest::newRow("no realm") << u"passport.realm"_s << QString() << true;
        QTest::newRow("realm") << u"passport.realm"_s << u"Test.Net"_s << true;
        QTest::newRow("two realms") << u"passport.realm"_s << u"a,b"_s << false;
    }
    void passport() { rangesAreKept(); }

    void domainsAreReadAsPeopleWriteThem()
    {
        Settings settings;
        const auto set = [&](const QString &value) {
            return setSetting(settings, u"auth.domains", value).has_value();
        };
        QVERIFY(set(u" .Corp.Example. ,,LAB.example,corp.example"_s));
        QCOMPARE(settings.implicitDomains, QStringList({u"corp.example"_s, u"lab.example"_s}));
        QVERIFY(set(u"B\u00fccher.example"_s));
        const QString host = QUrl(u"https://b\u00fccher.example/"_s).host();
        QCOMPARE(settings.implicitDomains, QStringList(host));
        QVERIFY(set(QString(63, u'a') + u".example"_s));
        QVERIFY(!set(QString(64, u'a') + u".example"_s));
        QVERIFY(!set(u"a."_s.repeated(200) + u"example"_s));
        QStringList many;
        for (int i = 0; i < 100; ++i)
            many += u"d%1.example"_s.arg(i);
        QVERIFY(set(many.join(u',')));
        QCOMPARE(settings.implicitDomains, many);
        QVERIFY(!set(many.join(u',') + u",one.example"_s));
        QCOMPARE(settings.implicitDomains, many);
        QVERIFY(set({}));
        QCOMPARE(settings, Settings{});
    }

    void adviceNamesTheLimitThatIs()
    {
        const QString remedy = remedyOf(ErrorCode::TooManyFilesInJob);
        QVERIFY(remedy.contains(u"max-files-per-job=N"_s));
        QVERIFY(remedy.contains(u"to %1 at most"_s.arg(kMaxFiles)));
    }

    void refusalsSayWhatIsWrong()
    {
        Settings settings;
        const auto code = [&](QStringView key, QStringView value) {
            return setSetting(settings, key, value).error().code;
        };
        QCOMPARE(code(u"colour", u"red"), ErrorCode::UnknownPropertyId);
        QCOMPARE(setting(settings, u"colour").error().code, ErrorCode::UnknownPropertyId);
        QCOMPARE(code(u"max-jobs", u"0"), ErrorCode::InvalidArgument);
        QCOMPARE(code(u"max-download-size", u"-1"), ErrorCode::MaxDownloadSizeInvalidValue);
        QCOMPARE(code(u"max-download-size", u"1 GB"), ErrorCode::MaxDownloadSizeInvalidValue);
        JobSettings job;
        QCOMPARE(setJobSetting(job, u"colour", u"red").error().code, ErrorCode::UnknownPropertyId);
        QCOMPARE(jobSetting(job, u"colour").error().code, ErrorCode::UnknownPropertyId);
    }

    void limitsOfTimeAreThoseOfBits()
    {
        QCOMPARE(setting({}, u"max-download-time"), u"7776000"_s);
        QCOMPARE(setting({}, u"inactivity-days"), u"90"_s);
    }

    void jobSettingsReadBack()
    {
        JobSettings settings;
        QVERIFY(setJobSetting(settings, u"headers", u"X-A: 1\nAuthorization: secret"));
        QCOMPARE(settings.headers.size(), 2U);
        QCOMPARE(jobSetting(settings, u"headers"), u"X-A: 1\nAuthorization: ***"_s);
        QVERIFY(setJobSetting(settings, u"manual-complete", u"yes"));
        QCOMPARE(jobSetting(settings, u"manual-complete"), u"true"_s);
        QVERIFY(setJobSetting(settings, u"retry-delay", u"1")); // raised to the floor
        QCOMPARE(jobSetting(settings, u"retry-delay"), u"5"_s);
        QVERIFY(setJobSetting(settings, u"retry-delay", u"automatic"));
        QVERIFY(!settings.retryDelay);
        QVERIFY(!setJobSetting(settings, u"priority", u"highest"));
        QVERIFY(setJobSetting(settings, u"max-rate", u"1M"));
        QCOMPARE(jobSetting(settings, u"max-rate"), u"1048576"_s);
        QVERIFY(!setJobSetting(settings, u"max-rate", u"0"));
        QCOMPARE(settings.maxRate, 1'048'576);
        QVERIFY(setJobSetting(settings, u"max-rate", u"none"));
        QVERIFY(!settings.maxRate);
        QVERIFY(setJobSetting(settings, u"allow-insecure-basic", u"on"));
        QVERIFY(settings.allowInsecureBasic && !settings.preemptive);
        QVERIFY(setJobSetting(settings, u"preemptive", u"true"));
        QCOMPARE(jobSetting(settings, u"preemptive"), u"true"_s);
        QVERIFY(!setJobSetting(settings, u"preemptive", u"once"));
    }

    void proxies_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("read"); // empty: refused
        const auto row = [](const char *name, const QString &text, const QString &read) {
            QTest::newRow(name) << text << read;
        };
        row("none", u"none"_s, u"none"_s);
        row("whole", u"http://proxy.example:3128"_s, u"http://proxy.example:3128"_s);
        row("host and port", u"proxy.example:3128"_s, u"http://proxy.example:3128"_s);
        row("usual port", u"proxy.example"_s, u"http://proxy.example:80"_s);
        row("slash", u"http://proxy.example:3128/"_s, u"http://proxy.example:3128"_s);
        row("address", u"[::1]:3128"_s, u"http://[::1]:3128"_s);
        row("nothing", QString(), QString());
        row("no host", u"http://:3128"_s, QString());
        row("no port", u"proxy.example:0"_s, QString());
        row("large port", u"proxy.example:65536"_s, QString());
        row("other scheme", u"https://proxy.example:3128"_s, QString());
        row("path", u"http://proxy.example:3128/p"_s, QString());
        row("query", u"http://proxy.example:3128?q"_s, QString());
        row("user", u"http://anna:secret@proxy.example:3128"_s, QString());
        row("user without password", u"anna@proxy.example:3128"_s, QString());
    }
    void proxies()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, read);
        JobSettings settings;
        settings.proxy = QUrl(u"http://before.example:1"_s);
        const auto set = setJobSetting(settings, u"proxy", text);
        QCOMPARE(set.has_value(), !read.isEmpty());
        QVERIFY(set || set.error().code == ErrorCode::InvalidProxyInfo);
        QVERIFY(set || !set.error().detail.contains(u"secret"_s));
        QCOMPARE(jobSetting(settings, u"proxy"), set ? read : u"http://before.example:1"_s);
        for (const QString &key : jobSettingKeys())
            QVERIFY(jobSetting(settings, key));
    }

    void clientCertificates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("read"); // empty: refused
        const auto row = [](const char *name, const QString &text, const QString &read) {
            QTest::newRow(name) << text << read;
        };
        const QString digits = u"0123456789abcdef"_s.repeated(4);
        row("none", u"none"_s, u"none"_s);
        row("nothing", QString(), u"none"_s);
        row("a file", u"/home/anna/my certificate.p12"_s, u"/home/anna/my certificate.p12"_s);
        row("a fingerprint", u"sha256:"_s + digits, u"sha256:"_s + digits);
        row("as others write it",
            u"sha256:"_s + u"01:23:45:67:89:AB:CD:EF:"_s.repeated(4).chopped(1),
            u"sha256:"_s + digits);
        row("a subject", u"subject: CN=Anna Müller "_s, u"subject:CN=Anna Müller"_s);
        row("somewhere", u"me.p12"_s, QString());
        row("half a fingerprint", u"sha256:"_s + digits.first(40), QString());
        row("no fingerprint", u"sha256:"_s + u"0123456789abcdeg"_s.repeated(4), QString());
        row("another hash", u"sha1:"_s + digits.first(40), QString());
        row("nobody", u"subject: "_s, QString());
        row("two lines", u"/home/anna/a\nb"_s, QString());
        row("longest", u'/' + QString(499, u'a'), u'/' + QString(499, u'a'));
        row("too long", u'/' + QString(500, u'a'), QString());
    }
    void clientCertificates()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, read);
        JobSettings settings;
        settings.clientCertificate = u"/before"_s;
        const auto set = setJobSetting(settings, u"client-certificate", text);
        QCOMPARE(set.has_value(), !read.isEmpty());
        QVERIFY(set || set.error().code == ErrorCode::InvalidArgument
                || set.error().code == ErrorCode::StringTooLong);
        QCOMPARE(jobSetting(settings, u"client-certificate"), set ? read : u"/before"_s);
        QVERIFY(validate(settings));
        settings.clientCertificate = u"before"_s;
        QVERIFY(!validate(settings));
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
