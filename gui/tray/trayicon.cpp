// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/tray/trayicon.h"

namespace lighterman {

TrayIcon::TrayIcon(const QIcon &icon, const QList<QAction *> &commands, QObject *parent)
    : QObject(parent)
    , m_icon(icon)
{
    for (QAction *command : commands) {
        if (command)
            m_menu.addAction(command);
        else
            m_menu.addSeparator();
    }
    m_icon.setContextMenu(&m_menu);
    connect(&m_icon, &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger)
                    emit activated();
            });
    m_icon.show();
}

TrayIcon::~TrayIcon()
{
    m_icon.hide();
    m_icon.setContextMenu(nullptr);
}

bool TrayIcon::isThere() const
{
    return QSystemTrayIcon::isSystemTrayAvailable() && m_icon.isVisible();
}

void TrayIcon::setTip(const QString &tip)
{
    m_icon.setToolTip(tip);
}

} // namespace lighterman
