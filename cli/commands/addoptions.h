// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands/signinoptions.h"
#include "common/protocol/requests.h"

#include <QIODevice>
#include <QStringList>

namespace lighterman::cli {

/// `lighterman add` as typed.
struct AddOptions
{
    QStringList urls;
    QString output;
    QString folder;
    QString name;
    QString type = QStringLiteral("download");
    QString priority;
    QString input;    ///< `-`: standard input
    QString checksum; ///< null: not given
    QStringList headers;
    QStringList ranges;
    QString retryDelay;
    QString noProgressTimeout;
    QString transferPolicy;
    QString maxRate;
    QString proxy;
    QString clientCertificate;
    QStringList notifyCommand; ///< the program first
    SignInOptions signIn;      ///< its password is still to be asked for
    bool separate = false;
    bool suspended = false;
    bool manualComplete = false;
    bool keepRunning = false;
    bool wait = false;
};

/// The jobs that are meant: one, or one for each link with `separate`. Relative paths start at
/// `workingFolder`. Reads --input (from `in` when it is `-`) and looks whether the destination
/// folders are there; everything that validate() can say against a job is said here. User names and
/// passwords in links are taken out: they are credentials of the job.
[[nodiscard]] Result<std::vector<protocol::AddJob>> jobsOf(const AddOptions &options, QIODevice &in,
                                                           const QString &workingFolder);

} // namespace lighterman::cli
