// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QByteArray>

#include <utility>

namespace lighterman {

/// An open file, closed at the end of its life.
class FileDescriptor
{
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number)
        : m_number(number)
    {
    }
    FileDescriptor(FileDescriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }
    FileDescriptor &operator=(FileDescriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    ~FileDescriptor();

    /// open(2) with O_CLOEXEC and O_NOFOLLOW; errno tells why it is not open afterwards.
    [[nodiscard]] static FileDescriptor open(const QString &path, int flags);
    /// A second descriptor of the same open file, for another thread.
    [[nodiscard]] FileDescriptor duplicate() const;

    [[nodiscard]] bool isOpen() const { return m_number >= 0; }
    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number = -1;
};

/// What errno says about the local file `path`, in our words: disk-full, access-denied,
/// folder-missing, not-a-folder, file-exists, file-size-limit, destination-locked,
/// local-file-error.
[[nodiscard]] Error localError(int errorNumber, const QString &path);

} // namespace lighterman
