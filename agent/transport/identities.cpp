// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/identities.h"

#include <QSslCertificate>
#include <QSslKey>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Its kind is not written in PKCS#8 where Qt would look for it.
QSslKey keyOf(const Secret &pem)
{
    const QByteArrayView bytes = pem.reveal();
    const QByteArray raw = QByteArray::fromRawData(bytes.data(), bytes.size());
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        QSslKey key(raw, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    return {};
}

} // namespace

const QSslConfiguration *Identities::find(const JobId &job, const QString &name) const
{
    const auto found = m_open.find(job.toBytes());
    return found != m_open.end() && found->second.name == name ? &found->second.tls : nullptr;
}

Result<void> Identities::keep(const JobId &job, const QString &name, const ClientIdentity &identity,
                              QSslConfiguration base)
{
    QList<QSslCertificate> chain;
    for (const QByteArray &der : identity.certificates)
        chain += QSslCertificate(der, QSsl::Der);
    const QSslKey key = keyOf(identity.key);
    if (chain.isEmpty() || chain.first().isNull() || key.isNull())
        return fail(ErrorCode::ClientCertificateUnusable,
                    u"a key of this kind cannot be used for TLS here"_s, ErrorContext::LocalFile);
    base.setLocalCertificateChain(chain);
    base.setPrivateKey(key);
    m_open.insert_or_assign(job.toBytes(), Open{name, base});
    return {};
}

} // namespace lighterman
