// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QNetworkReply>
#include <QTimer>

#include <functional>
#include <memory>

namespace lighterman {

/// Looks whether a request gets through a tunnel. Where a proxy asks for NTLM and refuses it,
/// Qt 6.4 says nothing, but asks again at once, some thousand times a second, and goes on with that
/// when the reply is gone: only the end of its manager ends it.
class TunnelWatch
{
public:
    TunnelWatch();

    /// Looks after `reply`, of a request that is made now, and after no other one. `late` is called
    /// once where a connection of it was begun `patience` ago and nothing has come through.
    void begin(const QNetworkReply &reply, std::chrono::milliseconds patience,
               std::function<void()> late);
    void end();

private:
    QTimer m_timer;
    std::unique_ptr<QObject> m_ear; // of the reply's signals
    std::function<void()> m_late;
};

} // namespace lighterman
