// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent/gatekeeper.h"

#include "common/base/log.h"

#include <unistd.h>

namespace lighterman {

Gatekeeper::Gatekeeper(Engine &engine, const QString &bus, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_bus(bus)
    , m_sessions(m_bus, ::getuid())
{
    connect(&m_sessions, &LoginSessions::changed, this, &Gatekeeper::look);
}

Gatekeeper::~Gatekeeper() = default;

void Gatekeeper::start()
{
    m_bus.open();
}

void Gatekeeper::look()
{
    Gates gates;
    gates.ownerLoggedOn = m_sessions.isLoggedOn().value_or(true);
    if (gates.ownerLoggedOn != m_gates.ownerLoggedOn)
        qCInfo(lcEnvironment) << "the owner is"
                              << (gates.ownerLoggedOn ? "logged on" : "logged off");
    m_gates = gates;
    m_engine.setGates(gates);
}

} // namespace lighterman
