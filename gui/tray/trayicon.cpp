// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/tray/trayicon.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace lighterman {

namespace {

/// `icon` with a disc and an exclamation mark in its lower right corner: a shape, not only a
/// colour.
QIcon marked(const QIcon &icon)
{
    constexpr QColor kDisc(0xc6, 0x28, 0x28);
    constexpr qreal kPart = 0.6; // of the icon
    QIcon all;
    for (const int size : {16, 22, 32, 48, 64}) {
        QPixmap picture = icon.pixmap(size);
        const QSizeF whole = picture.deviceIndependentSize();
        const QRectF disc(whole.width() * (1 - kPart), whole.height() * (1 - kPart),
                          whole.width() * kPart, whole.height() * kPart);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(kDisc);
        painter.drawEllipse(disc);
        QFont bold = painter.font();
        bold.setBold(true);
        bold.setPixelSize(std::max(1, int(disc.height() * 0.9)));
        painter.setFont(bold);
        painter.setPen(Qt::white);
        painter.drawText(disc, Qt::AlignCenter, QStringLiteral("!"));
        painter.end();
        all.addPixmap(picture);
    }
    return all;
}

} // namespace

TrayIcon::TrayIcon(const QIcon &icon, const QList<QAction *> &commands, QObject *parent)
    : QObject(parent)
    , m_plain(icon)
    , m_marked(marked(icon))
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

void TrayIcon::setAttention(bool needsAttention)
{
    if (std::exchange(m_needsAttention, needsAttention) != needsAttention)
        m_icon.setIcon(needsAttention ? m_marked : m_plain);
}

} // namespace lighterman
