// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

namespace lighterman::cli {

/// What a person writes for a client certificate, as readClientCertificate() has it: a FILE may be
/// relative to `folder`, or to `~/`, and has to be there, and to be read. Its errors, and
/// client-certificate-missing.
[[nodiscard]] Result<QString> clientCertificateOf(const QString &text, const QString &folder);

} // namespace lighterman::cli
