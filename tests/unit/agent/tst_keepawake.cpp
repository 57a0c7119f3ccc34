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

// The engine with its fakes behind the real gatekeeper, and a logind that dbusmock plays.
namespace {

const QStringList kDelayed{u"sleep:delay"_s};
const QStringList kBlocked{u"sleep:delay"_s, u"sleep:block"_s};

/// A job that moves, of a file that nobody could go on with.
JobId begin(EngineBench &bench, Priority priority)
{
    const JobId id = bench.add({u"https://a.example/f"_s}, {.settings = {.priority = priority}});
    // It begins once the gatekeeper has heard from everybody.
    if (!QTest::qWaitFor([&] { return bench.transport.listening() != nullptr; }))
        return id;
    JobFile file = bench.transport.asked.back().file;
    file.path = u"/downloads/f"_s;
    file.resumable = false;
    bench.transport.listening()->connected(file);
    bench.transport.progress(0, 40);
    return id;
}

} // namespace

class TestKeepAwake : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MockBus> m_bus;
    std::unique_ptr<MockLogind> m_logind;

    static void set(Gatekeeper &keeper, EngineBench &bench, bool isOn)
    {
        Settings settings = bench.engine.settings();
        settings.keepAwake = isOn;
        bench.engine.setSettings(settings);
        keeper.heedSettings();
    }

private slots:
    void init()
    {
        m_bus = std::make_unique<MockBus>();
        m_logind = std::make_unique<MockLogind>(*m_bus);
        m_logind->add(u"1"_s, ::getuid());
    }
    void cleanup()
    {
        m_logind.reset();
        m_bus.reset();
    }

    void theSettingIsHeededWhileTheJobMoves()
    {
        EngineBench bench;
        Gatekeeper keeper(bench.engine, {m_bus->address(), u"/nonexistent"_s});
        keeper.start();
        QTRY_COMPARE(m_logind->inhibitors(), kDelayed);
        set(keeper, bench, true);
        const JobId id = begin(bench, Priority::Foreground);
        QTRY_COMPARE(m_logind->inhibitors(), kBlocked);
        set(keeper, bench, false);
        QTRY_COMPARE(m_logind->inhibitors(), kDelayed);
        set(keeper, bench, true);
        QTRY_COMPARE(m_logind->inhibitors(), kBlocked);
        bench.change(id, JobVerb::Suspend).value();
        QTRY_COMPARE(m_logind->inhibitors(), kDelayed);
    }

    void nothingElseKeepsAwake_data()
    {
        QTest::addColumn<bool>("isOn");
        QTest::addColumn<bool>("isForeground");
        QTest::newRow("off") << false << true;
        QTest::newRow("in the background") << true << false;
    }
    void nothingElseKeepsAwake()
    {
        QFETCH(const bool, isOn);
        QFETCH(const bool, isForeground);
        EngineBench bench;
        Gatekeeper keeper(bench.engine, {m_bus->address(), u"/nonexistent"_s});
        keeper.start();
        QTRY_COMPARE(m_logind->inhibitors(), kDelayed);
        set(keeper, bench, isOn);
        begin(bench, isForeground ? Priority::Foreground : Priority::Normal);
        EngineBench::settle();
        QCOMPARE(m_logind->inhibitors(), kDelayed);
    }
};

QTEST_GUILESS_MAIN(TestKeepAwake)
#include "tst_keepawake.moc"
