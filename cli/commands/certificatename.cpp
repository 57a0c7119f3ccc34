// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/certificatename.h"

#include "cli/commands/inputfile.h"
#include "common/model/clientcertificate.h"

#include <QFileInfo>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

Result<QString> clientCertificateOf(const QString &text, const QString &folder)
{
    const bool isFile = !text.isEmpty() && text != "none"_L1 && !text.startsWith(kByFingerprint)
        && !text.startsWith(kBySubject);
    auto read = readClientCertificate(isFile ? absolute(text, folder) : text);
    if (read && isFile && !QFileInfo(*read).isFile())
        return fail(ErrorCode::ClientCertificateMissing, u"there is no such file"_s,
                    ErrorContext::LocalFile, *read);
    return read;
}

} // namespace lighterman::cli
