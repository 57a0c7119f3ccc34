// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/engine.h"

namespace lighterman {

/// How jobs stop when a gate shuts, and go on by themselves when it opens. Copies of it go along
/// with what is waited for.
class Engine::Gating
{
public:
    explicit Gating(Engine &engine)
        : m_engine(&engine)
    {
    }
    /// The machine is awake again: the jobs are to know it once the network has settled.
    void wake() const;
    /// Answers when all that the store was given before would survive a power cut; store-failed.
    void record(JobStore::Done recorded) const;
    /// To be called when settings, gates or the time are others.
    void heedPolicy() const;
    /// To be called when the job is another one to the gates.
    void reconsider(JobEntry &entry) const;
    /// To be called when the settings that gates look at are others.
    void reconsiderAll() const;
    /// The gate that holds the job now, if one does.
    [[nodiscard]] std::optional<ErrorCode> gateOf(const JobEntry &entry) const;
    /// Stops a job that a gate holds now. True when it is to be announced.
    bool hold(JobEntry &entry) const;
    /// Stops those among the queued and moving jobs that came too late to hear of a gate.
    void holdLatecomers() const;

private:
    void apply(const Gates &gates) const;
    void settle() const;
    void settled() const;
    [[nodiscard]] bool goOnWaiting(JobEntry &entry, ErrorCode gate) const;
    [[nodiscard]] Cause waitFor(ErrorCode gate) const;
    bool shut(JobEntry &entry, ErrorCode gate) const;
    void letGo(JobEntry &entry, JobEvent event, const QString &why) const;

    Engine *m_engine;
};

} // namespace lighterman
