// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/windowactions.h"

#include <QIcon>

namespace lighterman {

using namespace Qt::StringLiterals;

WindowActions::WindowActions(QObject *parent)
    : QObject(parent)
{
    openWindow.setText(tr("&Open Lighterman"));
    add.setText(tr("&Add link…"));
    paste.setText(tr("Add from clip&board"));
    signIn.setText(tr("Sign &in…"));
    close.setText(tr("Close &window"));
    quit.setText(tr("&Quit window (transfers go on)"));
    stop.setText(tr("&Stop transfers and quit"));

    add.setIcon(QIcon::fromTheme(u"list-add"_s));
    add.setToolTip(tr("Add links to be transferred"));
    paste.setIcon(QIcon::fromTheme(u"edit-paste"_s));
    signIn.setToolTip(tr("Answer what a server or proxy asks of you"));
    signIn.setIcon(QIcon::fromTheme(u"dialog-password"_s));
    signIn.setEnabled(false);
    close.setIcon(QIcon::fromTheme(u"window-close"_s));
    quit.setIcon(QIcon::fromTheme(u"application-exit"_s));

    add.setShortcut(QKeySequence::New);
    paste.setShortcut(QKeySequence::Paste);
    signIn.setShortcut(tr("Ctrl+K"));
    close.setShortcut(tr("Ctrl+W"));
    quit.setShortcut(tr("Ctrl+Q"));
}

} // namespace lighterman
