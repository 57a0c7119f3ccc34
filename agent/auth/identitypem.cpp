// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/identityparts.h"

#include <cstring>
#include <deque>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// More than anybody's file has, and few enough to be looked at.
constexpr std::size_t kMostBlocks = 100;

using ShroudedPtr = std::unique_ptr<X509_SIG, GivenBack<&X509_SIG_free>>;
using PlainKeyPtr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, GivenBack<&PKCS8_PRIV_KEY_INFO_free>>;

/// One of the things in a file.
struct Block
{
    char *name = nullptr;
    char *header = nullptr;
    unsigned char *data = nullptr;
    long size = 0; // as OpenSSL counts

    Block() = default;
    Block(const Block &) = delete;
    Block &operator=(const Block &) = delete;
    ~Block()
    {
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, std::size_t(m_allocated));
    }

    [[nodiscard]] bool read(BIO *from)
    {
        const bool isRead = PEM_read_bio(from, &name, &header, &data, &size) == 1;
        m_allocated = size; // of which decrypting leaves less
        return isRead;
    }
    [[nodiscard]] bool is(const char *what) const { return std::strcmp(name, what) == 0; }
    [[nodiscard]] QByteArrayView bytes() const { return {data, size}; }

private:
    long m_allocated = 0;
};

/// Never asks anybody, as OpenSSL's own would do, on the terminal.
int givePassphrase(char *buffer, int size, int /*isForWriting*/, void *passphrase)
{
    const QByteArrayView bytes = static_cast<const Secret *>(passphrase)->reveal();
    if (bytes.isEmpty() || bytes.size() > size)
        return -1;
    std::memcpy(buffer, bytes.data(), std::size_t(bytes.size()));
    return int(bytes.size());
}

class Reading
{
public:
    Reading(const FileCrypto &crypto, const Secret &passphrase)
        : m_crypto(crypto)
        , m_passphrase(passphrase)
    {
    }

    [[nodiscard]] IdentityParts parts() { return std::move(m_parts); }

    /// To be told of every block before any is taken.
    void weigh(const Block &block)
    {
        const ShroudedPtr shrouded = block.is(PEM_STRING_PKCS8) ? shroudedIn(block) : nullptr;
        const X509_ALGOR *encryption = nullptr;
        if (shrouded)
            X509_SIG_get0(shrouded.get(), &encryption, nullptr);
        if (encryption)
            m_effort.add(encryption);
    }

    void take(Block &block)
    {
        if (block.is(PEM_STRING_X509) || block.is(PEM_STRING_X509_OLD)
            || block.is(PEM_STRING_X509_TRUSTED))
            takeCertificate(block);
        else if (block.is(PEM_STRING_PKCS8))
            takeShrouded(block);
        else if (QByteArrayView(block.name).endsWith(PEM_STRING_PKCS8INF))
            takeKey(block);
    }

    void end()
    {
        if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
            m_parts.trouble = u"it is damaged"_s;
    }

private:
    void takeCertificate(const Block &block)
    {
        // A trusted one has more behind it, for which X509 has no use.
        if (auto certificate = m_crypto.certificate(block.bytes()))
            m_parts.certificates.push_back(std::move(certificate));
        else
            m_parts.trouble = u"a certificate in it cannot be read"_s;
    }

    /// PKCS#8, or one of the kinds from before, which may be encrypted.
    void takeKey(Block &block)
    {
        const bool isPlain = *block.header == '\0';
        if (!isPlain && !decrypt(block))
            return;
        const unsigned char *at = block.data;
        KeyPtr key(d2i_AutoPrivateKey_ex(nullptr, &at, block.size, m_crypto.get(), nullptr));
        m_parts.isOpened = m_parts.isOpened || (key && !isPlain);
        if (key)
            m_parts.keys.push_back(std::move(key));
        else if (isPlain)
            m_parts.trouble = u"the key in it cannot be read"_s;
        else
            m_parts.isLocked = true; // decrypted to something, by chance
    }

    [[nodiscard]] bool decrypt(Block &block)
    {
        EVP_CIPHER_INFO cipher;
        if (PEM_get_EVP_CIPHER_INFO(block.header, &cipher) != 1) {
            m_parts.trouble = u"the key in it is encrypted in an unknown way"_s;
            return false;
        }
        // OpenSSL wants it as something that may be written to, and does not write.
        auto *const passphrase = const_cast<Secret *>(&m_passphrase); // NOLINT(*-const-cast)
        if (PEM_do_header(&cipher, block.data, &block.size, &givePassphrase, passphrase) == 1)
            return true;
        lock();
        return false;
    }

    [[nodiscard]] static ShroudedPtr shroudedIn(const Block &block)
    {
        const unsigned char *at = block.data;
        return ShroudedPtr(d2i_X509_SIG(nullptr, &at, block.size));
    }

    void takeShrouded(const Block &block)
    {
        const ShroudedPtr shrouded = shroudedIn(block);
        if (!shrouded) {
            m_parts.trouble = u"the key in it cannot be read"_s;
            return;
        }
        if (m_effort.isEndless()) {
            m_parts.trouble = u"a passphrase takes too long to try on all that is locked in it"_s;
            return;
        }
        PlainKeyPtr plain = opened(shrouded.get(), {"", 0});
        if (!plain && !m_passphrase.isEmpty()) {
            plain = opened(shrouded.get(), m_passphrase.reveal());
            m_parts.isOpened = m_parts.isOpened || plain;
        }
        if (!plain) {
            lock();
        } else if (KeyPtr key{EVP_PKCS82PKEY_ex(plain.get(), m_crypto.get(), nullptr)}) {
            m_parts.keys.push_back(std::move(key));
        } else {
            m_parts.trouble = u"the key in it cannot be read"_s;
        }
    }

    [[nodiscard]] PlainKeyPtr opened(const X509_SIG *shrouded, QByteArrayView passphrase) const
    {
        return PlainKeyPtr(PKCS8_decrypt_ex(shrouded, passphrase.data(), int(passphrase.size()),
                                            m_crypto.get(), nullptr));
    }

    void lock()
    {
        if (OpenSslErrors::take().isUnsupported)
            m_parts.trouble = u"the key in it is encrypted in an unknown way"_s;
        else
            m_parts.isLocked = true;
    }

    const FileCrypto &m_crypto;
    const Secret &m_passphrase;
    TryingEffort m_effort;
    IdentityParts m_parts;
};

} // namespace

bool isPem(QByteArrayView bytes)
{
    return bytes.contains("-----BEGIN ");
}

IdentityParts readPem(const FileCrypto &crypto, QByteArrayView bytes, const Secret &passphrase)
{
    const BioPtr from = readingBio(bytes);
    const OpenSslErrors quiet;
    Reading reading(crypto, passphrase);
    std::deque<Block> blocks;
    bool isRead = true;
    while (from && isRead && blocks.size() < kMostBlocks) {
        isRead = blocks.emplace_back().read(from.get());
        if (isRead)
            reading.weigh(blocks.back());
    }
    if (!isRead) {
        reading.end();
        blocks.pop_back();
    }
    for (Block &block : blocks) {
        const OpenSslErrors own;
        reading.take(block);
    }
    return reading.parts();
}

} // namespace lighterman
