// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/knowncredentials.h"
#include "agent/engine/ports.h"

#include <set>

// What the desk has in hand while jobs sign in.
namespace lighterman {

/// A file that waits for an answer.
struct SignInAsking
{
    JobId job;
    int file = 0;
    AuthChallenge challenge;
    int serial = 0;            ///< the latest of its place is the one that counts
    int keyringChanges = 0;    ///< that were heard of before
    QString follows = {};      ///< FirstLogins::Release
    bool isOwnRefused = false; ///< what a person gave the job for it has just been refused
};

/// What was given for one server or proxy to a job that moves.
struct SignInGiven
{
    KnownCredentials known;
    QUrl url;
    Secret secret;
};

/// An answer on its way.
struct SignInTrial
{
    QuestionAnswer answer;
    JobStore::Done done;
    std::optional<JobId> job = {}; ///< that tries it
};

/// How a trial ends that does not end well.
enum class SignInTrying : quint8 { Refused, NotDone };

/// Why what a job was given does not count.
enum class SignInRefusal : quint8 {
    Now,    ///< it was refused
    Before, ///< the same was refused before
    Gone,   ///< the keyring does not have it any more
};

/// What is known of the keyring's lock.
struct SignInKeyring
{
    int changes = 0;                     ///< that were heard of
    int toldAt = 0;                      ///< `changes` when somebody was told that it is locked
    bool isSkipped = false;              ///< the person is asked in its place
    std::set<QByteArray> skippedBy = {}; ///< jobs that ask a person for that reason
};

} // namespace lighterman
