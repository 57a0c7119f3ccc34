// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLatin1StringView>

namespace lighterman::protocol {

/// One named member of a message. Each message lists its members once, in `fields()`;
/// that list alone writes it and reads it, so the two can never disagree.
template <typename Message, typename Value>
struct Field
{
    QLatin1StringView key;
    Value Message::*member;
};
template <typename Message, typename Value>
Field(QLatin1StringView, Value Message::*) -> Field<Message, Value>;

} // namespace lighterman::protocol
