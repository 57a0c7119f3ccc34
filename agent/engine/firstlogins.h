// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signinvalues.h"

namespace lighterman {

/// Whoever shows a secret first for an account, and the other jobs that wait for what comes of it:
/// what is wrong, or has become so, costs one login, however many jobs have it (DESIGN, section 5).
class FirstLogins
{
public:
    /// Id of a job; who asks it.
    using Place = std::pair<QByteArray, QString>;
    /// Told of each that has waited: it is to ask for its credentials anew. `follows` is the
    /// account where that was let in.
    using Release = std::function<void(const SignInAsking &)>;

    /// `alarm` is not owned, and outlives this.
    FirstLogins(Alarm &alarm, Release release);

    /// Whether the one at `place` may show a secret for `account`, which names who asks, and the
    /// user. Else it waits.
    [[nodiscard]] bool mayGo(const QString &account, const Place &place, SignInAsking asking);
    /// What came of it there is known, or never will be.
    void end(const Place &place, bool isLetIn);
    /// The job has stopped.
    void endAll(const QByteArray &job);

private:
    struct Login
    {
        Place place;
        std::vector<SignInAsking> waiting = {};
        std::unique_ptr<Pending> limit = {};
    };
    void end(const std::function<bool(const Place &)> &isMeant, bool isLetIn);

    Alarm &m_alarm;
    Release m_release;
    std::map<QString, Login> m_logins; ///< by account
};

} // namespace lighterman
