// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

namespace lighterman {

/// What can be done with the desktop's keyring.
enum class KeyringState : quint8 {
    Open,
    Locked,  ///< a person has to open it
    Missing, ///< there is none: what is to be remembered is kept until the agent ends
    Failed,  ///< it does not answer, or not with sense
};
[[nodiscard]] QLatin1StringView wireName(KeyringState state);
[[nodiscard]] std::optional<KeyringState> keyringStateFromWire(QStringView name);

/// The keyring as it was at one moment: whoever is asked for a password is to know where it goes.
struct KeyringFacts
{
    KeyringState state = KeyringState::Failed;
    QString name = {}; ///< of the program, such as "KWallet"; empty where that is not known
    bool operator==(const KeyringFacts &) const = default;
};

} // namespace lighterman
