// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/signinreplies.h"
#include "common/protocol/trustreplies.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lighterman::cli {

/// An element of `credentials list --json`.
[[nodiscard]] QJsonObject toJson(const JobAccount &account);
/// An element of `questions --json` (DESIGN 4.2).
[[nodiscard]] QJsonObject toJson(const protocol::QuestionRow &row);
/// An element of `trust list --json`.
[[nodiscard]] QJsonObject toJson(const TrustedCertificate &certificate);

} // namespace lighterman::cli
