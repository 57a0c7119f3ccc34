// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/clientidentity.h"
#include "common/model/ids.h"

#include <QSslConfiguration>

#include <map>

namespace lighterman {

/// The client certificates that jobs under way show, ready for TLS. Each job opens its own: that
/// one of them knows a passphrase is nothing for the others.
class Identities
{
public:
    /// Null where it is not open.
    [[nodiscard]] const QSslConfiguration *find(const JobId &job, const QString &name) const;
    /// Opened: `base` with the certificate. client-certificate-unusable.
    [[nodiscard]] Result<void> keep(const JobId &job, const QString &name,
                                    const ClientIdentity &identity, QSslConfiguration base);
    [[nodiscard]] bool has(const JobId &job) const { return m_open.contains(job.toBytes()); }
    /// Nothing of the job is under way any more.
    void drop(const JobId &job) { m_open.erase(job.toBytes()); }

private:
    struct Open
    {
        QString name;
        QSslConfiguration tls;
    };
    std::map<QByteArray, Open> m_open = {}; // by id of the job
};

} // namespace lighterman
