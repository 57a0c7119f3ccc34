// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/signinoptions.h"

#include "cli/commands/arguments.h"
#include "common/base/redact.h"
#include "common/model/linkaccounts.h"

#include <QPointer>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestLine = 3 * kMaxPassword + 2; // bytes, with its end

/// What is given before the secret is known.
Result<GivenCredentials> wordsOf(const SignInOptions &options)
{
    GivenCredentials given;
    const auto target = readAuthTarget(options.target);
    if (!target)
        return tl::unexpected(target.error());
    given.target = *target;
    given.user = options.user;
    if (options.scheme.isEmpty())
        return given;
    return readAuthScheme(options.scheme).map([&](AuthScheme scheme) {
        given.scheme = scheme;
        return std::move(given);
    });
}

/// Whether there is no user name to it.
bool isSecretAlone(const GivenCredentials &given)
{
    return given.scheme == AuthScheme::Bearer || given.target == AuthTarget::ClientKey;
}

/// The person's own ticket: no user name, and nobody is asked for a password.
bool isImplicit(const GivenCredentials &given, const SignInOptions &options)
{
    const bool mayBe = given.scheme == AuthScheme::Negotiate || given.scheme == AuthScheme::Ntlm
        || !options.user.isNull();
    return mayBe && given.user.isEmpty() && !options.passwordStdin && !isSecretAlone(given);
}

/// What can be said before somebody types a password for nothing.
Result<void> checkWords(const GivenCredentials &given)
{
    if (given.scheme == AuthScheme::Bearer && given.target != AuthTarget::ClientKey)
        return {};
    if (given.target == AuthTarget::ClientKey)
        return given.user.isEmpty()
                && given.scheme.value_or(AuthScheme::Passphrase) == AuthScheme::Passphrase
            ? Result<void>()
            : fail(ErrorCode::InvalidAuthScheme, u"a client key takes a passphrase alone"_s);
    if (given.user.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"give --user NAME"_s);
    return given.scheme == AuthScheme::Negotiate ? Result<void>() : validate(given);
}

QString promptFor(const GivenCredentials &given)
{
    if (given.target == AuthTarget::ClientKey)
        return u"Passphrase: "_s;
    return given.scheme == AuthScheme::Bearer ? u"Token: "_s
                                              : u"Password of %1: "_s.arg(oneLine(given.user, 80));
}

} // namespace

void describeSignIn(CLI::App &app, SignInOptions &options)
{
    arguments::value(app, "--user", options.user,
                     "Sign in with this name; the password is asked for, '' is your own ticket")
        .type_name("NAME");
    app.add_flag("--password-stdin", options.passwordStdin,
                 "Read the password, or the token, from a line of standard input");
    arguments::value(app, "--scheme", options.scheme,
                     "Sign in only so: basic, digest, ntlm, negotiate, passport or bearer [the "
                     "first four, whichever is asked for]")
        .type_name("SCHEME");
}

Result<Secret> readSecretLine(QIODevice &in)
{
    QByteArray line = in.readLine(kLongestLine + 1);
    const bool isEnded = line.endsWith('\n');
    if (line.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"standard input has no password"_s);
    if (isEnded)
        line.chop(line.endsWith("\r\n") ? 2 : 1);
    Secret secret(std::move(line));
    if (!isEnded && secret.reveal().size() >= kLongestLine)
        return fail(ErrorCode::PasswordTooLarge);
    return secret;
}

void withSecret(Console &console, QObject *context, bool fromStdin, const QString &prompt,
                std::function<void(Result<Secret>)> use)
{
    if (fromStdin) {
        use(readSecretLine(console.input()));
        return;
    }
    if (!console.ask) {
        use(fail(ErrorCode::InvalidArgument,
                 u"there is no terminal to ask for the password: use --password-stdin"_s));
        return;
    }
    console.ask({prompt, true},
                [guard = QPointer(context), use = std::move(use)](Result<Secret> secret) {
                    if (guard)
                        use(std::move(secret));
                });
}

void withCredentials(Console &console, QObject *context, const SignInOptions &options,
                     std::function<void(Result<GivenCredentials>)> use)
{
    auto given = wordsOf(options);
    if (!given) {
        use(std::move(given));
        return;
    }
    const bool implicit = isImplicit(*given, options);
    const auto checked = implicit ? validate(*given) : checkWords(*given);
    if (!checked || implicit) {
        use(checked ? std::move(given) : tl::unexpected(checked.error()));
        return;
    }
    withSecret(console, context, options.passwordStdin, promptFor(*given),
               [target = given->target, scheme = given->scheme, user = given->user,
                use = std::move(use)](Result<Secret> secret) {
                   if (!secret) {
                       use(tl::unexpected(secret.error()));
                       return;
                   }
                   GivenCredentials whole{target, scheme, user, std::move(*secret)};
                   const auto valid = validate(whole);
                   use(valid ? Result<GivenCredentials>(std::move(whole))
                             : tl::unexpected(valid.error()));
               });
}

} // namespace lighterman::cli
