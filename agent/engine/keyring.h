// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"
#include "common/model/error.h"
#include "common/model/keyringfacts.h"

#include <functional>
#include <optional>

namespace lighterman {

/// Where a secret that was handed over is kept.
enum class Kept : quint8 {
    Keyring, ///< the desktop's, for good
    Memory,  ///< of this process: there is no keyring
};

/// What the engine asks of the desktop's keyring. Nothing here makes it ask the person for
/// anything, except unlock(). Every call is answered once, later, on the calling thread, however
/// long the keyring takes, or not at all once the keyring object is gone.
class Keyring
{
public:
    virtual ~Keyring() = default;

    /// The secret of that name; nothing where none is kept. keyring-locked, keyring-failed (also:
    /// it does not answer in time).
    using Found = std::function<void(Result<std::optional<Secret>>)>;
    virtual void read(const QString &key, Found done) = 0;
    /// Keeps it, in place of the one of that name. keyring-locked, keyring-failed.
    using Stored = std::function<void(const Result<Kept> &)>;
    virtual void write(const QString &key, Secret secret, Stored done) = 0;
    /// Deletes it everywhere; no error where there is none. keyring-locked, keyring-failed.
    using Done = std::function<void(const Result<void> &)>;
    virtual void remove(const QString &key, Done done) = 0;
    /// Has the keyring ask the person to open it. keyring-locked: the person does not want to;
    /// keyring-missing, keyring-failed.
    virtual void unlock(Done done) = 0;
    /// How it stands, and whose it is.
    using Looked = std::function<void(const KeyringFacts &)>;
    virtual void look(Looked done) = 0;
    /// From now on called whenever what could not be read or written may be: the keyring was
    /// opened, came or went.
    virtual void whenChanged(std::function<void()> call) = 0;
};

} // namespace lighterman
