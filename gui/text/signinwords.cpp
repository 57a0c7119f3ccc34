// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "gui/text/signinwords.h"

#include "common/base/redact.h"
#include "gui/text/certificatewords.h"

#include <QCoreApplication>
#include <QLocale>

namespace lighterman::present {

namespace {

/// Gives tr() its context.
struct Say
{
    Q_DECLARE_TR_FUNCTIONS(lighterman::present)
};

constexpr int kUnauthorized = 401;
constexpr int kProxyUnauthorized = 407;
constexpr qsizetype kLongestUser = 80; // UTF-16 units

QString place(const ProtectionSpace &space)
{
    return isolated(placeOf(space));
}

bool isKey(const ProtectionSpace &space)
{
    return space.target == AuthTarget::ClientKey;
}

QString nameOf(const KeyringFacts &keyring)
{
    return keyring.name.isEmpty() ? Say::tr("The keyring", "begins a sentence")
                                  : isolated(keyring.name);
}

/// Before anybody has answered.
QString refusedBefore(const ProtectionSpace &space, const QString &user)
{
    if (isKey(space))
        return Say::tr("The passphrase given before does not open it.");
    if (space.scheme == AuthScheme::Bearer)
        return Say::tr("The token given before was not accepted.");
    return Say::tr("The password given before for “%1” was not accepted.")
        .arg(isolated(oneLine(user, kLongestUser)));
}

} // namespace

QString asks(const ProtectionSpace &space)
{
    if (isKey(space))
        return keyAsks(space);
    if (space.scheme == AuthScheme::Bearer)
        return space.target == AuthTarget::Proxy
            ? Say::tr("Your network’s proxy %1 asks for a token").arg(place(space))
            : Say::tr("%1 asks for a token").arg(place(space));
    return space.target == AuthTarget::Proxy
        ? Say::tr("Your network’s proxy %1 asks for a user name and password").arg(place(space))
        : Say::tr("%1 asks for a user name and password").arg(place(space));
}

QString selfName(const ProtectionSpace &space)
{
    if (isKey(space))
        return keyName(space);
    const QString realm = realmOf(space);
    return realm.isEmpty() ? QString()
                           : Say::tr("It calls itself “%1”.", "a server").arg(isolated(realm));
}

WayThere wayThere(const ProtectionSpace &space)
{
    if (isKey(space))
        return {true, {}};
    if (space.target == AuthTarget::Server && space.protocol == QLatin1StringView("https"))
        return {true, Say::tr("Encrypted connection")};
    switch (space.scheme) {
    case AuthScheme::Basic:
    case AuthScheme::Ntlm: // which can be turned into the other one on the way
        return {false, Say::tr("Not encrypted: the password can be read on the way.")};
    case AuthScheme::Bearer:
        return {false, Say::tr("Not encrypted: the token can be read on the way.")};
    case AuthScheme::Passport: // whose password goes to a server of its own
        return {false, Say::tr("Not encrypted: what is transferred can be read on the way.")};
    default:
        return {false,
                Say::tr("Not encrypted: the password itself is not sent, but who listens on the "
                        "way can try to guess it.")};
    }
}

SecretWords secretWords(const ProtectionSpace &space)
{
    if (isKey(space))
        return {Say::tr("Passphrase"), Say::tr("&Passphrase:"), Say::tr("Un&lock")};
    if (space.scheme == AuthScheme::Bearer)
        return {Say::tr("Token"), Say::tr("&Token:"), Say::tr("Sign &in")};
    return {Say::tr("Password"), Say::tr("&Password:"), Say::tr("Sign &in")};
}

QString schemeName(AuthScheme scheme)
{
    switch (scheme) {
    case AuthScheme::Basic:
        return QStringLiteral("Basic");
    case AuthScheme::Digest:
        return QStringLiteral("Digest");
    case AuthScheme::Ntlm:
        return QStringLiteral("NTLM");
    case AuthScheme::Negotiate:
        return QStringLiteral("Negotiate");
    case AuthScheme::Passport:
        return QStringLiteral("Passport");
    case AuthScheme::Bearer:
        return QStringLiteral("Bearer");
    case AuthScheme::Passphrase:
        break;
    }
    return Say::tr("Passphrase");
}

Notice keyringBar(const KeyringFacts &keyring, int jobs)
{
    const QString who = jobs == 1
        ? Say::tr("1 transfer needs a password that is stored in it.")
        : Say::tr("%n transfers need a password that is stored in it.", nullptr, jobs);
    return {Say::tr("%1 is locked. %2", "keyring; who needs it").arg(nameOf(keyring), who),
            Say::tr("&Unlock…")};
}

RememberBox rememberBox(const KeyringFacts &keyring)
{
    const QString named = keyring.name.isEmpty()
        ? Say::tr("&Remember in the keyring")
        : Say::tr("&Remember in %1", "name of a keyring").arg(isolated(keyring.name));
    switch (keyring.state) {
    case KeyringState::Open:
        return {true, named, {}};
    case KeyringState::Locked:
        return {true, named,
                Say::tr("It is locked now: what is remembered goes there once it is opened.")};
    case KeyringState::Missing:
        return {false, Say::tr("&Remember"),
                Say::tr("This session has no keyring: it is remembered until the transfer service "
                        "ends.")};
    case KeyringState::Failed:
        break;
    }
    return {false, named,
            Say::tr("The keyring does not answer: it is remembered until the transfer service "
                    "ends.")};
}

QString forHost(const ProtectionSpace &space)
{
    if (isKey(space))
        return Say::tr("Every transfer that uses this certificate");
    return space.target == AuthTarget::Proxy ? Say::tr("Every transfer through this proxy")
                                             : Say::tr("Every transfer from or to this host");
}

QString forWaiting(int jobs)
{
    return jobs == 1 ? Say::tr("Only the transfer that waits")
                     : Say::tr("Only the %n transfers that wait", nullptr, jobs);
}

QString outcome(const Question &question, Moment now)
{
    if (question.isTried)
        return Say::tr("Trying it on one transfer…");
    if (const auto until = pausedUntil(question, now))
        return (isKey(question.space)
                    ? Say::tr("Not accepted. The next try is possible at %1.")
                    : Say::tr("Not accepted. Stopped to avoid locking your account: the next try "
                              "is possible at %1."))
            .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(*until).time(),
                                    QLocale::ShortFormat));
    if (question.refusals > 0)
        return Say::tr("Not accepted. Check Caps Lock.");
    return question.refusedUser ? refusedBefore(question.space, *question.refusedUser) : QString();
}

QString notTried(const lighterman::Error &error)
{
    const bool isRefused = error.code == httpError(kUnauthorized)
        || error.code == httpError(kProxyUnauthorized) || error.code == ErrorCode::PassphraseNeeded;
    // How long the pause is comes with the question.
    return isRefused || error.code == ErrorCode::SignInPaused
        ? QString()
        : Say::tr("Not tried: %1", "what went wrong").arg(explained(error.code));
}

} // namespace lighterman::present
