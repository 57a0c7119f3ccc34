// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/instancelock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> localFailure(ErrorCode code, const QString &path, int number)
{
    return fail(code, qt_error_string(number), ErrorContext::LocalFile, path);
}

/// Whoever may write to the folder could put a socket of his own in our place.
Result<void> checkFolder(const QString &folder)
{
    const QByteArray path = QFile::encodeName(folder);
    if (::mkdir(path.constData(), S_IRWXU) != 0 && errno != EEXIST)
        return localFailure(ErrorCode::AccessDenied, folder, errno);
    struct stat facts
    {
    };
    if (::lstat(path.constData(), &facts) != 0)
        return localFailure(ErrorCode::AccessDenied, folder, errno);
    if (!S_ISDIR(facts.st_mode))
        return fail(ErrorCode::NotAFolder, {}, ErrorContext::LocalFile, folder);
    if (facts.st_uid != ::getuid() || (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fail(ErrorCode::AccessDenied, u"the folder must be ours alone"_s,
                    ErrorContext::LocalFile, folder);
    return {};
}

} // namespace

Result<InstanceLock> InstanceLock::take(const QString &guarded)
{
    const QString folder = QFileInfo(guarded).path();
    QDir().mkpath(QFileInfo(folder).path());
    if (const auto checked = checkFolder(folder); !checked)
        return tl::unexpected(checked.error());
    const QString path = guarded + u".lock"_s;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open() has no other form
    const int descriptor = ::open(QFile::encodeName(path).constData(),
                                  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return localFailure(ErrorCode::AccessDenied, path, errno);
    InstanceLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        QByteArray holder(32, '\0');
        holder.resize(std::max<ssize_t>(0, ::pread(descriptor, holder.data(), 32, 0)));
        return fail(ErrorCode::AgentRunning,
                    u"process %1"_s.arg(QString::fromLatin1(holder.trimmed())),
                    ErrorContext::LocalFile, path);
    }
    const QByteArray own = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(descriptor, 0) != 0
        || ::pwrite(descriptor, own.constData(), size_t(own.size()), 0) < 0)
        return localFailure(ErrorCode::LocalFileError, path, errno);
    return lock;
}

InstanceLock::InstanceLock(InstanceLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

InstanceLock::~InstanceLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor); // and with it the lock; the file stays, for removing it would race
}

} // namespace lighterman
