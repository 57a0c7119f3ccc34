// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/entrance.h"

#include <utility>

namespace lighterman {

namespace {

/// Tickets of people who are in many groups take some ten thousand bytes.
constexpr qsizetype kLongestField = 65'536;

QByteArray bounded(QByteArray value)
{
    return value.size() <= kLongestField ? std::move(value) : QByteArray();
}

} // namespace

AuthReply authReplyOf(const QNetworkReply &reply, AuthTarget target)
{
    const bool isProxy = target == AuthTarget::Proxy;
    return {reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            bounded(reply.rawHeader(isProxy ? "Proxy-Authenticate" : "WWW-Authenticate")),
            bounded(reply.rawHeader(isProxy ? "Proxy-Authentication-Info" : "Authentication-Info")),
            isProxy ? QByteArray() : bounded(reply.rawHeader("Set-Cookie"))};
}

void Entrance::use(const std::shared_ptr<SignIn> &pass)
{
    if (pass == m_pass)
        return;
    forget();
    m_pass = pass;
}

Result<bool> Entrance::sign(const AuthRequest &request, std::function<void()> later)
{
    if (!m_pass)
        return true;
    if (!m_attempt)
        m_attempt = m_pass->attempt();
    if (!m_fields && !m_isSigning) {
        m_isSigning = true;
        m_attempt->sign(request, [this](const Result<AuthFields> &fields) {
            m_fields = fields;
            m_isSigning = false;
            if (const auto tell = std::exchange(m_later, nullptr))
                tell();
        });
    }
    if (!m_fields) {
        m_later = std::move(later);
        return false;
    }
    return m_fields->map([](const AuthFields & /*fields*/) { return true; });
}

AuthFields Entrance::take()
{
    const auto fields = std::exchange(m_fields, std::nullopt);
    return fields && *fields ? **fields : AuthFields();
}

Result<AuthVerdict> Entrance::heard(const AuthReply &reply)
{
    auto verdict = m_attempt->heard(reply);
    if (!verdict || *verdict != AuthVerdict::Again)
        forget();
    return verdict;
}

void Entrance::forget()
{
    m_attempt.reset();
    m_fields.reset();
    m_later = nullptr;
    m_isSigning = false;
}

} // namespace lighterman
