// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routewatch.h"

#include "common/base/log.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lighterman {

namespace {

constexpr std::array<quint16, 3> kStages{RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE};
constexpr qsizetype kBuffer = qsizetype(64) * 1024; ///< the kernel fills 32 KiB at most

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
    , m_stage(kStages.size())
{
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
    return m_socket >= 0 && ::bind(m_socket, asAddress(own), sizeof(own)) == 0;
}

void RouteWatch::start()
{
    if (!open()) {
        qCInfo(lcEnvironment) << "the kernel does not tell of networks:" << std::strerror(errno);
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
    if (!m_notifier)
        return;
    m_isStale = m_stage < kStages.size(); // one at a time: the kernel serves no second one
    if (m_isStale)
        return;
    m_table = {};
    m_stage = 0;
    request();
}

void RouteWatch::request()
{
    Request request{};
    request.head.nlmsg_len = NLMSG_LENGTH(sizeof(rtgenmsg));
    request.head.nlmsg_type = kStages.at(m_stage);
    request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.head.nlmsg_seq = ++m_sequence;
    request.body.rtgen_family = AF_UNSPEC;
    if (::send(m_socket, &request, request.head.nlmsg_len, 0) < 0) {
        m_stage = kStages.size();
        publish({});
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
    if (m_isStale && m_stage == kStages.size())
        refresh();
}

void RouteWatch::take(const RouteMessage &message)
{
    if (message.sequence != m_sequence || m_stage == kStages.size()) {
        m_isStale = m_isStale || isAboutReach(message);
        return;
    }
    m_isStale = m_isStale || (message.flags & NLM_F_DUMP_INTR) != 0;
    if (message.type == NLMSG_DONE)
        endStage();
    else if (message.type == NLMSG_ERROR)
        endStage(); // without routes of IPv6, say, there is still the rest
    else
        m_table.take(message);
}

void RouteWatch::endStage()
{
    if (++m_stage < kStages.size())
        request();
    else
        publish(m_table.facts());
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
