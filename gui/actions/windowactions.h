// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QObject>

namespace lighterman {

/// What window and tray can do besides changing jobs. Whoever composes them connects these.
class WindowActions final : public QObject
{
    Q_OBJECT

public:
    explicit WindowActions(QObject *parent = nullptr);

    QAction openWindow;
    QAction add;
    QAction paste;
    QAction signIn; ///< the panel of the first question that is open
    QAction close;  ///< the window; transfers go on
    QAction quit;   ///< window and tray; transfers go on
    QAction stop;   ///< transfers too
};

} // namespace lighterman
