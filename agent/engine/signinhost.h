// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"

namespace lighterman {

/// Who has the jobs that sign in.
class SignInHost
{
public:
    virtual ~SignInHost() = default;
    /// Null when there is no such job any more.
    [[nodiscard]] virtual Job *deskJob(const JobId &id) = 0;
    /// Whether a file of the job that moves has a link to the same origin.
    [[nodiscard]] virtual bool deskLinksTo(const JobId &id, const QUrl &url) = 0;
    /// To be stored, and `line` to be told in the job's timeline, where there is one.
    virtual void deskChanged(const JobId &id, const QString &line) = 0;
    /// The answers to what challenged() has told of.
    virtual void deskSignIn(const JobId &id, int file, Credentials credentials) = 0;
    virtual void deskDecline(const JobId &id, int file, const Error &error) = 0;
    /// What the job signed in with there counts no more.
    virtual void deskForget(const JobId &id, AuthTarget target, const QUrl &url) = 0;
    /// What the job failed for is settled: it goes on.
    virtual void deskResume(const JobId &id) = 0;
    /// Jobs that wait for the keyring may go on.
    virtual void deskKeyringChanged() = 0;
};

} // namespace lighterman
