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

QByteArray textOf(BIO *memory)
{
    char *text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    return QByteArray(text, size);
}

} // namespace

TestCertificate makeCertificate(bool expired)
{
    const std::unique_ptr<EVP_PKEY, Free> key(EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, Free> certificate(X509_new());
    X509 *const x509 = certificate.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -2 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(x509), expired ? -kDay : kDay);
    X509_NAME *const name = X509_get_subject_name(x509);
    const auto *const host = reinterpret_cast<const unsigned char *>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_set_pubkey(x509, key.get());
    const std::unique_ptr<X509_EXTENSION, Free> hosts(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"));
    X509_add_ext(x509, hosts.get(), -1);
    X509_sign(x509, key.get(), EVP_sha256());

    const std::unique_ptr<BIO, Free> keyText(BIO_new(BIO_s_mem()));
    const std::unique_ptr<BIO, Free> certificateText(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_X509(certificateText.get(), x509);
    return {QSslCertificate(textOf(certificateText.get())),
            QSslKey(textOf(keyText.get()), QSsl::Ec)};
}

} // namespace lighterman::test
