// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fakes.h"

namespace lighterman::testing {

/// An engine with one slot, and a job in `state` that does not leave it by itself. What its
/// notify command, if it has one, tells of how it got there is over.
class JobSubject
{
public:
    explicit JobSubject(JobState state, const std::optional<NotifyCommand> &command = {})
    {
        Settings settings;
        settings.backgroundSlots = 1;
        bench.engine.setSettings(settings);
        JobSpec spec;
        spec.settings.notifyCommand = command;
        spec.settings.manualComplete = state == JobState::Transferred;
        id = bench.add({QStringLiteral("https://a.example/f")}, spec);
        bring(state);
        if (!isMoving(state))
            block();
        EngineBench::settle();
        while (bench.notifier.atWork() > 0)
            bench.notifier.end();
        notices = bench.notifier.asked.size();
    }

    [[nodiscard]] const Job &job() const { return bench.job(id); }

    EngineBench bench;
    JobId id;
    std::size_t notices = 0; ///< that were given on the way to the state

private:
    void fail(int status)
    {
        bench.transport.fail(0, {httpError(status), {}, ErrorContext::RemoteFile, {}});
    }

    /// The events that bring a connecting job into `state`.
    void bring(JobState state)
    {
        switch (state) {
        case JobState::Queued:
        case JobState::Connecting:
            return;
        case JobState::Transferring:
        case JobState::Suspended:
            bench.transport.connect(0, 100);
            bench.transport.progress(0, 40);
            if (state == JobState::Suspended)
                Q_UNUSED(bench.change(id, JobVerb::Suspend).has_value());
            return;
        case JobState::Error:
            return fail(404);
        case JobState::TransientError:
            return fail(503);
        case JobState::Transferred:
        case JobState::Acknowledged:
            bench.transport.finish(0, 100);
            return EngineBench::settle();
        case JobState::Cancelled:
            Q_UNUSED(bench.change(id, JobVerb::Cancel).has_value());
        }
    }

    /// Takes the only slot away from whoever is behind.
    void block()
    {
        JobSpec spec;
        spec.settings.priority = Priority::High;
        bench.add({QStringLiteral("https://b.example/blocker")}, spec);
    }
};

} // namespace lighterman::testing
