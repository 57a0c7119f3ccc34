// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/agentrun.h"

#include "common/client/agentstarter.h"

#include <QFile>

#include <array>
#include <cerrno>
#include <unistd.h>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

void AgentRun::start()
{
    const QString program = findAgent();
    if (program.isEmpty()) {
        failWith(fail(ErrorCode::LocalFileError,
                      u"lighterman-agent is neither beside this program nor in PATH"_s)
                     .value());
        return;
    }
    QByteArray path = QFile::encodeName(program);
    const std::array<char *, 2> words{path.data(), nullptr};
    ::execv(path.constData(), words.data());
    failWith(
        fail(ErrorCode::LocalFileError, qt_error_string(errno), ErrorContext::LocalFile, program)
            .value());
}

} // namespace lighterman::cli
