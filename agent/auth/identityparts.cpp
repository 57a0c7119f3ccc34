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

/// Programs make some thousands up to a million. Five times as many are some seconds here.
constexpr std::int64_t kMostRounds = 5'000'000;

constexpr std::array kUnsupported{
    EVP_R_UNKNOWN_PBE_ALGORITHM, EVP_R_UNKNOWN_CIPHER,  EVP_R_UNKNOWN_DIGEST,
    EVP_R_UNSUPPORTED_CIPHER,    EVP_R_UNSUPPORTED_PRF, EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION,
    EVP_R_UNSUPPORTED_ALGORITHM,
};

using Scheme1Ptr = std::unique_ptr<PBEPARAM, GivenBack<&PBEPARAM_free>>;
using Scheme2Ptr = std::unique_ptr<PBE2PARAM, GivenBack<&PBE2PARAM_free>>;
using FunctionPtr = std::unique_ptr<PBKDF2PARAM, GivenBack<&PBKDF2PARAM_free>>;

/// Null when it is something else.
template <typename T>
T parametersOf(const X509_ALGOR *algorithm, const ASN1_ITEM *kind)
{
    return T(
        static_cast<typename T::pointer>(ASN1_TYPE_unpack_sequence(kind, algorithm->parameter)));
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

bool isEndless(const ASN1_INTEGER *rounds)
{
    std::int64_t count = 0;
    return ASN1_INTEGER_get_int64(&count, rounds) != 1 || count > kMostRounds;
}

bool isEndless(const X509_ALGOR *encryption)
{
    if (OBJ_obj2nid(encryption->algorithm) != NID_pbes2) {
        const auto scheme = parametersOf<Scheme1Ptr>(encryption, ASN1_ITEM_rptr(PBEPARAM));
        return scheme && isEndless(scheme->iter);
    }
    const auto scheme = parametersOf<Scheme2Ptr>(encryption, ASN1_ITEM_rptr(PBE2PARAM));
    if (!scheme || OBJ_obj2nid(scheme->keyfunc->algorithm) != NID_id_pbkdf2)
        return false;
    const auto function = parametersOf<FunctionPtr>(scheme->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
    return function && isEndless(function->iter);
}

} // namespace lighterman
