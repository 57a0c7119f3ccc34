// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/engine.h"
#include "agent/environment/loginsessions.h"
#include "agent/environment/network.h"
#include "agent/environment/powerwatch.h"
#include "agent/environment/sleepwatch.h"
#include "agent/environment/systembus.h"

#include <QTimer>

namespace lighterman {

/// Collects what the watchers of the environment know, and tells the engine which gates are open.
/// What nobody knows is open, but it waits for answers for a while before it tells so. Sleep is
/// delayed until the engine's state is recorded.
class Gatekeeper final : public QObject
{
    Q_OBJECT

public:
    /// Where the world is found.
    struct Places
    {
        QString bus = {}; ///< address of the system bus; empty: the usual one
        QString powerSupplies = QString::fromLatin1(PowerWatch::kSupplies);
    };

    /// `engine` is not owned and outlives this.
    explicit Gatekeeper(Engine &engine, const Places &places, QObject *parent = nullptr);
    ~Gatekeeper() override;

    /// Begins to watch. To be called once, before the engine's restore().
    void start();
    /// A person does not believe it: what is known of the network counts as open until it is known
    /// to be another one, and everything is tried at once.
    void checkNow();
    /// The engine's settings are others.
    void heedSettings();

    /// Whether a thread waits for a system bus that does not answer. Qt would wait for that at the
    /// end of the process.
    [[nodiscard]] bool isHeldUp() const { return m_bus.isOpening(); }

private:
    void look();
    void networkChanged();
    void tell(Gates gates);
    [[nodiscard]] bool isKnown() const;
    void report(const Gates &now) const;
    void recorded(int sleep, const Result<void> &stored);

    Engine &m_engine;
    SystemBus m_bus; // before those who use it
    LoginSessions m_sessions;
    SleepWatch m_sleep;
    PowerWatch m_power;
    Network m_network;
    Gates m_gates;                         ///< as the engine has them
    std::optional<NetworkFacts> m_doubted; ///< that a person does not believe
    int m_sleeps = 0;                      ///< that were announced
    QTimer m_patience;                     ///< with the first questions
};

} // namespace lighterman
