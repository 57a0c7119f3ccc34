// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakeagent.h"

#include <QFileInfo>

#include <algorithm>

namespace lighterman::testing {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSampleSize = 1'000'000;
constexpr qint64 kSamplePid = 4711;

JobEvent eventOf(JobVerb verb)
{
    switch (verb) {
    case JobVerb::Suspend:
        return JobEvent::Suspend;
    case JobVerb::Resume:
        return JobEvent::Resume;
    case JobVerb::Cancel:
        return JobEvent::Cancel;
    case JobVerb::Complete:
        return JobEvent::Complete;
    }
    return JobEvent::Resume;
}

JobDetails fromSpec(const JobSpec &spec, const QString &downloads, Moment now)
{
    JobDetails made;
    made.job.id = JobId::create();
    made.job.type = spec.type;
    made.job.state = spec.suspended ? JobState::Suspended : JobState::Queued;
    made.job.folder = spec.folder.isEmpty() ? downloads : spec.folder;
    made.job.owner = u"anna"_s;
    made.job.created = made.job.modified = now;
    made.job.filesTotal = int(spec.files.size());
    made.job.settings = spec.settings;
    for (const FileSpec &file : spec.files) {
        JobFile row;
        row.index = int(made.files.size());
        row.url = file.url;
        row.path = file.path.isEmpty() ? made.job.folder + u'/' + file.url.fileName() : file.path;
        made.files.push_back(row);
    }
    made.job.name = spec.name;
    if (made.job.name.isEmpty() && !made.files.empty())
        made.job.name = QFileInfo(made.files.front().path).fileName();
    return made;
}

Job finished(Job job, Moment now)
{
    job.completed = now;
    job.cause.reset();
    job.error.reset();
    job.rate = 0;
    return job;
}

} // namespace

JobDetails FakeAgent::sample(const QString &name, JobState state)
{
    JobSpec spec;
    spec.name = name;
    spec.folder = u"/home/anna/Downloads"_s;
    spec.files.push_back({QUrl(u"https://files.example/"_s + name), {}});
    JobDetails made = fromSpec(spec, {}, kNow);
    made.job.state = state;
    made.job.bytesTotal = made.files.front().bytesTotal = kSampleSize;
    if (state == JobState::Transferred || state == JobState::Acknowledged) {
        made.job.bytesTransferred = made.files.front().bytesTransferred = kSampleSize;
        made.job.filesTransferred = 1;
        made.files.front().transferred = true;
        made.files.front().completed = state == JobState::Acknowledged;
    }
    return made;
}

void FakeAgent::connectToAgent()
{
    become(LinkState::Connecting);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!reachable) {
                breakOff(LinkState::Failed, u"nobody answers"_s);
                return;
            }
            m_error = fail(ErrorCode::None).value();
            become(LinkState::Connected);
            if (m_subscribed)
                sendPages();
            answerAll();
        },
        Qt::QueuedConnection);
}

void FakeAgent::send(const protocol::Request &request, QObject *context, Answer answer)
{
    requests.push_back(request);
    m_waiting.push_back({request, context, std::move(answer)});
    QMetaObject::invokeMethod(
        this, [this] { answerAll(); }, Qt::QueuedConnection);
}

void FakeAgent::subscribe()
{
    m_subscribed = true;
    QMetaObject::invokeMethod(
        this, [this] { sendPages(); }, Qt::QueuedConnection);
}

void FakeAgent::put(const std::vector<JobDetails> &details)
{
    protocol::JobChanges changes;
    for (const JobDetails &fresh : details) {
        const auto at = std::ranges::find_if(
            m_jobs, [&](const JobDetails &held) { return held.job.id == fresh.job.id; });
        if (at == m_jobs.end())
            m_jobs.push_back(fresh);
        else
            *at = fresh;
        changes.jobs.push_back(fresh.job);
    }
    changes.revision = ++m_revision;
    if (m_subscribed && m_state == LinkState::Connected)
        emit jobChanges(changes);
}

void FakeAgent::remove(const JobId &job)
{
    std::erase_if(m_jobs, [&](const JobDetails &held) { return held.job.id == job; });
    protocol::JobChanges changes;
    changes.removed.push_back(job);
    changes.revision = ++m_revision;
    if (m_subscribed && m_state == LinkState::Connected)
        emit jobChanges(changes);
}

void FakeAgent::putQuestions(std::vector<Question> open)
{
    questions = std::move(open);
    tellOfQuestions();
}

void FakeAgent::tellOfQuestions()
{
    if (m_subscribed && m_state == LinkState::Connected)
        emit questionsChanged();
}

const JobDetails *FakeAgent::find(const JobId &job) const
{
    const auto found
        = std::ranges::find_if(m_jobs, [&](const JobDetails &held) { return held.job.id == job; });
    return found == m_jobs.end() ? nullptr : &*found;
}

void FakeAgent::lose(const QString &why)
{
    breakOff(LinkState::Lost, why);
}

void FakeAgent::giveUp(const QString &why)
{
    breakOff(LinkState::Failed, why);
}

void FakeAgent::become(LinkState state)
{
    if (m_state == state)
        return;
    m_state = state;
    emit stateChanged(state);
}

void FakeAgent::breakOff(LinkState state, const QString &why)
{
    m_error = fail(ErrorCode::AgentUnreachable, why).value();
    const auto waiting = std::exchange(m_waiting, {});
    for (const Waiting &one : waiting) {
        if (one.context)
            one.answer(tl::unexpected(m_error));
    }
    become(state);
}

void FakeAgent::answerAll()
{
    if (m_state == LinkState::Connecting || silent)
        return; // they wait
    while (!m_waiting.empty()) {
        const Waiting next = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (!next.context)
            continue;
        if (m_state == LinkState::Connected)
            next.answer(reply(next.request));
        else
            next.answer(tl::unexpected(m_error));
    }
}

void FakeAgent::sendPages()
{
    if (m_state != LinkState::Connected)
        return; // comes with the connection
    std::size_t at = 0;
    do {
        protocol::JobPage page;
        page.revision = m_revision;
        const bool first = at == 0;
        const std::size_t end = std::min(m_jobs.size(), at + std::size_t(pageRows));
        for (; at < end; ++at)
            page.jobs.push_back(m_jobs.at(at).job);
        page.last = at == m_jobs.size();
        emit jobPage(page, first);
    } while (at < m_jobs.size());
}

Result<protocol::Reply> FakeAgent::reply(const protocol::Request &request)
{
    if (!refusals.empty()) {
        const Error refusal = refusals.front();
        refusals.pop_front();
        return tl::unexpected(refusal);
    }
    return std::visit([this](const auto &typed) { return handle(typed); }, request);
}

Result<protocol::Reply> FakeAgent::handle(const protocol::AddJob &request)
{
    m_parts.insert(m_parts.end(), request.spec.files.begin(), request.spec.files.end());
    if (request.more)
        return protocol::Done{};
    JobSpec spec = request.spec;
    spec.files = std::exchange(m_parts, {});
    if (const auto valid = validate(spec); !valid)
        return tl::unexpected(valid.error());
    JobDetails made = fromSpec(spec, downloads, now);
    for (const protocol::Given &given : request.credentials)
        take(made.job, given);
    put(made);
    return protocol::Added{made.job.id, addRemark};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ListJobs &request) const
{
    protocol::JobPage page;
    page.revision = m_revision;
    for (const JobDetails &held : m_jobs) {
        page.jobs.push_back(held.job);
        if (!request.files)
            continue;
        for (const JobFile &file : held.files)
            page.files.emplace_back(held.job.id, file);
    }
    return page;
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ShowJob &request) const
{
    const JobDetails *held = find(request.job);
    if (!held)
        return fail(ErrorCode::NotFound);
    protocol::JobInfo info{true, held->job, held->job.settings, {}};
    for (Header &header : info.settings.headers)
        header.value = "***";
    for (const JobFile &file : held->files)
        info.files.emplace_back(held->job.id, file);
    return info;
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ShowLog &request) const
{
    if (!find(request.job))
        return fail(ErrorCode::NotFound);
    return protocol::JobLog{logs.value(request.job)};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ChangeJob &request)
{
    const JobDetails *held = find(request.job);
    if (!held)
        return fail(ErrorCode::NotFound);
    if (!isLegal(request.verb, held->job.state))
        return fail(ErrorCode::InvalidState);
    JobDetails changed = *held;
    changed.job.state
        = lighterman::next(held->job.state, eventOf(request.verb)).value_or(held->job.state);
    changed.job.modified = now;
    if (isFinal(changed.job.state))
        changed.job = finished(changed.job, now);
    put(changed);
    return remark;
}

Result<protocol::Reply> FakeAgent::handle(const protocol::SetJob &request)
{
    const JobDetails *held = find(request.job);
    if (!held)
        return fail(ErrorCode::NotFound);
    JobDetails changed = *held;
    for (const auto &[key, value] : request.values) {
        if (key == "name"_L1) {
            changed.job.name = value;
        } else if (key == "queue"_L1) {
            const auto move = queueMoveFromWire(value);
            if (!move)
                return tl::unexpected(move.error());
            const auto [first, last] = std::ranges::minmax(
                m_jobs, {}, [](const JobDetails &each) { return each.job.order; });
            changed.job.order
                = *move == QueueMove::First ? first.job.order - 1 : last.job.order + 1;
        } else if (key == "use-anyway"_L1) {
            if (const auto once = readUseAnyway(value); !once)
                return tl::unexpected(once.error());
        } else if (const auto set = setJobSetting(changed.job.settings, key, value); !set) {
            return tl::unexpected(set.error());
        }
    }
    put(changed);
    return protocol::Done{};
}

/// Files get their links without a look at them.
Result<protocol::Reply> FakeAgent::handle(const protocol::ChangeSource &request)
{
    const JobDetails *held = find(request.job);
    if (!held)
        return fail(ErrorCode::NotFound);
    JobDetails moved = *held;
    for (const SourceChange &change : request.changes) {
        if (change.prefix.isEmpty())
            moved.files.at(std::size_t(change.file.value_or(0))).url = QUrl(change.to);
        else
            for (JobFile &file : moved.files)
                file.url = withPrefix(change, file.url)->value_or(file.url);
    }
    const bool same = moved == *held;
    put(moved);
    return protocol::Changed{same ? ErrorCode::NoLinkMatches : ErrorCode::None, {}};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ListConfig & /*request*/) const
{
    protocol::Config config;
    for (const SettingInfo &info : settingKeys())
        config.values.push_back({info.key, setting(settings, info.key).value_or(QString())});
    return config;
}

Result<protocol::Reply> FakeAgent::handle(const protocol::SetConfig &request)
{
    Settings changed = settings;
    for (const auto &[key, value] : request.values) {
        if (const auto set = setSetting(changed, key, value); !set)
            return tl::unexpected(set.error());
    }
    settings = changed;
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ShowStatus & /*request*/) const
{
    protocol::Status status;
    status.version = u"0.1.0"_s;
    status.pid = kSamplePid;
    status.started = now;
    status.jobs = std::ranges::count_if(
        m_jobs, [](const JobDetails &held) { return !isFinal(held.job.state); });
    status.moving = std::ranges::count_if(
        m_jobs, [](const JobDetails &held) { return isMoving(held.job.state); });
    status.store = u"/home/anna/.local/state/lighterman/jobs.db"_s;
    return status;
}

Result<protocol::Reply> FakeAgent::handle(const protocol::CheckNetwork & /*request*/) const
{
    return protocol::Reply(protocol::Done{});
}

Result<protocol::Reply> FakeAgent::handle(const protocol::SetCredentials &request)
{
    const JobDetails *held = find(request.job);
    if (!held)
        return fail(ErrorCode::NotFound);
    JobDetails changed = *held;
    take(changed.job, request.given);
    put(changed);
    return protocol::Done{};
}

/// Without a scheme they are held as those of basic.
void FakeAgent::take(Job &job, const protocol::Given &given)
{
    const AuthScheme scheme = given.scheme.value_or(AuthScheme::Basic);
    std::erase_if(job.accounts, [&](const JobAccount &account) {
        return account.target == given.target && account.scheme == scheme;
    });
    job.accounts.push_back({given.target, scheme, given.user, {}, Standing::Untried});
}

Result<protocol::Reply> FakeAgent::handle(const protocol::RemoveCredentials &request)
{
    const JobDetails *held = find(request.job);
    if (!held)
        return fail(ErrorCode::NotFound);
    JobDetails changed = *held;
    const auto gone = std::erase_if(changed.job.accounts, [&](const JobAccount &account) {
        return account.target == request.target
            && account.scheme == request.scheme.value_or(account.scheme);
    });
    if (gone == 0)
        return fail(ErrorCode::NotFound, u"the job has none of these"_s);
    put(changed);
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ListCredentials &request) const
{
    const JobDetails *held = find(request.job);
    if (!held)
        return fail(ErrorCode::NotFound);
    return protocol::CredentialList{held->job.accounts};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ListQuestions & /*request*/) const
{
    protocol::QuestionList list;
    list.total = int(questions.size());
    for (const Question &question : questions)
        list.questions.push_back({question, int(question.jobs.size()), textOf(question)});
    return list;
}

Result<protocol::Reply> FakeAgent::handle(const protocol::AnswerQuestion &request)
{
    if (answerRefusal)
        return tl::unexpected(*answerRefusal);
    const auto closed
        = std::erase_if(questions, [&](const Question &q) { return q.number == request.number; });
    if (closed == 0)
        return fail(ErrorCode::NotFound);
    tellOfQuestions();
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::DecideQuestion &request)
{
    const auto found = std::ranges::find(questions, request.number, &Question::number);
    if (found == questions.end())
        return fail(ErrorCode::NotFound);
    decisions.emplace_back(request.number, request.isAccepted);
    questions.erase(found);
    tellOfQuestions();
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ChooseClientCertificate &request)
{
    const auto found = std::ranges::find(questions, request.number, &Question::number);
    if (found == questions.end())
        return fail(ErrorCode::NotFound);
    choices.emplace_back(request.number, request.name);
    questions.erase(found);
    tellOfQuestions();
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::PutOffQuestion &request)
{
    const auto found = std::ranges::find(questions, request.number, &Question::number);
    if (found == questions.end())
        return fail(ErrorCode::NotFound);
    found->isPutOff = true;
    tellOfQuestions();
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::SkipKeyring & /*request*/) const
{
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::UnlockKeyring & /*request*/)
{
    keyring.state = KeyringState::Open;
    return protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ShowKeyring & /*request*/) const
{
    return protocol::KeyringInfo{keyring};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::ListTrusted & /*request*/) const
{
    return protocol::TrustedList{trusted, int(trusted.size())};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::WithdrawTrust &request)
{
    const auto gone = std::erase_if(trusted, [&](const TrustedCertificate &one) {
        return one.host == request.host && one.port == request.port;
    });
    return gone == 0 ? Result<protocol::Reply>(fail(ErrorCode::NotFound)) : protocol::Done{};
}

Result<protocol::Reply> FakeAgent::handle(const protocol::Stop & /*request*/)
{
    QMetaObject::invokeMethod(
        this, [this] { lose(u"the agent has ended"_s); }, Qt::QueuedConnection);
    return protocol::Done{};
}

} // namespace lighterman::testing
