// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/certificatename.h"

#include "cli/commands/inputfile.h"
#include "common/model/clientcertificate.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <unistd.h>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

bool isFile(const QString &text)
{
    return !text.isEmpty() && text != "none"_L1
        && !text.startsWith(kByFingerprint, Qt::CaseInsensitive) && !text.startsWith(kBySubject);
}

/// As a shell has it, which does not see to what comes after `=`.
QString expanded(const QString &path)
{
    return path == "~"_L1 || path.startsWith("~/"_L1) ? QDir::homePath() + path.sliced(1) : path;
}

Result<QString> readable(const QString &path)
{
    if (::access(QFile::encodeName(path).constData(), R_OK) != 0 && errno != ENOENT)
        return fail(ErrorCode::ClientCertificateMissing, qt_error_string(errno),
                    ErrorContext::LocalFile, path);
    if (!QFileInfo(path).isFile())
        return fail(ErrorCode::ClientCertificateMissing, u"there is no such file"_s,
                    ErrorContext::LocalFile, path);
    return path;
}

} // namespace

Result<QString> clientCertificateOf(const QString &text, const QString &folder)
{
    if (!isFile(text))
        return readClientCertificate(text);
    return readClientCertificate(absolute(expanded(text), folder)).and_then(readable);
}

} // namespace lighterman::cli
