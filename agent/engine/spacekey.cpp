// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/spacekey.h"

namespace lighterman {

using namespace Qt::StringLiterals;

/// Realm and account may be anything, so they are told apart by how they are written; what comes
/// before has no quotation marks.
QString keyOf(const ProtectionSpace &space)
{
    const auto quoted = [](QString text) {
        return u'"' + text.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
    };
    return u"%1 %2 %3://%4:%5 "_s
               .arg(wireName(space.target), wireName(space.scheme), space.protocol, space.host)
               .arg(space.port)
        + quoted(space.realm) + u' ' + quoted(space.account);
}

ProtectionSpace refusedSpace(ProtectionSpace space, const QString &user)
{
    space.account = u':' + user; // also where there is no user, as with tokens
    return space;
}

QString keyOf(const JobId &job, AuthTarget target, const QString &way)
{
    return u"job %1 %2 %3"_s.arg(job.toString(), wireName(target), way);
}

Error signInWanted(AuthTarget target, const QString &detail, const QString &realm)
{
    constexpr int kUnauthorized = 401;
    constexpr int kProxyWantsPassword = 407;
    if (target == AuthTarget::ClientKey)
        return {ErrorCode::PassphraseNeeded, detail, ErrorContext::LocalFile,
                realm.startsWith(u'/') ? realm : QString()};
    const bool isServer = target == AuthTarget::Server;
    return {httpError(isServer ? kUnauthorized : kProxyWantsPassword),
            detail,
            isServer ? ErrorContext::RemoteFile : ErrorContext::GeneralTransport,
            {}};
}

} // namespace lighterman
