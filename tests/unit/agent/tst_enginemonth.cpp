// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/simulation.h"

#include <QLoggingCategory>
#include <QTest>

#include <ctime>
#include <random>

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kHours = 30 * 24;
constexpr int kJobs = 1000;

/// What kinds of servers there are, by the host of the link.
constexpr std::array kHosts{"fine", "fine", "fine", "shaky", "busy", "gone", "locked"};

/// Thirty days of servers that fail, a network that comes and goes, a disk that fills up, a store
/// that refuses, a person who changes her mind, and an agent that dies now and then. What looks
/// like chance is the same in each run.
class Month
{
public:
    Month()
    {
        m_world.settings.historyDays = 60;
        m_world.settings.stallTimeout = 60s;
        m_world.engine().setSettings(m_world.settings);
        m_world.servers = [this] { serve(); };
    }

    [[nodiscard]] Simulation &world() { return m_world; }

    void liveAnHour(int hour)
    {
        changeWeather();
        // A job that the store refuses is asked for again later; the last day is to catch up.
        while (m_isStoreWell && jobs() < std::min(kJobs, (hour + 1) * kJobs / (kHours - 24)))
            addJob();
        if (happens(100))
            meddle();
        if (hour % 24 == 9)
            lookAfter();
        m_world.pass(1h);
    }

    /// The store works again, and what it had refused is saved.
    void end()
    {
        m_world.setStore(true, true);
        m_world.pass(1min);
    }

    int deaths = 0;
    std::map<ErrorCode, int> faults; ///< what the servers and the disk answered, how often

private:
    /// True in so many of a thousand cases.
    bool happens(unsigned perMille) { return m_chance() % 1000 < perMille; }
    unsigned below(std::size_t most) { return unsigned(m_chance() % most); }

    void changeWeather()
    {
        m_isOnline = m_isOnline ? !happens(10) : happens(700);
        m_isFull = m_isFull ? !happens(500) : happens(10);
        m_isStoreWell = m_isStoreWell ? !happens(10) : happens(700);
        m_world.setStore(m_isStoreWell, m_isStoreWell || happens(500));
        m_world.namesFail = happens(10);
    }

    [[nodiscard]] int jobs() const { return int(m_world.engine().ids().size()); }

    void addJob()
    {
        JobSpec spec;
        spec.name = u"job %1"_s.arg(jobs());
        const auto host = QString::fromLatin1(kHosts.at(below(kHosts.size())));
        const unsigned files = happens(200) ? 1 + below(20) : 1;
        for (unsigned file = 0; file < files; ++file)
            spec.files.push_back({QUrl(u"https://%1.example/%2"_s.arg(host).arg(file)), {}});
        spec.settings.priority = Priority(below(4));
        spec.settings.manualComplete = happens(30);
        spec.suspended = happens(30);
        if (happens(100))
            spec.settings.noProgressTimeout = 1h;
        m_world.add(spec);
        m_world.settle();
    }

    /// A person does something with one of the jobs.
    void meddle()
    {
        const auto ids = m_world.engine().ids();
        if (ids.empty())
            return;
        constexpr std::array kVerbs{JobVerb::Suspend, JobVerb::Suspend, JobVerb::Resume,
                                    JobVerb::Cancel, JobVerb::Complete};
        m_world.change(ids[below(ids.size())], kVerbs.at(below(kVerbs.size())));
        m_world.settle();
    }

    /// Once a day somebody looks at what stands still.
    void lookAfter()
    {
        for (const JobId &id : m_world.engine().ids()) {
            const JobState state = m_world.engine().find(id)->state;
            if ((state == JobState::Suspended || state == JobState::Error) && happens(300))
                m_world.change(id, JobVerb::Resume);
            m_world.settle();
        }
    }

    void die()
    {
        ++deaths;
        if (happens(200))
            return m_world.stopAndStart();
        for (unsigned answers = below(6); answers > 0; --answers)
            m_world.turn();
        m_world.kill();
    }

    void serve()
    {
        std::vector<FileListener *> listening; // each answer may end or begin others
        for (const Simulation::Line &line : m_world.lines())
            listening.push_back(line.listener);
        for (const FileListener *listener : listening) {
            const auto line
                = std::ranges::find(m_world.lines(), listener, &Simulation::Line::listener);
            if (line != m_world.lines().end())
                serve(*line);
            m_world.settle();
        }
        if (!m_world.lines().empty() && happens(5))
            return die();
        const auto before = m_world.lines().size();
        m_world.stall();
        faults[ErrorCode::TimedOut] += m_world.lines().size() < before ? 1 : 0;
    }

    void serve(Simulation::Line &line)
    {
        if (line.isSilent)
            return;
        if (!m_isOnline)
            return fail(line, ErrorCode::NetworkDisconnected);
        if (!line.isConnected)
            return answer(line);
        if (m_isFull)
            return fail(line, ErrorCode::DiskFull);
        if (happens(5))
            return fail(line, ErrorCode::ConnectionClosed);
        line.isSilent = happens(20);
        if (line.file.bytesTransferred < line.file.bytesTotal.value_or(0))
            m_world.progress(line, kSize / 4);
        else if (happens(5))
            fail(line, ErrorCode::ValidationFailed);
        else
            m_world.finish(line);
    }

    void answer(Simulation::Line &line)
    {
        constexpr std::array kTroubles{httpError(500), httpError(503), ErrorCode::ConnectFailure,
                                       ErrorCode::NameNotResolved};
        const QString host = line.task.file.url.host().section(u'.', 0, 0);
        if (host == "gone"_L1)
            return fail(line, httpError(happens(500) ? 404 : 410));
        if (host == "locked"_L1 && happens(700))
            return fail(line, httpError(401));
        if (host == "busy"_L1 && happens(500))
            return fail(line, httpError(429), 2min);
        if (host == "shaky"_L1 && happens(400))
            return fail(line, kTroubles.at(below(kTroubles.size())));
        m_world.connect(line, kSize);
    }

    void fail(Simulation::Line &line, ErrorCode code, std::optional<std::chrono::seconds> wait = {})
    {
        ++faults[code];
        m_world.fail(line, {code, {}, ErrorContext::RemoteFile, {}, wait});
    }

    static constexpr qint64 kSize = 1'000'000;

    std::mt19937 m_chance{1121}; // NOLINT(cert-msc51-cpp,cert-msc32-c): the same in each run
    Simulation m_world{[this] { return double(below(1000)) / 1000; }};
    bool m_isOnline = true;
    bool m_isFull = false;
    bool m_isStoreWell = true;
};

/// Whether the job has come to an end, or says what it waits for: a time or something with a name.
bool isAccountedFor(const Job &job, Moment now)
{
    if (isFinal(job.state))
        return true;
    if (isMoving(job.state))
        return true;
    if (!job.cause)
        return false;
    const bool isNamed
        = job.cause->code != ErrorCode::None && job.cause->code != ErrorCode::Internal;
    const bool mustHaveTime = job.state == JobState::TransientError;
    return isNamed && (!mustHaveTime || job.cause->next.value_or(0) > now);
}

} // namespace

class TestEngineMonth : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(u"lighterman.*=false"_s); }

    void aMonthEndsWithEveryJobAccountedFor()
    {
        const std::clock_t started = std::clock();
        Month month;
        for (int hour = 0; hour < kHours; ++hour) {
            month.liveAnHour(hour);
            if (hour % 24 == 0)
                QCOMPARE(firstViolation(month.world()), QString());
        }
        month.end();
        QCOMPARE(firstViolation(month.world()), QString());

        const Engine &engine = month.world().engine();
        QCOMPARE(int(engine.ids().size()), kJobs);
        int finished = 0;
        for (const JobId &id : engine.ids()) {
            const Job &job = *engine.find(id);
            finished += job.state == JobState::Acknowledged ? 1 : 0;
            QVERIFY2(isAccountedFor(job, month.world().time.now()), qPrintable(job.name));
        }
        // That it was a month worth living.
        QVERIFY2(finished > kJobs / 2, qPrintable(QString::number(finished)));
        QVERIFY(month.deaths > 50);
        for (const ErrorCode code :
             {httpError(401), httpError(404), httpError(429), httpError(500), httpError(503),
              ErrorCode::NetworkDisconnected, ErrorCode::DiskFull, ErrorCode::ConnectionClosed,
              ErrorCode::TimedOut, ErrorCode::ValidationFailed})
            QVERIFY2(month.faults[code] > 0, qPrintable(wireName(code)));
        const double seconds = double(std::clock() - started) / CLOCKS_PER_SEC; // of the processor
        QVERIFY2(seconds < 10, qPrintable(QString::number(seconds)));
        qInfo() << finished << month.deaths << seconds;
    }
};

QTEST_GUILESS_MAIN(TestEngineMonth)
#include "tst_enginemonth.moc"
