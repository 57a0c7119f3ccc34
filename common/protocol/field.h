// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/byterange.h"

#include <QLatin1StringView>

#include <optional>
#include <tuple>

namespace lighterman::protocol {

/// One named member of a message. Each message lists its members once, in `fields()`;
/// that list alone writes it and reads it, so the two can never disagree.
template <typename Message, typename Value>
struct Field
{
    QLatin1StringView key;
    Value Message::*member;

    constexpr const Value &of(const Message &message) const { return message.*member; }
    constexpr Value &of(Message &message) const { return message.*member; }
};
template <typename Message, typename Value>
Field(QLatin1StringView, Value Message::*) -> Field<Message, Value>;

/// A member that came later: who does not know it leaves it out, and so does who has nothing but
/// its default, that of its type, to say.
template <typename Message, typename Value>
struct LaterField
{
    static constexpr bool kIsLater = true;
    QLatin1StringView key;
    Value Message::*member;

    constexpr const Value &of(const Message &message) const { return message.*member; }
    constexpr Value &of(Message &message) const { return message.*member; }
};
template <typename Message, typename Value>
LaterField(QLatin1StringView, Value Message::*) -> LaterField<Message, Value>;

template <typename AnyField>
inline constexpr bool kIsLater = requires
{
    AnyField::kIsLater;
};

/// A member of a member, for rows that are flatter than what they show.
template <typename Message, typename Part, typename Value>
struct InnerField
{
    QLatin1StringView key;
    Part Message::*outer;
    Value Part::*inner;

    constexpr const Value &of(const Message &message) const { return message.*outer.*inner; }
    constexpr Value &of(Message &message) const { return message.*outer.*inner; }
};
template <typename Message, typename Part, typename Value>
InnerField(QLatin1StringView, Part Message::*, Value Part::*) -> InnerField<Message, Part, Value>;

/// Whether a value that a map leaves out has another way to be read than as a mistake.
template <typename T>
inline constexpr bool kMayBeAbsent = false;
template <typename T>
inline constexpr bool kMayBeAbsent<std::optional<T>> = true;
/// No ranges are not said: the whole file is meant.
template <>
inline constexpr bool kMayBeAbsent<ByteRanges> = true;

template <typename T>
[[nodiscard]] bool isPresent(const T &)
{
    return true;
}
template <typename T>
[[nodiscard]] bool isPresent(const std::optional<T> &value)
{
    return value.has_value();
}
[[nodiscard]] inline bool isPresent(const ByteRanges &value)
{
    return !value.empty();
}

/// The field list of a value that is not a message itself (values.h); it travels as a map.
template <typename Value>
struct ValueFields;

/// The columns of a value that travels as a positional array (rows.h). New ones go to the end.
template <typename Value>
struct RowFields;

/// How many columns a row has at least: all, unless its field list says that some came later.
template <typename T>
[[nodiscard]] constexpr std::size_t leastColumnsOf()
{
    if constexpr (requires { RowFields<T>::kAtLeast; })
        return RowFields<T>::kAtLeast;
    else
        return std::tuple_size_v<decltype(RowFields<T>::fields())>;
}

template <typename T>
concept Message = requires
{
    T::fields();
};
template <typename T>
concept MapValue = Message<T> || requires
{
    ValueFields<T>::fields();
};
template <typename T>
concept RowValue = requires
{
    RowFields<T>::fields();
};

template <MapValue T>
[[nodiscard]] constexpr auto fieldsOf()
{
    if constexpr (Message<T>)
        return T::fields();
    else
        return ValueFields<T>::fields();
}

} // namespace lighterman::protocol
