// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobspec.h"

#include <QIODevice>

namespace lighterman::cli {

/// A link as typed: parseUrl without what would echo it. A user name and password in it are still
/// to be taken out. `where` names it in the error: `line 3`.
[[nodiscard]] Result<QUrl> readLink(const QString &text, const QString &where);

/// The lines `URL [TAB FILE]` of --input; blank lines and lines that start with # are skipped.
/// Relative files lie in `base`. An error names the line.
[[nodiscard]] Result<std::vector<FileSpec>> readInput(QIODevice &device, const QString &base);

/// `file` as an absolute path; relative ones start at `base`.
[[nodiscard]] QString absolute(const QString &file, const QString &base);

} // namespace lighterman::cli
