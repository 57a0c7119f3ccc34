// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/timeports.h"
#include "common/base/secret.h"
#include "common/model/error.h"

#include <functional>
#include <memory>
#include <vector>

namespace lighterman {

/// A certificate of the person's with its key, by which TLS shows servers who asks.
struct ClientIdentity
{
    std::vector<QByteArray> certificates = {}; ///< DER; the person's own first, then its issuers
    Secret key = {};                           ///< PEM, PKCS#8, not encrypted
    bool hasTakenPassphrase = false;           ///< it was encrypted, and opened with the one given
};

/// Opens them.
class ClientIdentities
{
public:
    virtual ~ClientIdentities() = default;
    using Opened = std::function<void(const Result<std::shared_ptr<const ClientIdentity>> &)>;
    /// `name` is as readClientCertificate() gives it, and not empty. Answers once, later, on the
    /// thread that has called, and no more once what it returns is gone; the disk may take its
    /// time. passphrase-needed: the key is encrypted, and not with `passphrase` (empty: none is
    /// known). client-certificate-missing: there is none of that name, or it may not be read.
    /// client-certificate-unusable: it is no certificate with its key that TLS could use.
    [[nodiscard]] virtual std::unique_ptr<Pending> open(const QString &name, Secret passphrase,
                                                        Opened done)
        = 0;
};

} // namespace lighterman
