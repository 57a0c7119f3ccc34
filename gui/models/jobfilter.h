// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/models/jobtablemodel.h"

#include <QSortFilterProxyModel>

namespace lighterman {

/// Sorts the jobs, comparing values and not what is shown of them. Rows stay where they are while
/// jobs change: only sort() moves them, so that nothing jumps under the pointer.
class JobFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    /// `model` is not owned and outlives the filter.
    explicit JobFilter(JobTableModel &model, QObject *parent = nullptr);

    [[nodiscard]] const Job &job(const QModelIndex &index) const;

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    JobTableModel &m_model;
};

} // namespace lighterman
