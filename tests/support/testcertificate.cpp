// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcertificate.h"

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace lighterman::test {

namespace {

constexpr long kDay = 86'400;

struct Free
{
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION *extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO *memory) const { BIO_free(memory); }
};

using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

QByteArray textOf(BIO *memory)
{
    char *text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    return QByteArray(text, size);
}

QSslCertificate toQt(const Certificate &certificate)
{
    const std::unique_ptr<BIO, Free> text(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(text.get(), certificate.get());
    return QSslCertificate(textOf(text.get()));
}

QSslKey toQt(const Key &key)
{
    const std::unique_ptr<BIO, Free> text(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return QSslKey(textOf(text.get()), QSsl::Ec);
}

/// Not signed yet; the two times are seconds from now.
Certificate unsignedOf(const char *commonName, const Key &key, long begin, long end)
{
    Certificate certificate(X509_new());
    X509 *const x509 = certificate.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), begin);
    X509_gmtime_adj(X509_getm_notAfter(x509), end);
    const auto *const name = reinterpret_cast<const unsigned char *>(commonName);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC, name, -1, -1, 0);
    X509_set_pubkey(x509, key.get());
    return certificate;
}

void sign(const Certificate &certificate, int extension, const char *value,
          const Certificate &issuer, const Key &key)
{
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
    const std::unique_ptr<X509_EXTENSION, Free> added(
        X509V3_EXT_conf_nid(nullptr, nullptr, extension, value));
    X509_add_ext(certificate.get(), added.get(), -1);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
}

} // namespace

TestCertificate makeCertificate(Flaw flaw)
{
    const Key issuerKey(EVP_EC_gen("P-256"));
    const Certificate issuer = unsignedOf("Test issuer", issuerKey, -3 * kDay, 3 * kDay);
    sign(issuer, NID_basic_constraints, "critical,CA:TRUE", issuer, issuerKey);

    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate
        = unsignedOf("localhost", key, flaw == Flaw::NotYetValid ? kDay : -2 * kDay,
                     flaw == Flaw::Expired ? -kDay : 2 * kDay);
    const char *const names
        = flaw == Flaw::OtherHost ? "DNS:other.example" : "DNS:localhost,IP:127.0.0.1";
    sign(certificate, NID_subject_alt_name, names, issuer, issuerKey);
    return {toQt(certificate), toQt(key), toQt(issuer)};
}

} // namespace lighterman::test
