// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QMenu>
#include <QObject>
#include <QSystemTrayIcon>

namespace lighterman {

/// The icon in the panel, where the desktop has a place for it. Nothing is to be found only here.
/// A panel that comes up after the program is noticed only if it docks icons the old way (XEmbed):
/// Qt looks for a StatusNotifierItem host once.
class TrayIcon final : public QObject
{
    Q_OBJECT

public:
    /// Null in `commands` is a separator. The actions are not owned.
    TrayIcon(const QIcon &icon, const QList<QAction *> &commands, QObject *parent = nullptr);
    ~TrayIcon() override;

    /// True when a person can see the icon, so that the window may close without ending the
    /// program.
    [[nodiscard]] bool isThere() const;
    void setTip(const QString &tip);
    /// Whether something waits for the person: then the icon has a mark on it. (Qt's icon has no
    /// status of its own for that.)
    void setAttention(bool needsAttention);
    [[nodiscard]] bool needsAttention() const { return m_needsAttention; }
    [[nodiscard]] const QMenu *menu() const { return &m_menu; }

signals:
    /// The icon was clicked.
    void activated();

private:
    QIcon m_plain;
    QIcon m_marked;
    bool m_needsAttention = false;
    QMenu m_menu;
    QSystemTrayIcon m_icon;
};

} // namespace lighterman
