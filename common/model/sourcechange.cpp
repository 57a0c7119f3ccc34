// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/sourcechange.h"

#include "common/model/jobspec.h"
#include "common/model/setters.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kUrl = "url"_L1;
constexpr auto kOneUrl = "url."_L1;
constexpr auto kPrefix = "url-prefix"_L1;

/// Where NEW begins in OLD=NEW, both of which may have equals signs of their own.
Result<qsizetype> placeOfNew(const QString &value)
{
    const qsizetype first = value.indexOf("=http"_L1, 1, Qt::CaseInsensitive);
    if (first < 0)
        return fail(ErrorCode::InvalidArgument, u"OLD=NEW is needed, two beginnings of links"_s);
    if (value.indexOf("=http"_L1, first + 1, Qt::CaseInsensitive) >= 0)
        return fail(ErrorCode::InvalidArgument,
                    u"where OLD ends cannot be told: change the links one by one"_s);
    return first + 1;
}

} // namespace

bool isSourceKey(QStringView key)
{
    return key == kUrl || key == kPrefix || key.startsWith(kOneUrl);
}

Result<SourceChange> readSourceChange(QStringView key, const QString &value)
{
    const auto named = [&](Error error) {
        error.detail = u"%1: %2"_s.arg(key, error.detail);
        return error;
    };
    if (key == kPrefix) {
        return placeOfNew(value).map_error(named).map([&](qsizetype at) {
            return SourceChange{{}, value.first(at - 1), value.sliced(at)};
        });
    }
    SourceChange change{{}, {}, value};
    if (key != kUrl) {
        const auto index = readNumber(key.sliced(kOneUrl.size()), 0, kMaxFiles - 1);
        if (!index)
            return tl::unexpected(named(index.error()));
        change.file = int(*index);
    }
    return parseUrl(value).map_error(named).map([&](const QUrl &) { return change; });
}

Result<QUrl> checkedSource(const QString &link)
{
    auto url = parseUrl(link);
    if (!url)
        return url;
    if (!url->userInfo().isEmpty())
        return fail(ErrorCode::InvalidArgument, u"a link must not carry a user name or password"_s);
    return url->adjusted(QUrl::RemoveFragment);
}

Result<std::optional<QUrl>> withPrefix(const SourceChange &change, const QUrl &url)
{
    const QString text = QString::fromLatin1(url.toEncoded());
    if (!text.startsWith(change.prefix))
        return std::optional<QUrl>();
    return checkedSource(change.to + text.sliced(change.prefix.size())).map([](const QUrl &to) {
        return std::optional(to);
    });
}

} // namespace lighterman
