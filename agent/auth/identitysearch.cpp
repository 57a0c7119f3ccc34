// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/identitysearch.h"

#include "agent/auth/certificatefacts.h"
#include "common/model/clientcertificate.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> missing(const QString &why, const QString &path)
{
    return fail(ErrorCode::ClientCertificateMissing, why, ErrorContext::LocalFile, path);
}

tl::unexpected<Error> unusable(const QString &why, const QString &path)
{
    return fail(ErrorCode::ClientCertificateUnusable, why, ErrorContext::LocalFile, path);
}

/// Waits for nobody, as it would for who writes to a FIFO.
int openAtOnce(const QString &path)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) has no other form
    return ::open(QFile::encodeName(path).constData(), flags);
}

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

/// Fills `bytes`, and answers with how many there are; with -1 for errno.
qsizetype readAll(int fd, std::span<char> bytes)
{
    std::size_t count = 0;
    while (count < bytes.size()) {
        const auto rest = bytes.subspan(count);
        const auto more = ::read(fd, rest.data(), rest.size());
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return -1;
        if (more == 0)
            break;
        count += std::size_t(more);
    }
    return qsizetype(count);
}

/// There may be a key in it, so what is read goes into a Secret.
Result<Secret> contentOf(const QString &path)
{
    const Descriptor file(openAtOnce(path));
    if (file.get() < 0 && errno == ENXIO)
        return unusable(u"it is no regular file"_s, path); // a socket
    struct stat info = {};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0)
        return missing(qt_error_string(errno), path);
    if (S_ISDIR(info.st_mode))
        return unusable(u"it is a folder"_s, path);
    if (!S_ISREG(info.st_mode))
        return unusable(u"it is no regular file"_s, path);
    if (info.st_size > kLongestIdentity)
        return unusable(u"it is larger than 1 MiB"_s, path);
    // One byte more shows that it is larger than it said.
    QByteArray bytes(kLongestIdentity + 1, Qt::Uninitialized);
    const qsizetype count = readAll(file.get(), {bytes.data(), std::size_t(bytes.size())});
    const int error = errno;
    bytes.resize(std::max(count, qsizetype{0}));
    Secret content(std::move(bytes));
    if (count < 0)
        return missing(qt_error_string(error), path);
    return content;
}

/// Empty for what would be the file itself.
QString besideOf(const QString &path)
{
    const QFileInfo file(path);
    const QString beside = file.dir().filePath(file.completeBaseName() + u".key"_s);
    return beside == path ? QString() : beside;
}

/// Both in one: PEM may have anything in front and between.
Secret together(const Secret &first, const Secret &second)
{
    QByteArray whole;
    whole.reserve(first.reveal().size() + 1 + second.reveal().size());
    whole += first.reveal();
    whole += '\n';
    whole += second.reveal();
    return Secret(std::move(whole));
}

bool fits(const CertificateFacts &facts, const QString &name)
{
    if (name.startsWith(kByFingerprint))
        return facts.fingerprint == name.sliced(kByFingerprint.size()).toLatin1();
    const QString text = name.sliced(kBySubject.size());
    const auto hasText
        = [&](const QString &one) { return one.contains(text, Qt::CaseInsensitive); };
    return hasText(facts.subject) || std::ranges::any_of(facts.names, hasText);
}

QStringList filesIn(const QString &folder)
{
    QStringList paths;
    const QDir dir(folder);
    for (const QString &name : dir.entryList(QDir::Files, QDir::Name).mid(0, kMostIdentities))
        paths += dir.filePath(name);
    return paths;
}

/// The best of a folder so far.
class Choice
{
public:
    explicit Choice(QString name)
        : m_name(std::move(name))
    {
    }

    /// Whether no other can be better.
    [[nodiscard]] bool take(Result<IdentityFile> file, const QString &path)
    {
        if (!file) {
            if (!m_unread && file.error().code == ErrorCode::ClientCertificateMissing)
                m_unread = file.error();
            return false;
        }
        if (file->certificates.empty()) {
            // A key alone has no certificate, whatever opens it.
            if (isLocked(*file) && m_closed.isEmpty() && !path.endsWith(u".key"_s))
                m_closed = path;
            return false;
        }
        const CertificateFacts facts = factsOf(file->certificates.front());
        if (!fits(facts, m_name))
            return false;
        const bool isOpen = file->key.has_value();
        if (!isOpen && !isLocked(*file)) {
            if (!m_unusable)
                m_unusable = file->key.error();
            return false;
        }
        const Rank rank{facts.isValidNow, isOpen};
        if (!m_usable || rank > m_rank) {
            m_usable = std::move(*file);
            m_rank = rank;
        }
        return m_rank == Rank{true, true};
    }

    [[nodiscard]] Result<ClientIdentity> result(const QString &folder) &&
    {
        if (m_usable)
            return std::move(*m_usable).identity();
        if (!m_closed.isEmpty())
            return fail(ErrorCode::PassphraseNeeded, {}, ErrorContext::LocalFile, m_closed);
        if (m_unusable)
            return tl::unexpected(*m_unusable);
        if (m_unread) // it may be that one
            return tl::unexpected(*m_unread);
        return missing(u"no file in the folder has a certificate of that name"_s, folder);
    }

private:
    using Rank = std::pair<bool, bool>; ///< valid now; open

    static bool isLocked(const IdentityFile &file)
    {
        return !file.key && file.key.error().code == ErrorCode::PassphraseNeeded;
    }

    QString m_name;
    std::optional<IdentityFile> m_usable;
    Rank m_rank; ///< of m_usable
    std::optional<Error> m_unusable;
    std::optional<Error> m_unread;
    QString m_closed; ///< the first one of which nobody knows what is in it
};

} // namespace

IdentitySearch::IdentitySearch(QString folder)
    : m_folder(std::move(folder))
{
}

Result<ClientIdentity> IdentitySearch::find(const QString &name, const Secret &passphrase) const
{
    if (!name.startsWith(u'/'))
        return findInFolder(name, passphrase);
    auto file = look(name, passphrase);
    if (!file)
        return tl::unexpected(std::move(file).error());
    return std::move(*file).identity();
}

/// The errors of the key name its file.
Result<IdentityFile> IdentitySearch::look(const QString &path, const Secret &passphrase) const
{
    const auto content = contentOf(path);
    if (!content)
        return tl::unexpected(content.error());
    IdentityFile file = m_reader.read(content->reveal(), passphrase);
    const QString beside = file.isKeyless ? besideOf(path) : QString();
    if (!beside.isEmpty()) {
        const auto key = contentOf(beside);
        if (key)
            file = m_reader.read(together(*content, *key).reveal(), passphrase);
        else if (!QFile::exists(beside))
            file.key.error().detail += u", and no %1 beside it"_s.arg(QFileInfo(beside).fileName());
        else
            file.key = tl::unexpected(key.error());
    }
    if (!file.key && file.key.error().file.isEmpty())
        file.key.error().file = path;
    return file;
}

Result<ClientIdentity> IdentitySearch::findInFolder(const QString &name,
                                                    const Secret &passphrase) const
{
    if (!name.startsWith(kByFingerprint) && !name.startsWith(kBySubject))
        return missing(u"it is named in an unknown way"_s, {});
    Choice choice(name);
    for (const QString &path : filesIn(m_folder)) {
        if (choice.take(look(path, passphrase), path))
            break;
    }
    return std::move(choice).result(m_folder);
}

} // namespace lighterman
