// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/filedescriptor.h"

#include "common/base/redact.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace lighterman {

namespace {

ErrorCode codeOf(int errorNumber)
{
    switch (errorNumber) {
    case ENOSPC:
    case EDQUOT:
        return ErrorCode::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
        return ErrorCode::AccessDenied;
    case ENOENT:
        return ErrorCode::FolderMissing;
    case ENOTDIR:
        return ErrorCode::NotAFolder;
    case EEXIST:
        return ErrorCode::FileExists;
    case EFBIG:
        return ErrorCode::TooLarge;
    default:
        return ErrorCode::LocalFileError;
    }
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
    const std::string text = std::generic_category().message(errorNumber);
    return Error{codeOf(errorNumber), oneLine(QString::fromStdString(text)),
                 ErrorContext::LocalFile, path};
}

} // namespace lighterman
