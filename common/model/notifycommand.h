// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QStringList>

#include <vector>

namespace lighterman {

/// The program that a job runs when it is done or has failed. No shell is involved: every argument
/// reaches the program as it stands here.
struct NotifyCommand
{
    QString program = {}; ///< absolute path
    std::vector<QString> arguments = {};

    /// Of words as a command line has them, the program first.
    [[nodiscard]] static NotifyCommand fromWords(const QStringList &words);
    /// Reads `["/path/of/program", "first argument", …]`, or the bare path of a program without
    /// arguments. InvalidArgument, StringTooLong.
    [[nodiscard]] static Result<NotifyCommand> parse(QStringView text);
    /// As parse() reads it: an array of JSON.
    [[nodiscard]] QString toString() const;
    [[nodiscard]] QStringList words() const;
    bool operator==(const NotifyCommand &) const = default;
};

/// Longest arguments, with a separator each (reference of BITS, section 0).
inline constexpr qsizetype kMaxNotifyArguments = 4000;

/// Whether it could be run at all, without a look at the disk. InvalidArgument, StringTooLong.
[[nodiscard]] Result<void> validate(const NotifyCommand &command);

} // namespace lighterman
