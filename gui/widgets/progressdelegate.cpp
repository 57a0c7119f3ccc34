// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/progressdelegate.h"

#include "gui/models/jobtablemodel.h"

#include <QApplication>
#include <QPainter>

namespace lighterman {

namespace {

constexpr int kMargin = 4; // logical pixels around the bar

QColor between(const QColor &a, const QColor &b)
{
    return QColor::fromRgbF((a.redF() * 2 + b.redF()) / 3, (a.greenF() * 2 + b.greenF()) / 3,
                            (a.blueF() * 2 + b.blueF()) / 3);
}

/// The part of `bar` that is filled at `percent`.
QRect filled(const QRect &bar, int percent, Qt::LayoutDirection direction)
{
    QRect part = bar;
    part.setWidth(bar.width() * percent / 100);
    return QStyle::visualRect(direction, bar, part);
}

void paintText(QPainter *painter, const QRect &bar, const QRegion &where, const QString &text)
{
    painter->setClipRegion(where);
    painter->drawText(bar, Qt::AlignCenter | Qt::TextSingleLine, text);
}

} // namespace

void ProgressDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, {});
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);

    const QPalette &palette = cell.palette;
    const bool moving = index.data(JobTableModel::MovingRole).toBool();
    const QColor base = palette.color(QPalette::Active, QPalette::Base);
    const QColor strong = palette.color(QPalette::Active, QPalette::Highlight);
    const QColor ink = palette.color(QPalette::Active, QPalette::Text);
    const QRect bar = cell.rect.adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const QRect done = filled(bar, index.data(JobTableModel::PercentRole).toInt(), cell.direction);

    painter->save();
    painter->setFont(cell.font);
    painter->fillRect(bar, base);
    // Only what moves has the strong colour; what rests shows as much in a paler one.
    painter->fillRect(done, moving ? strong : between(base, strong));
    painter->setPen(palette.color(QPalette::Active, QPalette::Mid));
    painter->drawRect(bar.adjusted(0, 0, -1, -1));
    painter->setPen(ink);
    paintText(painter, bar, QRegion(bar) - done, text);
    painter->setPen(moving ? palette.color(QPalette::Active, QPalette::HighlightedText) : ink);
    paintText(painter, bar, done, text);
    painter->restore();
}

} // namespace lighterman
