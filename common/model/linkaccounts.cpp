// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/model/linkaccounts.h"

#include "common/model/jobspec.h"
#include "common/model/sourcechange.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

std::optional<GivenCredentials> takenFrom(QUrl &url)
{
    std::optional<Credentials> taken = takeCredentials(url);
    if (!taken)
        return std::nullopt;
    return GivenCredentials{AuthTarget::Server, {}, taken->user, std::move(taken->secret)};
}

/// A link, or the beginning of one, as text; what is no link stays as it is.
std::optional<GivenCredentials> takenFrom(QString &link)
{
    QUrl url(link.trimmed(), QUrl::StrictMode);
    auto taken = takenFrom(url);
    if (taken)
        link = QString::fromLatin1(url.toEncoded());
    return taken;
}

} // namespace

Result<void> validate(const GivenCredentials &given)
{
    const auto as = [&](AuthScheme scheme) {
        return validate(Credentials{given.target, scheme, given.user, given.secret.copy()});
    };
    if (given.scheme)
        return as(*given.scheme);
    if (given.target == AuthTarget::ClientKey)
        return as(AuthScheme::Passphrase);
    // Digest takes about any name, and negotiate none at all.
    auto asDigest = as(AuthScheme::Digest);
    return asDigest || !as(AuthScheme::Negotiate) ? asDigest : Result<void>();
}

Result<void> unite(std::optional<GivenCredentials> &given, std::optional<GivenCredentials> more)
{
    if (!more)
        return {};
    if (given && (given->user != more->user || !given->secret.isSame(more->secret)))
        return fail(ErrorCode::InvalidArgument,
                    u"the links have different user names or passwords: make one job of each"_s);
    given = std::move(more);
    return {};
}

Result<std::optional<GivenCredentials>> takeGiven(std::vector<FileSpec> &files)
{
    std::optional<GivenCredentials> given;
    Result<void> united;
    for (FileSpec &file : files) {
        auto taken = takenFrom(file.url);
        if (united)
            united = unite(given, std::move(taken));
    }
    if (!united)
        return tl::unexpected(united.error());
    return given;
}

Result<std::optional<GivenCredentials>> takeGiven(std::vector<SourceChange> &changes)
{
    std::optional<GivenCredentials> given;
    Result<void> united;
    for (SourceChange &change : changes) {
        (void)takenFrom(change.prefix); // no link that is there has any
        auto taken = takenFrom(change.to);
        if (united)
            united = unite(given, std::move(taken));
    }
    if (!united)
        return tl::unexpected(united.error());
    return given;
}

} // namespace lighterman
