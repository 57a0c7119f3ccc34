// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/ratelimit.h"

#include <QTest>

using namespace lighterman;
using namespace Qt::StringLiterals;

class TestRateLimit : public QObject
{
    Q_OBJECT

private slots:
    void whatIsTaken_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("none") << u"none"_s << u"none"_s;
        QTest::newRow("None") << u" None "_s << u"none"_s;
        QTest::newRow("not now") << u"0"_s << u"0"_s;
        QTest::newRow("raised") << u"1"_s << u"256"_s;
        QTest::newRow("least") << u"256"_s << u"256"_s;
        QTest::newRow("bytes") << u"123456"_s << u"123456"_s;
        QTest::newRow("K") << u"500K"_s << u"512000"_s;
        QTest::newRow("m") << u"2 m"_s << u"2097152"_s;
        QTest::newRow("G") << u"1G"_s << u"1073741824"_s;
        QTest::newRow("most") << u"1000000000000"_s << u"1000000000000"_s;
    }

    void whatIsTaken()
    {
        QFETCH(QString, text);
        const auto read = readRateLimit(text);
        QVERIFY(read);
        QTEST(toString(*read), "shown");
        QVERIFY(readRateLimit(toString(*read)) == read);
    }

    void whatIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", "K", "fast", "-1", "1.5M", "1000000000001", "932G", "1T",
                                 "99999999999999999999", "9223372036854775807K"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }

    void whatIsRefused()
    {
        QFETCH(QString, text);
        const auto read = readRateLimit(text);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        QVERIFY(read.error().detail.contains(u"none"));
    }
};

QTEST_GUILESS_MAIN(TestRateLimit)
#include "tst_ratelimit.moc"
