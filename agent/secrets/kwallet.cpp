// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/kwallet.h"

#include "agent/secrets/keyringtask.h"

#include <QDBusMessage>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

const auto kInterface = u"org.kde.KWallet"_s;

bool isError(const QDBusMessage &reply)
{
    return reply.type() != QDBusMessage::ReplyMessage;
}

KeyringLook failure(const QDBusMessage &reply)
{
    const QString name = reply.errorName();
    if (name == "org.freedesktop.DBus.Error.ServiceUnknown"_L1
        || name == "org.freedesktop.DBus.Error.NameHasNoOwner"_L1
        || name.startsWith("org.freedesktop.DBus.Error.Spawn."_L1))
        return {KeyringSight::Missing};
    return {KeyringSight::Failed,
            isError(reply) ? reply.errorMessage() : u"an answer that makes no sense"_s};
}

} // namespace

KWallet::KWallet(SessionBus &bus, const QString &name, QObject *parent)
    : KeyringService(parent)
    , m_bus(bus)
    , m_service("org.kde."_L1 + name)
    , m_path("/modules/"_L1 + name)
{
    connect(&bus, &SessionBus::opened, this, &KWallet::begin);
    connect(&bus, &SessionBus::lost, this, [this] {
        endUnlocking({KeyringSight::Failed, u"the session bus is gone"_s});
        emit hinted();
    });
}

void KWallet::begin()
{
    const auto hear = SLOT(hear(QDBusMessage));
    for (const auto &signal : {u"walletOpened"_s, u"walletClosed"_s, u"allWalletsClosed"_s,
                               u"walletCreated"_s, u"walletAsyncOpened"_s})
        m_bus.listen({m_path, kInterface, signal}, this, hear);
    m_bus.listen({{}, u"org.freedesktop.DBus"_s, u"NameOwnerChanged"_s, {m_service}}, this, hear);
}

/// Hints only, but for the end of what was asked here: that is told to everybody, too.
void KWallet::hear(const QDBusMessage &message)
{
    if (message.member() == "walletAsyncOpened"_L1) {
        const QVariantList arguments = message.arguments();
        if (m_transaction < 0 || arguments.value(0).toInt() != m_transaction)
            return;
        const bool isOpen = arguments.value(1).toInt() >= 0;
        endUnlocking({isOpen ? KeyringSight::There : KeyringSight::Locked});
    }
    if (message.member() == "NameOwnerChanged"_L1)
        endUnlocking({KeyringSight::Failed, u"the keyring has ended"_s});
    emit hinted();
}

void KWallet::call(const QString &method, const QVariantList &arguments, SessionBus::Answer answer)
{
    m_bus.call({m_service, m_path, kInterface, method}, arguments, this, std::move(answer));
}

void KWallet::whetherThere(std::function<void(bool)> done)
{
    call(u"networkWallet"_s, {},
         [done = std::move(done)](const QDBusMessage &reply) { done(!isError(reply)); });
}

/// A wallet that is not there is started by any question, and that asks nobody for anything; so
/// `start` does not matter, but that hints must not start it: they come when it ends, too.
void KWallet::look(const QString &key, Start start, Looked done)
{
    const auto found = [this, key, done = std::move(done)](const QDBusMessage &reply) {
        if (reply.signature() != "b"_L1)
            done(failure(reply));
        else if (!reply.arguments().constFirst().toBool()) // a person has switched it off
            done({KeyringSight::Missing});
        else
            findWallet({key, done});
    };
    m_bus.call({m_service, m_path, kInterface, u"isEnabled"_s, start == Start::Yes}, {}, this,
               found);
}

void KWallet::findName(std::function<void(const QString &)> done)
{
    done(u"KWallet"_s);
}

void KWallet::findWallet(Looking looking)
{
    call(u"networkWallet"_s, {},
         [this, looking = std::move(looking)](const QDBusMessage &reply) mutable {
             if (reply.signature() != "s"_L1) {
                 looking.done(failure(reply));
                 return;
             }
             looking.wallet = reply.arguments().constFirst().toString();
             m_wallet = looking.wallet;
             findLock(looking);
         });
}

void KWallet::findLock(Looking looking)
{
    call(u"isOpen"_s, {m_wallet},
         [this, looking = std::move(looking)](const QDBusMessage &reply) mutable {
             if (reply.signature() != "b"_L1) {
                 looking.done(failure(reply));
                 return;
             }
             looking.isOpen = reply.arguments().constFirst().toBool();
             if (!looking.key.isNull())
                 findEntry(looking);
             else if (looking.isOpen)
                 looking.done({KeyringSight::There});
             else
                 findWhetherMade(looking);
         });
}

/// It knows that also while it is closed.
void KWallet::findEntry(const Looking &looking)
{
    const auto found = [looking](const QDBusMessage &reply) {
        if (reply.signature() != "b"_L1)
            looking.done(failure(reply));
        else if (reply.arguments().constFirst().toBool())
            looking.done({KeyringSight::Nothing});
        else
            looking.done({looking.isOpen ? KeyringSight::There : KeyringSight::Locked});
    };
    call(u"keyDoesNotExist"_s, {looking.wallet, kKeyringFolder, looking.key}, found);
}

/// To open one that has never been made would ask the person for a new one.
void KWallet::findWhetherMade(const Looking &looking)
{
    call(u"wallets"_s, {}, [looking](const QDBusMessage &reply) {
        if (reply.signature() != "as"_L1)
            looking.done(failure(reply));
        else if (reply.arguments().constFirst().toStringList().contains(looking.wallet))
            looking.done({KeyringSight::Locked});
        else
            looking.done({KeyringSight::Missing});
    });
}

void KWallet::unlock(Looked done)
{
    m_unlocked = std::move(done);
    look({}, Start::Yes, [this](const KeyringLook &look) {
        if (look.sight != KeyringSight::Locked) {
            endUnlocking(look);
            return;
        }
        const auto asked = [this](const QDBusMessage &reply) {
            if (reply.signature() != "i"_L1)
                endUnlocking(failure(reply));
            else
                m_transaction = reply.arguments().constFirst().toInt();
        };
        // Wallet, window, application, and whether the wallet is to close with our connection.
        call(u"openAsync"_s, {m_wallet, qint64(0), kKeyringFolder, false}, asked);
    });
}

void KWallet::endUnlocking(const KeyringLook &how)
{
    m_transaction = -1;
    if (const Looked done = std::exchange(m_unlocked, {}))
        done(how);
}

} // namespace lighterman
