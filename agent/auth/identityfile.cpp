// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/identityfile.h"

#include "agent/auth/identityparts.h"

#include <algorithm>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> unusable(const QString &why)
{
    return fail(ErrorCode::ClientCertificateUnusable, why, ErrorContext::LocalFile);
}

QByteArray derOf(const CertificatePtr &certificate)
{
    unsigned char *der = nullptr;
    const int size = i2d_X509(certificate.get(), &der);
    if (size <= 0)
        return {};
    QByteArray bytes = QByteArrayView(der, size).toByteArray();
    OPENSSL_free(der);
    return bytes;
}

/// In the memory of OpenSSL that is wiped, on its way into a Secret.
Result<Secret> pemOf(EVP_PKEY *key)
{
    const BioPtr to(BIO_new(BIO_s_secmem()));
    if (!to
        || PEM_write_bio_PKCS8PrivateKey(to.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return unusable(u"the key in it cannot be written down"_s);
    char *at = nullptr;
    const long size = BIO_get_mem_data(to.get(), &at); // NOLINT(*-cstyle-cast)
    return Secret(QByteArray(at, size));
}

/// A certificate and a key that belong together.
struct Pair
{
    std::size_t certificate = 0;
    EVP_PKEY *key = nullptr;
};

std::optional<Pair> pairIn(const IdentityParts &parts)
{
    for (const KeyPtr &key : parts.keys) {
        const auto own = std::ranges::find_if(parts.certificates, [&](const CertificatePtr &one) {
            return X509_check_private_key(one.get(), key.get()) == 1;
        });
        if (own != parts.certificates.end())
            return Pair{std::size_t(own - parts.certificates.begin()), key.get()};
    }
    return std::nullopt;
}

/// Who signs others is seldom the person.
std::size_t likelyOwn(const IdentityParts &parts)
{
    const auto own = std::ranges::find_if(parts.certificates, [](const CertificatePtr &one) {
        return X509_check_ca(one.get()) == 0;
    });
    return own == parts.certificates.end() ? 0 : std::size_t(own - parts.certificates.begin());
}

Result<Secret> keyOf(const IdentityParts &parts, const std::optional<Pair> &pair)
{
    if (pair) {
        // Of Qt's kinds of keys, those that TLS of today takes.
        if (EVP_PKEY_is_a(pair->key, "RSA") == 1 || EVP_PKEY_is_a(pair->key, "EC") == 1)
            return pemOf(pair->key);
        return unusable(u"its key is of the kind %1, and only RSA and EC can be used"_s.arg(
            QLatin1StringView(EVP_PKEY_get0_type_name(pair->key))));
    }
    if (parts.isLocked)
        return fail(ErrorCode::PassphraseNeeded, {}, ErrorContext::LocalFile);
    if (!parts.trouble.isEmpty())
        return unusable(parts.trouble);
    if (parts.certificates.empty())
        return unusable(u"there is no certificate in it"_s);
    return unusable(parts.keys.empty() ? u"there is no key in it"_s
                                       : u"the key in it does not fit the certificate"_s);
}

IdentityFile assemble(const IdentityParts &parts)
{
    const OpenSslErrors quiet;
    const auto pair = pairIn(parts);
    IdentityFile file;
    for (const CertificatePtr &one : parts.certificates)
        file.certificates.push_back(derOf(one));
    if (!file.certificates.empty()) {
        const auto own = file.certificates.begin()
            + std::ptrdiff_t(pair ? pair->certificate : likelyOwn(parts));
        std::rotate(file.certificates.begin(), own, own + 1);
    }
    file.key = keyOf(parts, pair);
    file.isOpened = parts.isOpened;
    return file;
}

/// Neither PEM nor PKCS#12.
IdentityFile assembleOther(const FileCrypto &crypto, QByteArrayView bytes)
{
    const OpenSslErrors quiet;
    IdentityFile file;
    if (const CertificatePtr certificate = crypto.certificate(bytes)) {
        file.certificates.push_back(derOf(certificate));
        file.key = unusable(u"it is a certificate alone, without its key"_s);
    } else {
        file.key = unusable(u"it is neither PEM nor PKCS#12, or it is damaged"_s);
    }
    return file;
}

} // namespace

Result<ClientIdentity> IdentityFile::identity() &&
{
    if (!key)
        return tl::unexpected(std::move(key).error());
    return ClientIdentity{std::move(certificates), std::move(*key), isOpened};
}

IdentityReader::IdentityReader()
    : m_crypto(std::make_unique<FileCrypto>())
{
}

IdentityReader::~IdentityReader() = default;

IdentityFile IdentityReader::read(QByteArrayView bytes, const Secret &passphrase) const
{
    if (bytes.size() > kLongestIdentity)
        return {{}, unusable(u"it is larger than 1 MiB"_s), false};
    if (isPem(bytes)) {
        const IdentityParts parts = readPem(*m_crypto, bytes, passphrase);
        IdentityFile file = assemble(parts);
        file.isKeyless = !parts.certificates.empty() && parts.keys.empty() && !parts.isLocked
            && parts.trouble.isEmpty();
        return file;
    }
    if (const auto parts = readPkcs12(*m_crypto, bytes, passphrase))
        return assemble(*parts);
    return assembleOther(*m_crypto, bytes);
}

} // namespace lighterman
