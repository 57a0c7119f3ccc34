// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/domains.h"

#include <QUrl>

#include <algorithm>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

// RFC 1035, section 2.3.4.
constexpr qsizetype kLongestName = 253;
constexpr qsizetype kLongestLabel = 63;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLabel(const QByteArray &label)
{
    return !label.isEmpty() && label.size() <= kLongestLabel && !label.startsWith('-')
        && !label.endsWith('-') && std::ranges::all_of(label, [](char c) {
               return (c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '_';
           });
}

/// Empty: no name of a domain.
QString domainFrom(QStringView written)
{
    if (written.startsWith(u'.'))
        written = written.sliced(1);
    if (written.endsWith(u'.'))
        written.chop(1);
    if (written.size() > kLongestName)
        return {};
    const QByteArray ascii = QUrl::toAce(written.toString()).toLower();
    const QList<QByteArray> labels = ascii.split('.');
    const bool isAddress = std::ranges::all_of(labels.constLast(), isDigit);
    if (ascii.size() > kLongestName || isAddress || !std::ranges::all_of(labels, isLabel))
        return {};
    return QUrl::fromAce(ascii);
}

} // namespace

Result<QStringList> readDomains(QStringView text)
{
    QStringList domains;
    for (const QStringView part : text.tokenize(u',')) {
        const QStringView written = part.trimmed();
        if (written.isEmpty())
            continue;
        const QString domain = domainFrom(written);
        if (domain.isEmpty())
            return fail(ErrorCode::InvalidArgument,
                        u"names of domains are needed, such as corp.example, lab.example"_s);
        if (!domains.contains(domain))
            domains += domain;
        if (domains.size() > kMaxDomains)
            return fail(ErrorCode::InvalidArgument,
                        u"at most %1 domains can be listed"_s.arg(kMaxDomains));
    }
    return domains;
}

} // namespace lighterman
