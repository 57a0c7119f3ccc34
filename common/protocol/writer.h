// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/ids.h"
#include "common/protocol/field.h"
#include "common/protocol/sharedsecret.h"

#include <QByteArray>
#include <QCborStreamWriter>
#include <QString>
#include <QUrl>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace lighterman::protocol {

/// Writes values as CBOR, each the way its field list says.
class Writer
{
public:
    /// What becomes of a text of more than kMaxText bytes, which the peer would refuse.
    enum class LongTexts : bool {
        Keep, ///< a request: better refused than changed
        Cut,  ///< a reply: remarks of a server must not make a job unreadable
    };

    /// Appends to `target`, which outlives the writer.
    Writer(QByteArray &target, LongTexts longTexts)
        : m_out(&target)
        , m_longTexts(longTexts)
    {
    }

    void beginMap(qsizetype pairs) { m_out.startMap(quint64(pairs)); }
    void endMap() { m_out.endMap(); }

    void write(bool value) { m_out.append(value); }
    void write(int value) { m_out.append(qint64(value)); }
    void write(qint64 value) { m_out.append(value); }
    void write(std::chrono::seconds value) { m_out.append(qint64(value.count())); }
    void write(QLatin1StringView value) { m_out.append(value); }
    void write(const QString &value);
    void write(const QByteArray &value);
    void write(const QUrl &value);
    void write(const SharedSecret &value);
    void write(const JobId &value) { m_out.appendByteString(value.toBytes().constData(), 16); }

    template <typename Enum>
    requires std::is_enum_v<Enum>
    void write(Enum value) { write(wireName(value)); }

    /// Absent is null here; a map leaves the key out instead.
    template <typename T>
    void write(const std::optional<T> &value)
    {
        if (value)
            write(*value);
        else
            m_out.appendNull();
    }

    template <typename T>
    void write(const std::vector<T> &values)
    {
        m_out.startArray(values.size());
        for (const T &value : values)
            write(value);
        m_out.endArray();
    }

    template <RowValue T>
    void write(const T &row)
    {
        const std::size_t columns = columnsOf(row);
        const auto put = [&](const auto &...field) {
            m_out.startArray(columns);
            std::size_t at = 0;
            ((at++ < columns ? write(field.of(row)) : void()), ...);
            m_out.endArray();
        };
        std::apply(put, RowFields<T>::fields());
    }

    template <MapValue T>
    void write(const T &value)
    {
        beginMap(pairsOf(value));
        writePairs(value);
        endMap();
    }

    /// How many pairs writePairs() makes of `value`.
    template <MapValue T>
    [[nodiscard]] static qsizetype pairsOf(const T &value)
    {
        const auto count = [&](const auto &...field) {
            return (qsizetype(0) + ... + qsizetype(isWritten(field, value)));
        };
        return std::apply(count, fieldsOf<T>());
    }

    /// The inside of a map.
    template <MapValue T>
    void writePairs(const T &value)
    {
        const auto put = [&](const auto &field) {
            if (isWritten(field, value)) {
                write(field.key);
                write(field.of(value));
            }
        };
        std::apply([&](const auto &...field) { (put(field), ...); }, fieldsOf<T>());
    }

private:
    template <typename AnyField, typename T>
    [[nodiscard]] static bool isWritten(const AnyField &field, const T &value)
    {
        if constexpr (kIsLater<AnyField>)
            return field.of(value) != std::remove_cvref_t<decltype(field.of(value))>();
        else
            return isPresent(field.of(value));
    }

    /// How many columns `row` has, without those at its end that came later and say nothing.
    template <RowValue T>
    [[nodiscard]] static std::size_t columnsOf(const T &row)
    {
        std::size_t at = 0;
        std::size_t last = leastColumnsOf<T>();
        const auto look = [&](const auto &field) {
            ++at;
            if (isWritten(field, row))
                last = std::max(last, at);
        };
        std::apply([&](const auto &...field) { (look(field), ...); }, RowFields<T>::fields());
        return last;
    }

    QCborStreamWriter m_out;
    LongTexts m_longTexts;
};

} // namespace lighterman::protocol
