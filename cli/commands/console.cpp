// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/console.h"

#include "cli/commands/jobjson.h"
#include "common/base/redact.h"
#include "common/model/statewords.h"

#include <QFileDevice>

#include <cerrno>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

/// Files keep what is written until somebody reads the terminal; we want to know at once.
bool writeAll(QIODevice &device, const QByteArray &bytes)
{
    if (device.write(bytes) != bytes.size())
        return false;
    auto *file = qobject_cast<QFileDevice *>(&device);
    return !file || file->flush();
}

} // namespace

Console::Console(QIODevice &in, QIODevice &out, QIODevice &err)
    : columns([] { return 0; })
    , rows([] { return 0; })
    , now([] { return QDateTime::currentMSecsSinceEpoch(); })
    , m_in(in)
    , m_out(out)
    , m_err(err)
{
}

void Console::print(const QString &line)
{
    if (!json)
        write(line.toLocal8Bit() + '\n');
}

void Console::printJson(const QJsonDocument &document)
{
    if (json)
        write(document.toJson(QJsonDocument::Indented));
}

void Console::draw(const QString &text)
{
    write(text.toLocal8Bit());
}

void Console::note(const QString &sentence)
{
    writeAll(m_err, (u"lighterman: "_s + sentence + u'\n').toLocal8Bit());
}

void Console::complain(const Error &error)
{
    note(sentenceOf(error));
}

void Console::report(const Error &error)
{
    complain(error);
    printJson(QJsonDocument(errorDocument(error)));
}

void Console::write(const QByteArray &bytes)
{
    errno = 0;
    if (m_closed || writeAll(m_out, bytes))
        return;
    m_closed = true;
    m_failed = errno != EPIPE;
    if (m_failed)
        note(u"the output could not be written: "_s + m_out.errorString());
}

} // namespace lighterman::cli
