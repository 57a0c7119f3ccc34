// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routewatch.h"

#include "common/base/log.h"

#include <cerrno>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lighterman {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype kBuffer = qsizetype(64) * 1024; ///< the kernel fills 32 KiB at most
constexpr int kTries = 5;      ///< a kernel that does not answer then says nothing
constexpr auto kPause = 200ms; ///< between tries

struct Request
{
    nlmsghdr head;
    rtgenmsg body;
};

sockaddr *asAddress(sockaddr_nl &address)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how sockets take addresses
    return reinterpret_cast<sockaddr *>(&address);
}

} // namespace

RouteWatch::RouteWatch(QObject *parent)
    : QObject(parent)
{
    m_again.setSingleShot(true);
    m_again.setInterval(kPause);
    connect(&m_again, &QTimer::timeout, this, &RouteWatch::begin);
}

RouteWatch::~RouteWatch()
{
    m_notifier.reset();
    if (m_socket >= 0)
        ::close(m_socket);
}

bool RouteWatch::open()
{
    m_socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    sockaddr_nl own{};
    own.nl_family = AF_NETLINK;
    own.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE
        | RTMGRP_IPV6_ROUTE;
    socklen_t size = sizeof(own);
    if (m_socket < 0 || ::bind(m_socket, asAddress(own), size) != 0
        || ::getsockname(m_socket, asAddress(own), &size) != 0)
        return false;
    m_port = own.nl_pid;
    return true;
}

void RouteWatch::start()
{
    if (!open()) {
        qCInfo(lcEnvironment) << "the kernel does not tell of networks:" << qt_error_string(errno);
        publish({});
        return;
    }
    m_buffer.resize(kBuffer);
    m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &RouteWatch::onReadable);
    refresh();
}

void RouteWatch::refresh()
{
    if (!m_notifier || m_again.isActive())
        return;
    if (m_dump.isUnderWay())
        m_isStale = true; // one at a time: the kernel serves no second one
    else
        begin();
}

void RouteWatch::begin()
{
    ++m_dumps;
    m_isStale = false;
    m_dump.begin(m_port);
    request();
}

void RouteWatch::request()
{
    Request request{};
    request.head.nlmsg_len = NLMSG_LENGTH(sizeof(rtgenmsg));
    request.head.nlmsg_type = m_dump.question();
    request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.head.nlmsg_seq = ++m_sequence;
    request.body.rtgen_family = AF_UNSPEC;
    m_dump.asked(m_sequence);
    if (::send(m_socket, &request, request.head.nlmsg_len, 0) < 0) {
        m_dump.fail();
        goOn();
    }
}

void RouteWatch::onReadable()
{
    while (true) {
        sockaddr_nl from{};
        socklen_t size = sizeof(from);
        const auto count = ::recvfrom(m_socket, m_buffer.data(), std::size_t(m_buffer.size()), 0,
                                      asAddress(from), &size);
        if (count < 0 && errno == ENOBUFS) { // some of it is lost
            m_isStale = true;
            continue;
        }
        if (count < 0)
            break;
        if (from.nl_pid != 0) // not the kernel
            continue;
        for (const RouteMessage &message : routeMessages(QByteArrayView(m_buffer).first(count)))
            take(message);
    }
    if (m_isStale && !m_dump.isUnderWay())
        refresh();
}

void RouteWatch::take(const RouteMessage &message)
{
    if (!m_dump.isOurs(message)) {
        m_isStale = m_isStale || isAboutReach(message);
        return;
    }
    m_dump.take(message);
    goOn();
}

void RouteWatch::goOn()
{
    switch (m_dump.state()) {
    case RouteDump::State::Asking:
        request();
        break;
    case RouteDump::State::Done:
        m_dump.rest();
        m_failures = 0;
        publish(m_dump.facts());
        break;
    case RouteDump::State::Failed:
        m_dump.rest();
        tryAgain();
        break;
    case RouteDump::State::Waiting:
    case RouteDump::State::Idle:
        break;
    }
}

/// What was known stays until it is clear that nothing is; then the next change is waited for.
void RouteWatch::tryAgain()
{
    m_isStale = false; // the next try sees it
    if (++m_failures < kTries) {
        m_again.start();
        return;
    }
    qCInfo(lcEnvironment) << "the kernel does not answer about networks";
    m_failures = 0;
    publish({});
}

void RouteWatch::publish(RouteFacts facts)
{
    // A radio that is pulled out leaves nothing behind that is set up.
    m_hadNetwork = m_hadNetwork || facts.reach == Reach::Site || facts.reach == Reach::Everywhere;
    if (facts.ways && facts.reach == Reach::Unknown && m_hadNetwork)
        facts.reach = Reach::None;
    const bool isFirst = !std::exchange(m_isKnown, true);
    const bool isOther = std::exchange(m_facts, std::move(facts)) != m_facts;
    if (isFirst || isOther)
        emit changed();
}

} // namespace lighterman
