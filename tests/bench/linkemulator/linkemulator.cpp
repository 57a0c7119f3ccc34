// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/linkemulator/carrier.h"
#include "tests/bench/linkemulator/linkend.h"
#include "tests/bench/linkemulator/options.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

// A link with a rate, a delay, chance losses and a bounded queue, between two network namespaces,
// for measurements that no loopback can give. The kernel's own emulation (netem) is a module that
// many kernels lack; here the kernels' real TCP meets on two TUN devices, and this program carries
// the packets between them. kUsage in options.cpp says how it is used.

using namespace lighterman;
using namespace lighterman::testing;
using namespace Qt::StringLiterals;

namespace {

enum ExitStatus { Stopped = 0, Failed = 1, WrongUsage = 2, NotAllowed = 3 };

void print(const QJsonObject &object)
{
    std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

int complain(ExitStatus status, const QString &text)
{
    std::fprintf(stderr, "linkemulator: %s\n", qUtf8Printable(text));
    return status;
}

QJsonObject toJson(const LineCounts &counts)
{
    return {
        {u"carried"_s, counts.carried}, {u"lost"_s, counts.lost}, {u"dropped"_s, counts.dropped}};
}

/// A file that can be read once the program is asked to stop; the signals do nothing else then.
FileDescriptor stopSignals()
{
    sigset_t asked;
    ::sigemptyset(&asked);
    ::sigaddset(&asked, SIGTERM);
    ::sigaddset(&asked, SIGINT);
    ::sigprocmask(SIG_BLOCK, &asked, nullptr);
    return FileDescriptor(::signalfd(-1, &asked, SFD_CLOEXEC));
}

Line::Time now()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

timespec untilNext(const Carrier &one, const Carrier &other)
{
    using namespace std::chrono;
    constexpr Line::Time longest = 1s;
    const Line::Time moment = now();
    const Line::Time next = std::min(one.nextArrival().value_or(moment + longest),
                                     other.nextArrival().value_or(moment + longest));
    const Line::Time wait = std::clamp(next - moment, Line::Time(0), longest);
    return {duration_cast<seconds>(wait).count(), (wait % 1s).count()};
}

/// Carries packets both ways until `stop` can be read. False when the kernel refuses to wait.
bool carry(Carrier &toClient, Carrier &toServer, const FileDescriptor &stop)
{
    std::array<pollfd, 3> files{{{stop.number(), POLLIN, 0},
                                 {toClient.source(), POLLIN, 0},
                                 {toServer.source(), POLLIN, 0}}};
    while (files[0].revents == 0) {
        const timespec wait = untilNext(toClient, toServer);
        if (::ppoll(files.data(), files.size(), &wait, nullptr) < 0 && errno != EINTR)
            return false;
        for (Carrier *carrier : {&toClient, &toServer}) {
            carrier->collect(now());
            carrier->deliver(now());
        }
    }
    return true;
}

int run(const LinkSettings &settings)
{
    // By default the kernel may wake a sleeper 50 us late, half the time of a packet at 100 Mbit/s.
    ::prctl(PR_SET_TIMERSLACK, 1000UL);
    const FileDescriptor stop = stopSignals();
    if (!stop.isOpen())
        return complain(Failed, u"Signals cannot be read: %1."_s.arg(qt_error_string(errno)));
    const auto server = makeLinkEnd();
    if (!server)
        return complain(NotAllowed, server.error());
    const auto client = makeLinkEnd();
    if (!client)
        return complain(NotAllowed, client.error());

    const auto path = [](const LinkEnd &end) {
        return u"/proc/%1/fd/%2"_s.arg(::getpid()).arg(end.network.number());
    };
    print({{u"server"_s, path(*server)},
           {u"client"_s, path(*client)},
           {u"device"_s, QLatin1StringView(kDevice)}});
    const int serverDevice = server->device.number();
    const int clientDevice = client->device.number();
    Carrier toClient(settings.toClient, serverDevice, clientDevice);
    Carrier toServer(settings.toServer, clientDevice, serverDevice);
    if (!carry(toClient, toServer, stop))
        return complain(Failed, u"Waiting for packets failed: %1."_s.arg(qt_error_string(errno)));
    print({{u"toClient"_s, toJson(toClient.counts())}, {u"toServer"_s, toJson(toServer.counts())}});
    return Stopped;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments().mid(1);
    if (words.contains(u"--help"_s)) {
        std::fputs(kUsage, stdout);
        return Stopped;
    }
    const auto settings = readOptions(words);
    return settings ? run(*settings) : complain(WrongUsage, settings.error());
}
