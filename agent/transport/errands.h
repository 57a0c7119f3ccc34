// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signin.h"
#include "agent/transport/transportoptions.h"
#include "common/model/ids.h"

#include <QPointer>

#include <vector>

namespace lighterman {

class Errand;
class Messenger;
struct FetchShared;

/// Sends what the sign-ins of one file have to say to login servers. Where the job has a proxy it
/// goes through that, by a tunnel, and never past it: what the proxy wants to know for that is
/// asked for as if the file itself had met it. Lives on the transport's thread.
class Errands final : public AuthMessenger
{
public:
    /// On whose behalf.
    struct Sender
    {
        TransferId id = 0;
        JobId job = {};
        QUrl proxy = {}; ///< as in FileTask
    };
    /// `shared` is not owned, and outlives it.
    Errands(Sender sender, FetchShared &shared);
    ~Errands() override;
    Errands(const Errands &) = delete;
    Errands &operator=(const Errands &) = delete;

    /// Errors of Messenger, and those of proxies. Messages have connections of their own: what was
    /// let in for a file, although nobody vouches for it, is not for passwords.
    [[nodiscard]] std::unique_ptr<Pending> send(const AuthMessage &message, Heard done) override;
    /// Whether a message is on its way to the proxy, or waits there: as the file.
    [[nodiscard]] bool areUnderWay() const;
    /// As Admissions::Audience has it: who waits at the proxy looks again, later.
    void letGo() const;

private:
    Sender m_sender;
    FetchShared &m_shared;
    std::unique_ptr<Messenger> m_straight;    // where there is no proxy
    std::vector<QPointer<Errand>> m_underWay; // not owned
};

} // namespace lighterman
