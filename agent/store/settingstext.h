// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/store/settingsfile.h"

#include <QByteArray>

/// The settings as the text of their file. Pure functions.
namespace lighterman::storage {

[[nodiscard]] SettingsFile::Loaded settingsFromText(const QByteArray &text);

/// `before` with the values of `settings`: lines of known keys are rewritten where they stand, keys
/// that are not there are added unless they are at their default, everything else stays.
[[nodiscard]] QByteArray textWithSettings(const QByteArray &before, const Settings &settings);

} // namespace lighterman::storage
