// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"
#include "common/model/jobspec.h"

#include <QUrl>

#include <vector>

namespace lighterman {

/// A request and where it has got to.
struct Journey
{
    QUrl asked; ///< the link of the file
    QUrl now;   ///< after redirects
};

/// Finds its way through redirects from the link of a file to where the file is. What redirects
/// lead to may hold for minutes only, the link itself lasts.
class Route
{
public:
    Route(const QUrl &link, std::vector<Header> headers);

    [[nodiscard]] const QUrl &url() const { return m_journey.now; }
    [[nodiscard]] const Journey &journey() const { return m_journey; }
    /// What may be sent there: those of the job, unless a redirect has led to another origin.
    [[nodiscard]] const std::vector<Header> &headers() const { return m_headers; }

    /// Goes where a redirect leads. Errors of redirectTarget(), too-many-redirects.
    [[nodiscard]] Result<void> follow(const QByteArray &location);
    /// The place has shown that it has the file.
    void arrive() { m_isOld = true; }
    /// Whether it has shown that some time ago, and the link may lead elsewhere by now.
    [[nodiscard]] bool isOld() const { return m_isOld && m_journey.now != m_journey.asked; }
    /// Goes back to the link.
    void startAgain();

private:
    Journey m_journey;
    std::vector<Header> m_own; // the job's
    std::vector<Header> m_headers;
    int m_redirects = 0;
    bool m_isOld = false;
};

} // namespace lighterman
