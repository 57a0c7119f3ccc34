// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/jobqueue.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

// What it costs to decide who moves, as one JSON object on stdout:
//   bench_schedule [JOBS]
// planMs: the schedule is shown all jobs; eventUs: what the engine does in each event, a job leaves
// and another gets its slot; fillMs: the queue of an agent that starts.

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 5;
constexpr int kHosts = 100;
constexpr int kEvents = 10'000;

struct Stopped final : Clock
{
    [[nodiscard]] Moment now() const override { return 0; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override
    {
        return std::chrono::milliseconds(0);
    }
};

double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

struct Entry
{
    Job job;
    Turn turn;
};

std::vector<Entry> entries(int count)
{
    std::vector<Entry> all(std::size_t(count), Entry{});
    for (int number = 0; Entry & entry : all) {
        entry.job.id = JobId::create();
        entry.job.order = ++number;
        entry.job.host = u"mirror-%1.example"_s.arg(number % kHosts);
    }
    return all;
}

double planAll(const std::vector<Entry> &all, const Settings &settings)
{
    std::vector<Candidate> candidates;
    candidates.reserve(all.size());
    for (const auto &[job, turn] : all) {
        const int host = int(job.order % kHosts);
        candidates.push_back(
            {job.id, job.settings.priority, host, job.order, false, settings.timeSlice, false});
    }
    std::vector<double> times;
    for (int round = 0; round < kRounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        const Plan plan = schedule(candidates, settings.backgroundSlots, settings.timeSlice);
        times.push_back(milliseconds(timer));
        if (plan.start.size() != std::size_t(settings.backgroundSlots))
            qFatal("the slots are not used");
    }
    std::ranges::sort(times);
    return times.at(kRounds / 2);
}

void carryOut(JobQueue &queue, QHash<JobId, Entry *> &byId, std::vector<Entry *> &moving)
{
    for (const JobId &id : queue.plan([](const JobId &) { return false; }).start) {
        Entry *entry = byId.value(id);
        entry->job.state = JobState::Transferring;
        queue.put(entry->job, entry->turn, false);
        moving.push_back(entry);
    }
}

double events(JobQueue &queue, std::vector<Entry> &all)
{
    QHash<JobId, Entry *> byId;
    for (Entry &entry : all)
        byId.insert(entry.job.id, &entry);
    std::vector<Entry *> moving;
    carryOut(queue, byId, moving);
    const int count = std::min(kEvents, int(all.size()) / 2);
    QElapsedTimer timer;
    timer.start();
    for (int event = 0; event < count; ++event) {
        Entry *done = moving.front();
        moving.erase(moving.begin());
        done->job.state = JobState::Acknowledged;
        queue.put(done->job, done->turn, false);
        carryOut(queue, byId, moving);
    }
    return milliseconds(timer) * 1000 / count;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int count = QCoreApplication::arguments().value(1, u"100000"_s).toInt();
    const Settings settings;
    const Stopped clock;
    std::vector<Entry> all = entries(count);
    const double plan = planAll(all, settings);
    JobQueue queue(settings, clock);
    QElapsedTimer timer;
    timer.start();
    for (Entry &entry : all)
        queue.put(entry.job, entry.turn, false);
    const double fill = milliseconds(timer);
    std::printf("{\"jobs\": %d, \"planMs\": %.3f, \"eventUs\": %.2f, \"fillMs\": %.1f}\n", count,
                plan, events(queue, all), fill);
    return 0;
}
