// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/protocol/field.h"

#include <QString>

namespace lighterman::protocol {

using namespace Qt::StringLiterals;

/// A property of a job or a setting of the agent, as text.
struct KeyValue
{
    QString key;
    QString value;
    bool operator==(const KeyValue &) const = default;
};

template <>
struct ValueFields<KeyValue>
{
    static constexpr auto fields()
    {
        return std::tuple{Field{"key"_L1, &KeyValue::key}, Field{"value"_L1, &KeyValue::value}};
    }
};

} // namespace lighterman::protocol
