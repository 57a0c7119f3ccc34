// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/knowncredentials.h"
#include "agent/engine/ports.h"

// What the desk has in hand while jobs sign in.
namespace lighterman {

/// A file that waits for an answer.
struct SignInAsking
{
    JobId job;
    int file = 0;
    AuthChallenge challenge;
    int serial = 0;         ///< the latest of its place is the one that counts
    int keyringChanges = 0; ///< that were heard of before
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

} // namespace lighterman
