// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"

#include <QString>

#include <chrono>

namespace lighterman {

/// The folder, application and label under which a keyring has what is ours.
inline const QString kKeyringFolder = QStringLiteral("org.lighterman");

using KeyringTaskId = quint64;

enum class KeyringVerb : quint8 {
    Read,
    Write,
    Remove,
    Unlock,
    Look, ///< how it stands
};

/// Something that is asked of the keyring.
struct KeyringTask
{
    KeyringTaskId id = 0;
    KeyringVerb verb = KeyringVerb::Read;
    QString key = {};
    Secret secret = {}; ///< to be written
};

enum class KeyringEnd : quint8 {
    Done,
    Nothing, ///< none is kept
    Missing, ///< there is no keyring
    Locked,  ///< it is closed, or the person does not open it
    Failed,  ///< an error, or no answer in time
};

/// What has become of a task.
struct KeyringOutcome
{
    KeyringTaskId id = 0;
    KeyringEnd end = KeyringEnd::Done;
    Secret secret = {}; ///< what was read; or what could not be written because of Missing
    QString detail = {};
    QString name = {}; ///< of the keyring, where that was asked and is known
};

struct KeyringOptions
{
    /// For all but unlock(): who takes longer has failed.
    std::chrono::milliseconds deadline = std::chrono::seconds(10);
    /// For unlock(), where somebody has to think of a password.
    std::chrono::milliseconds patience = std::chrono::minutes(10);
};

} // namespace lighterman
