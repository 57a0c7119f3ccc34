// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/ports.h"
#include "agent/transport/answer.h"

#include <QUrl>

namespace lighterman {

/// How much there is to doubt that it is the server which answers, and not a network that leads
/// everybody to its sign-in page.
enum class Doubt : quint8 {
    None,
    Some, ///< such a page has come before
    Much, ///< the network is new
};

/// How much there is of it now; `changedAt`: when the network became another one, if it did.
[[nodiscard]] Doubt doubtOf(const FileTask &task,
                            std::optional<std::chrono::steady_clock::time_point> changedAt);

/// A request and where it has got to.
struct Journey
{
    QUrl asked; ///< the link of the file
    QUrl now;   ///< after redirects
};

/// Whether an answer is that of a captive portal: a status that says so (RFC 6585, section 6), or,
/// where there is doubt, a web page in place of a file, or another host's file in place of one that
/// had begun to come. Only of http: over https a server has shown who it is.
[[nodiscard]] bool isPortal(Doubt doubt, const Journey &journey, const Known &known,
                            const Answer &answer);

/// Whether a redirect that came to nothing may be a portal's.
[[nodiscard]] bool isPortal(Doubt doubt, const Journey &journey, ErrorCode error);

/// What is then said of the file.
[[nodiscard]] Error portalError(const Journey &journey);

} // namespace lighterman
