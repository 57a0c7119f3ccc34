// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/duecheck.h"

namespace lighterman {

std::optional<Check> dueCheck(const FileTask &task, const JobFile &file)
{
    const auto &given = task.checksum;
    if (given && given->isNone())
        return std::nullopt;
    const auto &against = given ? given : file.resume.digest;
    return against ? std::optional(Check{*against, !given, false}) : std::nullopt;
}

bool isRefusedStill(const FileTask &task, const JobFile &file)
{
    const auto due = dueCheck(task, file);
    return file.isRefused() && due && due->against == file.check->against;
}

} // namespace lighterman
