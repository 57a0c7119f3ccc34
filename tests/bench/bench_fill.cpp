// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/storesamples.h"

#include <QCoreApplication>

#include <cstdio>

// Makes a store with many suspended jobs for an agent to start with, so that starting is all it
// does:
//   bench_fill STORE JOBS

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

JobDetails suspendedJob(int number)
{
    JobDetails details = testing::sampleJob();
    Job &job = details.job;
    job.name = u"archive-%1.tar"_s.arg(number);
    job.state = JobState::Suspended;
    job.created = job.modified = 1'790'000'000'000 + number;
    job.order = number;
    job.cause = Cause{ErrorCode::SuspendedByPerson, job.created, {}};
    JobFile &file = details.files.front();
    file.url = QUrl(u"https://mirror.example/archive/%1.tar"_s.arg(number));
    file.path = u"%1/archive-%2.tar"_s.arg(job.folder).arg(number);
    return details;
}

/// Stops the program at the last acknowledgement, or at the first refusal.
void fill(SqliteStore &store, int count)
{
    for (int i = 0; i < count; ++i) {
        store.insert(suspendedJob(i), [last = i + 1 == count](const Result<void> &added) {
            if (last || !added)
                QCoreApplication::exit(added ? 0 : 1);
        });
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int count = arguments.value(2).toInt();
    if (arguments.size() != 3 || count < 1) {
        std::fputs("Usage: bench_fill STORE JOBS\n", stderr);
        return 2;
    }
    SqliteStore store(arguments[1]);
    store.load([&](const Result<std::vector<Job>> &jobs) {
        if (jobs)
            fill(store, count);
        else
            QCoreApplication::exit(1);
    });
    const int status = QCoreApplication::exec();
    std::printf("{\"jobs\": %d}\n", count);
    return status;
}
