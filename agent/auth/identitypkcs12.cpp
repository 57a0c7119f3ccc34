// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/identityparts.h"

#include <algorithm>
#include <array>
#include <functional>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// Ciphers that only the legacy provider has.
constexpr std::array kLegacy{NID_pbe_WithSHA1And40BitRC2_CBC, NID_pbe_WithSHA1And128BitRC2_CBC,
                             NID_pbe_WithSHA1And40BitRC4, NID_pbe_WithSHA1And128BitRC4};

void freeSafes(STACK_OF(PKCS7) * safes)
{
    sk_PKCS7_pop_free(safes, PKCS7_free);
}

void freeBags(STACK_OF(PKCS12_SAFEBAG) * bags)
{
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

void freeCertificates(STACK_OF(X509) * certificates)
{
    sk_X509_pop_free(certificates, X509_free);
}

using Pkcs12Ptr = std::unique_ptr<PKCS12, GivenBack<&PKCS12_free>>;
using SafesPtr = std::unique_ptr<STACK_OF(PKCS7), GivenBack<&freeSafes>>;
using BagsPtr = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), GivenBack<&freeBags>>;
using CertificatesPtr = std::unique_ptr<STACK_OF(X509), GivenBack<&freeCertificates>>;

Pkcs12Ptr parse(const FileCrypto &crypto, QByteArrayView bytes)
{
    // Whatever is read into it uses these algorithms from then on.
    PKCS12 *read = PKCS12_init_ex(NID_pkcs7_data, crypto.get(), nullptr);
    const unsigned char *at = startOf(bytes);
    if (!read || !d2i_PKCS12(&read, &at, long(bytes.size())))
        return {}; // which has freed it
    return Pkcs12Ptr(read);
}

using CipherTest = std::function<bool(const X509_ALGOR *)>;

/// Also in bags that have bags in them; OpenSSL bounds how deep that goes.
bool anyShrouded(const STACK_OF(PKCS12_SAFEBAG) * bags, const CipherTest &test)
{
    for (int i = 0; bags && i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
        const PKCS12_SAFEBAG *const bag = sk_PKCS12_SAFEBAG_value(bags, i);
        const X509_SIG *const key = PKCS12_SAFEBAG_get0_pkcs8(bag);
        const X509_ALGOR *cipher = nullptr;
        if (key)
            X509_SIG_get0(key, &cipher, nullptr);
        if ((cipher && test(cipher)) || anyShrouded(PKCS12_SAFEBAG_get0_safes(bag), test))
            return true;
    }
    return false;
}

/// Null for what is not encrypted as a whole.
const X509_ALGOR *cipherOf(const PKCS7 *safe)
{
    if (OBJ_obj2nid(safe->type) != NID_pkcs7_encrypted)
        return nullptr;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): OpenSSL has it so
    const PKCS7_ENCRYPT *const encrypted = safe->d.encrypted;
    return encrypted && encrypted->enc_data ? encrypted->enc_data->algorithm : nullptr;
}

/// Whether it is so of something in it that is encrypted, as far as one can see from outside.
bool anyCipher(const PKCS12 *file, const CipherTest &test)
{
    const OpenSslErrors quiet;
    const SafesPtr safes(PKCS12_unpack_authsafes(file));
    for (int i = 0; safes && i < sk_PKCS7_num(safes.get()); ++i) {
        PKCS7 *const safe = sk_PKCS7_value(safes.get(), i);
        const X509_ALGOR *const cipher = cipherOf(safe);
        const BagsPtr bags(cipher ? nullptr : PKCS12_unpack_p7data(safe));
        if (cipher ? test(cipher) : anyShrouded(bags.get(), test))
            return true;
    }
    return false;
}

/// As Windows encrypted certificates until 2019.
bool isLegacy(const X509_ALGOR *cipher)
{
    return std::ranges::find(kLegacy, OBJ_obj2nid(cipher->algorithm)) != kLegacy.end();
}

bool isEndless(const PKCS12 *file)
{
    TryingEffort effort;
    const ASN1_INTEGER *rounds = nullptr; // one where nothing is said
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &rounds, file);
    if (rounds)
        effort.add(rounds);
    (void)anyCipher(file, [&effort](const X509_ALGOR *cipher) {
        effort.add(cipher);
        return effort.isEndless();
    });
    return effort.isEndless();
}

class Reading
{
public:
    Reading(const FileCrypto &crypto, Pkcs12Ptr file)
        : m_crypto(crypto)
        , m_file(std::move(file))
        , m_hasSum(PKCS12_mac_present(m_file.get()) == 1)
    {
    }

    [[nodiscard]] IdentityParts read(const Secret &passphrase)
    {
        if (isEndless(m_file.get())) {
            m_parts.trouble = u"a passphrase takes too long to try on all that is locked in it"_s;
        } else if (!m_crypto.hasLegacy() && anyCipher(m_file.get(), &isLegacy)) {
            m_parts.trouble = u"it is encrypted with RC2 or RC4, as in the past, and the legacy "
                              "provider of OpenSSL, which could read it, is not installed"_s;
        } else if (!tryWith(nullptr) && !passphrase.isEmpty()) {
            // Its bytes end with a zero, as those of every QByteArray, and have none in between.
            if (!passphrase.reveal().contains('\0'))
                (void)tryWith(passphrase.reveal().data());
        }
        return std::move(m_parts);
    }

private:
    /// Null: both without a passphrase and with an empty one. Whether there is nothing more to try.
    [[nodiscard]] bool tryWith(const char *passphrase)
    {
        const OpenSslErrors quiet;
        EVP_PKEY *key = nullptr;
        X509 *own = nullptr;
        STACK_OF(X509) *others = nullptr;
        m_parts = {};
        // OpenSSL takes no passphrase for a file without a sum, so it gets one.
        if (passphrase && !m_hasSum)
            PKCS12_set_mac(m_file.get(), passphrase, -1, nullptr, 0, 1, EVP_sha256());
        if (PKCS12_parse(m_file.get(), passphrase, &key, &own, &others) != 1)
            return blame(OpenSslErrors::take());
        if (key)
            m_parts.keys.emplace_back(key);
        if (own)
            m_parts.certificates.emplace_back(own);
        const CertificatesPtr held(others);
        while (X509 *const other = sk_X509_shift(others))
            m_parts.certificates.emplace_back(other);
        m_parts.isOpened = passphrase != nullptr;
        return true;
    }

    [[nodiscard]] bool blame(const OpenSslErrors::Said &said)
    {
        // Without a sum over it only what comes of decrypting tells.
        m_parts.isLocked = !said.isUnsupported && (said.isRefused || !m_hasSum);
        if (said.isUnsupported)
            m_parts.trouble = u"it is encrypted in an unknown way"_s;
        else if (!m_parts.isLocked)
            m_parts.trouble = u"it is damaged"_s;
        return !m_parts.isLocked;
    }

    const FileCrypto &m_crypto;
    Pkcs12Ptr m_file;
    bool m_hasSum; ///< over it all, which tells whether a passphrase is the right one
    IdentityParts m_parts;
};

} // namespace

std::optional<IdentityParts> readPkcs12(const FileCrypto &crypto, QByteArrayView bytes,
                                        const Secret &passphrase)
{
    const OpenSslErrors quiet;
    Pkcs12Ptr file = parse(crypto, bytes);
    if (!file)
        return std::nullopt;
    return Reading(crypto, std::move(file)).read(passphrase);
}

} // namespace lighterman
