// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/models/jobfilter.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <span>

using namespace lighterman;
using namespace Qt::StringLiterals;

namespace {

JobTableModel::Words words()
{
    return {{u"N"_s, u"S"_s, u"P"_s, u"R"_s, u"T"_s},
            [](const Job &job, JobTableModel::Column column) {
                return u"%1/%2"_s.arg(job.name).arg(column);
            },
            [](const Job &job) { return u"tip of "_s + job.name; },
            [](const Job &job) { return u"row "_s + job.name; }};
}

Job sample(int number)
{
    Job job;
    job.id = JobId::create();
    job.name = u"job %1"_s.arg(number, 6, 10, QChar(u'0'));
    job.created = number;
    job.bytesTotal = 1000;
    return job;
}

std::vector<Job> samples(int count)
{
    std::vector<Job> jobs;
    for (int i = 0; i < count; ++i)
        jobs.push_back(sample(i));
    return jobs;
}

QStringList names(const QAbstractItemModel &model)
{
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row)
        found += model.index(row, 0).data().toString().section(u'/', 0, 0);
    return found;
}

/// `row:row columns column:column` of each range that was told.
QStringList ranges(const QSignalSpy &spy)
{
    QStringList told;
    for (const QList<QVariant> &call : spy) {
        const auto from = call.at(0).toModelIndex();
        const auto to = call.at(1).toModelIndex();
        told += u"%1:%2 columns %3:%4"_s.arg(from.row())
                    .arg(to.row())
                    .arg(from.column())
                    .arg(to.column());
    }
    return told;
}

} // namespace

class TestJobTableModel : public QObject
{
    Q_OBJECT

private slots:
    void listArrivesInOrder();
    void newListKeepsWhatStays();
    void changesAreGathered();
    void sameAgainSaysNothing();
    void rowsAreRemoved();
    void manyGapsAreToldAsNewList();
    void changesBeforeRemovalKeepTheirRows();
    void rolesAnswer();
    void talliesFollow();
    void holdsAreCounted();
    void signInPagesFollow();
    void sortsValues();
    void rowsStayWhileTheyChange();
    void largeListStaysFast();
};

void TestJobTableModel::listArrivesInOrder()
{
    JobTableModel model(words());
    const QAbstractItemModelTester tester(&model);
    QHash<JobId, Job> jobs;
    for (const Job &job : samples(50))
        jobs.insert(job.id, job);
    model.replace(jobs);
    QCOMPARE(model.rowCount(), 50);
    QCOMPARE(names(model).first(), u"job 000000"_s);
    QCOMPARE(names(model).last(), u"job 000049"_s);
}

void TestJobTableModel::newListKeepsWhatStays()
{
    JobTableModel model(words());
    const QAbstractItemModelTester tester(&model);
    const std::vector<Job> jobs = samples(4);
    model.apply(jobs, {});
    const QPersistentModelIndex third = model.index(2, 0);
    const Job fresh = sample(9);
    model.replace({{jobs[2].id, jobs[2]}, {jobs[0].id, jobs[0]}, {fresh.id, fresh}});
    QCOMPARE(names(model), QStringList({u"job 000000"_s, u"job 000002"_s, u"job 000009"_s}));
    QCOMPARE(third.row(), 1);
}

void TestJobTableModel::changesAreGathered()
{
    JobTableModel model(words());
    const QAbstractItemModelTester tester(&model);
    std::vector<Job> jobs = samples(10);
    model.apply(jobs, {});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    for (const std::size_t row : {5U, 3U, 4U, 8U, 3U}) {
        jobs[row].bytesTransferred += 10;
        model.apply({jobs[row]}, {});
    }
    jobs[9].rate = 7;
    model.apply({jobs[9]}, {});
    QCOMPARE(changed.size(), 0); // four times a second is soon enough
    QVERIFY(changed.wait());
    QCOMPARE(ranges(changed), QStringList({u"3:5 columns 2:4"_s, u"8:9 columns 2:4"_s}));
    QCOMPARE(model.job(3).bytesTransferred, 20);
}

void TestJobTableModel::sameAgainSaysNothing()
{
    JobTableModel model(words());
    std::vector<Job> jobs = samples(3);
    model.apply(jobs, {});
    QSignalSpy told(&model, &JobTableModel::tallyChanged);
    QVERIFY(told.wait());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    jobs[1].order = 5; // nothing that a column shows
    model.apply(jobs, {});
    jobs[2].rate = 5;
    model.apply(jobs, {});
    QVERIFY(told.wait());
    QCOMPARE(ranges(changed), QStringList({u"2:2 columns 3:4"_s}));
}

void TestJobTableModel::rowsAreRemoved()
{
    JobTableModel model(words());
    const QAbstractItemModelTester tester(&model);
    const std::vector<Job> jobs = samples(8);
    model.apply(jobs, {});
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.apply({}, {jobs[6].id, jobs[2].id, jobs[1].id, JobId::create()});
    QCOMPARE(removed.size(), 2); // one run, and one alone
    QCOMPARE(names(model),
             QStringList({u"job 000000"_s, u"job 000003"_s, u"job 000004"_s, u"job 000005"_s,
                          u"job 000007"_s}));
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.rowOf(model.job(row).id), row);
    QCOMPARE(model.rowOf(jobs[2].id), -1);
}

void TestJobTableModel::manyGapsAreToldAsNewList()
{
    JobTableModel model(words());
    const QAbstractItemModelTester tester(&model);
    const std::vector<Job> jobs = samples(1000);
    model.apply(jobs, {});
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    std::vector<JobId> odd;
    for (std::size_t i = 1; i < jobs.size(); i += 2)
        odd.push_back(jobs[i].id);
    model.apply({}, odd);
    QCOMPARE(reset.size(), 1);
    QCOMPARE(model.rowCount(), 500);
    QCOMPARE(model.job(499).name, u"job 000998"_s);
}

void TestJobTableModel::changesBeforeRemovalKeepTheirRows()
{
    JobTableModel model(words());
    std::vector<Job> jobs = samples(4);
    model.apply(jobs, {});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    jobs[3].rate = 1;
    model.apply({jobs[3]}, {});
    model.apply({}, {jobs[0].id});
    QCOMPARE(ranges(changed), QStringList({u"3:3 columns 3:4"_s})); // told before rows moved
}

void TestJobTableModel::rolesAnswer()
{
    JobTableModel model(words());
    Job job = sample(1);
    job.state = JobState::Transferring;
    job.bytesTransferred = 420;
    Job unknown = sample(2);
    unknown.bytesTotal.reset();
    model.apply({job, unknown}, {});
    const QModelIndex name = model.index(0, JobTableModel::Name);
    QCOMPARE(name.data(Qt::AccessibleTextRole).toString(), u"row job 000001"_s);
    QCOMPARE(name.siblingAtColumn(1).data(Qt::AccessibleTextRole).toString(), u"job 000001/1"_s);
    QCOMPARE(name.data(Qt::ToolTipRole).toString(), u"tip of job 000001"_s);
    QCOMPARE(name.data(JobTableModel::PercentRole), QVariant(42));
    QCOMPARE(name.data(JobTableModel::MovingRole), QVariant(true));
    QCOMPARE(model.index(1, 2).data(JobTableModel::PercentRole), QVariant());
    QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), u"P"_s);
    QCOMPARE(model.headerData(9, Qt::Horizontal), QVariant());
    QCOMPARE(model.data({}), QVariant());
}

void TestJobTableModel::talliesFollow()
{
    JobTableModel model(words());
    std::vector<Job> jobs = samples(3);
    jobs[0].state = JobState::Transferring;
    jobs[0].rate = 100;
    jobs[1].state = JobState::Error;
    jobs[1].error = fail(httpError(401)).value();
    jobs[2].state = JobState::TransientError;
    jobs[2].cause = Cause{httpError(503), 1, 2};
    model.apply(jobs, {});
    JobTally expected;
    expected.states.at(std::size_t(JobState::Transferring)) = 1;
    expected.states.at(std::size_t(JobState::Error)) = 1;
    expected.states.at(std::size_t(JobState::TransientError)) = 1;
    expected.rate = 100;
    expected.needPerson = 1;
    expected.countdowns = 1;
    QCOMPARE(model.tally(), expected);
    model.apply({}, {jobs[0].id, jobs[1].id, jobs[2].id});
    QCOMPARE(model.tally(), JobTally());
}

void TestJobTableModel::holdsAreCounted()
{
    JobTableModel model(words());
    const QAbstractItemModelTester tester(&model);
    std::vector<Job> jobs = samples(4);
    jobs[0].cause = Cause{ErrorCode::OwnerLoggedOff, 1, {}};
    jobs[1].cause = Cause{ErrorCode::WaitingForTurn, 1, {}};
    for (Job &job : std::span(jobs).subspan(2)) {
        job.state = JobState::TransientError;
        job.cause = Cause{ErrorCode::NetworkDisconnected, 1, 2'000};
    }
    model.apply(jobs, {});
    QCOMPARE(model.tally().heldInQueue, 1);
    QCOMPARE(model.tally().holds,
             (QMap<ErrorCode, int>{{ErrorCode::OwnerLoggedOff, 1},
                                   {ErrorCode::NetworkDisconnected, 2}}));
    QCOMPARE(model.tally().countdowns, 0); // no word counts seconds
    QCOMPARE(model.tally().needPerson, 0);
    jobs[2].state = JobState::Queued;
    jobs[2].cause = Cause{ErrorCode::WaitingForTurn, 3, {}};
    jobs[0].cause->code = ErrorCode::WaitingForTurn;
    model.apply({jobs[0], jobs[2]}, {});
    QCOMPARE(model.tally().heldInQueue, 0);
    QCOMPARE(model.tally().holds, (QMap<ErrorCode, int>{{ErrorCode::NetworkDisconnected, 1}}));
    model.apply({}, {jobs[3].id});
    QVERIFY(model.tally().holds.isEmpty());
}

void TestJobTableModel::signInPagesFollow()
{
    JobTableModel model(words());
    const QAbstractItemModelTester tester(&model);
    std::vector<Job> jobs = samples(3);
    const QStringList links{u"http://b/"_s, u"http://a/"_s, u"file:///etc/passwd"_s};
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        jobs[i].state = JobState::TransientError;
        jobs[i].cause = Cause{ErrorCode::CaptivePortal, 1, {}, {}, links.at(qsizetype(i))};
    }
    model.apply({jobs[0], jobs[2]}, {});
    QCOMPARE(model.signInPage(), QUrl(u"http://b/"_s));
    model.apply({jobs[1]}, {});
    QCOMPARE(model.signInPage(), QUrl(u"http://a/"_s));
    QSignalSpy told(&model, &JobTableModel::tallyChanged);
    QVERIFY(told.wait());
    jobs[1].cause->link = u"http://c/"_s;
    model.apply({jobs[1]}, {});
    QCOMPARE(model.signInPage(), QUrl(u"http://b/"_s));
    QVERIFY(told.wait()); // no figure has changed, but the page
    model.apply({}, {jobs[0].id, jobs[1].id});
    QCOMPARE(model.signInPage(), QUrl());
}

void TestJobTableModel::sortsValues()
{
    JobTableModel model(words());
    JobFilter filter(model);
    const QAbstractItemModelTester tester(&filter);
    std::vector<Job> jobs = samples(3);
    jobs[0].rate = 900; // as text, 1000 comes first
    jobs[1].rate = 1000;
    jobs[2].rate = 10;
    model.apply(jobs, {});
    filter.sort(JobTableModel::Rate);
    QCOMPARE(filter.job(filter.index(0, 0)).rate, 10);
    QCOMPARE(filter.job(filter.index(2, 0)).rate, 1000);
    filter.sort(JobTableModel::Name, Qt::DescendingOrder);
    QCOMPARE(names(filter).first(), u"job 000002"_s);
    filter.sort(-1);
    QCOMPARE(names(filter), names(model));
}

void TestJobTableModel::rowsStayWhileTheyChange()
{
    JobTableModel model(words());
    JobFilter filter(model);
    std::vector<Job> jobs = samples(3);
    model.apply(jobs, {});
    filter.sort(JobTableModel::Rate);
    const QStringList before = names(filter);
    QSignalSpy changed(&filter, &QAbstractItemModel::dataChanged);
    jobs[0].rate = 5000;
    model.apply({jobs[0]}, {});
    QVERIFY(changed.wait());
    QCOMPARE(names(filter), before);
}

void TestJobTableModel::largeListStaysFast()
{
    JobTableModel model(words());
    std::vector<Job> jobs = samples(100'000);
    model.apply(jobs, {});
    QCOMPARE(model.rowCount(), 100'000);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    for (std::size_t i = 0; i < 100; ++i) {
        ++jobs[i * 997].bytesTransferred;
        model.apply({jobs[i * 997]}, {});
    }
    QVERIFY(changed.wait());
    QCOMPARE(changed.size(), 100);
}

QTEST_GUILESS_MAIN(TestJobTableModel)
#include "tst_jobtablemodel.moc"
