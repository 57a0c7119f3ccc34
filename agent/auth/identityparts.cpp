// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/identityparts.h"

#include <algorithm>
#include <array>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

namespace lighterman {

namespace {

/// Of a whole file. Programs make some thousands up to a million, and PKCS#12 has three of them.
/// So many are some seconds here.
constexpr std::int64_t kMostRounds = 5'000'000;
/// And so many locked things that take hardly any; people's files have one or two.
constexpr int kMostLocked = 20;

constexpr std::array kUnsupported{
    EVP_R_UNKNOWN_PBE_ALGORITHM, EVP_R_UNKNOWN_CIPHER,  EVP_R_UNKNOWN_DIGEST,
    EVP_R_UNSUPPORTED_CIPHER,    EVP_R_UNSUPPORTED_PRF, EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION,
    EVP_R_UNSUPPORTED_ALGORITHM,
};

using Scheme1Ptr = std::unique_ptr<PBEPARAM, GivenBack<&PBEPARAM_free>>;
using Scheme2Ptr = std::unique_ptr<PBE2PARAM, GivenBack<&PBE2PARAM_free>>;
using FunctionPtr = std::unique_ptr<PBKDF2PARAM, GivenBack<&PBKDF2PARAM_free>>;
using ScryptPtr = std::unique_ptr<SCRYPT_PARAMS, GivenBack<&SCRYPT_PARAMS_free>>;

/// Null when it is something else.
template <typename T>
T parametersOf(const X509_ALGOR *algorithm, const ASN1_ITEM *kind)
{
    return T(
        static_cast<typename T::pointer>(ASN1_TYPE_unpack_sequence(kind, algorithm->parameter)));
}

/// So that sums and products of two stay in their type.
std::int64_t bounded(std::int64_t rounds)
{
    return std::clamp(rounds, std::int64_t{1}, kMostRounds + 1);
}

std::int64_t numberOf(const ASN1_INTEGER *number)
{
    std::int64_t count = 0;
    return ASN1_INTEGER_get_int64(&count, number) == 1 ? bounded(count) : kMostRounds + 1;
}

/// Of what makes a key of a passphrase; one where OpenSSL does not know it either. A step of scrypt
/// costs about as much as a round; OpenSSL bounds its memory alone.
std::int64_t roundsOf(const X509_ALGOR *function)
{
    switch (OBJ_obj2nid(function->algorithm)) {
    case NID_id_pbkdf2: {
        const auto hashing = parametersOf<FunctionPtr>(function, ASN1_ITEM_rptr(PBKDF2PARAM));
        return hashing ? numberOf(hashing->iter) : 1;
    }
    case NID_id_scrypt: {
        const auto mixing = parametersOf<ScryptPtr>(function, ASN1_ITEM_rptr(SCRYPT_PARAMS));
        if (!mixing)
            return 1;
        const std::int64_t once
            = bounded(numberOf(mixing->costParameter) * numberOf(mixing->blockSize));
        return bounded(once * numberOf(mixing->parallelizationParameter));
    }
    default:
        return 1;
    }
}

} // namespace

OpenSslErrors::OpenSslErrors()
{
    ERR_clear_error();
}

OpenSslErrors::~OpenSslErrors()
{
    ERR_clear_error();
}

OpenSslErrors::Said OpenSslErrors::take()
{
    Said said;
    while (const auto code = ERR_get_error()) {
        const int reason = ERR_GET_REASON(code);
        const bool isOfFile = ERR_GET_LIB(code) == ERR_LIB_PKCS12;
        const bool isOfCipher = ERR_GET_LIB(code) == ERR_LIB_EVP
            && std::ranges::find(kUnsupported, reason) != kUnsupported.end();
        said.isUnsupported = said.isUnsupported || reason == ERR_R_UNSUPPORTED || isOfCipher
            || (isOfFile && reason == PKCS12_R_UNKNOWN_DIGEST_ALGORITHM);
        said.isRefused = said.isRefused || (isOfFile && reason == PKCS12_R_MAC_VERIFY_FAILURE);
    }
    return said;
}

const unsigned char *startOf(QByteArrayView bytes)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

BioPtr readingBio(QByteArrayView bytes)
{
    return BioPtr(BIO_new_mem_buf(bytes.data(), int(bytes.size())));
}

FileCrypto::FileCrypto()
    : m_context(OSSL_LIB_CTX_new())
{
    if (!m_context)
        return; // out of memory: nothing can be read
    const OpenSslErrors quiet;
    m_standard = OSSL_PROVIDER_load(m_context, "default");
    m_legacy = OSSL_PROVIDER_load(m_context, "legacy");
}

FileCrypto::~FileCrypto()
{
    for (OSSL_PROVIDER *const one : {m_legacy, m_standard}) {
        if (one)
            OSSL_PROVIDER_unload(one);
    }
    OSSL_LIB_CTX_free(m_context);
}

CertificatePtr FileCrypto::certificate(QByteArrayView der) const
{
    X509 *read = X509_new_ex(m_context, nullptr);
    const unsigned char *at = startOf(der);
    if (!d2i_X509(&read, &at, long(der.size())))
        return {}; // which has freed it
    return CertificatePtr(read);
}

void TryingEffort::add(std::int64_t rounds)
{
    m_rounds = bounded(m_rounds + rounds);
    ++m_things;
}

void TryingEffort::add(const ASN1_INTEGER *rounds)
{
    add(numberOf(rounds));
}

void TryingEffort::add(const X509_ALGOR *encryption)
{
    if (OBJ_obj2nid(encryption->algorithm) != NID_pbes2) {
        const auto scheme = parametersOf<Scheme1Ptr>(encryption, ASN1_ITEM_rptr(PBEPARAM));
        add(scheme ? numberOf(scheme->iter) : 1);
        return;
    }
    const auto scheme = parametersOf<Scheme2Ptr>(encryption, ASN1_ITEM_rptr(PBE2PARAM));
    add(scheme ? roundsOf(scheme->keyfunc) : 1);
}

bool TryingEffort::isEndless() const
{
    return m_rounds > kMostRounds || m_things > kMostLocked;
}

} // namespace lighterman
