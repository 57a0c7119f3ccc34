// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/secrets/keyringservice.h"
#include "agent/secrets/sessionbus.h"

namespace lighterman {

/// KWallet, the keyring of KDE's desktop, asked by its own interface (org.kde.KWallet).
class KWallet final : public KeyringService
{
    Q_OBJECT

public:
    /// `name`: kwalletd5 or kwalletd6. `bus` is not owned and outlives this.
    KWallet(SessionBus &bus, const QString &name, QObject *parent = nullptr);

    /// Whether QtKeychain finds it there. It is started where it can be.
    void whetherThere(std::function<void(bool)> done);
    void look(const QString &key, Start start, Looked done) override;
    void unlock(Looked done) override;
    void findName(std::function<void(const QString &)> done) override;

private:
    Q_SLOT void hear(const QDBusMessage &message);

    struct Looking
    {
        QString key;
        Looked done;
        QString wallet = {};
        bool isOpen = false; ///< it need not ask for the password
    };
    void begin();
    void findWallet(Looking looking);
    void findLock(Looking looking);
    void findEntry(const Looking &looking);
    void findWhetherMade(const Looking &looking);
    void endUnlocking(const KeyringLook &how);
    void call(const QString &method, const QVariantList &arguments, SessionBus::Answer answer);

    SessionBus &m_bus;
    QString m_service;
    QString m_path;
    QString m_wallet; ///< as of the last look
    int m_transaction = -1;
    Looked m_unlocked;
};

} // namespace lighterman
