// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/signindesk.h"
#include "tests/support/fakes.h"
#include "tests/support/guardedservers.h"

namespace lighterman::testing {

using namespace Qt::StringLiterals;

inline const auto kLink = u"https://a.example/f"_s;

inline Secret secretOf(const char *text)
{
    return Secret(QByteArray(text));
}

/// An engine that survives, in front of servers that want to know who asks.
struct Office
{
    GuardedServers servers;
    FakeTime time;
    MemoryStore store;
    FakeNotifier notifier;
    FakeKeyring keyring;
    Settings settings;
    std::unique_ptr<Engine> engine;

    Office()
    {
        settings.backgroundSlots = 16;
        servers.guards[u"a.example"_s] = {};
        restart();
    }

    void restart()
    {
        engine.reset();
        EnginePorts ports{servers, store, notifier, keyring, time, time, [] { return 0.0; }};
        engine = std::make_unique<Engine>(ports, JobOwner{u"anna"_s, u"/d"_s}, settings);
        engine->restore([](const Result<void> &) {});
        settle();
    }

    static void settle()
    {
        for (int i = 0; i < 60; ++i)
            QCoreApplication::processEvents();
    }

    JobId add(const QString &link = kLink, JobSpec spec = {})
    {
        spec.files.push_back({QUrl(link), {}, {}});
        std::optional<JobId> added;
        engine->add(std::move(spec), [&](const Result<JobId> &id) { added = *id; });
        settle();
        return *added;
    }

    /// Adds it with credentials of its own, before it moves.
    JobId addWith(GivenCredentials given, const QString &link = kLink, JobSpec spec = {})
    {
        spec.suspended = true;
        const JobId id = add(link, std::move(spec));
        engine->desk().setCredentials(id, std::move(given), [](const Result<void> &) {});
        change(id, JobVerb::Resume);
        return id;
    }

    void change(const JobId &id, JobVerb verb)
    {
        engine->change(id, verb, [](const Result<ChangeOutcome> &) {});
        settle();
    }

    Result<void> answer(int number, const char *password, const QString &user = u"anna"_s)
    {
        return answer(number, {user, secretOf(password)});
    }
    Result<void> answer(int number, QuestionAnswer answer)
    {
        std::optional<Result<void>> end;
        engine->desk().answer(number, std::move(answer),
                              [&](const Result<void> &result) { end = result; });
        settle();
        return end.value_or(Result<void>(fail(ErrorCode::Internal, u"no answer"_s)));
    }

    [[nodiscard]] const Job &job(const JobId &id) const { return *engine->find(id); }
    [[nodiscard]] bool isDone(const JobId &id) const
    {
        return job(id).state == JobState::Acknowledged;
    }
    [[nodiscard]] std::vector<Question> questions() const { return engine->desk().questions(); }
    GuardedServers::Guard &guard() { return servers.guards[u"a.example"_s]; }
};

} // namespace lighterman::testing
