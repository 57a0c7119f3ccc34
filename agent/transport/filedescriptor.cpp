// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/filedescriptor.h"

#include "common/base/redact.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace lighterman {

namespace {

struct Row
{
    int number;
    ErrorCode code;
};

// Whatever has no row is local-file-error. Busy is what a share mode on a file server shows as.
constexpr std::array kRows{
    Row{ENOSPC, ErrorCode::DiskFull},           Row{EDQUOT, ErrorCode::DiskFull},
    Row{EACCES, ErrorCode::AccessDenied},       Row{EPERM, ErrorCode::AccessDenied},
    Row{EROFS, ErrorCode::AccessDenied},        Row{ENOENT, ErrorCode::FolderMissing},
    Row{ENOTDIR, ErrorCode::NotAFolder},        Row{EEXIST, ErrorCode::FileExists},
    Row{EFBIG, ErrorCode::FileSizeLimit},       Row{EBUSY, ErrorCode::DestinationLocked},
    Row{ETXTBSY, ErrorCode::DestinationLocked},
};

ErrorCode codeOf(int errorNumber)
{
    const auto *const row = std::ranges::find(kRows, errorNumber, &Row::number);
    return row == kRows.end() ? ErrorCode::LocalFileError : row->code;
}

} // namespace

FileDescriptor::~FileDescriptor()
{
    if (isOpen())
        ::close(m_number);
}

FileDescriptor FileDescriptor::open(const QString &path, int flags)
{
    constexpr unsigned kAlways = unsigned(O_CLOEXEC) | unsigned(O_NOFOLLOW);
    const int number
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): the C library has no other form
        = ::open(QFile::encodeName(path).constData(), int(unsigned(flags) | kAlways), 0600);
    return FileDescriptor(number);
}

FileDescriptor FileDescriptor::duplicate() const
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): the C library has no other form
    return FileDescriptor(::fcntl(m_number, F_DUPFD_CLOEXEC, 0));
}

Error localError(int errorNumber, const QString &path)
{
    if (errorNumber == EDQUOT) // else it would seem that the disk is full
        return Error{ErrorCode::DiskFull,
                     QStringLiteral("your quota on this disk is used up, whatever else is free"),
                     ErrorContext::LocalFile, path};
    const std::string text = std::generic_category().message(errorNumber);
    return Error{codeOf(errorNumber), oneLine(QString::fromStdString(text)),
                 ErrorContext::LocalFile, path};
}

} // namespace lighterman
