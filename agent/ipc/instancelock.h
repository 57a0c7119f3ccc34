// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

namespace lighterman {

/// Makes sure that one agent serves one socket, or writes to one store. The lock is taken before
/// the socket is touched, for a second server on the same path would take a living one's place in
/// silence. The kernel lets go of it when the process ends, however it ends.
class InstanceLock final
{
public:
    /// Creates the folder of `guarded` (0700) where it is missing and locks a file beside
    /// `guarded`. access-denied where the folder belongs to somebody else or others may write to
    /// it; agent-running where another agent holds the lock, with its process id in the detail.
    [[nodiscard]] static Result<InstanceLock> take(const QString &guarded);

    InstanceLock(InstanceLock &&other) noexcept;
    InstanceLock &operator=(InstanceLock &&) = delete;
    InstanceLock(const InstanceLock &) = delete;
    InstanceLock &operator=(const InstanceLock &) = delete;
    ~InstanceLock();

private:
    explicit InstanceLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor; ///< owned; -1 when moved from
};

} // namespace lighterman
