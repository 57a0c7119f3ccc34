// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/paths.h"
#include "common/base/redact.h"
#include "common/base/time.h"
#include "common/model/ids.h"
#include "common/model/progress.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestBase : public QObject
{
    Q_OBJECT

private slots:
    void placesMoveWithTheVariables()
    {
        qputenv("XDG_RUNTIME_DIR", "/run/x");
        qputenv("XDG_STATE_HOME", "/state");
        qputenv("XDG_CONFIG_HOME", "relative/is/ignored");
        qputenv("HOME", "/home/anna");
        qputenv("XDG_DOWNLOAD_DIR", "/dl");
        qunsetenv("LIGHTERMAN_SOCKET");
        QCOMPARE(paths::socket(), u"/run/x/lighterman/agent.sock"_s);
        QCOMPARE(paths::store(), u"/state/lighterman/jobs.db"_s);
        QCOMPARE(paths::settings(), u"/home/anna/.config/lighterman/lighterman.conf"_s);
        QCOMPARE(paths::downloads(), u"/dl"_s);
        qputenv("LIGHTERMAN_SOCKET", "/else/where.sock");
        QCOMPARE(paths::socket(), u"/else/where.sock"_s);
        qunsetenv("XDG_RUNTIME_DIR");
        QVERIFY(paths::runtimeFolder().contains(u"lighterman-"_s));
    }

    void secretsAreCutOut()
    {
        QCOMPARE(redacted(QUrl(u"https://u:p@a.example/f?X-Amz-Signature=abc&x=1&token=t"_s)),
                 u"https://a.example/f?X-Amz-Signature=***&x=1&token=***"_s);
        QCOMPARE(redactedHeader("Authorization", "Bearer x"), u"Authorization: ***"_s);
        QCOMPARE(redactedHeader("Accept", "text/plain"), u"Accept: text/plain"_s);
    }

    void textFromOutsideStaysOnOneLine()
    {
        QCOMPARE(oneLine(u"a\nb\u202ec\x1b"), u"a\ufffdb\ufffdc\ufffd"_s);
        QCOMPARE(oneLine(u"abcdef", 3), u"abc\u2026"_s);
    }

    void momentsAreRfc3339() { QCOMPARE(toRfc3339(1'795'251'600'000), u"2026-11-21T09:00:00Z"_s); }

    void idsComeBack()
    {
        const JobId id = JobId::create();
        QCOMPARE(id.toString().size(), 32);
        QCOMPARE(JobId::fromString(id.toString()), id);
        QCOMPARE(JobId::fromBytes(id.toBytes()), id);
        QVERIFY(!JobId::fromString(u"7f3c"));
        QVERIFY(!JobId::fromString(QString(32, u'g')));
        QVERIFY(!JobId::fromString(QString(32, u'0')));
        QVERIFY(JobId::fromBytes("short").isNull());
    }

    void ratesSettleAndGoStale()
    {
        RateMeter meter;
        for (Moment now = 0; now <= 10'000; now += 100)
            meter.add(now * 1000, now); // 1 MB/s
        QCOMPARE(meter.rate(10'000), 1'000'000);
        for (Moment now = 10'100; now <= 20'000; now += 100)
            meter.add(10'000'000 + (now - 10'000) * 2000, now);
        QVERIFY(meter.rate(20'000) > 1'900'000);
        QCOMPARE(meter.rate(24'001), 0);
        meter.add(5, 30'000); // the file started over
        QCOMPARE(meter.rate(30'000), 0);
    }

    void timeLeftIsKnownOrNot()
    {
        QCOMPARE(secondsLeft(0, 1000, 100), 10);
        QCOMPARE(secondsLeft(1, 1000, 100), 10);
        QCOMPARE(secondsLeft(1000, 1000, 100), 0);
        QVERIFY(!secondsLeft(0, {}, 100));
        QVERIFY(!secondsLeft(0, 1000, 0));
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
