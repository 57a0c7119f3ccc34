// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routedump.h"

#include <QTest>

#include <cerrno>
#include <linux/rtnetlink.h>

using namespace lighterman;

namespace {

constexpr quint32 kPort = 7;
using State = RouteDump::State;

/// The end of a stage, as the kernel writes it: with an error number, or none at all.
RouteMessage end(quint32 sequence, const QByteArray &status, quint16 flags = 0)
{
    return {NLMSG_DONE, flags, sequence, kPort, status};
}

QByteArray status(int number)
{
    return {reinterpret_cast<const char *>(&number), qsizetype(sizeof(number))};
}

/// One that has asked the first question, under the number 1.
RouteDump begun()
{
    RouteDump dump;
    dump.begin(kPort);
    dump.asked(1);
    return dump;
}

} // namespace

/// What counts as an answer of the kernel.
class TestRouteDump : public QObject
{
    Q_OBJECT

private slots:
    void allStages()
    {
        RouteDump dump;
        QVERIFY(!dump.isUnderWay());
        dump.begin(kPort);
        const QByteArray none = status(0);
        quint32 sequence = 0;
        for (const quint16 question : {RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE}) {
            QCOMPARE(int(dump.state()), int(State::Asking));
            QCOMPARE(dump.question(), question);
            dump.asked(++sequence);
            QVERIFY(dump.isUnderWay());
            dump.take(end(sequence, none));
        }
        QCOMPARE(int(dump.state()), int(State::Done));
        QCOMPARE(int(dump.facts().reach), int(Reach::Unknown));
        dump.rest();
        QCOMPARE(int(dump.state()), int(State::Idle));
    }

    /// What comes of it is not half of it.
    void failures()
    {
        const QByteArray none = status(0);
        const QByteArray busy = status(-EBUSY);
        RouteDump dump = begun();
        dump.take({NLMSG_ERROR, 0, 1, kPort, busy});
        QCOMPARE(int(dump.state()), int(State::Failed));
        dump = begun();
        dump.take(end(1, busy));
        QCOMPARE(int(dump.state()), int(State::Failed));
        dump = begun();
        dump.take({RTM_NEWLINK, NLM_F_DUMP_INTR, 1, kPort, {}});
        QCOMPARE(int(dump.state()), int(State::Waiting)); // there is more to be read away
        dump.take(end(1, none));
        QCOMPARE(int(dump.state()), int(State::Failed));
        dump = begun();
        dump.take(end(1, none, NLM_F_DUMP_INTR));
        QCOMPARE(int(dump.state()), int(State::Failed));
        dump.begin(kPort); // the next one has nothing of it
        dump.asked(2);
        dump.take(end(2, {}));
        QCOMPARE(int(dump.state()), int(State::Asking));
    }

    void whoseItIs()
    {
        RouteDump dump;
        QVERIFY(!dump.isOurs({NLMSG_DONE, 0, 0, 0, {}}));
        dump = begun();
        QVERIFY(dump.isOurs({RTM_NEWLINK, 0, 1, kPort, {}}));
        QVERIFY(!dump.isOurs({RTM_NEWLINK, 0, 2, kPort, {}}));
        QVERIFY(!dump.isOurs({RTM_NEWLINK, 0, 1, kPort + 1, {}})); // another program's doing
        dump.fail();
        QVERIFY(!dump.isOurs({RTM_NEWLINK, 0, 1, kPort, {}}));
    }
};

QTEST_GUILESS_MAIN(TestRouteDump)
#include "tst_routedump.moc"
