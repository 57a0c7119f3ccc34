// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/ids.h"

#include <QByteArray>
#include <QString>
#include <QUrl>

// Names of files, made from what servers and links say (DESIGN 6.2). Pure functions.
namespace lighterman {

/// What Linux file systems take, in bytes of UTF-8.
inline constexpr qsizetype kLongestName = 255;

/// `raw` as a file name that harms nobody: the part behind the last separator, without control,
/// format and bidirectional characters, not hidden, not an option, no device name of other systems,
/// no dots or spaces at the end, NFC, at most kLongestName bytes with the extension kept. Empty
/// when nothing is left.
[[nodiscard]] QString safeName(const QString &raw);

/// The name for a file that nobody named: what the server calls it (Content-Disposition), else the
/// end of the link it came from or of the link that was asked for (the one that has an extension),
/// else the host.
[[nodiscard]] QString nameFor(const QByteArray &contentDisposition, const QUrl &asked,
                              const QUrl &answered);

/// `name` for the `number`th try: `name.ext`, then `name (1).ext`, always at most `limit` bytes.
[[nodiscard]] QString numbered(const QString &name, int number, qsizetype limit = kLongestName);

/// `.<name>.<job>.part`, the name shortened where needed; `number` as above.
[[nodiscard]] QString partName(const QString &name, const JobId &job, int number);

} // namespace lighterman
