// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/busservice.h"
#include "agent/environment/networkfacts.h"

#include <QStringList>

namespace lighterman {

/// Follows NetworkManager over the system bus. Signals are only hints: each has the facts read
/// anew. A manager that is not there, leaves or does not answer is none.
class NetworkManager final : public QObject
{
    Q_OBJECT

public:
    /// `bus` is not owned, outlives this, and is not open yet.
    explicit NetworkManager(SystemBus &bus, QObject *parent = nullptr);

    /// Reads everything again.
    void refresh();

    [[nodiscard]] const ManagerFacts &facts() const { return m_facts; }
    /// Whether it has been asked, and has answered or will never.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }

signals:
    /// The facts are others, or are known for the first time.
    void changed();

private:
    void take(const QVariantMap &properties);
    void askDevices(const QStringList &devices);
    void conclude();
    void publish(const ManagerFacts &facts);

    BusService m_service;
    ManagerFacts m_facts;
    ManagerFacts m_found;       // what is being read
    qsizetype m_unanswered = 0; // devices that were asked about
    bool m_isKnown = false;
    bool m_isReading = false;
    bool m_isStale = false; // something has changed since the reading began
};

} // namespace lighterman
