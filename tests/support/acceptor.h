// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>

namespace lighterman::testing {

/// The server's side of a negotiation, with the key that a keytab has of HTTP at localhost.
class Acceptor
{
public:
    explicit Acceptor(const QString &keytab)
    {
        const QByteArray path = keytab.toUtf8();
        gss_key_value_element_desc place{"keytab", path.constData()};
        const gss_key_value_set_desc store{1, &place};
        OM_uint32 minor = 0;
        if (GSS_ERROR(gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE,
                                            GSS_C_NO_OID_SET, GSS_C_ACCEPT, &store, &m_key, nullptr,
                                            nullptr)))
            qFatal("no key in the keytab");
    }
    ~Acceptor()
    {
        OM_uint32 minor = 0;
        gss_delete_sec_context(&minor, &m_context, GSS_C_NO_BUFFER);
        gss_release_cred(&minor, &m_key);
    }
    Acceptor(const Acceptor &) = delete;
    Acceptor &operator=(const Acceptor &) = delete;

    /// Who it is that a field of "Negotiate" and a token shows; empty: nobody.
    QByteArray accept(const QByteArray &field)
    {
        QByteArray token = QByteArray::fromBase64(field.mid(field.indexOf(' ') + 1));
        gss_buffer_desc said{std::size_t(token.size()), token.data()};
        gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
        gss_name_t name = GSS_C_NO_NAME;
        OM_uint32 minor = 0;
        const OM_uint32 major
            = gss_accept_sec_context(&minor, &m_context, m_key, &said, GSS_C_NO_CHANNEL_BINDINGS,
                                     &name, nullptr, &out, &m_flags, nullptr, nullptr);
        proof = take(out);
        gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
        if (major == GSS_S_COMPLETE)
            gss_display_name(&minor, name, &text, nullptr);
        gss_release_name(&minor, &name);
        return take(text);
    }
    /// Whether it may act for who that is, elsewhere.
    [[nodiscard]] bool mayAct() const { return (m_flags & GSS_C_DELEG_FLAG) != 0; }

    QByteArray proof; ///< what it has to say in return

private:
    static QByteArray take(gss_buffer_desc &buffer)
    {
        QByteArray bytes(static_cast<const char *>(buffer.value), qsizetype(buffer.length));
        OM_uint32 minor = 0;
        gss_release_buffer(&minor, &buffer);
        return bytes;
    }

    gss_cred_id_t m_key = GSS_C_NO_CREDENTIAL;
    gss_ctx_id_t m_context = GSS_C_NO_CONTEXT;
    OM_uint32 m_flags = 0;
};

} // namespace lighterman::testing
