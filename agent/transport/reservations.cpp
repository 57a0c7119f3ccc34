// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/reservations.h"

#include "agent/transport/sizelimit.h"

#include <algorithm>

namespace lighterman {

Result<void> Reservations::makeRoom(TransferId id, PartFile &part, qint64 total)
{
    if (total < kSmallFile)
        return checkSize(part.file().number(), part.path(), total);
    const dev_t device = part.device();
    const auto missing = part.reserve(total, ofOthers(id, device));
    if (!missing)
        return tl::unexpected(missing.error());
    set(id, device, *missing);
    return {};
}

void Reservations::set(TransferId id, dev_t device, qint64 bytes)
{
    if (bytes > 0)
        m_needs[id] = {device, bytes};
    else
        drop(id);
}

void Reservations::lower(TransferId id, qint64 bytes)
{
    const auto found = m_needs.find(id);
    if (found == m_needs.end())
        return;
    found->second.bytes = std::min(found->second.bytes, bytes);
    if (found->second.bytes <= 0)
        m_needs.erase(found);
}

qint64 Reservations::ofOthers(TransferId id, dev_t device) const
{
    qint64 sum = 0;
    for (const auto &[other, need] : m_needs) {
        if (other != id && need.device == device)
            sum += need.bytes;
    }
    return sum;
}

} // namespace lighterman
