// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/errortable.h"
#include "tests/support/simulation.h"

#include <QLoggingCategory>
#include <QTest>

#include <array>
#include <ostream>
#include <rapidcheck.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// One thing that happens to the agent. `which` chooses the job or the file on its way, `value`
/// says more; both are taken modulo what there is.
enum class Kind {
    Add,
    Verb,
    Set,
    Connect,
    Progress,
    Finish,
    Fail,
    Pass,
    Settings,
    Store,
    Disk,
    Program,
    Gate,
    Stop,
    Kill,
};

struct Step
{
    Kind kind = Kind::Add;
    int which = 0;
    int value = 0;
};

constexpr std::array kNames{"Add",    "Verb",    "Set",  "Connect",  "Progress",
                            "Finish", "Fail",    "Pass", "Settings", "Store",
                            "Disk",   "Program", "Gate", "Stop",     "Kill"};

std::ostream &operator<<(std::ostream &out, const Step &step)
{
    return out << kNames.at(std::size_t(step.kind)) << '(' << step.which << ", " << step.value
               << ')';
}

rc::Gen<Step> anyStep()
{
    using enum Kind;
    const auto kinds = rc::gen::weightedElement<Kind>({{12, Add},
                                                       {8, Verb},
                                                       {4, Set},
                                                       {10, Connect},
                                                       {8, Progress},
                                                       {10, Finish},
                                                       {8, Fail},
                                                       {10, Pass},
                                                       {4, Settings},
                                                       {3, Store},
                                                       {2, Disk},
                                                       {5, Program},
                                                       {4, Gate},
                                                       {1, Stop},
                                                       {4, Kill}});
    return rc::gen::build<Step>(rc::gen::set(&Step::kind, kinds),
                                rc::gen::set(&Step::which, rc::gen::inRange(0, 16)),
                                rc::gen::set(&Step::value, rc::gen::inRange(0, 1000)));
}

/// Every error that has a row, and statuses that have none.
const std::vector<ErrorCode> &errors()
{
    static const std::vector<ErrorCode> all = [] {
        std::vector<ErrorCode> codes{httpError(301), httpError(418), httpError(500),
                                     httpError(501)};
        for (const ErrorRow &row : errorTable()) {
            if (row.code >= ErrorCode::InvalidUrl && row.code != ErrorCode::PartialComplete
                && row.code != ErrorCode::UnableToDeleteFiles)
                codes.push_back(row.code);
        }
        return codes;
    }();
    return all;
}

void add(Simulation &world, int which, int value)
{
    JobSpec spec;
    spec.name = u"job %1"_s.arg(world.engine().ids().size());
    for (int file = 0; file <= which % 3; ++file)
        spec.files.push_back({QUrl(u"https://%1.example/%2"_s.arg(value % 7 % 3).arg(file)), {}});
    // Most are equals, or nobody would have to share.
    spec.settings.priority = value % 5 < 3 ? Priority::Normal : Priority(value % 4);
    spec.settings.manualComplete = which % 5 == 0;
    spec.settings.keepRunning = which % 4 == 1;
    spec.suspended = which % 7 == 0;
    if (value % 3 != 0)
        spec.settings.notifyCommand = NotifyCommand{u"/bin/tell"_s, {}};
    if (value % 11 == 0)
        spec.settings.noProgressTimeout = std::chrono::seconds(value % 3 * 30);
    world.add(std::move(spec));
}

void setSomething(Simulation &world, const JobId &job, int value)
{
    static constexpr std::array kSettings{
        std::pair("name", "renamed"),
        std::pair("priority", "low"),
        std::pair("priority", "foreground"),
        std::pair("manual-complete", "true"),
        std::pair("manual-complete", "false"),
        std::pair("keep-running", "true"),
        std::pair("keep-running", "false"),
        std::pair("retry-delay", "60"),
        std::pair("no-progress-timeout", "90"),
        std::pair("headers", "X-Tide: high"),
        std::pair("headers", ""),
        std::pair("checksum", "md5:00000000000000000000000000000000"),
        std::pair("notify-command", R"(["/bin/tell","it"])"),
        std::pair("notify-command", ""),
        std::pair("priority", "nonsense"),
        std::pair("queue", "first"),
        std::pair("queue", "last"),
        std::pair("queue", "up"),
        std::pair("queue", "down"),
    };
    const auto &[key, to] = kSettings.at(std::size_t(value) % kSettings.size());
    world.set(job, QString::fromLatin1(key), QString::fromLatin1(to));
}

/// What may happen to a file on its way.
void happen(Simulation &world, Simulation::Line &line, const Step &step)
{
    const bool isTold = step.value % 4 != 0;
    if (step.kind == Kind::Fail) {
        const ErrorCode code = errors().at(std::size_t(step.value) % errors().size());
        const auto wait = step.value % 5 == 0 ? std::optional(40s) : std::nullopt;
        world.fail(line, {code, {}, ErrorContext::RemoteFile, {}, wait});
        return;
    }
    if (step.kind == Kind::Connect || !line.isConnected)
        world.connect(line, isTold ? std::optional<qint64>(step.value) : std::nullopt,
                      line.isConnected);
    if (step.kind == Kind::Progress)
        world.progress(line, step.value);
    if (step.kind == Kind::Finish)
        world.finish(line);
}

void changeSettings(Simulation &world, int value)
{
    world.settings.backgroundSlots = 1 + value % 4;
    world.settings.timeSlice = value % 2 == 0 ? 10s : 300s;
    world.settings.stallTimeout = value % 5 < 3 ? 1h : 5s; // longer than slices, or shorter
    world.settings.historyDays = value % 3 == 0 ? 0 : 30;
    world.settings.inactivityDays = value % 5 == 0 ? 1 : 90;
    world.settings.maxDownloadTime = value % 7 == 0 ? 600s : 90 * 24h;
    world.settings.maxDownloadSize = value % 11 == 0 ? 500 : 0;
    world.settings.maxJobs = value % 13 == 0 ? 2 : 100;
    world.changeSettings();
}

/// A few answers are given, and then the agent is dead.
void kill(Simulation &world, int value)
{
    for (int i = 0; i < value % 8; ++i)
        world.turn();
    world.kill();
}

void endProgram(Simulation &world, int value)
{
    if (world.programs.atWork() == 0)
        return;
    if (value % 3 == 0)
        world.programs.end();
    else
        world.programs.fail();
}

void turnGate(Simulation &world, int value)
{
    for (bool *gate : {&world.gates.ownerLoggedOn, &world.gates.network,
                       &world.gates.backgroundBandwidth, &world.gates.awake}) {
        *gate = *gate != (value % 3 == 0); // another one in a third of the cases
        value /= 3;
    }
    if (value % 2 != 0)
        world.gates.battery = world.gates.battery ? std::nullopt : std::optional(value % 40);
    world.engine().setGates(world.gates);
}

void takeWorldStep(Simulation &world, const Step &step)
{
    static constexpr std::array kTimes{1ms,     900ms,    1100ms,     6000ms,
                                       31000ms, 700000ms, 11000000ms, 50000000ms};
    switch (step.kind) {
    case Kind::Pass:
        return world.pass(kTimes.at(std::size_t(step.value) % kTimes.size()));
    case Kind::Settings:
        return changeSettings(world, step.value);
    case Kind::Store:
        return world.setStore(step.value % 3 != 0, step.value % 5 != 0);
    case Kind::Disk:
        world.namesFail = step.value % 2 != 0;
        world.deletesFail = step.value % 3 != 0;
        world.isDiskQuick = step.value % 5 < 3;
        world.knowRanges = step.value % 7 > 1;
        return;
    case Kind::Program:
        return endProgram(world, step.value);
    case Kind::Gate:
        return turnGate(world, step.value);
    case Kind::Stop:
        return world.stopAndStart();
    case Kind::Kill:
        return kill(world, step.value);
    default:
        return;
    }
}

void take(Simulation &world, const Step &step)
{
    const auto ids = world.engine().ids();
    auto &lines = world.lines();
    switch (step.kind) {
    case Kind::Add:
        return add(world, step.which, step.value);
    case Kind::Verb:
        if (!ids.empty())
            world.change(ids[std::size_t(step.which) % ids.size()], JobVerb(step.value % 4));
        return;
    case Kind::Set:
        if (!ids.empty())
            setSomething(world, ids[std::size_t(step.which) % ids.size()], step.value);
        return;
    case Kind::Connect:
    case Kind::Progress:
    case Kind::Finish:
    case Kind::Fail:
        if (!lines.empty())
            happen(world, *std::next(lines.begin(), step.which % int(lines.size())), step);
        return;
    default:
        return takeWorldStep(world, step);
    }
}

/// Everything works again and every server answers.
void clearUp(Simulation &world)
{
    world.setStore(true, true);
    world.gates = {};
    world.engine().setGates(world.gates);
    world.namesFail = world.deletesFail = false;
    world.servers = [&world] {
        for (int files = 0; !world.lines().empty() && files < 1000; ++files) {
            happen(world, world.lines().front(), {Kind::Finish, 0, 1});
            world.settle();
        }
        while (world.programs.atWork() > 0)
            endProgram(world, 0);
    };
    world.pass(1h);
}

void check(const Simulation &world, const char *when)
{
    const QString wrong = firstViolation(world);
    if (!wrong.isEmpty())
        RC_FAIL(std::string(when) + wrong.toStdString());
}

/// What the steps come to; the agent may die between a step and its answers.
void live(const std::vector<Step> &steps)
{
    Simulation world;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        take(world, steps[i]);
        if (i + 1 < steps.size() && steps[i + 1].kind == Kind::Kill)
            continue;
        world.settle();
        check(world, ("after step " + std::to_string(i + 1) + ": ").c_str());
    }
    clearUp(world);
    check(world, "in the end: ");
    for (const JobId &id : world.engine().ids()) {
        const Job &job = *world.engine().find(id);
        const bool waits = job.state == JobState::Queued || isMoving(job.state)
            || job.state == JobState::TransientError;
        if (waits || job.notice)
            RC_FAIL("in the end it still waits: " + job.name.toStdString());
    }
}

} // namespace

class TestEngineProperties : public QObject
{
    Q_OBJECT

private slots:
    /// The same sequences in each run, unless RC_PARAMS asks for others. A failure prints the
    /// seed and the shortest sequence that fails.
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("RC_PARAMS"))
            qputenv("RC_PARAMS", "seed=1121 max_success=600 max_size=120");
        QLoggingCategory::setFilterRules(u"lighterman.*=false"_s);
    }

    void whateverHappensTheRulesHold()
    {
        const auto steps = rc::gen::container<std::vector<Step>>(anyStep());
        QVERIFY(rc::check("whatever happens, the rules hold", [&] { live(*steps); }));
    }
};

QTEST_GUILESS_MAIN(TestEngineProperties)
#include "tst_engineproperties.moc"
