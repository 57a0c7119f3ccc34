// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

#include <vector>

namespace lighterman::cli {

/// Columns that `text` takes on a terminal: 2 for wide characters, 0 for combining ones.
[[nodiscard]] int displayWidth(const QString &text);
/// `text` in at most `width` columns; what is cut off is shown by an ellipsis.
[[nodiscard]] QString fitted(const QString &text, int width);
/// `text` in exactly `width` columns.
[[nodiscard]] QString padded(const QString &text, int width);

/// Rows with aligned columns, two blanks apart; the first row is the heading. With a `width` above
/// 0 the column `elastic` gives way first, down to twelve columns, and the line is cut last.
[[nodiscard]] QStringList tableLines(const std::vector<QStringList> &rows, int width, int elastic);

/// `Label:  value` lines, values aligned; rows without a value are left out.
[[nodiscard]] QStringList labelledLines(const std::vector<std::pair<QString, QString>> &rows);

} // namespace lighterman::cli
