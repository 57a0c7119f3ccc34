// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/enginesigning.h"

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

bool waitsForKeyring(const Job &job)
{
    return job.state == JobState::TransientError && job.error
        && (job.error->code == ErrorCode::KeyringLocked
            || job.error->code == ErrorCode::KeyringFailed);
}

} // namespace

SignInDesk &Engine::desk()
{
    return m_signing->desk();
}

CertificateDesk &Engine::certificates()
{
    return m_signing->certificates();
}

void Engine::fileNeedsAnswer(const JobId &id, const Question &about)
{
    certificates().needAnswer(id, about);
}

void Engine::fileChallenged(const JobId &id, int index, const AuthChallenge &challenge)
{
    m_signing->desk().challenged(id, index, challenge);
}

void Engine::fileSignedIn(const JobId &id, const AuthChallenge &challenge)
{
    m_signing->desk().signedIn(id, challenge);
}

void Engine::Signing::recall(const StoredSignIns &stored)
{
    std::vector<Job *> jobs;
    jobs.reserve(m_engine.m_entries.size());
    for (auto &[id, entry] : m_engine.m_entries)
        jobs.push_back(&entry.job);
    m_desk.recall(stored, jobs);
    m_certificates.recall(stored.certificates);
    recallHeaders();
}

Job *Engine::Signing::deskJob(const JobId &id)
{
    JobEntry *mine = m_engine.entry(id);
    return mine ? &mine->job : nullptr;
}

bool Engine::Signing::deskLinksTo(const JobId &id, const QUrl &url)
{
    const JobEntry *mine = m_engine.entry(id);
    return mine && mine->runner && mine->runner->linksTo(url);
}

void Engine::Signing::deskChanged(const JobId &id, const QString &line)
{
    JobEntry *mine = m_engine.entry(id);
    if (!mine)
        return;
    if (!line.isEmpty())
        m_engine.note(*mine, line);
    m_engine.persist(*mine, {});
    emit m_engine.changed(id);
}

void Engine::Signing::deskSignIn(const JobId &id, int file, Credentials credentials)
{
    const JobEntry *mine = m_engine.entry(id);
    if (mine && mine->runner)
        mine->runner->signIn(file, std::move(credentials));
}

void Engine::Signing::deskDecline(const JobId &id, int file, const Error &error)
{
    const JobEntry *mine = m_engine.entry(id);
    if (mine && mine->runner)
        mine->runner->decline(file, error);
}

void Engine::Signing::deskForget(const JobId &id, AuthTarget target, const QUrl &url)
{
    m_engine.m_ports.transport.forgetSignIn(id, target, url);
}

/// As a person resumes it, except that the time that it may take does not begin anew. Later, for a
/// runner may be in the call.
void Engine::Signing::deskResume(const JobId &id)
{
    m_engine.later([&engine = m_engine, id] {
        JobEntry *mine = engine.entry(id);
        if (!mine || mine->closing || !engine.apply(*mine, JobEvent::Resume))
            return;
        mine->failures = 0;
        mine->stalledSince.reset();
        engine.note(*mine, u"resumed, for a question is answered"_s);
        engine.persist(*mine, {});
        emit engine.changed(id);
        engine.scheduleJobs();
    });
}

void Engine::Signing::deskKeyringChanged()
{
    if (m_engine.m_down)
        return;
    std::vector<JobId> held;
    for (auto &[id, entry] : m_engine.m_entries) {
        if (waitsForKeyring(entry.job) && m_engine.apply(entry, JobEvent::RetryDue)) {
            m_engine.note(entry, u"the keyring has changed"_s);
            emit m_engine.changed(id);
        } else if (entry.runner && entry.runner->isHeld()) {
            held.push_back(id);
        }
    }
    for (const JobId &id : held)
        m_engine.retryNow(id);
    m_engine.scheduleJobs();
}

} // namespace lighterman
