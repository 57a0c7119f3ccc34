// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/passportlogin.h"

#include "agent/auth/challenges.h"

#include <algorithm>
#include <array>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostPassportRedirects = 5;

/// What a login server's challenge says to this program, and what it may not have it say (MS-PASS,
/// section 2.2.5). Everything else goes back to it.
constexpr std::array<QByteArrayView, 11> kNotRepeated{
    "da-status", "srealm",       "prompt",  "cburl",  "cbtxt", "sign-in",
    "pwd",       "elapsed-time", "OrgVerb", "OrgUrl", "tname"};

QByteArray fieldOf(const AuthMessageReply &reply, QByteArrayView name)
{
    const auto found = std::ranges::find_if(reply.fields,
                                            [&](const auto &field) { return field.first == name; });
    return found == reply.fields.end() ? QByteArray() : found->second;
}

PassportWords wordsOf(const AuthMessageReply &reply, QByteArrayView name)
{
    return PassportWords::read(passportPart(fieldOf(reply, name)).value_or(QByteArray()));
}

/// What is no answer at all: tried again later where it is the server's trouble.
tl::unexpected<Error> senseless(int status, const QString &who)
{
    const ErrorCode code = status >= 500 ? httpError(status) : ErrorCode::InvalidServerResponse;
    return fail(code, u"%1 answers with %2"_s.arg(who).arg(status), ErrorContext::GeneralTransport);
}

/// A link as elements have it: escaped as a whole, or not.
QUrl linkOf(const QByteArray &value)
{
    return QUrl::fromEncoded(value.contains("://") ? value
                                                   : QByteArray::fromPercentEncoding(value));
}

} // namespace

PassportDirectory::PassportDirectory(PassportSettings settings)
    : m_settings(std::move(settings))
{
    if (!m_settings.loginUrl.isEmpty())
        m_place = {m_settings.loginUrl, m_settings.realm.toUtf8(), 0};
}

const PassportPlace *PassportDirectory::place() const
{
    return m_place && !m_isOutdated ? &*m_place : nullptr;
}

bool PassportDirectory::take(const std::optional<PassportPlace> &place)
{
    m_isOutdated = false;
    if (place && (!m_place || place->version > m_place->version))
        m_place = place;
    return m_place.has_value();
}

void PassportDirectory::noteVersion(int version)
{
    const bool isFixed = !m_settings.loginUrl.isEmpty();
    if (!isFixed && m_place && version > m_place->version)
        m_isOutdated = true;
}

PassportLogin::PassportLogin(PassportAccount &account, PassportAsked asked,
                             AuthMessenger &messenger, Done done)
    : m_account(account)
    , m_asked(std::move(asked))
    , m_messenger(messenger)
    , m_done(std::move(done))
{
}

void PassportLogin::start()
{
    if (m_account.directory->place())
        askForTicket();
    else
        send(m_account.directory->nexus());
}

void PassportLogin::askForTicket()
{
    m_step = Step::Ticket;
    m_login = m_account.directory->place()->login;
    m_authorization = Secret(ticketRequest(m_asked));
    send(m_login);
}

void PassportLogin::sendPassword(const PassportWords &challenge)
{
    m_step = Step::Password;
    m_redirects = 0;
    const PassportAnswer answer{m_account.credentials.user, challenge.without(kNotRepeated),
                                m_account.since.elapsed() / 1000};
    m_authorization = signInRequest(m_asked, answer, m_account.credentials.secret);
    send(m_login);
}

void PassportLogin::send(const QUrl &url)
{
    AuthMessage message{url, {}, {}};
    if (m_step != Step::Nexus) {
        message.authorization = m_authorization.reveal().toByteArray();
        message.cookie = m_account.cookies.fieldFor(url);
    }
    m_pending = m_messenger.send(message,
                                 [this](const Result<AuthMessageReply> &reply) { heard(reply); });
}

void PassportLogin::heard(const Result<AuthMessageReply> &reply)
{
    if (!reply)
        finish(tl::unexpected(reply.error()));
    else if (m_step == Step::Nexus)
        heardNexus(*reply);
    else
        heardLogin(*reply);
}

void PassportLogin::heardNexus(const AuthMessageReply &reply)
{
    const bool isPlaced = m_account.directory->take(readPlace(fieldOf(reply, "passporturls")));
    if (isPlaced) {
        askForTicket();
        return;
    }
    auto error = senseless(reply.status, u"the nexus"_s);
    error.value().isFinal = reply.status < 500;
    finish(error);
}

void PassportLogin::heardLogin(const AuthMessageReply &reply)
{
    const auto info = wordsOf(reply, "authentication-info");
    const auto challenge = wordsOf(reply, "www-authenticate");
    noted(info, reply);
    const QByteArray status = info.value("da-status").value_or(QByteArray()).toLower();
    if (status == "success")
        succeeded(info);
    else if (status == "redir" && reply.status == 302)
        redirected(fieldOf(reply, "location"));
    else if (reply.status == 401 && challenge.value("da-status"))
        failed(challenge);
    else
        finish(senseless(reply.status, u"the login server"_s));
}

void PassportLogin::noted(const PassportWords &info, const AuthMessageReply &reply)
{
    if (isSameWord(info.value("da-status").value_or(QByteArray()), "logout"))
        m_account.cookies.forget(m_login);
    else
        m_account.cookies.take(m_login, fieldOf(reply, "set-cookie"));
    const auto config = PassportWords::read(fieldOf(reply, "passportconfig"));
    m_account.directory->noteVersion(config.value("ConfigVersion").value_or(QByteArray()).toInt());
}

void PassportLogin::redirected(const QByteArray &location)
{
    using enum ErrorContext;
    QUrl next = m_login.resolved(QUrl::fromEncoded(location.trimmed()));
    next.setUserInfo({});
    next.setFragment({});
    if (location.trimmed().isEmpty() || !next.isValid() || next.host().isEmpty())
        finish(fail(ErrorCode::InvalidServerResponse, u"redirect of a login server"_s,
                    GeneralTransport));
    else if (next.scheme() != "https"_L1)
        finish(
            fail(ErrorCode::InsecureRedirect, u"redirect of a login server"_s, GeneralTransport));
    else if (++m_redirects > kMostPassportRedirects)
        finish(
            fail(ErrorCode::TooManyRedirects, u"redirects of a login server"_s, GeneralTransport));
    else
        send(m_login = next);
}

void PassportLogin::succeeded(const PassportWords &info)
{
    const QByteArray ticket = info.value("from-PP").value_or(QByteArray());
    const QByteArray link = info.value("ru").value_or(QByteArray());
    if (ticket.isEmpty() || link.isEmpty()) {
        finish(fail(ErrorCode::InvalidServerResponse, u"the login server sends no ticket"_s,
                    ErrorContext::GeneralTransport));
        return;
    }
    // The ticket is made out for a partner. It must not be had for one and shown to another.
    if (!isOfOneOrigin(linkOf(link), m_asked.url)) {
        finish(fail(ErrorCode::ServerUnproven, u"the login server names another partner"_s,
                    ErrorContext::GeneralTransport));
        return;
    }
    m_account.wasAccepted = true;
    finish(ticket);
}

void PassportLogin::failed(const PassportWords &challenge)
{
    const QByteArray status = challenge.value("da-status").value_or(QByteArray()).toLower();
    const PassportPlace *place = m_account.directory->place();
    const bool isOfRealm
        = !place || isSameWord(challenge.value("srealm").value_or(QByteArray()), place->realm);
    const bool isFinal = status == "failed-noretry" || status == "fail-noretry";
    const bool wantsPerson = challenge.value("prompt") && m_account.wasAccepted;
    if (!isOfRealm)
        finish(fail(ErrorCode::ServerUnproven, u"the login server is of another realm"_s,
                    ErrorContext::GeneralTransport));
    else if (m_step == Step::Password || wantsPerson)
        refused();
    else if (isFinal)
        finish(fail(httpError(401), u"the login server does not let anybody in there"_s,
                    ErrorContext::GeneralTransport));
    else if (status == "failed")
        sendPassword(challenge);
    else
        finish(senseless(401, u"the login server"_s));
}

void PassportLogin::refused()
{
    m_account.isRefused = true;
    finish(QByteArray());
}

void PassportLogin::finish(const Result<QByteArray> &outcome)
{
    const Done done = std::move(m_done); // may be the end of this object
    done(outcome);
}

} // namespace lighterman
