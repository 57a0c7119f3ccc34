// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/jobdelegate.h"

#include "gui/text/present.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QToolTip>

namespace lighterman {

using namespace Qt::StringLiterals;

void JobDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (option->direction == Qt::RightToLeft && !option->text.isEmpty())
        option->text = present::isolated(option->text);
}

bool JobDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                            const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    // Qt breaks the lines of rich text only, and of anything that looks like it.
    QString tip = index.data(Qt::ToolTipRole).toString().toHtmlEscaped();
    tip.replace(u'\n', u"<br>"_s);
    QToolTip::showText(event->globalPos(), u"<p>"_s + tip + u"</p>"_s, view);
    return true;
}

} // namespace lighterman
