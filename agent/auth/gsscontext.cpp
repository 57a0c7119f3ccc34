// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/gsscontext.h"

#include "common/base/redact.h"

#include <array>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

// The object identifiers of RFC 4178 and RFC 4121, without tag and length.
constexpr std::array<unsigned char, 6> kSpnegoId{0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
constexpr std::array<unsigned char, 9> kKerberosId{0x2a, 0x86, 0x48, 0x86, 0xf7,
                                                   0x12, 0x01, 0x02, 0x02};

/// GSSAPI takes what it only reads as if it might write it.
template <typename Bytes>
void *forReading(const Bytes &bytes)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): it does not write there
    return const_cast<void *>(static_cast<const void *>(bytes.data()));
}

template <typename Bytes>
gss_OID_desc idOf(const Bytes &bytes)
{
    return {OM_uint32(bytes.size()), forReading(bytes)};
}

gss_buffer_desc bufferOf(const QByteArray &bytes)
{
    return {std::size_t(bytes.size()), forReading(bytes)};
}

QByteArray takeOut(gss_buffer_desc &buffer)
{
    QByteArray bytes(static_cast<const char *>(buffer.value), qsizetype(buffer.length));
    OM_uint32 minor = 0;
    gss_release_buffer(&minor, &buffer);
    return bytes;
}

QString textOf(OM_uint32 status, int kind)
{
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor = 0;
    OM_uint32 more = 0; // the first line is enough
    gss_display_status(&minor, status, kind, GSS_C_NO_OID, &more, &text);
    return oneLine(QString::fromUtf8(takeOut(text)));
}

tl::unexpected<Error> failed(ErrorCode code, OM_uint32 major, OM_uint32 minor)
{
    return fail(
        code,
        u"GSSAPI: %1; %2"_s.arg(textOf(major, GSS_C_GSS_CODE), textOf(minor, GSS_C_MECH_CODE)));
}

} // namespace

GssContext::GssContext(QByteArray host, QByteArray cache)
    : m_host(std::move(host))
    , m_cache(std::move(cache))
{
}

GssContext::~GssContext()
{
    OM_uint32 minor = 0;
    gss_delete_sec_context(&minor, &m_context, GSS_C_NO_BUFFER);
    gss_release_cred(&minor, &m_credential);
    gss_release_name(&minor, &m_name);
}

Result<void> GssContext::begin()
{
    OM_uint32 minor = 0;
    const QByteArray service = "HTTP@" + m_host;
    gss_buffer_desc name = bufferOf(service);
    OM_uint32 major = gss_import_name(&minor, &name, GSS_C_NT_HOSTBASED_SERVICE, &m_name);
    if (GSS_ERROR(major))
        return failed(ErrorCode::TicketNeeded, major, minor);

    gss_key_value_element_desc place{"ccache", m_cache.constData()};
    const gss_key_value_set_desc store{1, &place};
    gss_OID_desc spnego = idOf(kSpnegoId);
    gss_OID_set_desc how{1, &spnego};
    major = gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &how, GSS_C_INITIATE,
                                  &store, &m_credential, nullptr, nullptr);
    if (GSS_ERROR(major))
        return failed(ErrorCode::TicketNeeded, major, minor);
    gss_OID_desc kerberos = idOf(kKerberosId);
    gss_OID_set_desc offered{1, &kerberos};
    major = gss_set_neg_mechs(&minor, m_credential, &offered);
    if (GSS_ERROR(major))
        return failed(ErrorCode::TicketNeeded, major, minor);
    return {};
}

Result<QByteArray> GssContext::step(const QByteArray &said)
{
    const bool isFirst = m_context == GSS_C_NO_CONTEXT;
    if (isFirst) {
        if (auto begun = begin(); !begun)
            return tl::unexpected(begun.error());
    }
    gss_OID_desc spnego = idOf(kSpnegoId);
    gss_buffer_desc heard = bufferOf(said);
    gss_buffer_desc answer = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor = 0;
    OM_uint32 flags = 0;
    const OM_uint32 major = gss_init_sec_context(
        &minor, m_credential, &m_context, m_name, &spnego, GSS_C_MUTUAL_FLAG, GSS_C_INDEFINITE,
        GSS_C_NO_CHANNEL_BINDINGS, &heard, nullptr, &answer, &flags, nullptr);
    const QByteArray token = takeOut(answer);
    if (GSS_ERROR(major))
        return failed(isFirst ? ErrorCode::TicketNeeded : ErrorCode::ServerUnproven, major, minor);
    m_isProven = major == GSS_S_COMPLETE && (flags & GSS_C_MUTUAL_FLAG) != 0;
    return token;
}

} // namespace lighterman
