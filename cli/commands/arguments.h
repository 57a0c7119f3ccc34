// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include <CLI/CLI.hpp>

/// The few things that we want of CLI11, in QString.
namespace lighterman::cli::arguments {

/// Words as the shell gave them, without the program's name, in the order that CLI11 parses them.
/// It takes `[a,b]` for a list: such words get a mark, which text() takes off.
[[nodiscard]] std::vector<std::string> forParsing(const QStringList &words);
[[nodiscard]] QString text(const std::string &word);

/// A command with help; `example` is shown below it.
CLI::App &command(CLI::App &parent, const char *name, const char *description, const char *example);
/// An option or positional with one value.
CLI::Option &value(CLI::App &app, const char *name, QString &to, const char *help);
/// A positional that takes all that is left.
CLI::Option &rest(CLI::App &app, const char *name, QStringList &to, const char *help);
/// An option that may be given often, with one value each time.
CLI::Option &repeated(CLI::App &app, const char *name, QStringList &to, const char *help);

/// An option that takes the words behind it up to the next option, and more when it is given again:
/// a word that begins with - is written `--name=WORD`.
CLI::Option &words(CLI::App &app, const char *name, QStringList &to, const char *help);

} // namespace lighterman::cli::arguments
