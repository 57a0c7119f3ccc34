// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/filedescriptor.h"
#include "agent/transport/reports.h"
#include "common/model/job.h"

#include <variant>

namespace lighterman {

// What is asked of the disk's thread.

/// Begin to write these bytes out; nobody waits for it. Without a length: to the end of the file.
struct WriteOutOrder
{
    FileDescriptor file;
    qint64 from = 0;
    qint64 length = 0;
};
/// Make all that was written so far durable, then say so. `synced` bytes from the first one on are
/// already.
struct FlushOrder
{
    TransferId id = 0;
    FileDescriptor file;
    QString path;
    qint64 synced = 0;
};
/// Bytes of a part file behind `synced` that were written are lost.
struct LostBytes
{
    TransferId id = 0;
    QString path;
    qint64 synced = 0;
    int error = 0; ///< errno
};
/// Begin to hash the first `upTo` bytes of a file that is still coming, so that little is left to
/// do when it is whole.
struct HashOrder
{
    TransferId id = 0;
    FileDescriptor file;
    QString algorithm; ///< as Checksum has it
    qint64 upTo = 0;
};
/// Bytes that may be hashed already have changed: begin anew.
struct UnhashOrder
{
    TransferId id = 0;
};
/// Every byte is there: check them, make them durable, report.
struct FinishOrder
{
    TransferId id = 0;
    FileDescriptor file;
    JobFile result;             ///< as it will be
    qint64 synced = 0;          ///< how much of it is known to be durable already
    std::optional<Check> check; ///< to be made
    bool isNamed = false;       ///< has its final name already
};
/// Do nothing more about this transfer.
struct CallOffOrder
{
    TransferId id = 0;
};
struct RevealOrder
{
    TransferId id = 0;
    std::vector<JobFile> files;
};
struct DiscardOrder
{
    TransferId id = 0;
    std::vector<QString> partPaths;
};
using Order = std::variant<WriteOutOrder, FlushOrder, HashOrder, UnhashOrder, FinishOrder,
                           CallOffOrder, RevealOrder, DiscardOrder>;

} // namespace lighterman
