// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/program.h"

#include <QFileInfo>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

Result<void> checkProgram(const NotifyCommand &command)
{
    if (auto valid = validate(command); !valid)
        return valid;
    const QFileInfo info(command.program);
    const auto refuse = [&](const QString &why) {
        return fail(ErrorCode::NotifyNotRunnable, why, ErrorContext::LocalFile, command.program);
    };
    if (!info.exists())
        return refuse(u"it does not exist"_s);
    if (!info.isFile())
        return refuse(u"it is no program"_s);
    if (!info.isExecutable())
        return refuse(u"it may not be executed"_s);
    return {};
}

} // namespace lighterman::cli
