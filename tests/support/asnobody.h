// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>

#include <grp.h>
#include <unistd.h>
#include <vector>

namespace lighterman::testing {

/// Takes root's rights away while it lives, for tests of what a person may not do: every thread
/// of the program acts as nobody. Whoever is not root stays who they are.
class AsNobody
{
public:
    /// `folder` becomes nobody's; what is in it already keeps its owner.
    explicit AsNobody(const QString &folder)
        : m_folder(QFile::encodeName(folder))
    {
        m_isReady = (!m_wasRoot || becomeNobody())
            && ::access(m_folder.constData(), R_OK | W_OK | X_OK) == 0;
    }
    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;
    ~AsNobody()
    {
        if (m_wasRoot && !becomeRoot())
            qFatal("root's rights did not come back");
    }

    /// Whether the rights are gone and the folder can be used without them, which takes parents
    /// that everybody may enter.
    [[nodiscard]] bool isReady() const { return m_isReady; }

private:
    // The real user as well as the effective one, for access(2) asks about that; the saved one is
    // the way back.
    [[nodiscard]] bool becomeNobody() const
    {
        return ::chown(m_folder.constData(), kNobody, kNobody) == 0 && ::setgroups(0, nullptr) == 0
            && ::setresgid(kNobody, kNobody, m_group) == 0 && ::setresuid(kNobody, kNobody, 0) == 0;
    }
    [[nodiscard]] bool becomeRoot() const
    {
        return ::setresuid(0, 0, 0) == 0 && ::setresgid(m_group, m_group, m_group) == 0
            && ::setgroups(m_groups.size(), m_groups.data()) == 0;
    }

    [[nodiscard]] static std::vector<gid_t> groups()
    {
        std::vector<gid_t> groups(std::size_t(::getgroups(0, nullptr)));
        groups.resize(std::size_t(::getgroups(int(groups.size()), groups.data())));
        return groups;
    }

    static constexpr uid_t kNobody = 65534; ///< user and group, in Debian as in the kernel

    const QByteArray m_folder;
    const bool m_wasRoot = ::geteuid() == 0;
    const gid_t m_group = ::getegid();
    const std::vector<gid_t> m_groups = groups();
    bool m_isReady = false;
};

} // namespace lighterman::testing
