// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/journey.h"

#include "agent/transport/redirect.h"
#include "common/base/redact.h"

namespace lighterman {

Route::Route(const QUrl &link, std::vector<Header> headers)
    : m_journey{link, link}
    , m_own(std::move(headers))
    , m_headers(m_own)
{
}

Result<void> Route::follow(const QByteArray &location)
{
    const auto target = redirectTarget(m_journey.now, location);
    if (!target)
        return tl::unexpected(target.error());
    if (++m_redirects > kMostRedirects)
        return fail(ErrorCode::TooManyRedirects, redacted(*target), ErrorContext::RemoteFile);
    if (!isSameOrigin(m_journey.now, *target))
        m_headers.clear(); // any of them may be a secret
    m_journey.now = *target;
    m_isOld = false;
    return {};
}

void Route::startAgain()
{
    m_journey.now = m_journey.asked;
    m_headers = m_own;
    m_redirects = 0;
    m_isOld = false;
}

} // namespace lighterman
