// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/environment/loginsessions.h"

#include <QDBusArgument>
#include <QDBusError>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kManager = "org.freedesktop.login1.Manager"_L1;
constexpr auto kSession = "org.freedesktop.login1.Session"_L1;

/// The objects of this user's sessions, from the answer to ListSessions.
QStringList sessionsOf(uint uid, const QDBusMessage &reply)
{
    QStringList paths;
    const auto list = reply.arguments().constFirst().value<QDBusArgument>();
    list.beginArray();
    while (!list.atEnd()) {
        QString id;
        uint owner = 0;
        QString user;
        QString seat;
        QDBusObjectPath path;
        list.beginStructure();
        list >> id >> owner >> user >> seat >> path;
        list.endStructure();
        if (owner == uid)
            paths += path.path();
    }
    list.endArray();
    return paths;
}

} // namespace

LoginSessions::LoginSessions(SystemBus &bus, uint uid, QString files,
                             std::chrono::milliseconds lookAgain, QObject *parent)
    : QObject(parent)
    , m_uid(uid)
    , m_folder(std::move(files))
    , m_logind(bus, u"org.freedesktop.login1"_s)
    , m_next(lookAgain, [this] { look(); })
{
    m_logind.listenTo(kManager, u"SessionNew"_s);
    m_logind.listenTo(kManager, u"SessionRemoved"_s);
    m_logind.follow({}, QString(kSession));
    connect(&m_logind, &BusService::appeared, this, [this] {
        m_isLooking = false; // what the one before was asked is not answered any more
        look();
    });
    connect(&m_logind, &BusService::missed, this, [this] {
        m_isOutdated = false;
        m_next.found(); // nobody is there to be asked
        conclude({});
    });
    connect(&m_logind, &BusService::signalled, this, &LoginSessions::look);
    connect(&m_files, &QFileSystemWatcher::directoryChanged, this, &LoginSessions::look);
}

/// Whatever has happened, all is asked anew: signals say too little, and some come too early.
void LoginSessions::look()
{
    if (!m_logind.isThere())
        return;
    m_isOutdated = m_isLooking;
    if (!std::exchange(m_isLooking, true))
        ask();
}

void LoginSessions::ask()
{
    watchFiles();
    m_found = false;
    m_isHung = false;
    m_logind.call({u"/org/freedesktop/login1"_s, kManager, u"ListSessions"_s}, {},
                  [this](const QDBusMessage &reply) { readList(reply); });
}

/// They are there once the first session is. That one is about to end is said there only: no signal
/// tells, and where its programs go on, it stays in the list like that.
void LoginSessions::watchFiles()
{
    if (m_files.directories().isEmpty() && QFileInfo::exists(m_folder))
        m_files.addPath(m_folder);
}

void LoginSessions::readList(const QDBusMessage &reply)
{
    if (reply.type() != QDBusMessage::ReplyMessage || reply.signature() != "a(susso)"_L1) {
        m_next.missed();
        conclude({});
        return;
    }
    const QStringList paths = sessionsOf(m_uid, reply);
    m_unanswered = paths.size();
    if (paths.isEmpty())
        readAll();
    for (const QString &path : paths) {
        m_logind.properties(path, QString(kSession),
                            [this](const QDBusMessage &session) { readSession(session); });
    }
}

/// An error: the session has ended meanwhile, unless that is what is not known.
void LoginSessions::readSession(const QDBusMessage &reply)
{
    m_found = m_found || isLogon(propertiesOf(reply));
    m_isHung = m_isHung || QDBusError(reply).type() == QDBusError::NoReply;
    if (--m_unanswered == 0)
        readAll();
}

void LoginSessions::readAll()
{
    if (m_isHung && !m_found) {
        m_next.missed();
        conclude({});
        return;
    }
    m_next.found();
    conclude(m_found);
}

void LoginSessions::conclude(std::optional<bool> isLoggedOn)
{
    m_isLooking = false;
    if (std::exchange(m_isOutdated, false)) {
        look();
        return;
    }
    const bool isFirst = !std::exchange(m_isKnown, true);
    const bool isOther = std::exchange(m_isLoggedOn, isLoggedOn) != isLoggedOn;
    if (isFirst || isOther)
        emit changed();
}

bool isLogon(const QVariantMap &session)
{
    // The last three are those of systemd 256, for people whose session has less around it.
    static constexpr std::array kPersons{"user"_L1, "user-early"_L1, "user-light"_L1,
                                         "user-early-light"_L1};
    const QString kind = session.value(u"Class"_s).toString();
    return std::ranges::find(kPersons, kind) != kPersons.end()
        && session.value(u"State"_s).toString() != "closing"_L1;
}

} // namespace lighterman
