// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/secretedit.h"

#include <cstring>

namespace lighterman {

namespace {

void wipe(QString &text)
{
    if (!text.isEmpty() && text.isDetached())
        ::explicit_bzero(text.data(), std::size_t(text.size()) * sizeof(QChar));
    text.clear();
}

} // namespace

SecretEdit::SecretEdit(QWidget *parent)
    : QLineEdit(parent)
{
    setShown(false);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
                        | Qt::ImhNoAutoUppercase);
    setContextMenuPolicy(Qt::NoContextMenu); // nothing that would copy or undo it
}

SecretEdit::~SecretEdit()
{
    drop();
}

Secret SecretEdit::typed() const
{
    return Secret(text().toUtf8());
}

Secret SecretEdit::take()
{
    QString typed = text();
    setText({}); // with it goes what undoing would bring back; the characters are ours alone then
    Secret secret(typed.toUtf8());
    wipe(typed);
    return secret;
}

void SecretEdit::drop()
{
    QString typed = text();
    setText({});
    wipe(typed);
}

} // namespace lighterman
