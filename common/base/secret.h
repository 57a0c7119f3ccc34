// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace lighterman {

/// A password, a passphrase or a token. Its bytes are overwritten when it goes, it can be copied
/// only on purpose, and nothing prints or encodes it by accident: there is no operator for that.
class Secret
{
public:
    Secret() = default;
    /// Takes the bytes, UTF-8 where it is a text. Whoever had them before and shares them keeps
    /// what they have: give up the last hold on them, or wipe() your own.
    explicit Secret(QByteArray bytes);
    ~Secret();
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;

    /// Another one with the same bytes, which does not share them.
    [[nodiscard]] Secret copy() const;
    /// For whoever sends or stores it. The view ends with the secret; do not copy it.
    [[nodiscard]] QByteArrayView reveal() const { return m_bytes; }
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    /// Takes the same time wherever they differ.
    [[nodiscard]] bool isSame(const Secret &other) const;

private:
    QByteArray m_bytes; // never shared
};

/// Overwrites the bytes in place and forgets them. Those that others share stay as they are.
void wipe(QByteArray &bytes);

} // namespace lighterman
