// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/dispatch.h"

#include <algorithm>

namespace lighterman {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

Failure failure(ErrorCode code, const QString &detail = {})
{
    return Failure{Error{.code = code, .detail = detail}};
}

/// The reply to a call whose success has nothing to say.
JobStore::Done done(const Dispatch::Answer &answer)
{
    return [answer](const Result<void> &result) {
        answer(result ? Reply(Done{}) : Reply(Failure{result.error()}));
    };
}

/// Secrets are never read back: of a header only its name is.
JobSettings withoutSecrets(JobSettings settings)
{
    for (Header &header : settings.headers)
        header.value = "***";
    return settings;
}

bool needsJobs(const Request &request)
{
    return !std::holds_alternative<ShowStatus>(request) && !std::holds_alternative<Stop>(request);
}

} // namespace

void Dispatch::handle(const Request &request, Answer answer)
{
    const auto refusal = m_control.refusal();
    if (refusal && needsJobs(request)) {
        answer(Failure{*refusal});
        return;
    }
    std::visit([&](const auto &typed) { handle(typed, answer); }, request);
}

void Dispatch::handle(const AddJob &request, const Answer &answer)
{
    if (!m_growing)
        m_growing = request.spec;
    else
        m_growing->files.insert(m_growing->files.end(), request.spec.files.begin(),
                                request.spec.files.end());
    if (m_growing->files.size() > std::size_t(kMaxFiles)) {
        m_growing.reset();
        answer(failure(ErrorCode::TooManyFilesInJob, u"at most %1"_s.arg(kMaxFiles)));
        return;
    }
    if (request.more)
        return;
    if (m_growing->folder.isEmpty())
        m_control.prepareFolder();
    m_engine.add(*std::exchange(m_growing, {}), [answer](const Result<JobId> &job) {
        answer(job ? Reply(Added{*job}) : Reply(Failure{job.error()}));
    });
}

void Dispatch::handle(const ShowJob &request, const Answer &answer)
{
    if (!m_engine.find(request.job)) {
        answer(failure(ErrorCode::NotFound, request.job.toString()));
        return;
    }
    m_engine.files(
        {request.job},
        [&engine = m_engine, id = request.job, answer](Result<JobStore::Files> files) {
            const Job *job = engine.find(id);
            if (!files || !job) {
                answer(files ? failure(ErrorCode::NotFound, id.toString())
                             : Failure{files.error()});
                return;
            }
            answer(JobInfo{true, *job, withoutSecrets(job->settings), std::move(*files)});
        });
}

void Dispatch::handle(const ShowLog &request, const Answer &answer)
{
    if (!m_engine.find(request.job)) {
        answer(failure(ErrorCode::NotFound, request.job.toString()));
        return;
    }
    m_engine.log(request.job, [answer](Result<std::vector<LogEntry>> entries) {
        if (!entries) {
            answer(Failure{entries.error()});
            return;
        }
        const auto surplus = qsizetype(entries->size()) - kPageRows;
        if (surplus > 0)
            entries->erase(entries->begin(), entries->begin() + surplus);
        answer(JobLog{std::move(*entries)});
    });
}

void Dispatch::handle(const ChangeJob &request, const Answer &answer)
{
    m_engine.change(request.job, request.verb, [answer](const Result<Engine::Outcome> &outcome) {
        answer(outcome ? Reply(Changed{outcome->remark, outcome->detail})
                       : Reply(Failure{outcome.error()}));
    });
}

void Dispatch::handle(const SetJob &request, const Answer &answer)
{
    std::vector<std::pair<QString, QString>> values;
    for (const KeyValue &pair : request.values)
        values.emplace_back(pair.key, pair.value);
    m_engine.set(request.job, values, done(answer));
}

void Dispatch::handle(const ListConfig &, const Answer &answer)
{
    Config config;
    for (const SettingInfo &info : settingKeys())
        config.values.push_back(
            {info.key, setting(m_engine.settings(), info.key).value_or(QString())});
    answer(config);
}

void Dispatch::handle(const SetConfig &request, const Answer &answer)
{
    Settings settings = m_engine.settings();
    for (const KeyValue &pair : request.values) {
        if (const auto set = setSetting(settings, pair.key, pair.value); !set) {
            answer(Failure{set.error()});
            return;
        }
    }
    m_engine.setSettings(settings);
    m_control.save(settings, done(answer));
}

void Dispatch::handle(const ShowStatus &, const Answer &answer)
{
    answer(m_control.status());
}

void Dispatch::handle(const Stop &, const Answer &answer)
{
    answer(Done{});
    m_control.stop();
}

void Dispatch::handle(const ListJobs &, const Answer &answer)
{
    answer(failure(ErrorCode::Internal, u"lists are served by the session"_s));
}

} // namespace lighterman
