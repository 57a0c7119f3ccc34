// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/jobspec.h"

// What servers say of the content of files. Every function takes any bytes at all: what is not well
// formed, or not known, is as good as absent.
namespace lighterman {

/// The strongest digest in a Repr-Digest or Content-Digest (RFC 9530): a dictionary of structured
/// fields (RFC 8941), as a whole or not at all. SHA-512 and SHA-256; the others of the registry are
/// deprecated there, and no server has to send them.
[[nodiscard]] std::optional<Checksum> parseDigestField(QByteArrayView value);

/// The strongest digest in a Digest field (RFC 3230, RFC 5843). Besides SHA-512 and SHA-256 also
/// SHA-1 and MD5: old servers have nothing better, and against accidents they do.
[[nodiscard]] std::optional<Checksum> parseOldDigestField(QByteArrayView value);

/// The three fields as they came in one answer, empty where they did not.
struct DigestFields
{
    QByteArray ofRepresentation; ///< Repr-Digest
    QByteArray ofContent;        ///< Content-Digest
    QByteArray old;              ///< Digest
};

/// What the whole file hashes to, if they tell; `isWhole` says that the content of the answer is
/// the whole file (status 200). In a part (206) Repr-Digest and Digest still mean the whole file,
/// Content-Digest does not (RFC 9530, sections 2 and 3; RFC 3230, section 4.1). That nothing is
/// encoded is up to the caller.
[[nodiscard]] std::optional<Checksum> digestOfWhole(const DigestFields &fields, bool isWhole);

} // namespace lighterman
