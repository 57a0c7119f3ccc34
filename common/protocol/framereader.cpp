// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/framereader.h"

#include "common/protocol/limits.h"

#include <QtEndian>

#include <cstring>
#include <span>

namespace lighterman::protocol {

namespace {

constexpr qsizetype kPrefix = sizeof(quint32);

} // namespace

void FrameReader::append(const QByteArray &bytes)
{
    // Moving the rest to the front once per append, not once per frame, keeps this linear.
    if (m_start > 0) {
        m_buffer.remove(0, m_start);
        m_start = 0;
    }
    m_buffer.append(bytes);
}

Result<std::optional<QByteArray>> FrameReader::next()
{
    const QByteArrayView rest = QByteArrayView(m_buffer).sliced(m_start);
    if (rest.size() < kPrefix)
        return std::nullopt;
    const qint64 length = qFromLittleEndian<quint32>(rest.data());
    if (length > kMaxFrame)
        return fail(ErrorCode::ProtocolError, QStringLiteral("a frame of %1 bytes").arg(length));
    if (rest.size() - kPrefix < length)
        return std::nullopt;
    QByteArray payload = rest.sliced(kPrefix, length).toByteArray();
    // There may be a password in it, and whoever takes the frame wipes only that.
    const auto told = std::span(m_buffer.data(), std::size_t(m_buffer.size()))
                          .subspan(std::size_t(m_start + kPrefix), std::size_t(length));
    ::explicit_bzero(told.data(), told.size());
    m_start += kPrefix + length;
    return payload;
}

QByteArray frame(const QByteArray &payload)
{
    QByteArray bytes(kPrefix, Qt::Uninitialized);
    qToLittleEndian(quint32(payload.size()), bytes.data());
    return bytes + payload;
}

} // namespace lighterman::protocol
