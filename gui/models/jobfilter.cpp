// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/models/jobfilter.h"

#include "common/model/progress.h"

#include <limits>

namespace lighterman {

namespace {

double shareOf(const Job &job)
{
    if (!job.bytesTotal || *job.bytesTotal <= 0)
        return -1;
    return double(job.bytesTransferred) / double(*job.bytesTotal);
}

qint64 leftOf(const Job &job)
{
    return secondsLeft(job.bytesTransferred, job.bytesTotal, job.rate)
        .value_or(std::numeric_limits<qint64>::max());
}

} // namespace

JobFilter::JobFilter(JobTableModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setDynamicSortFilter(false);
    setSourceModel(&model);
}

const Job &JobFilter::job(const QModelIndex &index) const
{
    return m_model.job(mapToSource(index).row());
}

bool JobFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const Job &a = m_model.job(left.row());
    const Job &b = m_model.job(right.row());
    switch (left.column()) {
    case JobTableModel::Name:
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    case JobTableModel::State:
        return a.state < b.state;
    case JobTableModel::Progress:
        return shareOf(a) < shareOf(b);
    case JobTableModel::Rate:
        return a.rate < b.rate;
    default:
        return leftOf(a) < leftOf(b);
    }
}

} // namespace lighterman
