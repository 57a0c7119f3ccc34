// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/environment/networkfacts.h"

#include <QObject>

namespace lighterman {

/// Follows NetworkManager over the system bus. Signals, which anybody may send, are only hints:
/// each has the facts read anew from whoever owns the name. A manager that is not there, leaves or
/// does not answer is none.
class NetworkManager final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Does nothing where there is no bus.
    void start();
    /// Reads everything again.
    void refresh();

    [[nodiscard]] const ManagerFacts &facts() const { return m_facts; }
    /// Whether it has been asked, and has answered or will never.
    [[nodiscard]] bool isKnown() const { return m_isKnown; }

signals:
    /// The facts are others, or are known for the first time.
    void changed();

private slots:
    // Qt D-Bus connects to slots by their names.
    void onPropertiesChanged();
    void onOwnerChanged();
    void onBusLost();

private:
    void onBus();
    [[nodiscard]] bool listen();
    void publish(const ManagerFacts &facts);

    ManagerFacts m_facts;
    bool m_isKnown = false;
    bool m_hasBus = false;
    bool m_isReading = false;
    bool m_isStale = false; // something has changed since the reading began
};

} // namespace lighterman
