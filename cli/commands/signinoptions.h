// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/console.h"
#include "common/model/account.h"
#include "common/model/question.h"

namespace CLI {
class App;
}

namespace lighterman::cli {

/// Who signs in, as typed.
struct SignInOptions
{
    QString target = QStringLiteral("server");
    QString scheme;             ///< empty: whichever is asked for
    QString user;               ///< null: not given
    bool passwordStdin = false; ///< else the terminal is asked

    [[nodiscard]] bool areGiven() const
    {
        return !user.isNull() || !scheme.isEmpty() || passwordStdin;
    }
};

/// The options --user, --password-stdin and --scheme.
void describeSignIn(CLI::App &app, SignInOptions &options);

/// One line of `in` without its end. password-too-large; invalid-argument when there is none.
[[nodiscard]] Result<Secret> readSecretLine(QIODevice &in);

/// A secret from standard input or the terminal, for `use`, which is not called when `context` is
/// gone by then. invalid-argument when there is nobody to ask.
void withSecret(Console &console, QObject *context, bool fromStdin, const QString &prompt,
                std::function<void(Result<Secret>)> use);

/// What the options mean, once the secret is there where one is needed: neither user name nor
/// secret is the person's own ticket. Errors of validate(); invalid-argument.
void withCredentials(Console &console, QObject *context, const SignInOptions &options,
                     std::function<void(Result<GivenCredentials>)> use);

} // namespace lighterman::cli
