// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/keyringrequests.h"

#include "common/base/log.h"
#include "common/base/redact.h"

#include <QTimer>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

Error errorOf(const KeyringOutcome &outcome)
{
    if (outcome.end == KeyringEnd::Locked)
        return {ErrorCode::KeyringLocked};
    if (outcome.end == KeyringEnd::Missing)
        return {ErrorCode::KeyringMissing};
    return {ErrorCode::KeyringFailed, oneLine(outcome.detail)};
}

KeyringFacts factsOf(const KeyringOutcome &outcome)
{
    using enum KeyringState;
    switch (outcome.end) {
    case KeyringEnd::Done:
    case KeyringEnd::Nothing:
        return {Open, outcome.name};
    case KeyringEnd::Locked:
        return {Locked, outcome.name};
    case KeyringEnd::Missing:
        return {Missing, outcome.name};
    case KeyringEnd::Failed:
        break;
    }
    return {Failed, outcome.name};
}

} // namespace

KeyringRequests::KeyringRequests(KeyringOptions options, Send send, CallOff callOff)
    : m_options(options)
    , m_send(std::move(send))
    , m_callOff(std::move(callOff))
{
}

void KeyringRequests::ask(KeyringTask task, Done done)
{
    if (answerFromMemory(task, done))
        return;
    task.id = ++m_lastId;
    m_waiting.emplace(task.id, Waiting{task.verb, task.key, std::move(done)});
    if (m_isSilent && task.verb != KeyringVerb::Unlock) {
        refuse(task.id);
        return;
    }
    QTimer::singleShot(task.verb == KeyringVerb::Unlock ? m_options.patience : m_options.deadline,
                       this, [this, id = task.id] { giveUp(id); });
    m_send(std::move(task));
}

bool KeyringRequests::answerFromMemory(const KeyringTask &task, const Done &done)
{
    if (task.verb != KeyringVerb::Read || !m_memory.contains(task.key))
        return false;
    const auto answer = [this, key = task.key, done] {
        const auto kept = m_memory.find(key);
        std::get<Keyring::Found>(done)(kept == m_memory.end() // deleted since
                                           ? std::optional<Secret>()
                                           : kept->second.copy());
    };
    QMetaObject::invokeMethod(this, answer, Qt::QueuedConnection);
    return true;
}

void KeyringRequests::refuse(KeyringTaskId id)
{
    const auto refused = [this, id] {
        answer({id, KeyringEnd::Failed, {}, u"it has not answered for a while"_s});
    };
    QMetaObject::invokeMethod(this, refused, Qt::QueuedConnection);
}

void KeyringRequests::giveUp(KeyringTaskId id)
{
    const auto waiting = m_waiting.find(id);
    if (waiting == m_waiting.end())
        return;
    if (!m_isSilent)
        qCWarning(lcSecrets) << "the keyring does not answer";
    m_isSilent = m_isSilent || waiting->second.verb != KeyringVerb::Unlock;
    m_callOff(id);
    answer({id, KeyringEnd::Failed, {}, u"no answer in time"_s});
}

void KeyringRequests::answer(KeyringOutcome outcome)
{
    const auto node = m_waiting.extract(outcome.id);
    if (node.empty())
        return;
    const Waiting &waiting = node.mapped();
    if (outcome.end == KeyringEnd::Failed && !m_isSilent)
        qCWarning(lcSecrets).noquote() << "the keyring failed:" << oneLine(outcome.detail);
    if (const auto *const read = std::get_if<Keyring::Found>(&waiting.done))
        found(*read, outcome);
    else if (const auto *const written = std::get_if<Keyring::Stored>(&waiting.done))
        stored(waiting, *written, outcome);
    else if (const auto *const looked = std::get_if<Keyring::Looked>(&waiting.done))
        (*looked)(factsOf(outcome));
    else
        finished(waiting, std::get<Keyring::Done>(waiting.done), outcome);
}

void KeyringRequests::found(const Keyring::Found &done, KeyringOutcome &outcome)
{
    if (outcome.end == KeyringEnd::Done)
        done(std::optional(std::move(outcome.secret)));
    else if (outcome.end == KeyringEnd::Nothing || outcome.end == KeyringEnd::Missing)
        done(std::optional<Secret>());
    else
        done(tl::unexpected(errorOf(outcome)));
}

void KeyringRequests::stored(const Waiting &waiting, const Keyring::Stored &done,
                             KeyringOutcome &outcome)
{
    if (outcome.end == KeyringEnd::Missing) {
        m_memory.insert_or_assign(waiting.key, std::move(outcome.secret));
        done(Kept::Memory);
    } else if (outcome.end == KeyringEnd::Done) {
        m_memory.erase(waiting.key);
        done(Kept::Keyring);
    } else {
        done(tl::unexpected(errorOf(outcome)));
    }
}

void KeyringRequests::finished(const Waiting &waiting, const Keyring::Done &done,
                               const KeyringOutcome &outcome)
{
    const bool isRemoved = waiting.verb == KeyringVerb::Remove
        && (outcome.end == KeyringEnd::Nothing || outcome.end == KeyringEnd::Missing);
    if (waiting.verb == KeyringVerb::Remove)
        m_memory.erase(waiting.key);
    if (isRemoved || outcome.end == KeyringEnd::Done)
        done({});
    else
        done(tl::unexpected(errorOf(outcome)));
}

void KeyringRequests::tellOfChange()
{
    m_isSilent = false;
    if (m_changed)
        m_changed();
}

void KeyringRequests::forgetAll()
{
    m_waiting.clear();
    m_changed = {};
}

} // namespace lighterman
