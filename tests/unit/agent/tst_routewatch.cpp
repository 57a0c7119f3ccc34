// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/routewatch.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <sched.h>
#include <unistd.h>

using namespace lighterman;
using namespace Qt::StringLiterals;

/// Real links in a network namespace of the test's own. Where the system does not let a test have
/// one, that is said.
class TestRouteWatch : public QObject
{
    Q_OBJECT

private:
    static void ip(const QString &words)
    {
        QProcess program;
        program.start(u"ip"_s, words.split(u' '));
        QVERIFY2(program.waitForFinished(10'000) && program.exitCode() == 0,
                 qPrintable(words + QString::fromUtf8(program.readAllStandardError())));
    }

private slots:
    void initTestCase()
    {
        const int own = ::geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET;
        if (::unshare(own) != 0)
            QSKIP("this system lets nobody have a network namespace");
    }

    void linksThatComeAndGo()
    {
        RouteWatch watch;
        QVERIFY(!watch.isKnown());
        watch.start();
        QTRY_VERIFY(watch.isKnown());
        QCOMPARE(int(watch.facts().reach), int(Reach::Unknown)); // nothing but a loopback

        ip(u"link add one type veth peer name two"_s);
        ip(u"link set one up"_s);
        ip(u"link set two up"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::None));
        ip(u"addr add 192.0.2.1/24 dev one"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Site));
        ip(u"route add default via 192.0.2.2"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Everywhere));

        const auto ways = watch.facts().ways;
        ip(u"route replace default via 192.0.2.3"_s);
        QTRY_VERIFY(watch.facts().ways != ways);
        QCOMPARE(int(watch.facts().reach), int(Reach::Everywhere));

        ip(u"link set two down"_s); // the cable
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::None));
        ip(u"link set two up"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Everywhere));
        ip(u"link set one down"_s); // takes the routes along without a word about them
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::None));
        ip(u"link set one up"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Site));

        ip(u"link del one"_s); // pulled out: none, not unknown
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::None));
        QTest::qWait(0);
        QCOMPARE(int(watch.facts().reach), int(Reach::None));
    }

    void aTunnel()
    {
        ip(u"link add cable type veth peer name far"_s);
        ip(u"link set cable up"_s);
        ip(u"link set far up"_s);
        ip(u"addr add 192.0.2.1/24 dev cable"_s);
        RouteWatch watch;
        watch.start();
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Site));
        const auto ways = watch.facts().ways;
        ip(u"tuntap add mode tun name tunnel"_s);
        ip(u"addr add 198.51.100.1/24 dev tunnel"_s);
        ip(u"link set tunnel up"_s);
        ip(u"route add default dev cable"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Everywhere));
        QVERIFY(watch.facts().ways != ways);
    }

    /// A guest is carrier enough for a bridge, but no way out of this computer.
    void aContainer()
    {
        RouteWatch watch;
        watch.start();
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Everywhere));
        const auto ways = watch.facts().ways;
        const int dumps = watch.dumps();
        ip(u"link add guests type bridge"_s);
        ip(u"link add outer type veth peer name inner"_s);
        ip(u"link set outer master guests"_s);
        ip(u"link set guests up"_s);
        ip(u"link set outer up"_s);
        ip(u"link set inner up"_s);
        ip(u"addr add 203.0.113.1/24 dev guests"_s);
        QTRY_VERIFY(watch.dumps() > dumps);
        QTest::qWait(0);
        QCOMPARE(watch.facts().ways, ways);
        ip(u"link set far down"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::None));
        ip(u"link set far up"_s);
        QTRY_COMPARE(int(watch.facts().reach), int(Reach::Everywhere));
    }

    /// Routes to single networks are not asked about: by the time that something else is seen, they
    /// would have been.
    void routesOfNoConcern()
    {
        constexpr int kMany = 10;
        constexpr int kMost = 3; // the address itself, and what comes with it
        RouteWatch watch;
        watch.start();
        QTRY_VERIFY(watch.isKnown());
        QSignalSpy changed(&watch, &RouteWatch::changed);
        const int dumps = watch.dumps();
        for (int number = 0; number < kMany; ++number) {
            ip(u"route add 198.51.100.128/25 dev cable"_s);
            ip(u"route del 198.51.100.128/25 dev cable"_s);
            QCoreApplication::processEvents();
        }
        ip(u"addr add 192.0.2.77/24 dev cable"_s);
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY2(watch.dumps() <= dumps + kMost,
                 qPrintable(QString::number(watch.dumps() - dumps)));
    }
};

QTEST_GUILESS_MAIN(TestRouteWatch)
#include "tst_routewatch.moc"
