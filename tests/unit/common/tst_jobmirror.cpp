// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/client/jobmirror.h"

#include <QSignalSpy>
#include <QTest>

using namespace lighterman;
using protocol::JobChanges;
using protocol::JobPage;

namespace {

/// Counts subscriptions; the test itself sends what an agent would.
class FakeLink final : public AgentLink
{
    Q_OBJECT

public:
    void connectToAgent() override { }
    [[nodiscard]] LinkState state() const override { return LinkState::Connected; }
    [[nodiscard]] Error error() const override { return {}; }
    void send(const protocol::Request &, QObject *, Answer) override { }
    void subscribe() override { ++subscriptions; }

    int subscriptions = 0;
};

const std::array kIds{JobId::create(), JobId::create(), JobId::create()};

/// Job number `which` with `bytes` transferred.
Job job(std::size_t which, qint64 bytes)
{
    Job job;
    job.id = kIds.at(which);
    job.bytesTransferred = bytes;
    return job;
}

} // namespace

class TestJobMirror final : public QObject
{
    Q_OBJECT

    struct Setup
    {
        void page(qint64 revision, std::vector<Job> jobs, bool first, bool last)
        {
            emit link.jobPage(JobPage{revision, last, std::move(jobs), {}}, first);
        }
        void change(qint64 revision, std::vector<Job> jobs, std::vector<JobId> removed = {})
        {
            emit link.jobChanges(JobChanges{revision, std::move(jobs), std::move(removed)});
        }
        [[nodiscard]] qint64 bytes(std::size_t which) const
        {
            return mirror.jobs().value(kIds.at(which)).bytesTransferred;
        }

        FakeLink link;
        JobMirror mirror{link};
        QSignalSpy reset{&mirror, &JobMirror::reset};
        QSignalSpy changed{&mirror, &JobMirror::changed};
    };

private slots:
    void subscribesAtOnce()
    {
        const Setup s;
        QCOMPARE(s.link.subscriptions, 1);
        QVERIFY(!s.mirror.isReady());
    }

    void isReadyWithTheLastPage()
    {
        Setup s;
        s.page(4, {job(0, 1)}, true, false);
        QVERIFY(!s.mirror.isReady());
        QVERIFY(s.mirror.jobs().isEmpty());
        s.page(4, {job(1, 2)}, false, true);

        QVERIFY(s.mirror.isReady());
        QCOMPARE(s.reset.size(), 1);
        QCOMPARE(s.mirror.jobs().size(), 2);
    }

    void followsNumberedChanges()
    {
        Setup s;
        s.page(4, {job(0, 1), job(1, 1)}, true, true);
        s.change(5, {job(0, 50), job(2, 7)}, {kIds.at(1)});

        QCOMPARE(s.bytes(0), 50);
        QCOMPARE(s.bytes(2), 7);
        QVERIFY(!s.mirror.jobs().contains(kIds.at(1)));
        QCOMPARE(s.changed.size(), 1);
        QCOMPARE(s.changed.front().at(0).value<std::vector<Job>>().size(), 2U);
        QCOMPARE(s.link.subscriptions, 1);
    }

    void changesItHasAlreadyAreDropped()
    {
        Setup s;
        s.page(4, {job(0, 1)}, true, true);
        s.change(4, {job(0, 99)});
        QCOMPARE(s.bytes(0), 1);
        QVERIFY(s.changed.isEmpty());
        QCOMPARE(s.link.subscriptions, 1);
    }

    void aGapAsksForANewList()
    {
        Setup s;
        s.page(4, {job(0, 1)}, true, true);
        s.change(6, {job(0, 60)});
        QCOMPARE(s.link.subscriptions, 2);
        s.change(7, {job(0, 70)});

        QCOMPARE(s.link.subscriptions, 2); // asked once
        QCOMPARE(s.bytes(0), 1);           // the old view stays
        QVERIFY(s.mirror.isReady());

        s.page(7, {job(0, 70)}, true, false);
        QCOMPARE(s.bytes(0), 1);
        s.page(7, {}, false, true);
        QCOMPARE(s.bytes(0), 70);
        QCOMPARE(s.reset.size(), 2);
        s.change(8, {job(0, 80)});
        QCOMPARE(s.bytes(0), 80);
    }

    void changesBetweenPagesAreKept()
    {
        Setup s;
        s.page(4, {job(0, 1)}, true, false);
        s.change(5, {job(0, 50)}, {kIds.at(1)});
        s.page(4, {job(1, 1), job(2, 1)}, false, true);

        QCOMPARE(s.bytes(0), 50);
        QVERIFY(!s.mirror.jobs().contains(kIds.at(1)));
        QVERIFY(s.changed.isEmpty());
        s.change(6, {job(2, 60)});
        QCOMPARE(s.bytes(2), 60);
    }

    void pagesMayBeOfDifferentMoments()
    {
        Setup s;
        s.page(4, {job(0, 1)}, true, false);
        s.page(6, {job(1, 60)}, false, true);
        s.change(7, {job(0, 70)});
        QCOMPARE(s.bytes(0), 70);
        QCOMPARE(s.bytes(1), 60);
        QCOMPARE(s.link.subscriptions, 1);
    }

    void aGapBetweenPagesIsSeenAtTheEnd()
    {
        Setup s;
        s.page(4, {job(0, 1)}, true, false);
        s.change(6, {job(0, 60)});
        s.page(4, {}, false, true);
        QVERIFY(!s.mirror.isReady());
        QCOMPARE(s.link.subscriptions, 2);
    }

    void anotherAgentBeginsAnew()
    {
        Setup s;
        s.page(100, {job(0, 1)}, true, true);
        s.page(101, {job(1, 1)}, true, false); // lost in the middle of this list
        s.page(1, {job(2, 5)}, true, true);

        QCOMPARE(s.mirror.jobs().size(), 1);
        s.change(2, {job(2, 6)});
        QCOMPARE(s.bytes(2), 6);
    }
};

QTEST_GUILESS_MAIN(TestJobMirror)
#include "tst_jobmirror.moc"
