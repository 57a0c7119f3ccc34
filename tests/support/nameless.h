// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessible>
#include <QWidget>

namespace lighterman::testing {

/// What a screen reader would have no word for.
inline QStringList nameless(const QWidget &window)
{
    QStringList found;
    const QList<QWidget *> widgets = window.findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        const bool said = !widget->isVisible() || widget->focusPolicy() == Qt::NoFocus
            || widget->objectName().startsWith(QStringLiteral("qt_"));
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        if (!said && face && face->text(QAccessible::Name).isEmpty())
            found += QString::fromLatin1(widget->metaObject()->className());
    }
    return found;
}

} // namespace lighterman::testing
