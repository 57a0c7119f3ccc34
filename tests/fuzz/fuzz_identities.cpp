// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/auth/certificatefacts.h"
#include "agent/auth/identityfile.h"

#include <cstdlib>
#include <openssl/err.h>

using namespace lighterman;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void check(const IdentityReader &reader, QByteArrayView bytes, const QByteArray &passphrase)
{
    const IdentityFile file = reader.read(bytes, Secret(passphrase));
    require(ERR_peek_error() == 0);
    require(!file.key || !file.certificates.empty());
    require(!file.key || file.key->reveal().startsWith("-----BEGIN PRIVATE KEY-----\n"));
    require(!file.isKeyless || !file.key);
    for (const QByteArray &der : file.certificates)
        require(factsOf(der).fingerprint.size() == 64);
}

} // namespace

/// Files of client certificates, with anything in them.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    static const IdentityReader reader;
    const QByteArrayView bytes(data, qsizetype(size));
    check(reader, bytes, {});
    check(reader, bytes, "secret");
    (void)factsOf(bytes.toByteArray());
    return 0;
}
