// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/time.h"
#include "common/model/credentials.h"
#include "common/model/ids.h"
#include "common/model/servercertificate.h"

#include <chrono>
#include <optional>
#include <vector>

namespace lighterman {

/// What a person is asked for.
enum class QuestionKind : quint8 {
    /// User name and password, or a token where the scheme is bearer, or what opens a client key.
    Password,
    Certificate,       ///< whether to trust a server that nobody vouches for: yes or no
    ClientCertificate, ///< which certificate shows a server who asks
};
[[nodiscard]] QLatin1StringView wireName(QuestionKind kind);
[[nodiscard]] std::optional<QuestionKind> questionKindFromWire(QStringView name);

/// Something that only a person can answer: one for each protection space and kind, or for each
/// certificate of a server, however many jobs wait for it. It has no time-out, and outlives the
/// agent.
struct Question
{
    int number = 0; ///< from 1; never used again for another one
    QuestionKind kind = QuestionKind::Password;
    ProtectionSpace space = {};   ///< of a certificate: protocol, host and port
    std::vector<JobId> jobs = {}; ///< that wait for the answer, the first to do so first
    Moment since = 0;
    int refusals = 0; ///< answers in a row that were not accepted
    /// No answer is taken before: a server that locks accounts is not to be given a reason.
    std::optional<Moment> pausedUntil = {};
    bool isTried = false;                              ///< an answer is on its way; not stored
    bool isPutOff = false;                             ///< the person has said: not now
    std::optional<ServerCertificate> certificate = {}; ///< that it is about
    // What else is known of the matter when it is shown to somebody; not stored.
    std::optional<Moment> otherAccepted = {}; ///< a person's yes to another one of this server
    /// Whose credentials, saved or given to a job that waits, were not accepted; empty where there
    /// is no name to them.
    std::optional<QString> refusedUser = {};
    bool operator==(const Question &) const = default;
};

/// Whether to trust the server at this URL, which has shown that.
[[nodiscard]] Question aboutServer(const QUrl &server, const ServerCertificate &shown);
/// Which certificate shows the server at this URL who asks.
[[nodiscard]] Question aboutClientCertificate(const QUrl &server);

/// After so many answers in a row that were not accepted no other one is taken for a while.
inline constexpr std::chrono::milliseconds kAnswerPause = std::chrono::minutes(5);
/// When the next answer is taken; nothing where it is taken now. A clock that was set back makes
/// nobody wait for longer than kAnswerPause.
[[nodiscard]] std::optional<Moment> pausedUntil(const Question &question, Moment now);

/// Whether the two ask for the same.
[[nodiscard]] bool isSameMatter(const Question &a, const Question &b);

/// Who asks, for people: the host, and the port where it is not the usual one.
[[nodiscard]] QString placeOf(const ProtectionSpace &space);
/// What the asker calls itself, on one line and cut; whatever a server has sent, so only ever shown
/// as plain text.
[[nodiscard]] QString realmOf(const ProtectionSpace &space);
/// Whether a secret that is sent as asked can be read by anybody on the way to a server.
[[nodiscard]] bool isReadable(const ProtectionSpace &space);
/// What it asks, in one sentence for people; texts of servers are quoted, on one line, and cut.
[[nodiscard]] QString textOf(const Question &question);

} // namespace lighterman
