// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/base/paths.h"

#include <QDir>
#include <QStandardPaths>

#include <unistd.h>

namespace lighterman::paths {

using namespace Qt::StringLiterals;

namespace {

/// The XDG base directory specification has relative values ignored.
QString folderFrom(const char *variable, const QString &otherwise)
{
    const QString value = qEnvironmentVariable(variable);
    return QDir::isAbsolutePath(value) ? QDir::cleanPath(value) : otherwise;
}

} // namespace

QString runtimeFolder()
{
    const QString own = folderFrom("XDG_RUNTIME_DIR", {});
    return own.isEmpty() ? QDir::tempPath() + u"/lighterman-%1"_s.arg(::getuid())
                         : own + u"/lighterman"_s;
}

QString socket()
{
    return folderFrom("LIGHTERMAN_SOCKET", runtimeFolder() + u"/agent.sock"_s);
}

QString stateFolder()
{
    return folderFrom("XDG_STATE_HOME", QDir::homePath() + u"/.local/state"_s) + u"/lighterman"_s;
}

QString store()
{
    return stateFolder() + u"/jobs.db"_s;
}

QString settings()
{
    return folderFrom("XDG_CONFIG_HOME", QDir::homePath() + u"/.config"_s)
        + u"/lighterman/lighterman.conf"_s;
}

QString clientCertificates()
{
    return folderFrom("XDG_DATA_HOME", QDir::homePath() + u"/.local/share"_s)
        + u"/lighterman/client-certificates"_s;
}

QString downloads()
{
    return folderFrom("XDG_DOWNLOAD_DIR",
                      QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
}

} // namespace lighterman::paths
