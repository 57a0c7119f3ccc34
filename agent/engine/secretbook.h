// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/keyring.h"

#include <QObject>

#include <map>
#include <set>

namespace lighterman {

/// The secrets that jobs and answers have, by the names under which the keyring has them. What the
/// keyring does not take yet, and what is for this session only, is held in memory.
class SecretBook final : public QObject
{
public:
    /// `keyring` is not owned, and may go first.
    explicit SecretBook(Keyring &keyring)
        : m_keyring(keyring)
    {
    }

    /// As Keyring::read(), at once where it is held here.
    void read(const QString &key, const Keyring::Found &found);
    /// In place of the one of that name.
    void keep(const QString &key, Secret secret);
    /// The same, and never in the keyring.
    void keepForSession(const QString &key, Secret secret);
    /// Everywhere.
    void remove(const QString &key);
    /// What the keyring did not do before it may do now.
    void tryAgain();

private:
    struct Held
    {
        Secret secret;
        int write = 0; ///< its number; 0: for this session only
    };
    void write(const QString &key);
    void removeKept(const QString &key);

    Keyring &m_keyring;
    std::map<QString, Held> m_held;
    std::set<QString> m_unremoved;
    int m_writes = 0;
};

} // namespace lighterman
