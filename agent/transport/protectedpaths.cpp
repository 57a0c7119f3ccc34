// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/protectedpaths.h"

#include <algorithm>

namespace lighterman {

namespace {

/// As most servers read it, which is without dots.
QString pathOf(const QUrl &url)
{
    const QString path = url.adjusted(QUrl::NormalizePathSegments).path(QUrl::FullyEncoded);
    return path.startsWith(u'/') ? path : u'/' + path;
}

QString folderOf(const QString &path)
{
    return path.left(path.lastIndexOf(u'/') + 1);
}

} // namespace

void ProtectedPaths::add(Known &known, const QString &path)
{
    if (std::ranges::find(known, path) != known.end())
        return;
    known.push_back(path);
    if (known.size() > kMost)
        known.pop_front();
}

void ProtectedPaths::addFolder(const QUrl &url)
{
    add(m_folders, folderOf(pathOf(url)));
}

void ProtectedPaths::addExactly(const QUrl &url)
{
    add(m_paths, pathOf(url));
}

void ProtectedPaths::dropExactly(const QUrl &url)
{
    std::erase(m_paths, pathOf(url));
}

bool ProtectedPaths::hasExactly(const QUrl &url) const
{
    return std::ranges::find(m_paths, pathOf(url)) != m_paths.end();
}

qsizetype ProtectedPaths::fit(const QUrl &url) const
{
    const QString path = pathOf(url);
    if (std::ranges::find(m_paths, path) != m_paths.end())
        return path.size() + 1; // more than any folder
    qsizetype longest = 0;
    for (const QString &folder : m_folders) {
        if (path.startsWith(folder))
            longest = std::max(longest, folder.size());
    }
    return longest;
}

} // namespace lighterman
