// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <sys/resource.h>

namespace lighterman {

/// Whether a file of so many bytes can be written in `folder`, or as the open file `file` at
/// `path`: FAT ends at 4 GiB, and this process may have a limit of its own (RLIMIT_FSIZE).
/// FileSizeLimit now, rather than when all of that has come.
[[nodiscard]] Result<void> checkSize(const QString &folder, qint64 bytes);
[[nodiscard]] Result<void> checkSize(int file, const QString &path, qint64 bytes);

/// The largest file on a file system of that type (filesystems.h) with that RLIMIT_FSIZE.
[[nodiscard]] qint64 mostOn(qint64 type, rlim_t limit);

} // namespace lighterman
