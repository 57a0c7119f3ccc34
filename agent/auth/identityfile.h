// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/clientidentity.h"

namespace lighterman {

class FileCrypto;

/// Longest file with a certificate and its key, in bytes; such files have some thousands.
inline constexpr qsizetype kLongestIdentity = qsizetype{1} << 20;

/// What a file has of a person's certificate.
struct IdentityFile
{
    /// As in ClientIdentity. Where the key cannot tell, what seems to be the person's own comes
    /// first; none where nobody can see them without a passphrase.
    std::vector<QByteArray> certificates = {};
    Result<Secret> key = {}; ///< as in ClientIdentity, or why there is none
    bool isKeyless = false;  ///< PEM, with certificates alone: the key may be beside it
    bool isOpened = false;   ///< ClientIdentity::hasTakenPassphrase
    /// passphrase-needed; client-certificate-unusable.
    [[nodiscard]] Result<ClientIdentity> identity() &&;
};

/// Reads such files, by what is in them, whatever they are called: PEM, with everything in any
/// order and the key as PKCS#8 or as programs wrote it before, or PKCS#12, also as old programs
/// encrypted it. One that has expired is as good as others: that is the server's to judge. For one
/// thread at a time, and one that may take its time: a passphrase is made slow to try.
class IdentityReader
{
public:
    IdentityReader();
    ~IdentityReader();
    IdentityReader(const IdentityReader &) = delete;
    IdentityReader &operator=(const IdentityReader &) = delete;

    /// `passphrase` may be empty. Neither asks anybody for one nor leaves errors of OpenSSL behind.
    [[nodiscard]] IdentityFile read(QByteArrayView bytes, const Secret &passphrase) const;

private:
    std::unique_ptr<FileCrypto> m_crypto;
};

} // namespace lighterman
