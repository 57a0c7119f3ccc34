// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"
#include "common/model/error.h"

#include <QByteArray>
#include <QCborStreamReader>

#include <array>
#include <optional>
#include <span>

namespace lighterman::protocol {

/// A key or the name of an enum's value: short, plain ASCII, held without allocating. Anything else
/// of the peer's is the empty name, which nothing of ours has.
class Name
{
public:
    static constexpr qsizetype kLongest = 48;

    void assign(QByteArrayView text);
    [[nodiscard]] QStringView view() const { return {m_text.data(), m_size}; }
    friend bool operator==(const Name &name, QLatin1StringView other)
    {
        return name.view() == other;
    }

private:
    std::array<QChar, kLongest> m_text;
    qsizetype m_size = 0;
};

/// Reads hostile CBOR from one frame, element by element. Every function but the plain questions
/// returns false once anything was wrong; error() says what was wrong first. Refused are tags,
/// lengths that are not given in advance, or that the rest of the frame cannot hold, and texts that
/// are not UTF-8. ProtocolError means that the bytes make no sense; any other code, that a value is
/// not one that we take.
class Reader
{
public:
    explicit Reader(const QByteArray &frame);

    [[nodiscard]] const Error &error() const { return m_error; }
    /// Remembers what is wrong, if it is the first thing; false for the caller to return.
    bool refuse(const QString &detail, ErrorCode code = ErrorCode::ProtocolError);

    [[nodiscard]] bool enterMap();
    /// How many items the array has; nothing when it is none or they are more than `most`.
    [[nodiscard]] std::optional<qsizetype> enterArray(qsizetype most);
    /// Goes on behind the container, whose items must all have been read.
    [[nodiscard]] bool leave();
    /// True while the container that was entered last has more.
    [[nodiscard]] bool hasNext() const { return m_in.hasNext(); }
    [[nodiscard]] bool isNull() const { return m_in.isNull(); }

    [[nodiscard]] bool read(bool &value);
    [[nodiscard]] bool read(qint64 &value);
    [[nodiscard]] bool read(QString &value);
    [[nodiscard]] bool read(QByteArray &value);
    [[nodiscard]] bool read(Name &name);
    /// PasswordTooLarge for one that no password can be.
    [[nodiscard]] bool read(Secret &value);
    /// A byte string of exactly `bytes.size()` bytes.
    [[nodiscard]] bool readExactly(std::span<char> bytes);
    /// Steps over one element whatever it is, and what is in it.
    [[nodiscard]] bool skip();
    /// Whether the frame ends here.
    [[nodiscard]] bool finish();

private:
    [[nodiscard]] bool check();
    [[nodiscard]] bool enter(quint64 itemsPerElement, qsizetype most);
    [[nodiscard]] std::optional<qsizetype> stringSize(qsizetype most);
    [[nodiscard]] bool readChunk(std::span<char> bytes);
    [[nodiscard]] bool enterAny(int depth);
    [[nodiscard]] bool stepOver();
    [[nodiscard]] quint64 left() const { return quint64(m_size - m_in.currentOffset()); }

    QCborStreamReader m_in;
    qsizetype m_size;
    Error m_error = fail(ErrorCode::None).value();
};

} // namespace lighterman::protocol
