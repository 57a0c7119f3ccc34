// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QUrl>

#include <deque>

namespace lighterman {

/// The paths of one origin that belong to one protection space, as far as answers have shown: with
/// each that was seen all that is in its folder and below (RFC 7617, section 2.2).
class ProtectedPaths
{
public:
    /// So many are remembered; of an older one the server is asked once more.
    static constexpr std::size_t kMost = 256;

    /// `url` belongs to it, so its whole folder may.
    void addFolder(const QUrl &url);
    /// `url` belongs to it, whatever is known of the folder.
    void addExactly(const QUrl &url);
    /// It has turned out to belong to another one.
    void dropExactly(const QUrl &url);
    [[nodiscard]] bool hasExactly(const QUrl &url) const;
    /// How much says that `url` belongs to it: of two spaces the one with more has it. 0: nothing.
    [[nodiscard]] qsizetype fit(const QUrl &url) const;

private:
    using Known = std::deque<QString>;
    static void add(Known &known, const QString &path);

    Known m_folders; // each ends with a slash
    Known m_paths;
};

} // namespace lighterman
