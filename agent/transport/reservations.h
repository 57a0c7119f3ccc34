// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/partfile.h"
#include "agent/transport/transportoptions.h"

#include <sys/types.h>
#include <unordered_map>

namespace lighterman {

/// What files that are coming still need where their file system does not keep it for them, so that
/// two of them do not count on the same room.
class Reservations
{
public:
    /// Makes sure that the part file can have `total` bytes, and that nobody else counts on the
    /// room for them. Errors of PartFile::reserve(); small files are only looked at for their size.
    [[nodiscard]] Result<void> makeRoom(TransferId id, PartFile &part, qint64 total);
    /// From now on the file needs so many bytes more; 0: none.
    void set(TransferId id, dev_t device, qint64 bytes);
    /// It needs `bytes` at most by now, if it has something reserved.
    void lower(TransferId id, qint64 bytes);
    void drop(TransferId id) { m_needs.erase(id); }
    /// What all others need on the device.
    [[nodiscard]] qint64 ofOthers(TransferId id, dev_t device) const;

private:
    struct Need
    {
        dev_t device = 0;
        qint64 bytes = 0;
    };
    std::unordered_map<TransferId, Need> m_needs;
};

} // namespace lighterman
