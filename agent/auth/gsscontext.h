// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QByteArray>

#include <gssapi/gssapi.h>

namespace lighterman {

/// The way of one request through a negotiation (SPNEGO, RFC 4178) in which nothing but Kerberos is
/// offered, so that whatever the other side says, no other mechanism comes in and none is asked of
/// a KDC again. Nobody is ever given the right to act for the person, and the other side is asked
/// to prove itself.
class GssContext
{
public:
    /// For HTTP at `host`, with the ticket for it that the cache of that name has.
    GssContext(QByteArray host, QByteArray cache);
    ~GssContext();
    GssContext(const GssContext &) = delete;
    GssContext &operator=(const GssContext &) = delete;

    /// Takes what the other side has said, which may be anything; nothing the first time. What to
    /// say next; empty: nothing. ticket-needed for the first step, server-unproven for others. The
    /// first one reads the cache; the others are arithmetic.
    [[nodiscard]] Result<QByteArray> step(const QByteArray &said);
    /// The other side has proven that it knows its part of the secret.
    [[nodiscard]] bool isProven() const { return m_isProven; }

private:
    [[nodiscard]] Result<void> begin();

    QByteArray m_host;
    QByteArray m_cache;
    gss_name_t m_name = GSS_C_NO_NAME;
    gss_cred_id_t m_credential = GSS_C_NO_CREDENTIAL;
    gss_ctx_id_t m_context = GSS_C_NO_CONTEXT;
    bool m_isProven = false;
};

} // namespace lighterman
