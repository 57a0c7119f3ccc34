// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/secrets/keyringservice.h"
#include "agent/secrets/libsecret.h"
#include "agent/secrets/sessionbus.h"

namespace lighterman {

/// The Secret Service of the session (org.freedesktop.secrets): GNOME Keyring, KeePassXC and
/// others. Asked by the unique name of whoever has that name at the time.
/// https://specifications.freedesktop.org/secret-service-spec/0.2/
class SecretService final : public KeyringService
{
    Q_OBJECT

public:
    /// `bus` is not owned and outlives this.
    explicit SecretService(SessionBus &bus, QObject *parent = nullptr);

    void look(const QString &key, Start start, Looked done) override;
    void unlock(Looked done) override;
    void findName(std::function<void(const QString &)> done) override;
    bool prepare() override;
    void beginAnew() override { m_library.forgetSession(); }

private:
    Q_SLOT void hear(const QDBusMessage &message);
    Q_SLOT void promptCompleted(const QDBusMessage &message);

    struct Looking
    {
        QString key;
        Looked done;
        QString collection = {}; ///< the default one; empty: there is none
        bool isLocked = false;
    };
    void begin();
    void findOwner(Looking looking, Start start);
    void startService(const Looking &looking);
    void findCollection(Looking looking);
    void findLock(Looking looking);
    void findItem(const Looking &looking);
    void askForUnlocking();
    void prompt(const QString &path);
    void endUnlocking(const KeyringLook &how);
    void call(const QString &path, const QString &method, const QVariantList &arguments,
              SessionBus::Answer answer);

    SessionBus &m_bus;
    LibSecret m_library;
    QString m_owner;      ///< unique name, as of the last look
    QString m_collection; ///< likewise
    QString m_prompt;     ///< empty: nobody is asked
    Looked m_unlocked;
};

} // namespace lighterman
