// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/storesamples.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

// The figures T18 to T20 of the store, as one JSON object on stdout:
//   bench_store [JOBS [FOLDER]]
// FOLDER says which disk is measured; it is the working folder otherwise.

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr int kFilesPerJob = 3;
constexpr int kActive = 10'000;
constexpr int kRounds = 5;

double milliseconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

/// A job that waits for its turn; each number has its own name, links and place in the order.
JobDetails jobNumber(int number)
{
    JobDetails details = sampleJob(kFilesPerJob);
    details.job.name = u"image-%1.iso"_s.arg(number);
    details.job.created = details.job.modified = 1'790'000'000'000 + number;
    details.job.order = number;
    details.job.cause = Cause{ErrorCode::WaitingForTurn, details.job.created, {}};
    for (JobFile &file : details.files) {
        file.url = QUrl(u"https://mirror.example/pub/%1/part-%2.bin"_s.arg(number).arg(file.index));
        file.path = u"/home/anna/Downloads/%1-part-%2.bin"_s.arg(number).arg(file.index);
    }
    return details;
}

/// T19: from the first call to the last acknowledgement.
double addAll(SqliteStore &store, const std::vector<JobDetails> &jobs)
{
    QElapsedTimer timer;
    timer.start();
    await<void>([&](auto done) {
        for (std::size_t i = 0; i < jobs.size(); ++i)
            store.insert(jobs.at(i), i + 1 == jobs.size() ? done : JobStore::Done());
    });
    return milliseconds(timer);
}

/// T18: open, check, read every job; the file is in the page cache.
double openAndLoad(const QString &path, std::size_t expected)
{
    QElapsedTimer timer;
    timer.start();
    SqliteStore store(path);
    const auto jobs = load(store);
    const double time = milliseconds(timer);
    if (!jobs || jobs->size() != expected)
        qFatal("the jobs did not come back");
    return time;
}

/// T20: one commit of the progress of many files of as many jobs.
double writeProgress(SqliteStore &store, const std::vector<JobDetails> &jobs, qint64 received)
{
    std::vector<FileProgress> rows;
    for (int i = 0; i < std::min(kActive, int(jobs.size())); ++i)
        rows.push_back({jobs.at(std::size_t(i)).job.id, 0, received, received / 2});
    QElapsedTimer timer;
    timer.start();
    store.progress(std::move(rows));
    // A question is answered after everything before it has been written.
    const auto written = files(store, {jobs.front().job.id});
    const double time = milliseconds(timer);
    if (!written || written->front().second.bytesTransferred != received)
        qFatal("the progress did not come back");
    return time;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int count = arguments.value(1, u"100000"_s).toInt();
    const QTemporaryDir folder(arguments.value(2, u"."_s) + u"/bench-store-XXXXXX"_s);
    const QString path = folder.filePath(u"jobs.db"_s);

    std::vector<JobDetails> jobs;
    for (int i = 0; i < count; ++i)
        jobs.push_back(jobNumber(i));

    double add = 0;
    std::vector<double> progress;
    {
        SqliteStore store(path);
        if (!load(store))
            qFatal("the store did not open");
        add = addAll(store, jobs);
        for (int round = 0; round < kRounds; ++round)
            progress.push_back(writeProgress(store, jobs, 1'000'000 * (round + 1)));
    }
    std::vector<double> opened;
    for (int round = 0; round < kRounds; ++round)
        opened.push_back(openAndLoad(path, jobs.size()));
    std::printf("{\"jobs\": %d, \"addMs\": %.1f, \"loadMs\": %.1f, \"progressFirstMs\": %.2f, "
                "\"progressMs\": %.2f, \"fileMiB\": %.1f}\n",
                count, add, median(opened), progress.front(), median(progress),
                double(QFileInfo(path).size()) / 1048576);
    return 0;
}
