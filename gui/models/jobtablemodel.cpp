// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/models/jobtablemodel.h"

#include "common/base/humane.h"
#include "common/model/statewords.h"

#include <QSet>

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace lighterman {

using namespace std::chrono_literals;

namespace {

/// From so many separate gaps on, a list is told as new: each gap costs the views a walk over all.
constexpr std::size_t kMostGaps = 256;

bool isDifferent(const Job &a, const Job &b, JobTableModel::Column column)
{
    switch (column) {
    case JobTableModel::Name:
        return a.name != b.name || a.folder != b.folder;
    case JobTableModel::State:
        return a.state != b.state || a.cause != b.cause || a.error != b.error;
    case JobTableModel::Progress:
        return a.bytesTransferred != b.bytesTransferred || a.bytesTotal != b.bytesTotal
            || a.state != b.state;
    case JobTableModel::Rate:
        return a.rate != b.rate;
    default: // the time that is left follows from all of these
        return a.rate != b.rate || a.bytesTransferred != b.bytesTransferred
            || a.bytesTotal != b.bytesTotal || a.state != b.state;
    }
}

QVariant percentOf(const Job &job)
{
    const std::optional<int> percent = humane::percent(job.bytesTransferred, job.bytesTotal);
    return percent ? QVariant(*percent) : QVariant();
}

bool isEarlier(const Job &a, const Job &b)
{
    return std::tie(a.created, a.order, a.name) < std::tie(b.created, b.order, b.name);
}

} // namespace

JobTableModel::JobTableModel(Words words, QObject *parent)
    : QAbstractTableModel(parent)
    , m_words(std::move(words))
{
    m_publish.setSingleShot(true);
    m_publish.setInterval(250ms);
    connect(&m_publish, &QTimer::timeout, this, &JobTableModel::publish);
}

int JobTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_jobs.size());
}

int JobTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Job &of = job(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return m_words.cell(of, Column(index.column()));
    case Qt::ToolTipRole:
        return m_words.tip(of);
    case Qt::AccessibleTextRole:
        // A screen reader lands on the first cell: it speaks for the whole row.
        return index.column() == Name ? m_words.sentence(of)
                                      : m_words.cell(of, Column(index.column()));
    case Qt::AccessibleDescriptionRole:
        return m_words.tip(of);
    case PercentRole:
        return percentOf(of);
    case MovingRole:
        return isMoving(of.state);
    default:
        return {};
    }
}

QVariant JobTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return m_words.titles.at(std::size_t(section));
    return {};
}

void JobTableModel::replace(const QHash<JobId, Job> &jobs)
{
    std::vector<Job> now(jobs.cbegin(), jobs.cend());
    std::ranges::sort(now, isEarlier);
    std::vector<JobId> gone;
    for (const auto &job : m_jobs) {
        if (!jobs.contains(job->id))
            gone.push_back(job->id);
    }
    apply(now, gone);
}

void JobTableModel::apply(const std::vector<Job> &jobs, const std::vector<JobId> &removed)
{
    const JobTally before = m_tally;
    remove(removed);
    std::vector<Job> added;
    for (const Job &job : jobs) {
        const int row = rowOf(job.id);
        if (row >= 0)
            update(row, job);
        else
            added.push_back(job);
    }
    append(std::move(added));
    if (m_tally != before)
        publishSoon();
}

void JobTableModel::update(int row, const Job &job)
{
    Job &mine = *m_jobs[std::size_t(row)];
    Change change{row, ColumnCount, -1};
    for (int column = Name; column < ColumnCount; ++column) {
        if (!isDifferent(mine, job, Column(column)))
            continue;
        change.firstColumn = std::min(change.firstColumn, column);
        change.lastColumn = column;
    }
    count(mine, -1);
    mine = job;
    count(mine, +1);
    if (change.lastColumn < 0)
        return;
    m_changes.push_back(change);
    publishSoon();
}

void JobTableModel::append(std::vector<Job> jobs)
{
    if (jobs.empty())
        return;
    const int first = int(m_jobs.size());
    beginInsertRows({}, first, first + int(jobs.size()) - 1);
    m_jobs.reserve(m_jobs.size() + jobs.size());
    m_rowOf.reserve(qsizetype(m_jobs.size()) + qsizetype(jobs.size()));
    for (Job &job : jobs) {
        count(job, +1);
        m_rowOf.insert(job.id, int(m_jobs.size()));
        m_jobs.push_back(std::make_unique<Job>(std::move(job)));
    }
    endInsertRows();
}

void JobTableModel::remove(const std::vector<JobId> &ids)
{
    std::vector<int> rows;
    for (const JobId &id : ids) {
        if (const int row = rowOf(id); row >= 0)
            rows.push_back(row);
    }
    if (rows.empty())
        return;
    publish(); // the numbers of rows are about to change
    std::ranges::sort(rows, std::greater{});
    const auto gaps = std::ranges::count_if(
        rows, [previous = -2](int row) mutable { return std::exchange(previous, row) != row + 1; });
    const bool anew = std::size_t(gaps) > kMostGaps;
    if (anew)
        beginResetModel();
    for (auto last = rows.cbegin(); last != rows.cend();) {
        auto first = last;
        while (std::next(first) != rows.cend() && *std::next(first) == *first - 1)
            ++first;
        if (!anew)
            beginRemoveRows({}, *first, *last);
        takeOut(*first, *last);
        if (!anew)
            endRemoveRows();
        last = std::next(first);
    }
    indexRows();
    if (anew)
        endResetModel();
}

void JobTableModel::takeOut(int first, int last)
{
    const auto begin = m_jobs.begin() + first;
    const auto end = m_jobs.begin() + last + 1;
    std::for_each(begin, end, [this](const auto &job) {
        count(*job, -1);
        m_rowOf.remove(job->id);
    });
    m_jobs.erase(begin, end);
}

void JobTableModel::indexRows()
{
    for (int row = 0; const auto &job : m_jobs)
        m_rowOf.insert(job->id, row++);
}

void JobTableModel::count(const Job &job, int sign)
{
    m_tally.states.at(std::size_t(job.state)) += sign;
    m_tally.rate += sign * job.rate;
    m_tally.needPerson += needsPerson(job) ? sign : 0;
    m_tally.countdowns += hasCountdown(job) ? sign : 0;
    countHold(job, sign);
}

void JobTableModel::countHold(const Job &job, int sign)
{
    const auto change = [sign](auto &counts, const auto &key) {
        if ((counts[key] += sign) == 0)
            counts.remove(key);
    };
    const std::optional<ErrorCode> hold = holdOf(job);
    if (!hold)
        return;
    change(m_tally.holds, *hold);
    m_tally.heldInQueue += job.state == JobState::Queued ? sign : 0;
    if (const QUrl page = signInPageOf(job); !page.isEmpty())
        change(m_signInPages, page);
}

QUrl JobTableModel::signInPage() const
{
    return m_signInPages.isEmpty() ? QUrl() : m_signInPages.firstKey();
}

void JobTableModel::publishSoon()
{
    if (!m_publish.isActive())
        m_publish.start();
}

void JobTableModel::publish()
{
    m_publish.stop();
    std::vector<Change> changes = std::exchange(m_changes, {}); // a listener may call apply()
    std::ranges::sort(changes, {}, &Change::row);
    for (auto next = changes.cbegin(); next != changes.cend();) {
        Change run = *next;
        int last = run.row;
        while (++next != changes.cend() && next->row <= last + 1) {
            last = next->row;
            run.firstColumn = std::min(run.firstColumn, next->firstColumn);
            run.lastColumn = std::max(run.lastColumn, next->lastColumn);
        }
        emit dataChanged(createIndex(run.row, run.firstColumn), createIndex(last, run.lastColumn));
    }
    emit tallyChanged();
}

} // namespace lighterman
