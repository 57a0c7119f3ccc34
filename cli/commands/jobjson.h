// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lighterman::cli {

// The shapes of `--json` (DESIGN 4.2): integers for bytes, RFC 3339 for times, null for what is not
// known, no secrets.

[[nodiscard]] QJsonObject toJson(const Error &error);
[[nodiscard]] QJsonObject toJson(const Cause &cause);
[[nodiscard]] QJsonObject toJson(const JobFile &file);
/// An element of `list --json`.
[[nodiscard]] QJsonObject toJson(const Job &job, const std::vector<JobFile> &files);
/// `info --json`: the same with `settings`, whose keys are those of `set`.
[[nodiscard]] QJsonObject toJson(const protocol::JobInfo &info);
[[nodiscard]] QJsonObject toJson(const protocol::Status &status);
/// The same with `remark`: what is to be said of a success, with its code; null when nothing is.
[[nodiscard]] QJsonObject withRemark(QJsonObject document, const protocol::Changed &changed);
/// `{"error": …}`, the document of a command that failed.
[[nodiscard]] QJsonObject errorDocument(const Error &error);

} // namespace lighterman::cli
