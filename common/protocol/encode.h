// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/messages.h"

#include <QByteArray>

// Messages as bytes: one CBOR map each, without the length that frames it (Connection adds it).
// Nothing here looks at kMaxFrame: pages.h cuts what may be larger into messages that fit.
namespace lighterman::protocol {

/// Whoever sends one that may have a secret wipes the bytes afterwards.
[[nodiscard]] QByteArray encode(qint64 id, const Request &request);
[[nodiscard]] QByteArray encode(qint64 id, const Reply &reply);
[[nodiscard]] QByteArray encode(const JobChanges &changes);
[[nodiscard]] QByteArray encode(const QuestionsChanged &news);
[[nodiscard]] QByteArray encode(const Goodbye &goodbye);
[[nodiscard]] QByteArray encodeHello(const Hello &hello);

} // namespace lighterman::protocol
