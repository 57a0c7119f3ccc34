// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/hostrecords.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What is remembered of hosts.
class TestHostRecords : public QObject
{
    Q_OBJECT

private slots:
    void eachHostHasItsOwn()
    {
        HostRecords records;
        records.learn(u"a"_s, {4, 1000}, 0ms);
        QCOMPARE(*records.best(u"a"_s, 1s), (HostRecord{4, 1000}));
        QVERIFY(!records.best(u"b"_s, 1s));
    }

    void itIsForgottenAfterTenMinutes()
    {
        HostRecords records;
        records.learn(u"a"_s, {4, 1000}, 0ms);
        records.refuse(u"a"_s, 1, 60s);
        QVERIFY(records.best(u"a"_s, 599s));
        QVERIFY(!records.best(u"a"_s, 600s));
        QCOMPARE(*records.limit(u"a"_s, 659s), 1);
        QVERIFY(!records.limit(u"a"_s, 660s));
    }

    void theLowestRefusalCounts()
    {
        HostRecords records;
        records.refuse(u"a"_s, 3, 0ms);
        records.refuse(u"a"_s, 5, 1s);
        QCOMPARE(*records.limit(u"a"_s, 2s), 3);
        records.refuse(u"a"_s, 0, 3s);
        QCOMPARE(*records.limit(u"a"_s, 4s), 1);
    }

    void manyHostsDoNotFillTheMemory()
    {
        HostRecords records;
        for (int i = 0; i < 1000; ++i)
            records.learn(QString::number(i), {2, 1}, std::chrono::milliseconds(i));
        QCOMPARE(records.size(), 256U);
        QVERIFY(records.best(u"999"_s, 1s));
        QVERIFY(!records.best(u"0"_s, 1s));
    }
};

QTEST_GUILESS_MAIN(TestHostRecords)
#include "tst_hostrecords.moc"
