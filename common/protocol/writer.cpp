// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "common/protocol/writer.h"

#include "common/protocol/limits.h"

#include <QStringConverter>

#include <algorithm>
#include <array>

namespace lighterman::protocol {

namespace {

/// The length of `text` cut to the limit, but never inside a character.
qsizetype cutLength(const QByteArray &text)
{
    qsizetype length = std::min(text.size(), kMaxText);
    const auto continues = [&](qsizetype at) { return (quint8(text.at(at)) & 0xC0U) == 0x80U; };
    while (length > 0 && length < text.size() && continues(length))
        --length;
    return length;
}

} // namespace

void Writer::write(const QString &value)
{
    constexpr qsizetype kShort = 128;
    constexpr qsizetype kBytesPerUnit = 3; // of UTF-16, at most
    if (value.size() <= kShort) {
        std::array<char, kShort * kBytesPerUnit + 1> text{};
        QStringEncoder toUtf8(QStringEncoder::Utf8, QStringConverter::Flag::Stateless);
        const char *end = toUtf8.appendToBuffer(text.data(), value);
        m_out.appendTextString(text.data(), end - text.data());
        return;
    }
    const QByteArray text = value.toUtf8();
    m_out.appendTextString(text.constData(),
                           m_longTexts == LongTexts::Cut ? cutLength(text) : text.size());
}

void Writer::write(const QByteArray &value)
{
    m_out.append(value);
}

void Writer::write(const QUrl &value)
{
    const QByteArray text = value.toEncoded();
    m_out.appendTextString(text.constData(), text.size());
}

void Writer::write(const SharedSecret &value)
{
    const QByteArrayView bytes = value.reveal();
    m_out.appendByteString(bytes.data(), bytes.size());
}

} // namespace lighterman::protocol
