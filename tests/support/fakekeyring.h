// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/keyring.h"

#include <QCoreApplication>

#include <map>

namespace lighterman::testing {

/// A keyring that is open, locked or mute, as the test says. Answers on the next turn of the loop.
class FakeKeyring final : public Keyring
{
public:
    void read(const QString &key, Found done) override
    {
        ++reads;
        later([this, key, done = std::move(done)] {
            const auto found = error;
            if (whenRead)
                whenRead();
            if (found) {
                done(tl::unexpected(*found));
                return;
            }
            const auto mine = kept.find(key);
            done(mine == kept.end() ? std::nullopt
                                    : std::optional(Secret(QByteArray(mine->second))));
        });
    }
    void write(const QString &key, Secret secret, Stored done) override
    {
        later([this, key, bytes = secret.reveal().toByteArray(), done = std::move(done)] {
            if (!error)
                kept[key] = QByteArray(bytes.constData(), bytes.size());
            done(error ? Result<Kept>(tl::unexpected(*error)) : Result<Kept>(Kept::Keyring));
        });
    }
    void remove(const QString &key, Done done) override
    {
        later([this, key, done = std::move(done)] {
            if (!error)
                kept.erase(key);
            done(error ? Result<void>(tl::unexpected(*error)) : Result<void>());
        });
    }
    void unlock(Done done) override
    {
        later([this, done = std::move(done)] {
            open();
            done({});
        });
    }
    void look(Looked done) override
    {
        later([this, done = std::move(done)] {
            const bool isLocked = error && error->code == ErrorCode::KeyringLocked;
            const auto shut = isLocked ? KeyringState::Locked : KeyringState::Failed;
            const auto open = isAway ? KeyringState::Missing : KeyringState::Open;
            done({error ? shut : open, QStringLiteral("Fake Keyring")});
        });
    }
    void whenChanged(std::function<void()> call) override { m_changed = std::move(call); }

    void lock() { error = Error{ErrorCode::KeyringLocked, {}, {}, {}}; }
    /// Somebody opens it.
    void open()
    {
        error.reset();
        if (m_changed)
            m_changed();
    }
    /// The same; the next answer still says that it is locked.
    void changeUnseen() { open(); }
    std::function<void()> whenRead; ///< called before each answer to who reads
    std::optional<Error> error;     ///< answers everything with this
    bool isMute = false;            ///< answers nothing
    bool isAway = false;            ///< what is written is kept all the same
    std::map<QString, QByteArray> kept;
    int reads = 0;

private:
    void later(std::function<void()> call)
    {
        if (!isMute)
            QMetaObject::invokeMethod(qApp, std::move(call), Qt::QueuedConnection);
    }
    std::function<void()> m_changed;
};

} // namespace lighterman::testing
