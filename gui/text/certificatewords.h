// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/question.h"

/// Every sentence of the window that has to do with certificates: those of servers that nobody
/// vouches for, and the person's own. What servers say of themselves is quoted, cut and plain;
/// nothing here is ever rich text.
namespace lighterman::present {

/// `The certificate of files.example.org has expired`.
[[nodiscard]] QString certificateAsks(const Question &question);
/// What is wrong with it exactly, and what that may mean.
[[nodiscard]] QString certificateFlaw(const ServerCertificate &certificate);
/// When another one was accepted; empty where none was.
[[nodiscard]] QString certificateBefore(const Question &question);
[[nodiscard]] QString certificateRisk();

/// What a certificate says of itself; the fingerprint is as people compare it.
struct CertificateFacts
{
    QString names;
    QString issuer;
    QString validFrom; ///< days, in local time
    QString validTo;
    QString fingerprint;
};
[[nodiscard]] CertificateFacts factsOf(const ServerCertificate &certificate);

/// Keeps `jobs` from going on: `&Stop these 10 transfers`.
[[nodiscard]] QString stopThem(int jobs);
/// `&Trust this certificate for files.example.org`; long names have their middle cut out.
[[nodiscard]] QString trustIt(const ProtectionSpace &space);
/// What a yes is for, and how one can know.
[[nodiscard]] QString trustMeaning();

/// `files.example.org wants a certificate that shows who you are`.
[[nodiscard]] QString clientCertificateAsks(const ProtectionSpace &space);
/// The key of a client certificate, by the end of a path, by the beginning of a fingerprint, or by
/// whom it is made out to: `The key of your certificate anna.p12 is locked`.
[[nodiscard]] QString keyAsks(const ProtectionSpace &space);
/// All of its name.
[[nodiscard]] QString keyName(const ProtectionSpace &space);

/// The agent could not do what an answer says.
[[nodiscard]] QString notDone(const Error &error);

} // namespace lighterman::present
