// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/ipc/dispatch.h"

#include "agent/engine/limits.h"
#include "agent/ipc/dispatchsignin.h"
#include "common/model/linkaccounts.h"

#include <algorithm>
#include <iterator>
#include <memory>

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

std::function<void(Result<Engine::Outcome>)> changed(const Dispatch::Answer &answer)
{
    return [answer](const Result<Engine::Outcome> &outcome) {
        answer(outcome ? Reply(Changed{outcome->remark, outcome->detail})
                       : Reply(Failure{outcome.error()}));
    };
}

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

/// Puts a part to the job. Each is looked at by itself, so that nobody makes the agent hold what it
/// will refuse; passwords are taken out of links before anything is held or said of them.
Result<void> Dispatch::grow(qint64 id, JobSpec part)
{
    auto given = takeGiven(part.files);
    const bool isNew = !m_growing || m_growing->id != id;
    const std::size_t files = part.files.size() + (isNew ? 0 : m_growing->spec.files.size());
    const int most = m_engine.settings().maxFilesPerJob;
    Result<void> fits;
    if (files > std::size_t(most))
        fits = tooManyFiles(files, most);
    for (const FileSpec &file : part.files)
        fits = fits.and_then([&] { return validate(file); });
    fits = fits.and_then([&] { return mayHold(part.files, m_engine.settings()); });
    if (isNew)
        m_growing = Growing{id, std::move(part), false};
    else if (!m_growing->dropped)
        std::ranges::move(part.files, std::back_inserter(m_growing->spec.files));
    return fits.and_then([&] { return validateRangeCount(m_growing->spec.files); })
        .and_then([&]() -> Result<void> {
            if (!given)
                return tl::unexpected(given.error());
            return unite(m_growing->given, std::move(*given));
        });
}

void Dispatch::add(qint64 id, const AddJob &part, const Answer &answer)
{
    const auto fits = grow(id, part.spec);
    if (m_growing->dropped || !fits) {
        refuse(id, part.more, fits ? Error() : fits.error(), answer);
        return;
    }
    if (part.more)
        return;
    Growing whole = std::move(*m_growing);
    m_growing.reset();
    auto given = givenFor(std::move(whole.given), part.credentials);
    if (!given) {
        answer(Failure{given.error()});
        return;
    }
    if (whole.spec.folder.isEmpty())
        m_control.prepareFolder();
    const auto added = [&engine = m_engine, answer,
                        given = std::make_shared<std::vector<GivenCredentials>>(std::move(*given))](
                           const Result<JobId> &job) {
        if (!job) {
            answer(Failure{job.error()});
            return;
        }
        give(engine.desk(), *job, *given); // before it is its turn
        engine.tellOfSpace(*job, [answer, id = *job](const std::optional<Error> &remark) {
            answer(Added{id, remark});
        });
    };
    m_engine.add(std::move(whole.spec), added);
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
