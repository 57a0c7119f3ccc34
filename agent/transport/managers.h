// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/hostqueues.h"

#include <QNetworkAccessManager>
#include <QTimer>

#include <array>
#include <memory>

namespace lighterman {

/// The network access managers, made when they are needed and given up two minutes after the last
/// use, with their threads and sockets: at rest nothing wakes up.
class Managers
{
public:
    explicit Managers(QObject *parent);

    [[nodiscard]] QNetworkAccessManager &manager(Place place);
    /// Nothing is under way any more.
    void rest() { m_idle.start(); }

private:
    using Manager = std::unique_ptr<QNetworkAccessManager>;

    std::array<Manager, kBulkManagers> m_bulk;
    Manager m_small;
    QTimer m_idle;
};

} // namespace lighterman
