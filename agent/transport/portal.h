// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/transport/answer.h"
#include "agent/transport/journey.h"

namespace lighterman {

/// How much there is to doubt that it is the server which answers, and not a network that leads
/// everybody to its sign-in page.
enum class Doubt : quint8 {
    None,
    Some, ///< such a page has come before, and a person does not believe it; or nobody knows
    Much, ///< such a page has come before
    New,  ///< the network is new
};

/// Since when the network is known.
struct NetworkAge
{
    using Time = std::chrono::steady_clock::time_point;
    Time startedAt = std::chrono::steady_clock::now(); ///< nobody knows what was before
    std::optional<Time> changedAt = {};                ///< to another network, the last time
};

/// How much there is of it now.
[[nodiscard]] Doubt doubtOf(const FileTask &task, const NetworkAge &age);

/// Whether `host` is this computer: no network comes in between.
[[nodiscard]] bool isThisComputer(const QString &host);

/// The error (captive-portal) where an answer is that of a portal: a status that says so (RFC 6585,
/// section 6), or, where there is doubt, a web page in place of a file, or, guessed, another file
/// in place of one that had begun to come. Only of http: over https a server has shown who it is.
[[nodiscard]] std::optional<Error> portalIn(Doubt doubt, const Journey &journey, const Known &known,
                                            const Answer &answer);

/// The error where a portal may be behind another error, of any kind: a redirect that came to
/// nothing, or a server that cannot show who it is. Always a guess.
[[nodiscard]] std::optional<Error> portalBehind(Doubt doubt, const Journey &journey,
                                                const Error &error);

/// Whether an answer shows that there is no portal: a file's, over http.
[[nodiscard]] bool isPastPortals(const Journey &journey, const Answer &answer);

} // namespace lighterman
