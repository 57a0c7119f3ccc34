// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/models/linklist.h"

#include "common/model/jobspec.h"

#include <QSet>

namespace lighterman {

LinkList readLinks(const QString &text)
{
    LinkList list;
    QSet<QUrl> seen;
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &raw : lines) {
        const QString line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const Result<QUrl> url = parseUrl(line);
        if (!url) {
            list.bad.push_back(line);
            if (list.why == ErrorCode::None)
                list.why = url.error().code;
        } else if (!seen.contains(*url)) {
            seen.insert(*url);
            list.links.push_back(*url);
        }
    }
    return list;
}

} // namespace lighterman
