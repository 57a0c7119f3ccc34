// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/filedescriptor.h"
#include "tests/bench/linkemulator/carrier.h"

#include <QTest>

#include <array>
#include <sys/socket.h>
#include <unistd.h>

using namespace lighterman;
using namespace lighterman::testing;
using namespace std::chrono_literals;

namespace {

/// What stands for a TUN device: each write at one end is one packet at the other.
class Device
{
public:
    Device()
    {
        std::array<int, 2> ends{-1, -1};
        m_isMade = ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends.data()) == 0;
        m_inside = FileDescriptor(ends[0]);
        m_outside = FileDescriptor(ends[1]);
    }

    [[nodiscard]] bool isMade() const { return m_isMade; }
    [[nodiscard]] int outside() const { return m_outside.number(); }
    [[nodiscard]] bool send(const QByteArray &packet) const
    {
        return ::write(m_inside.number(), packet.constData(), std::size_t(packet.size()))
            == packet.size();
    }
    /// The next packet; empty when there is none.
    [[nodiscard]] QByteArray receive() const
    {
        QByteArray packet(70'000, '\0');
        packet.resize(std::max<qsizetype>(
            0, ::read(m_inside.number(), packet.data(), std::size_t(packet.size()))));
        return packet;
    }

private:
    bool m_isMade = false;
    FileDescriptor m_inside;
    FileDescriptor m_outside;
};

} // namespace

class TestLinkCarrier : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QVERIFY(m_from.isMade() && m_to.isMade());
        m_settings.megabits = 1; // 8 ms for 1000 bytes
        m_settings.delay = 100ms;
        m_settings.queueBytes = 2000;
    }

    void packetsArriveWholeInOrderAndWhenTheyAreDue()
    {
        Carrier carrier(m_settings, m_from.outside(), m_to.outside());
        const QByteArray first(1000, 'a');
        const QByteArray second(500, 'b');
        QVERIFY(m_from.send(first) && m_from.send(second));
        QVERIFY(!carrier.nextArrival());

        carrier.collect(1s);
        QCOMPARE(carrier.nextArrival(), Line::Time(1108ms));
        carrier.deliver(1107ms);
        QCOMPARE(m_to.receive(), QByteArray());

        carrier.deliver(1108ms);
        QCOMPARE(m_to.receive(), first);
        QCOMPARE(m_to.receive(), QByteArray());
        QCOMPARE(carrier.nextArrival(), Line::Time(1112ms));

        carrier.deliver(2s);
        QCOMPARE(m_to.receive(), second);
        QVERIFY(!carrier.nextArrival());
        QCOMPARE(carrier.counts(), (LineCounts{2, 0, 0}));
    }

    void whatTheLineDropsNeverArrives()
    {
        Carrier carrier(m_settings, m_from.outside(), m_to.outside());
        for (char letter : {'a', 'b', 'c'})
            QVERIFY(m_from.send(QByteArray(1000, letter)));
        carrier.collect(1s);
        carrier.deliver(9s);
        QCOMPARE(m_to.receive().front(), 'a');
        QCOMPARE(m_to.receive().front(), 'b');
        QCOMPARE(m_to.receive(), QByteArray());
        QCOMPARE(carrier.counts(), (LineCounts{2, 0, 1}));
    }

    void aDeviceThatTakesNothingIsNoTrouble()
    {
        Carrier carrier(m_settings, m_from.outside(), -1);
        QVERIFY(m_from.send("a"));
        carrier.collect(1s);
        carrier.deliver(2s);
        QVERIFY(!carrier.nextArrival());
    }

    void nothingToCollectIsNoTrouble()
    {
        Carrier carrier(m_settings, m_from.outside(), m_to.outside());
        carrier.collect(1s);
        QVERIFY(!carrier.nextArrival());
        QCOMPARE(carrier.counts(), LineCounts{});
    }

private:
    Device m_from;
    Device m_to;
    LineSettings m_settings;
};

QTEST_APPLESS_MAIN(TestLinkCarrier)
#include "tst_linkcarrier.moc"
