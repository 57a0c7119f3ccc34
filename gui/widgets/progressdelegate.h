// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/widgets/jobdelegate.h"

namespace lighterman {

/// Paints how far a job is as a bar with the figures inside. Fills from where reading starts, takes
/// every colour from the palette, and costs a few rectangles a row.
class ProgressDelegate final : public JobDelegate
{
    Q_OBJECT

public:
    using JobDelegate::JobDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace lighterman
