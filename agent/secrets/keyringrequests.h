// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/keyring.h"
#include "agent/secrets/keyringtask.h"

#include <QObject>

#include <functional>
#include <map>
#include <variant>

namespace lighterman {

/// The asking side: who waits for an answer, until when, and what is kept in memory because there
/// is no keyring. What memory has is newer than what the keyring has under the same name, for
/// whatever is written there deletes it here; so it is what a reader gets.
///
/// Once somebody has waited in vain, whoever asks is told at once that the keyring has failed,
/// until it is said to have changed: nobody else is held up by one that hangs.
class KeyringRequests final : public QObject
{
    Q_OBJECT

public:
    using Send = std::function<void(KeyringTask)>;
    /// Nobody waits for this task any more.
    using CallOff = std::function<void(KeyringTaskId)>;
    using Done = std::variant<Keyring::Found, Keyring::Stored, Keyring::Done, Keyring::Looked>;

    KeyringRequests(KeyringOptions options, Send send, CallOff callOff);

    void ask(KeyringTask task, Done done);
    /// Of a task that was sent. One that nobody waits for any more is dropped.
    void answer(KeyringOutcome outcome);
    void whenChanged(std::function<void()> call) { m_changed = std::move(call); }
    /// What could not be read or written may be now.
    void tellOfChange();
    /// Nobody waits for anything any more, and nothing is sent.
    void forgetAll();

private:
    struct Waiting
    {
        KeyringVerb verb = KeyringVerb::Read;
        QString key;
        Done done;
    };

    [[nodiscard]] bool answerFromMemory(const KeyringTask &task, const Done &done);
    void refuse(KeyringTaskId id);
    void giveUp(KeyringTaskId id);
    void found(const Keyring::Found &done, KeyringOutcome &outcome);
    void stored(const Waiting &waiting, const Keyring::Stored &done, KeyringOutcome &outcome);
    void finished(const Waiting &waiting, const Keyring::Done &done, const KeyringOutcome &outcome);

    KeyringOptions m_options;
    Send m_send;
    CallOff m_callOff;
    std::function<void()> m_changed;
    std::map<KeyringTaskId, Waiting> m_waiting;
    std::map<QString, Secret> m_memory;
    KeyringTaskId m_lastId = 0;
    bool m_isSilent = false; ///< it left somebody without an answer, and has not changed since
};

} // namespace lighterman
