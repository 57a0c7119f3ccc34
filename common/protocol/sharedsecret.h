// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"

#include <memory>

namespace lighterman::protocol {

/// The secret of a message. Messages are copied, their secrets are not: all copies of a message
/// have the same one, which is wiped with the last of them.
class SharedSecret
{
public:
    SharedSecret() = default;
    explicit SharedSecret(Secret secret)
        : m_secret(std::make_shared<const Secret>(std::move(secret)))
    {
    }

    /// For whoever sends it. The view ends with the last message that has it.
    [[nodiscard]] QByteArrayView reveal() const
    {
        return m_secret ? m_secret->reveal() : QByteArrayView();
    }
    /// For whoever keeps it longer than the message.
    [[nodiscard]] Secret copy() const { return m_secret ? m_secret->copy() : Secret(); }

    friend bool operator==(const SharedSecret &a, const SharedSecret &b)
    {
        return a.reveal() == b.reveal();
    }

private:
    std::shared_ptr<const Secret> m_secret;
};

} // namespace lighterman::protocol
