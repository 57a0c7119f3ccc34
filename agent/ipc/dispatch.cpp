// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/dispatch.h"

#include "agent/engine/limits.h"

#include <algorithm>
#include <iterator>

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

/// The reply to a call whose success may have a remark.
std::function<void(Result<Engine::Outcome>)> changed(const Dispatch::Answer &answer)
{
    return [answer](const Result<Engine::Outcome> &outcome) {
        answer(outcome ? Reply(Changed{outcome->remark, outcome->detail})
                       : Reply(Failure{outcome.error()}));
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

void Dispatch::handle(const ClientRequest &request, const Answer &answer)
{
    const auto refusal = m_control.refusal();
    if (refusal && needsJobs(request.request)) {
        const auto *part = std::get_if<AddJob>(&request.request);
        refuse(request.id, part && part->more, *refusal, answer);
        return;
    }
    const auto typed = [&](const auto &one) {
        if constexpr (std::is_same_v<decltype(one), const AddJob &>)
            add(request.id, one, answer);
        else
            handle(one, answer);
    };
    std::visit(typed, request.request);
}

void Dispatch::refuse(qint64 id, bool more, const Error &why, const Answer &answer)
{
    const bool isPart = m_growing && m_growing->id == id;
    const bool isAnswered = isPart && m_growing->dropped;
    if (more)
        m_growing = Growing{id, {}, true};
    else if (isPart)
        m_growing.reset();
    if (!isAnswered)
        answer(Failure{why});
}

void Dispatch::add(qint64 id, const AddJob &part, const Answer &answer)
{
    if (!m_growing || m_growing->id != id)
        m_growing = Growing{id, part.spec, false};
    else if (!m_growing->dropped)
        std::ranges::copy(part.spec.files, std::back_inserter(m_growing->spec.files));
    // Each part is looked at by itself, so that nobody makes the agent hold what it will refuse.
    const std::size_t files = m_growing->spec.files.size();
    const int most = m_engine.settings().maxFilesPerJob;
    Result<void> fits;
    if (files > std::size_t(most))
        fits = tooManyFiles(files, most);
    for (const FileSpec &file : part.spec.files)
        fits = fits.and_then([&] { return validate(file); });
    fits = fits.and_then([&] { return mayHold(part.spec.files, m_engine.settings()); })
               .and_then([&] { return validateRangeCount(m_growing->spec.files); });
    if (m_growing->dropped || !fits) {
        refuse(id, part.more, fits ? Error() : fits.error(), answer);
        return;
    }
    if (part.more)
        return;
    JobSpec spec = std::exchange(m_growing, {})->spec;
    if (spec.folder.isEmpty())
        m_control.prepareFolder();
    m_engine.add(std::move(spec), [&engine = m_engine, answer](const Result<JobId> &job) {
        if (!job) {
            answer(Failure{job.error()});
            return;
        }
        engine.tellOfSpace(*job, [answer, id = *job](const std::optional<Error> &remark) {
            answer(Added{id, remark});
        });
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
    m_engine.change(request.job, request.verb, changed(answer));
}

void Dispatch::handle(const SetJob &request, const Answer &answer)
{
    std::vector<std::pair<QString, QString>> values;
    for (const KeyValue &pair : request.values)
        values.emplace_back(pair.key, pair.value);
    m_engine.set(request.job, values, done(answer));
}

void Dispatch::handle(const ChangeSource &request, const Answer &answer)
{
    m_engine.changeSource(request.job, request.changes, changed(answer));
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
    m_control.save(settings, [&engine = m_engine, settings, answer](const Result<void> &saved) {
        if (saved)
            engine.setSettings(settings);
        answer(saved ? Reply(Done{}) : Reply(Failure{saved.error()}));
    });
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

void Dispatch::handle(const CheckNetwork &, const Answer &answer)
{
    m_control.checkNetwork();
    answer(Done{});
}

void Dispatch::handle(const ListJobs &, const Answer &answer)
{
    answer(failure(ErrorCode::Internal, u"lists are served by the session"_s));
}

} // namespace lighterman
