// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/tunnelwatch.h"

#include <utility>

namespace lighterman {

TunnelWatch::TunnelWatch()
{
    m_timer.setSingleShot(true);
    m_timer.callOnTimeout(&m_timer, [this] {
        const auto late = std::exchange(m_late, nullptr);
        end();
        late();
    });
}

void TunnelWatch::begin(const QNetworkReply &reply, std::chrono::milliseconds patience,
                        std::function<void()> late)
{
    end();
    m_late = std::move(late);
    m_timer.setInterval(patience);
    m_ear = std::make_unique<QObject>();
    const auto begun = [this] { m_timer.start(); };
    const auto through = [this] { m_timer.stop(); };
    // Over a connection that is there already the request goes at once.
    QObject::connect(&reply, &QNetworkReply::socketStartedConnecting, m_ear.get(), begun);
    QObject::connect(&reply, &QNetworkReply::encrypted, m_ear.get(), through);
    QObject::connect(&reply, &QNetworkReply::requestSent, m_ear.get(), through);
    QObject::connect(&reply, &QNetworkReply::finished, m_ear.get(), through);
}

void TunnelWatch::end()
{
    m_timer.stop();
    m_ear.reset();
    m_late = nullptr;
}

} // namespace lighterman
