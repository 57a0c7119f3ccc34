// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/engine/secretbook.h"

#include "common/base/log.h"

#include <QPointer>

#include <utility>

namespace lighterman {

void SecretBook::read(const QString &key, const Keyring::Found &found)
{
    if (const auto held = m_held.find(key); held != m_held.end())
        found(std::optional(held->second.secret.copy()));
    else if (m_unremoved.contains(key))
        found(std::optional<Secret>());
    else
        m_keyring.read(key, found);
}

void SecretBook::keep(const QString &key, Secret secret)
{
    m_unremoved.erase(key);
    m_held.insert_or_assign(key, Held{std::move(secret), 0});
    write(key);
}

void SecretBook::keepForSession(const QString &key, Secret secret)
{
    remove(key);
    m_held.insert_or_assign(key, Held{std::move(secret), 0});
}

void SecretBook::write(const QString &key)
{
    Held &held = m_held.at(key);
    held.write = ++m_writes;
    m_keyring.write(key, held.secret.copy(),
                    [self = QPointer(this), key, mine = held.write](const Result<Kept> &kept) {
                        if (!self)
                            return;
                        const auto found = self->m_held.find(key);
                        if (found == self->m_held.end() || found->second.write != mine)
                            return;
                        if (kept)
                            self->m_held.erase(found);
                        else
                            qCInfo(lcSecrets).noquote()
                                << "kept in memory for now:" << wireName(kept.error().code);
                    });
}

void SecretBook::remove(const QString &key)
{
    m_held.erase(key);
    removeKept(key);
}

/// What the keyring has; what is held here stays.
void SecretBook::removeKept(const QString &key)
{
    m_unremoved.insert(key);
    m_keyring.remove(key, [self = QPointer(this), key](const Result<void> &removed) {
        if (self && removed)
            self->m_unremoved.erase(key);
    });
}

void SecretBook::tryAgain()
{
    for (const QString &key : std::exchange(m_unremoved, {}))
        removeKept(key);
    std::vector<QString> keys;
    for (const auto &[key, held] : m_held) {
        if (held.write != 0)
            keys.push_back(key);
    }
    for (const QString &key : keys)
        write(key);
}

} // namespace lighterman
