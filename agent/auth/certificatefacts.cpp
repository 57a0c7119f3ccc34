// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/certificatefacts.h"

#include "agent/auth/digest.h"
#include "agent/auth/identityparts.h"

#include <openssl/x509v3.h>

namespace lighterman {

namespace {

using NamesPtr = std::unique_ptr<GENERAL_NAMES, GivenBack<&GENERAL_NAMES_free>>;

/// With letters of any language as they are, which RFC 2253 would write as numbers.
QString subjectOf(const X509 *certificate)
{
    const BioPtr to(BIO_new(BIO_s_mem()));
    if (!to
        || X509_NAME_print_ex(to.get(), X509_get_subject_name(certificate), 0,
                              XN_FLAG_RFC2253 & ~ulong{ASN1_STRFLGS_ESC_MSB})
            < 0)
        return {};
    char *at = nullptr;
    const long size = BIO_get_mem_data(to.get(), &at); // NOLINT(*-cstyle-cast)
    return QString::fromUtf8(at, size);
}

bool isText(int kind)
{
    return kind == GEN_EMAIL || kind == GEN_DNS || kind == GEN_URI;
}

QStringList namesOf(const X509 *certificate)
{
    QStringList texts;
    const NamesPtr names(static_cast<GENERAL_NAMES *>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        int kind = 0;
        const void *const value
            = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind);
        if (!isText(kind) || !value)
            continue;
        const auto *const text = static_cast<const ASN1_STRING *>(value);
        texts += QString::fromUtf8(
            QByteArrayView(ASN1_STRING_get0_data(text), ASN1_STRING_length(text)));
    }
    return texts;
}

/// Zero is what a date gives that cannot be read.
bool isValidNow(const X509 *certificate)
{
    return X509_cmp_current_time(X509_get0_notBefore(certificate)) < 0
        && X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0;
}

} // namespace

CertificateFacts factsOf(const QByteArray &der)
{
    const OpenSslErrors quiet;
    const unsigned char *at = startOf(der);
    const CertificatePtr certificate(d2i_X509(nullptr, &at, der.size()));
    if (!certificate)
        return {};
    return {hexHash(DigestHash::Sha256, der), subjectOf(certificate.get()),
            namesOf(certificate.get()), isValidNow(certificate.get())};
}

} // namespace lighterman
