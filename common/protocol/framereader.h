// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/error.h"

#include <QByteArray>

namespace lighterman::protocol {

/// Cuts a stream of bytes into frames: a length of 32 bits, little-endian, at most kMaxFrame, and
/// as many bytes. Holds what has come and not a byte more, whatever a length claims, and keeps
/// nothing of a frame that it has handed out.
class FrameReader
{
public:
    void append(const QByteArray &bytes);
    /// The next frame without its length; nothing while it is still on its way. ProtocolError for a
    /// length that is too large, and from then on.
    [[nodiscard]] Result<std::optional<QByteArray>> next();
    /// Whether a frame has begun and not ended.
    [[nodiscard]] bool isInsideFrame() const { return m_start < m_buffer.size(); }

private:
    QByteArray m_buffer;
    qsizetype m_start = 0; ///< where the next frame begins in the buffer
};

/// `payload` with its length before it.
[[nodiscard]] QByteArray frame(const QByteArray &payload);

} // namespace lighterman::protocol
