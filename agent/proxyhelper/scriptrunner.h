// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/proxyhelper/pacfunctions.h"
#include "agent/proxyhelper/question.h"

#include <QJSEngine>

#include <tl/expected.hpp>

namespace lighterman {

/// Runs one PAC script, which may be anybody's, in an engine that has nothing but the language and
/// the functions of PAC: no console, no modules, no object of Qt. Time and memory are bounded from
/// outside (ScriptWatch). Needs a QCoreApplication.
class ScriptRunner
{
public:
    static constexpr int kLongestAnswer = 32 << 10; ///< characters

    ScriptRunner(LookUps lookUps, const QStringList &addresses, const QDateTime &now);
    ScriptRunner(const ScriptRunner &) = delete;
    ScriptRunner &operator=(const ScriptRunner &) = delete;

    /// What FindProxyForURLEx, or else FindProxyForURL, says. The error is one line for the log.
    [[nodiscard]] tl::expected<QString, QString> run(const ScriptQuestion &question);
    /// From another thread: lets the script fail at its next step.
    void interrupt() { m_engine.setInterrupted(true); }

private:
    [[nodiscard]] tl::expected<QString, QString> ask(const QJSValue &find,
                                                     const ScriptQuestion &question);

    PacFunctions m_functions; // outlives the engine, which has a wrapper of it
    QJSEngine m_engine;
    QJSValue m_call;
};

} // namespace lighterman
