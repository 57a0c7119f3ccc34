// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/linkemulator/carrier.h"

#include <array>
#include <unistd.h>

namespace lighterman::testing {

namespace {

constexpr int kAtOnce = 64;
constexpr std::size_t kLargestPacket = 65536; // of IP; the devices send at most their MTU

} // namespace

Carrier::Carrier(const LineSettings &settings, int from, int to)
    : m_line(settings)
    , m_from(from)
    , m_to(to)
{
}

void Carrier::collect(Line::Time now)
{
    std::array<char, kLargestPacket> buffer; // read() fills it
    for (int i = 0; i < kAtOnce; ++i) {
        const ssize_t size = ::read(m_from, buffer.data(), buffer.size());
        if (size <= 0)
            return;
        if (const auto arrival = m_line.send(size, now))
            m_underWay.push_back({*arrival, QByteArray(buffer.data(), size)});
    }
}

void Carrier::deliver(Line::Time now)
{
    while (!m_underWay.empty() && m_underWay.front().arrival <= now) {
        const QByteArray &packet = m_underWay.front().bytes;
        // A device that is down takes nothing, and a real cable would lose the packet too.
        [[maybe_unused]] const ssize_t written
            = ::write(m_to, packet.constData(), std::size_t(packet.size()));
        m_underWay.pop_front();
    }
}

std::optional<Line::Time> Carrier::nextArrival() const
{
    if (m_underWay.empty())
        return std::nullopt;
    return m_underWay.front().arrival;
}

} // namespace lighterman::testing
