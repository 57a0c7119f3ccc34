// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/secrets/secretservice.h"

#include "agent/secrets/keyringtask.h"
#include "common/base/log.h"

#include <QAbstractEventDispatcher>
#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QFile>
#include <QHash>
#include <QThread>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

const auto kName = u"org.freedesktop.secrets"_s;
const auto kRoot = u"/org/freedesktop/secrets"_s;
const auto kService = u"org.freedesktop.Secret.Service"_s;
const auto kCollection = u"org.freedesktop.Secret.Collection"_s;
const auto kPrompt = u"org.freedesktop.Secret.Prompt"_s;
const auto kProperties = u"org.freedesktop.DBus.Properties"_s;
const auto kNoObject = u"/"_s; ///< in place of a collection or a prompt that is not there

bool isError(const QDBusMessage &reply)
{
    return reply.type() != QDBusMessage::ReplyMessage;
}

KeyringLook failure(const QDBusMessage &reply)
{
    return {KeyringSight::Failed,
            isError(reply) ? reply.errorMessage() : u"an answer that makes no sense"_s};
}

QString pathAt(const QDBusMessage &reply, qsizetype index)
{
    return reply.arguments().value(index).value<QDBusObjectPath>().path();
}

bool hasPaths(const QVariant &value)
{
    return !qdbus_cast<QList<QDBusObjectPath>>(value).isEmpty();
}

SessionBus::Method busMethod(const QString &name)
{
    return {u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s, u"org.freedesktop.DBus"_s, name};
}

/// The program that the process is of, as people know it; empty for one that is not known here.
QString programOf(uint pid)
{
    static const QHash<QByteArray, QString> names{
        {"gnome-keyring-d"_ba, u"GNOME Keyring"_s}, // the kernel cuts names at 15 bytes
        {"keepassxc"_ba, u"KeePassXC"_s},
        {"kwalletd5"_ba, u"KWallet"_s},
        {"kwalletd6"_ba, u"KWallet"_s},
        {"ksecretd"_ba, u"KWallet"_s},
    };
    QFile file(u"/proc/%1/comm"_s.arg(pid));
    return file.open(QIODevice::ReadOnly) ? names.value(file.readLine(64).trimmed()) : QString();
}

/// Under these QtKeychain has an entry.
QVariant attributesOf(const QString &key)
{
    using Attributes = QMap<QString, QString>;
    qDBusRegisterMetaType<Attributes>();
    return QVariant::fromValue(Attributes{
        {u"xdg:schema"_s, u"org.qt.keychain"_s}, {u"server"_s, kKeyringFolder}, {u"user"_s, key}});
}

} // namespace

SecretService::SecretService(SessionBus &bus, QObject *parent)
    : KeyringService(parent)
    , m_bus(bus)
{
    connect(&bus, &SessionBus::opened, this, &SecretService::begin);
    connect(&bus, &SessionBus::lost, this, [this] {
        endUnlocking({KeyringSight::Failed, u"the session bus is gone"_s});
        m_library.forgetSession();
        emit hinted();
    });
}

void SecretService::begin()
{
    const auto hear = SLOT(hear(QDBusMessage));
    m_bus.listen({{}, kProperties, u"PropertiesChanged"_s, {kCollection}}, this, hear);
    for (const auto &signal :
         {u"CollectionCreated"_s, u"CollectionDeleted"_s, u"CollectionChanged"_s})
        m_bus.listen({kRoot, kService, signal}, this, hear);
    m_bus.listen({{}, u"org.freedesktop.DBus"_s, u"NameOwnerChanged"_s, {kName}}, this, hear);
}

/// Hints only, so it does not matter whose they are. What is written changes the items of a
/// collection, and is no hint.
void SecretService::hear(const QDBusMessage &message)
{
    const QVariantList arguments = message.arguments();
    if (message.member() == "PropertiesChanged"_L1
        && !qdbus_cast<QVariantMap>(arguments.value(1)).contains(u"Locked"_s)
        && !arguments.value(2).toStringList().contains(u"Locked"_s))
        return;
    if (message.member() == "NameOwnerChanged"_L1)
        endUnlocking({KeyringSight::Failed, u"the keyring has ended"_s});
    emit hinted();
}

void SecretService::call(const QString &path, const QString &method, const QVariantList &arguments,
                         SessionBus::Answer answer)
{
    const qsizetype dot = method.lastIndexOf(u'.');
    m_bus.call({m_owner, path, method.first(dot), method.sliced(dot + 1)}, arguments, this,
               std::move(answer));
}

void SecretService::look(const QString &key, Start start, Looked done)
{
    findOwner({key, std::move(done)}, start);
}

void SecretService::findOwner(Looking looking, Start start)
{
    const auto found = [this, looking = std::move(looking), start](const QDBusMessage &reply) {
        const QString owner = isError(reply) ? QString() : reply.arguments().value(0).toString();
        if (!owner.isEmpty()) {
            if (owner != std::exchange(m_owner, owner))
                m_library.forgetSession();
            findCollection(looking);
        } else if (reply.errorName() == "org.freedesktop.DBus.Error.NoReply"_L1) {
            looking.done(failure(reply));
        } else if (start == Start::Yes) {
            startService(looking);
        } else {
            looking.done({KeyringSight::Missing});
        }
    };
    m_bus.call(busMethod(u"GetNameOwner"_s), {kName}, this, found);
}

/// A service that is started asks nobody for anything.
void SecretService::startService(const Looking &looking)
{
    const auto started = [this, looking](const QDBusMessage &reply) {
        if (!isError(reply))
            findOwner(looking, Start::No);
        else if (reply.errorName() == "org.freedesktop.DBus.Error.NoReply"_L1)
            looking.done(failure(reply));
        else
            looking.done({KeyringSight::Missing});
    };
    m_bus.call(busMethod(u"StartServiceByName"_s), {kName, 0U}, this, started);
}

void SecretService::findCollection(Looking looking)
{
    const auto found = [this, looking = std::move(looking)](const QDBusMessage &reply) mutable {
        if (reply.signature() != "o"_L1) {
            looking.done(failure(reply));
            return;
        }
        const QString path = pathAt(reply, 0);
        looking.collection = path == kNoObject ? QString() : path;
        m_collection = looking.collection;
        findLock(looking);
    };
    call(kRoot, kService + ".ReadAlias"_L1, {u"default"_s}, found);
}

void SecretService::findLock(Looking looking)
{
    if (looking.collection.isEmpty()) {
        findItem(looking);
        return;
    }
    const auto found = [this, looking = std::move(looking)](const QDBusMessage &reply) mutable {
        const auto value = reply.arguments().value(0).value<QDBusVariant>().variant();
        if (reply.errorName() == "org.freedesktop.DBus.Error.UnknownObject"_L1
            || reply.errorName() == "org.freedesktop.Secret.Error.NoSuchObject"_L1) {
            looking.collection.clear(); // the name of one that has not been made yet
        } else if (isError(reply) || value.typeId() != QMetaType::Bool) {
            looking.done(failure(reply));
            return;
        }
        looking.isLocked = value.toBool();
        findItem(looking);
    };
    call(m_collection, kProperties + ".Get"_L1, {kCollection, u"Locked"_s}, found);
}

/// Libsecret looks in all collections, and has those opened that are closed. So one closed place
/// that has the entry means that it must not be asked. That a closed collection does not show an
/// entry means nothing: not every service knows what is in it.
void SecretService::findItem(const Looking &looking)
{
    const bool isThere = !looking.collection.isEmpty();
    if (looking.key.isNull()) {
        const auto unlocked = isThere ? KeyringSight::There : KeyringSight::Missing;
        looking.done({looking.isLocked ? KeyringSight::Locked : unlocked});
        return;
    }
    const auto found = [looking](const QDBusMessage &reply) {
        if (reply.signature() != "aoao"_L1)
            looking.done(failure(reply));
        else if (hasPaths(reply.arguments().at(1)))
            looking.done({KeyringSight::Locked});
        else if (hasPaths(reply.arguments().at(0)))
            looking.done({KeyringSight::There});
        else
            looking.done({looking.isLocked ? KeyringSight::Locked : KeyringSight::Nothing});
    };
    call(kRoot, kService + ".SearchItems"_L1, {attributesOf(looking.key)}, found);
}

/// Libsecret is answered by GLib alone; without it no job would ever end.
bool SecretService::prepare()
{
    const bool hasGlib = thread()->eventDispatcher()->inherits("QEventDispatcherGlib");
    if (hasGlib && m_library.prepare())
        return true;
    qCWarning(lcSecrets) << "libsecret cannot be used, so there is no keyring";
    return false;
}

/// The specification has no name for the whole service; so it is that of the program.
void SecretService::findName(std::function<void(const QString &)> done)
{
    m_bus.call(busMethod(u"GetConnectionUnixProcessID"_s), {m_owner}, this,
               [done = std::move(done)](const QDBusMessage &reply) {
                   const uint pid = isError(reply) ? 0 : reply.arguments().value(0).toUInt();
                   done(pid == 0 ? QString() : programOf(pid));
               });
}

void SecretService::unlock(Looked done)
{
    m_unlocked = std::move(done);
    look({}, Start::Yes, [this](const KeyringLook &look) {
        if (look.sight == KeyringSight::Locked)
            askForUnlocking();
        else
            endUnlocking(look);
    });
}

void SecretService::askForUnlocking()
{
    const auto asked = [this](const QDBusMessage &reply) {
        if (reply.signature() != "aoo"_L1)
            endUnlocking(failure(reply));
        else if (pathAt(reply, 1) == kNoObject)
            endUnlocking({KeyringSight::There});
        else
            prompt(pathAt(reply, 1));
    };
    const QList<QDBusObjectPath> collections{QDBusObjectPath(m_collection)};
    call(kRoot, kService + ".Unlock"_L1, {QVariant::fromValue(collections)}, asked);
}

void SecretService::prompt(const QString &path)
{
    m_prompt = path;
    m_bus.listen({m_prompt, kPrompt, u"Completed"_s}, this, SLOT(promptCompleted(QDBusMessage)));
    call(m_prompt, kPrompt + ".Prompt"_L1, {QString()}, [this](const QDBusMessage &reply) {
        if (isError(reply))
            endUnlocking(failure(reply));
    });
}

/// Whether it was dismissed does not matter where somebody else has unlocked it meanwhile.
void SecretService::promptCompleted(const QDBusMessage &message)
{
    if (message.service() == m_owner && message.path() == m_prompt)
        look({}, Start::No, [this](const KeyringLook &look) { endUnlocking(look); });
}

void SecretService::endUnlocking(const KeyringLook &how)
{
    if (!m_prompt.isEmpty())
        m_bus.ignore({m_prompt, kPrompt, u"Completed"_s}, this,
                     SLOT(promptCompleted(QDBusMessage)));
    m_prompt.clear();
    if (const Looked done = std::exchange(m_unlocked, {}))
        done(how);
}

} // namespace lighterman
