// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/connection.h"
#include "common/protocol/decode.h"
#include "common/protocol/encode.h"
#include "common/protocol/pages.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLocalSocket>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>

// The figures T18, T21 and T22 of the socket, as one JSON object on stdout:
//   bench_socket requests SOCKET COUNT   round trips to a running agent, one after another
//   bench_socket ready SOCKET            says "waiting", waits for an agent, and when it answered
//   bench_socket snapshot JOBS           the list of jobs encoded and decoded, without a socket

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRounds = 5;
constexpr int kWaitMs = 60'000;

double since(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed());
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

/// A socket once the agent has opened it; null when it does not within `patience` ms.
std::unique_ptr<QLocalSocket> connected(const QString &path, int patience)
{
    QElapsedTimer timer;
    timer.start();
    auto socket = std::make_unique<QLocalSocket>();
    while (socket->state() != QLocalSocket::ConnectedState) {
        socket->connectToServer(path);
        if (socket->state() == QLocalSocket::ConnectedState)
            break;
        if (timer.hasExpired(patience))
            return nullptr;
        QThread::usleep(500);
    }
    return socket;
}

/// Asks for the status again and again, each time when the answer to the last has come.
class Asker final : public QObject
{
public:
    using Answered = std::function<void(const protocol::Status &)>;

    Asker(std::unique_ptr<QLocalSocket> socket, Answered answered)
        : m_connection(std::move(socket), hello())
        , m_answered(std::move(answered))
    {
        connect(&m_connection, &protocol::Connection::opened, this, &Asker::ask);
        connect(&m_connection, &protocol::Connection::received, this, &Asker::take);
        connect(&m_connection, &protocol::Connection::broken, this, [](const Error &error) {
            std::fprintf(stderr, "bench_socket: %s\n", qPrintable(error.detail));
            QCoreApplication::exit(1);
        });
    }

    void ask()
    {
        if (!m_connection.send(protocol::encode(++m_id, protocol::ShowStatus{})))
            QCoreApplication::exit(1);
    }

private:
    static protocol::Hello hello()
    {
        protocol::Hello own;
        own.program = u"bench_socket"_s;
        return own;
    }

    void take(const QByteArray &payload)
    {
        const auto message = protocol::decodeFromAgent(payload);
        const auto *reply = message ? std::get_if<protocol::AgentReply>(&*message) : nullptr;
        const auto *status = reply ? std::get_if<protocol::Status>(&reply->reply) : nullptr;
        if (status && reply->id == m_id)
            m_answered(*status);
        else
            QCoreApplication::exit(1);
    }

    protocol::Connection m_connection;
    Answered m_answered;
    qint64 m_id = 0;
};

int measureRequests(const QString &path, int count)
{
    auto socket = connected(path, kWaitMs);
    if (!socket)
        return 1;
    std::vector<double> times;
    QElapsedTimer timer;
    std::unique_ptr<Asker> asker;
    asker = std::make_unique<Asker>(std::move(socket), [&](const protocol::Status &) {
        if (timer.isValid()) // the first answer warms up
            times.push_back(since(timer) / 1e3);
        if (int(times.size()) == count) {
            QCoreApplication::exit(0);
            return;
        }
        timer.start();
        asker->ask();
    });
    if (const int status = QCoreApplication::exec(); status != 0)
        return status;
    std::ranges::sort(times);
    std::printf("{\"requests\": %d, \"p50Us\": %.1f, \"p99Us\": %.1f, \"mostUs\": %.1f}\n", count,
                times.at(times.size() / 2), times.at(times.size() * 99 / 100), times.back());
    return 0;
}

/// `at` is on the clock that has no epoch but the start of the machine (CLOCK_MONOTONIC).
int measureReady(const QString &path)
{
    std::puts("waiting");
    std::fflush(stdout);
    auto socket = connected(path, kWaitMs);
    if (!socket)
        return 1;
    const Asker asker(std::move(socket), [](const protocol::Status &status) {
        const double at
            = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
                  .count();
        std::printf("{\"at\": %.6f, \"jobs\": %lld}\n", at, status.jobs);
        QCoreApplication::exit(0);
    });
    return QCoreApplication::exec();
}

std::vector<Job> manyJobs(int count)
{
    std::vector<Job> jobs;
    for (int i = 0; i < count; ++i) {
        Job job;
        job.id = JobId::create();
        job.name = u"image-%1.iso"_s.arg(i);
        job.owner = u"anna"_s;
        job.folder = u"/home/anna/Downloads"_s;
        job.bytesTotal = 1'000'000'000 + i;
        job.filesTotal = 1;
        job.created = job.modified = 1'790'000'000'000 + i;
        job.order = i;
        job.cause = Cause{ErrorCode::WaitingForTurn, job.created, {}};
        jobs.push_back(job);
    }
    return jobs;
}

struct Snapshot
{
    double encodeMs = 0;
    double decodeMs = 0;
    qsizetype bytes = 0;
    qsizetype largest = 0;
    std::size_t jobs = 0;
};

Snapshot passOn(const std::vector<Job> &jobs)
{
    Snapshot result;
    QElapsedTimer timer;
    timer.start();
    std::vector<QByteArray> payloads;
    for (protocol::JobPage &page : protocol::pages(1, jobs))
        payloads.push_back(protocol::encode(1, protocol::Reply(std::move(page))));
    result.encodeMs = since(timer) / 1e6;
    timer.start();
    for (const QByteArray &payload : payloads) {
        const auto message = protocol::decodeFromAgent(payload);
        const auto *reply = message ? std::get_if<protocol::AgentReply>(&*message) : nullptr;
        if (const auto *page = reply ? std::get_if<protocol::JobPage>(&reply->reply) : nullptr)
            result.jobs += page->jobs.size();
    }
    result.decodeMs = since(timer) / 1e6;
    for (const QByteArray &payload : payloads) {
        result.bytes += payload.size();
        result.largest = std::max(result.largest, payload.size());
    }
    return result;
}

int measureSnapshot(int count)
{
    const std::vector<Job> jobs = manyJobs(count);
    std::vector<double> encoded;
    std::vector<double> decoded;
    Snapshot last;
    for (int round = 0; round < kRounds; ++round) {
        last = passOn(jobs);
        encoded.push_back(last.encodeMs);
        decoded.push_back(last.decodeMs);
    }
    if (last.jobs != jobs.size()) {
        std::fputs("bench_socket: the jobs did not come through\n", stderr);
        return 1;
    }
    std::printf("{\"jobs\": %d, \"encodeMs\": %.1f, \"decodeMs\": %.1f, \"mib\": %.2f, "
                "\"largestFrameKiB\": %.1f}\n",
                count, median(encoded), median(decoded), double(last.bytes) / 1048576,
                double(last.largest) / 1024);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString what = arguments.value(1);
    if (what == u"requests" && arguments.value(3).toInt() > 0)
        return measureRequests(arguments[2], arguments[3].toInt());
    if (what == u"ready" && arguments.size() == 3)
        return measureReady(arguments[2]);
    if (what == u"snapshot" && arguments.value(2).toInt() > 0)
        return measureSnapshot(arguments[2].toInt());
    std::fputs("Usage: bench_socket requests SOCKET COUNT | ready SOCKET | snapshot JOBS\n",
               stderr);
    return 2;
}
