// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QUrl>

#include <optional>

namespace lighterman {

/// Other links for the files of a job (reference of BITS, section 2.4): for file `file`, or for all
/// that begin with `prefix`, upper and lower case told apart. Without either the job's only file is
/// meant.
struct SourceChange
{
    std::optional<int> file = {};
    QString prefix = {};
    QString to = {}; ///< the new link, or what stands in place of the prefix
    bool operator==(const SourceChange &) const = default;
};

/// Whether `lighterman set` takes `key` for a change of the source: `url`, `url.N`, `url-prefix`.
[[nodiscard]] bool isSourceKey(QStringView key);
/// Reads `url=LINK`, `url.N=LINK` (N counts files from 0) and `url-prefix=OLD=NEW`, whose NEW
/// begins with http. A user name and password in it are still to be taken out (takeGiven()).
/// InvalidArgument, and what parseUrl() says of a link.
[[nodiscard]] Result<SourceChange> readSourceChange(QStringView key, const QString &value);

/// A link that may become a source: as parseUrl() reads it, without user name and password.
[[nodiscard]] Result<QUrl> checkedSource(const QString &link);

/// `url` after a change of prefixes; nothing where it begins otherwise. Errors of checkedSource().
[[nodiscard]] Result<std::optional<QUrl>> withPrefix(const SourceChange &change, const QUrl &url);

} // namespace lighterman
