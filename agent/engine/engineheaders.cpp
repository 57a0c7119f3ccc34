// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/enginesigning.h"
#include "common/model/keptheaders.h"

// Where the values of headers are that may be secrets: in the keyring, under a name of the job's
// (docs/adr/0028).
namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

QString headersKey(const JobId &id)
{
    return u"headers "_s + id.toString();
}

QString namesOf(const std::vector<Header> &headers)
{
    QStringList names;
    for (const Header &header : headers)
        names += QString::fromLatin1(header.name);
    return names.join(u", "_s);
}

} // namespace

void Engine::Signing::keepHeaders(const JobEntry &entry, const std::vector<Header> &old)
{
    const std::vector<Header> &headers = entry.job.settings.headers;
    const QString key = headersKey(entry.job.id);
    if (headers == old)
        return;
    if (!haveSecrets(headers)) {
        if (haveSecrets(old))
            m_desk.secrets().remove(key);
        return;
    }
    m_desk.secrets().keep(key, packed(headers));
    m_desk.lookAtKeyring([this, id = entry.job.id](const KeyringFacts &facts) {
        const JobEntry *mine = m_engine.entry(id);
        if (mine && facts.state == KeyringState::Missing)
            m_engine.note(*mine,
                          u"there is no keyring: the headers are kept until the agent ends"_s);
    });
}

void Engine::Signing::dropHeaders(Job &job)
{
    if (!haveSecrets(job.settings.headers))
        return;
    job.settings.headers = withoutSecrets(std::move(job.settings.headers));
    m_desk.secrets().remove(headersKey(job.id));
}

void Engine::Signing::recallHeaders()
{
    for (auto &[id, entry] : m_engine.m_entries) {
        std::vector<Header> &headers = entry.job.settings.headers;
        if (!haveSecrets(headers) || lackValues(headers))
            continue;
        if (isFinal(entry.job.state))
            dropHeaders(entry.job);
        else
            keepHeaders(entry);
        m_engine.persist(entry, {});
    }
}

void Engine::Signing::withHeaders(const JobEntry &entry,
                                  const std::function<void(const Result<void> &)> &then)
{
    if (!lackValues(entry.job.settings.headers)) {
        then({});
        return;
    }
    const JobId id = entry.job.id;
    m_desk.readSecret(headersKey(id), [this, id, then](const Result<std::optional<Secret>> &found) {
        JobEntry *mine = m_engine.entry(id);
        if (!mine)
            return;
        std::vector<Header> &headers = mine->job.settings.headers;
        Result<void> ready;
        if (!found)
            ready = tl::unexpected(found.error());
        else if (!*found || !fill(headers, **found))
            ready = lighterman::fail(ErrorCode::HeadersMissing, namesOf(headers));
        else
            emit m_engine.changed(id);
        m_engine.later([then, ready] { then(ready); }); // the book answers from memory at once
    });
}

} // namespace lighterman
