// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/gatekeeper.h"
#include "tests/support/fakes.h"
#include "tests/support/mockbus.h"

#include <QTest>

#include <unistd.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

// The engine with its fakes behind the real gatekeeper, and a logind that dbusmock plays.
namespace {

constexpr int kFiles = 4;
constexpr qint64 kSize = 1000;
const QStringList kDelayed{u"sleep:delay"_s};

} // namespace

class TestSleepCycles : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MockBus> m_bus;
    std::unique_ptr<MockLogind> m_logind;

    /// Announces sleep, and looks that it is delayed until the store has everything.
    void fallAsleep(EngineBench &bench)
    {
        bench.store.holdsUpdates = true;
        m_logind->prepareForSleep(true);
        QTRY_COMPARE(bench.transport.underWay(), 0);
        EngineBench::settle();
        QCOMPARE(m_logind->inhibitors(), kDelayed);
        for (const JobId &id : bench.engine.ids()) // there is something to wait for
            QVERIFY(bench.store.details(id).job.state != JobState::TransientError);
        bench.store.commit();
        bench.store.holdsUpdates = false;
        QTRY_COMPARE(m_logind->inhibitors(), QStringList());
        for (const JobId &id : bench.engine.ids()) {
            const JobDetails &stored = bench.store.details(id);
            qint64 bytes = 0;
            for (const JobFile &file : stored.files)
                bytes += file.bytesTransferred;
            QCOMPARE(bench.job(id).cause->code, ErrorCode::StandbyMode);
            QCOMPARE(stored.job.state, bench.job(id).state);
            QCOMPARE(bytes, bench.job(id).bytesTransferred);
            QCOMPARE(stored.job.errorCount, 0);
        }
        bench.time.wall += 8h;
        bench.time.pass(1min); // the clock that counts on stands still for most of the night
        QCOMPARE(bench.transport.underWay(), 0);
    }

    void wakeUp(EngineBench &bench)
    {
        m_logind->prepareForSleep(false);
        QTRY_COMPARE(m_logind->inhibitors(), kDelayed);
        QTRY_VERIFY(bench.job(bench.engine.ids().front()).cause->next); // it settles
        QCOMPARE(bench.transport.underWay(), 0);
        bench.time.pass(3s);
        EngineBench::settle();
    }

private slots:
    void initTestCase()
    {
        m_bus = std::make_unique<MockBus>();
        m_logind = std::make_unique<MockLogind>(*m_bus);
        m_logind->add(u"1"_s, ::getuid());
    }
    void cleanupTestCase()
    {
        m_logind.reset();
        m_bus.reset();
    }

    void aHundredTimes()
    {
        EngineBench bench;
        Gatekeeper keeper(bench.engine, {m_bus->address(), u"/nonexistent"_s});
        keeper.start();
        QTRY_COMPARE(m_logind->inhibitors(), kDelayed);
        JobSpec spec;
        spec.settings.priority = Priority::Foreground;
        spec.settings.notifyCommand = NotifyCommand{u"/bin/tell"_s, {}};
        spec.settings.noProgressTimeout = 60s;
        // The first file of each job is for the others: those behind it are this job's alone.
        const JobId id = bench.add(QStringList(kFiles + 1, u"https://a.example/f"_s), spec);
        JobSpec other;
        other.settings.priority = Priority::Low;
        other.settings.notifyCommand = spec.settings.notifyCommand;
        for (int i = 0; i < 5; ++i)
            bench.add({u"https://b.example/f"_s}, other);
        qint64 each = 0;
        QTRY_COMPARE(bench.job(id).state, JobState::Connecting); // once all gates are known
        for (int cycle = 0; cycle < 100; ++cycle) {
            QCOMPARE(bench.job(id).state, JobState::Connecting);
            QCOMPARE(bench.job(id).bytesTransferred, kFiles * each);
            if (cycle % 3 != 0) // else sleep comes before the servers answer
                each += 10;
            for (int file = 1; file <= kFiles && cycle % 3 != 0; ++file) {
                bench.transport.connect(file, kSize);
                bench.transport.progress(file, each);
            }
            fallAsleep(bench);
            wakeUp(bench);
            if (QTest::currentTestFailed())
                return;
        }
        for (const JobId &job : bench.engine.ids()) {
            QCOMPARE(bench.job(job).errorCount, 0);
            QVERIFY(isMoving(bench.job(job).state) || bench.job(job).state == JobState::Queued);
        }
        QVERIFY(bench.notifier.asked.empty());
    }
};

QTEST_GUILESS_MAIN(TestSleepCycles)
#include "tst_sleepcycles.moc"
