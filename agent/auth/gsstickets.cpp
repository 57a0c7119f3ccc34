// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/gsstickets.h"

#include "common/base/redact.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <krb5.h>

namespace lighterman {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A ticket that ends sooner is as good as none: what is made of it has to get there.
constexpr auto kLeast = 1min;

/// A realm says so of a name or a password: asking again changes nothing.
constexpr std::array<krb5_error_code, 11> kRefusals{
    KRB5KDC_ERR_PREAUTH_FAILED,   KRB5_PREAUTH_FAILED,
    KRB5KRB_AP_ERR_BAD_INTEGRITY, KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN,
    KRB5KDC_ERR_KEY_EXP,          KRB5KDC_ERR_NAME_EXP,
    KRB5KDC_ERR_CLIENT_REVOKED,   KRB5KDC_ERR_CLIENT_NOTYET,
    KRB5KDC_ERR_POLICY,           KRB5_PARSE_MALFORMED,
    KRB5_CONFIG_NODEFREALM,
};

/// No KDC has said anything, or nothing that lasts. Where realms are found through DNS, one that
/// is out of reach looks like one that is not there.
constexpr std::array<krb5_error_code, 7> kPassing{
    KRB5_KDC_UNREACH,
    KRB5_REALM_CANT_RESOLVE,
    KRB5_REALM_UNKNOWN,
    KRB5KRB_AP_ERR_SKEW,
    KRB5_KDCREP_SKEW,
    KRB5KDC_ERR_SVC_UNAVAILABLE,
    KRB5KRB_ERR_RESPONSE_TOO_BIG,
};

bool isOneOf(const auto &codes, krb5_error_code code)
{
    return std::ranges::find(codes, code) != codes.end();
}

/// Something of libkrb5 that has to be given back to it.
template <auto give, typename T>
class Held
{
public:
    explicit Held(krb5_context context)
        : m_context(context)
    {
    }
    ~Held()
    {
        if (m_value)
            give(m_context, m_value);
    }
    Held(const Held &) = delete;
    Held &operator=(const Held &) = delete;

    [[nodiscard]] T get() const { return m_value; }
    [[nodiscard]] T *out() { return &m_value; }

private:
    krb5_context m_context;
    T m_value = nullptr;
};

using Principal = Held<krb5_free_principal, krb5_principal>;
using Cache = Held<krb5_cc_close, krb5_ccache>;
using Ticket = Held<krb5_free_creds, krb5_creds *>;
using Options = Held<krb5_get_init_creds_opt_free, krb5_get_init_creds_opt *>;

QString realmOf(const QString &name, const QString &home)
{
    const bool isHome = name.compare(home, Qt::CaseInsensitive) == 0
        || name.compare(home.section(u'.', 0, 0), Qt::CaseInsensitive) == 0;
    return isHome ? home : name.toUpper();
}

} // namespace

QByteArray principalOf(const QString &user, const QString &home)
{
    QString name = user;
    QString realm = home;
    if (const auto at = user.indexOf(u'\\'); at >= 0) {
        realm = realmOf(user.left(at), home);
        name = user.mid(at + 1);
    } else if (const auto sign = user.lastIndexOf(u'@'); sign >= 0) {
        realm = realmOf(user.mid(sign + 1), home);
        name = user.left(sign);
    }
    // What has a meaning to Kerberos is no part of a name of people.
    const bool isName = !name.isEmpty() && !realm.isEmpty() && !name.contains(u'@')
        && !name.contains(u'\\') && !realm.contains(u'@') && !realm.contains(u'\\');
    return isName ? (name + u'@' + realm).toUtf8() : QByteArray();
}

/// One conversation with libkrb5, by krb5.conf as it is now.
class GssTickets::Session
{
public:
    Session()
        : m_code(krb5_init_context(&m_context))
    {
    }
    ~Session()
    {
        if (m_context)
            krb5_free_context(m_context);
    }
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    [[nodiscard]] krb5_context get() const { return m_context; }
    /// Not null when krb5.conf cannot be used, say.
    [[nodiscard]] krb5_error_code code() const { return m_code; }

    [[nodiscard]] tl::unexpected<Error> failed(krb5_error_code code) const
    {
        const char *const text = krb5_get_error_message(m_context, code);
        // It may hold words of a KDC.
        const QString detail = oneLine(QString::fromUtf8(text));
        krb5_free_error_message(m_context, text);
        return fail(isOneOf(kPassing, code) ? ErrorCode::ConnectFailure : ErrorCode::TicketNeeded,
                    u"Kerberos: "_s + detail);
    }

    [[nodiscard]] QString home() const
    {
        char *realm = nullptr;
        if (krb5_get_default_realm(m_context, &realm) != 0)
            return {};
        QString name = QString::fromUtf8(realm);
        krb5_free_default_realm(m_context, realm);
        return name;
    }

    /// Of `cache`, for `server`: from there, or from a KDC.
    [[nodiscard]] Result<QByteArray> fetch(krb5_ccache cache, krb5_principal server) const
    {
        Principal client(m_context);
        if (const auto code = krb5_cc_get_principal(m_context, cache, client.out()); code != 0)
            return failed(code);
        krb5_creds wanted = {};
        wanted.client = client.get();
        wanted.server = server;
        Ticket ticket(m_context);
        if (const auto code = krb5_get_credentials(m_context, 0, cache, &wanted, ticket.out());
            code != 0)
            return failed(code);
        return nameOf(cache);
    }

    /// The person may have several caches, and krb5.conf and .k5identity say which is for whom.
    [[nodiscard]] Result<QByteArray> fetchOwn(krb5_principal server) const
    {
        Cache cache(m_context);
        Principal client(m_context);
        if (krb5_cc_select(m_context, server, cache.out(), client.out()) == 0)
            return fetch(cache.get(), server);
        Cache usual(m_context);
        if (const auto code = krb5_cc_default(m_context, usual.out()); code != 0)
            return failed(code);
        return fetch(usual.get(), server);
    }

private:
    [[nodiscard]] Result<QByteArray> nameOf(krb5_ccache cache) const
    {
        char *name = nullptr;
        if (const auto code = krb5_cc_get_full_name(m_context, cache, &name); code != 0)
            return failed(code);
        QByteArray full(name);
        krb5_free_string(m_context, name);
        return full;
    }

    krb5_context m_context = nullptr;
    krb5_error_code m_code;
};

/// A cache that nobody else knows of, destroyed with what is in it. It keeps the conversation in
/// which it was made, so that this cannot fail.
class GssTickets::PrivateCache
{
public:
    ~PrivateCache()
    {
        if (m_cache)
            krb5_cc_destroy(m_session.get(), m_cache);
    }
    PrivateCache() = default;
    PrivateCache(const PrivateCache &) = delete;
    PrivateCache &operator=(const PrivateCache &) = delete;

    [[nodiscard]] krb5_error_code fill(krb5_creds &ticket)
    {
        if (m_session.code() != 0)
            return m_session.code();
        auto *const context = m_session.get();
        krb5_error_code code
            = m_cache ? 0 : krb5_cc_new_unique(context, "MEMORY", nullptr, &m_cache);
        if (code == 0)
            code = krb5_cc_initialize(context, m_cache, ticket.client);
        if (code == 0)
            code = krb5_cc_store_cred(context, m_cache, &ticket);
        m_end = std::chrono::system_clock::time_point(
            std::chrono::seconds(quint32(ticket.times.endtime))); // unsigned, until 2106
        return code;
    }
    [[nodiscard]] bool lasts() const
    {
        return m_cache && m_end - std::chrono::system_clock::now() > kLeast;
    }
    [[nodiscard]] krb5_ccache get() const { return m_cache; }

private:
    Session m_session;
    krb5_ccache m_cache = nullptr;
    std::chrono::system_clock::time_point m_end;
};

GssTickets::GssTickets(QString user, Secret secret)
    : m_user(std::move(user))
    , m_secret(std::move(secret))
{
}

GssTickets::~GssTickets() = default;

Result<QByteArray> GssTickets::ticketFor(const QByteArray &host)
{
    if (m_refused)
        return tl::unexpected(*m_refused);
    Session session;
    if (session.code() != 0)
        return session.failed(session.code());
    Principal server(session.get());
    if (const auto code = krb5_sname_to_principal(session.get(), host.constData(), "HTTP",
                                                  KRB5_NT_SRV_HST, server.out());
        code != 0)
        return session.failed(code);
    if (m_user.isEmpty())
        return session.fetchOwn(server.get());
    if (!m_cache || !m_cache->lasts()) {
        if (auto signedOn = signOn(session); !signedOn)
            return tl::unexpected(signedOn.error());
    }
    return session.fetch(m_cache->get(), server.get());
}

/// The password goes nowhere: what the KDC sends is encrypted with what is made of it.
Result<void> GssTickets::signOn(Session &session)
{
    const auto refuse = [this](const QString &why) {
        m_refused = Error{httpError(401), why};
        return tl::unexpected(*m_refused);
    };
    const QByteArray name = principalOf(m_user, session.home());
    QByteArray password(m_secret.reveal().data(), m_secret.reveal().size());
    if (name.isEmpty() || password.contains('\0'))
        return refuse(u"Kerberos: no such name or password"_s);

    Principal client(session.get());
    Options options(session.get());
    krb5_creds ticket = {};
    auto code = krb5_parse_name(session.get(), name.constData(), client.out());
    if (code == 0)
        code = krb5_get_init_creds_opt_alloc(session.get(), options.out());
    if (code == 0) {
        krb5_get_init_creds_opt_set_forwardable(options.get(), 0);
        krb5_get_init_creds_opt_set_proxiable(options.get(), 0);
        krb5_get_init_creds_opt_set_change_password_prompt(options.get(), 0);
        code = krb5_get_init_creds_password(session.get(), &ticket, client.get(),
                                            password.constData(), nullptr, nullptr, 0, nullptr,
                                            options.get());
    }
    wipe(password);
    if (code == 0) {
        auto cache = std::make_unique<PrivateCache>();
        code = cache->fill(ticket);
        krb5_free_cred_contents(session.get(), &ticket);
        m_cache = code == 0 ? std::move(cache) : nullptr;
    }
    if (code == 0)
        return {};
    auto failed = session.failed(code);
    return isOneOf(kRefusals, code) ? refuse(failed.value().detail) : failed;
}

} // namespace lighterman
