// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/retrypolicy.h"

#include <QTest>

using namespace lighterman;
using namespace std::chrono_literals;

class TestRetryPolicy : public QObject
{
    Q_OBJECT

private slots:
    void doublesUpToTheLimit()
    {
        const std::array expected{5s, 10s, 20s, 40s, 80s, 160s, 320s, 600s, 600s};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(retryDelay({.failures = int(i) + 1}), expected.at(i));
        QCOMPARE(retryDelay({.failures = 1'000'000}), 600s);
    }

    void jitterAddsAtMostAQuarter()
    {
        QCOMPARE(retryDelay({.failures = 2, .jitter = 1}), 12'500ms);
        QCOMPARE(retryDelay({.failures = 2, .jitter = 0.5}), 11'250ms);
    }

    void aJobsOwnDelayIsConstant()
    {
        QCOMPARE(retryDelay({.failures = 9, .ownDelay = 60s, .jitter = 1}), 60s);
    }

    void theServerIsObeyedWhenItAsksForMore()
    {
        QCOMPARE(retryDelay({.asked = 120s}), 120s);
        QCOMPARE(retryDelay({.asked = 1s}), 5s);
        QCOMPARE(retryDelay({.asked = std::chrono::hours(9999)}), kLongestRetryAfter);
    }

    void givesUp_data()
    {
        QTest::addColumn<int>("withoutProgress"); // seconds
        QTest::addColumn<int>("ownDelay");        // seconds
        QTest::addColumn<int>("timeout");         // seconds
        QTest::addColumn<bool>("expected");
        QTest::newRow("a timeout of 0 makes every error fatal") << 0 << 5 << 0 << true;
        QTest::newRow("no progress for the timeout") << 100 << 5 << 100 << true;
        QTest::newRow("not yet") << 99 << 5 << 100 << false;
        QTest::newRow("a delay longer than the timeout") << 0 << 101 << 100 << true;
        QTest::newRow("a delay as long as the timeout") << 0 << 100 << 100 << false;
    }

    void givesUp()
    {
        QFETCH(int, withoutProgress);
        QFETCH(int, ownDelay);
        QFETCH(int, timeout);
        const auto delay = retryDelay({.withoutProgress = std::chrono::seconds(withoutProgress),
                                       .ownDelay = std::chrono::seconds(ownDelay),
                                       .noProgressTimeout = std::chrono::seconds(timeout)});
        QTEST(!delay.has_value(), "expected");
    }
};

QTEST_GUILESS_MAIN(TestRetryPolicy)
#include "tst_retrypolicy.moc"
