// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHashFunctions>
#include <QString>
#include <QUuid>

#include <compare>
#include <optional>

namespace lighterman {

/// Identity of a job: random, never reused. Written as 32 lower-case hexadecimal digits.
class JobId
{
public:
    JobId() = default; ///< the null id, which no job has
    [[nodiscard]] static JobId create() { return JobId(QUuid::createUuid()); }
    [[nodiscard]] static std::optional<JobId> fromString(QStringView text);

    [[nodiscard]] QString toString() const;
    [[nodiscard]] bool isNull() const { return m_value.isNull(); }
    /// The sixteen bytes as they travel and are stored.
    [[nodiscard]] QByteArray toBytes() const { return m_value.toRfc4122(); }
    [[nodiscard]] static JobId fromBytes(QByteArrayView bytes)
    {
        return bytes.size() == 16 ? JobId(QUuid::fromRfc4122(bytes)) : JobId();
    }

    bool operator==(const JobId &) const = default;
    friend size_t qHash(const JobId &id, size_t seed = 0) { return qHash(id.m_value, seed); }

private:
    explicit JobId(const QUuid &value)
        : m_value(value)
    {
    }
    QUuid m_value;
};

/// For the standard library's tables.
struct HashId
{
    std::size_t operator()(const JobId &id) const { return qHash(id); }
};

} // namespace lighterman
