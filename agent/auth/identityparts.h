// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"
#include "common/model/error.h"

#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <optional>
#include <vector>

// What the readers of client certificates share: things of OpenSSL that go by themselves, and what
// a file holds before anybody asks whether it fits together.
namespace lighterman {

/// For std::unique_ptr: gives something back to where it is from.
template <auto give>
struct GivenBack
{
    template <typename T>
    void operator()(T *thing) const
    {
        give(thing);
    }
};

using BioPtr = std::unique_ptr<BIO, GivenBack<&BIO_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, GivenBack<&EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, GivenBack<&X509_free>>;

/// Errors of OpenSSL on this thread: none from before count, and none are left behind.
class OpenSslErrors
{
public:
    OpenSslErrors();
    ~OpenSslErrors();
    OpenSslErrors(const OpenSslErrors &) = delete;
    OpenSslErrors &operator=(const OpenSslErrors &) = delete;

    struct Said
    {
        bool isUnsupported = false; ///< an algorithm is not there
        bool isRefused = false;     ///< of a passphrase by PKCS#12
    };
    /// What they say together, and forgets them.
    [[nodiscard]] static Said take();
};

/// As OpenSSL takes bytes.
[[nodiscard]] const unsigned char *startOf(QByteArrayView bytes);
/// For reading alone: ends with `bytes`. Null when memory has run out.
[[nodiscard]] BioPtr readingBio(QByteArrayView bytes);

/// OpenSSL with the algorithms of the present and, where its legacy provider is installed, those
/// of the past: old Windows encrypted with RC2. For files alone; nothing else in this process can
/// use them. For one thread at a time.
class FileCrypto
{
public:
    FileCrypto();
    ~FileCrypto();
    FileCrypto(const FileCrypto &) = delete;
    FileCrypto &operator=(const FileCrypto &) = delete;

    [[nodiscard]] OSSL_LIB_CTX *get() const { return m_context; }
    [[nodiscard]] bool hasLegacy() const { return m_legacy != nullptr; }

    /// Of one DER certificate; null for anything else.
    [[nodiscard]] CertificatePtr certificate(QByteArrayView der) const;

private:
    OSSL_LIB_CTX *m_context;
    OSSL_PROVIDER *m_standard = nullptr;
    OSSL_PROVIDER *m_legacy = nullptr;
};

/// What it takes to try a passphrase on all that is locked in a file, in rounds of hashing until a
/// passphrase is a key.
class TryingEffort
{
public:
    void add(const ASN1_INTEGER *rounds);
    /// Of what is encrypted so.
    void add(const X509_ALGOR *encryption);
    /// Whether it would only keep a thread.
    [[nodiscard]] bool isEndless() const;

private:
    void add(std::int64_t rounds);

    std::int64_t m_rounds = 0; ///< as many as are bad enough, where there are more
    int m_things = 0;
};

/// What a file holds, in its order.
struct IdentityParts
{
    std::vector<CertificatePtr> certificates = {};
    std::vector<KeyPtr> keys = {};
    bool isLocked = false; ///< something in it takes another passphrase
    bool isOpened = false; ///< something in it has taken the passphrase
    QString trouble = {};  ///< why something in it cannot be used, in words
};

/// Whether `bytes` hold something between lines of dashes, as PEM has it.
[[nodiscard]] bool isPem(QByteArrayView bytes);
/// Certificates and keys, encrypted or not; other things are passed over.
[[nodiscard]] IdentityParts readPem(const FileCrypto &crypto, QByteArrayView bytes,
                                    const Secret &passphrase);
/// PKCS#12. Without a passphrase and with an empty one first, then with this one. Nothing: it is
/// something else.
[[nodiscard]] std::optional<IdentityParts>
readPkcs12(const FileCrypto &crypto, QByteArrayView bytes, const Secret &passphrase);

} // namespace lighterman
