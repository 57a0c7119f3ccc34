// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/hasher.h"

#include <openssl/evp.h>

namespace lighterman {

using namespace Qt::StringLiterals;

void Hasher::Free::operator()(evp_md_ctx_st *context) const
{
    EVP_MD_CTX_free(context);
}

Result<Hasher> Hasher::create(const QString &algorithm)
{
    // What b2sum and RFC 7693 call BLAKE2b has 64 bytes unless something else is said.
    const QByteArray name = algorithm == "blake2b"_L1 ? "blake2b512" : algorithm.toLatin1();
    const EVP_MD *digest = EVP_get_digestbyname(name.constData());
    Context context(EVP_MD_CTX_new());
    if (!digest || !context || EVP_DigestInit_ex(context.get(), digest, nullptr) != 1)
        return fail(ErrorCode::InvalidHashAlgorithm, algorithm, ErrorContext::LocalFile);
    return Hasher(std::move(context));
}

void Hasher::add(QByteArrayView bytes)
{
    EVP_DigestUpdate(m_context.get(), bytes.data(), std::size_t(bytes.size()));
}

QByteArray Hasher::result()
{
    QByteArray digest(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
    EVP_DigestFinal_ex(m_context.get(), reinterpret_cast<unsigned char *>(digest.data()), &length);
    digest.truncate(int(length));
    return digest;
}

} // namespace lighterman
