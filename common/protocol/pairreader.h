// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/field.h"
#include "common/protocol/reader.h"

#include <bitset>
#include <type_traits>

namespace lighterman::protocol {

/// Takes the pairs of one map by its field list. Keys that this version does not know are skipped:
/// a newer peer may send more.
template <MapValue T>
class PairReader
{
public:
    PairReader(Reader &in, T &value)
        : m_in(in)
        , m_value(value)
    {
    }

    /// The value behind `key`.
    [[nodiscard]] bool take(const Name &key)
    {
        bool known = false;
        bool ok = true;
        const auto tryField = [&](std::size_t at, const auto &field) {
            if (known || !(key == field.key))
                return;
            known = true;
            ok = m_seen.test(at) ? m_in.refuse(QStringLiteral("twice: ") + field.key)
                                 : readValue(m_in, field.of(m_value));
            m_seen.set(at);
        };
        forEach(tryField);
        return known ? ok : m_in.skip();
    }

    /// Whether all is there that must be: every key that is neither optional nor came later.
    [[nodiscard]] bool finish()
    {
        bool ok = true;
        forEach([&](std::size_t at, const auto &field) {
            if (ok && !m_seen.test(at)
                && !kIsLater<std::remove_cvref_t<
                       decltype(field)>> && !kMayBeAbsent<std::remove_cvref_t<decltype(field.of(m_value))>>)
                ok = m_in.refuse(QStringLiteral("missing: ") + field.key);
        });
        return ok;
    }

private:
    template <typename Visit>
    static void forEach(const Visit &visit)
    {
        std::size_t at = 0;
        const auto all = [&](const auto &...field) { (visit(at++, field), ...); };
        std::apply(all, fieldsOf<T>());
    }

    Reader &m_in;
    T &m_value;
    std::bitset<std::tuple_size_v<decltype(fieldsOf<T>())>> m_seen;
};

} // namespace lighterman::protocol
