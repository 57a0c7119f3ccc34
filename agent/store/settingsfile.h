// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/settings.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <functional>
#include <vector>

namespace lighterman {

/// The agent's settings as a text that people may edit: `key = value` under `[lighterman]`, `#` and
/// `;` start a comment line. A value that begins or ends with a space, or has control characters in
/// it, stands in double quotes with `\\`, `\"`, `\n`, `\r` and `\t` as escapes.
class SettingsFile final : public QObject
{
    Q_OBJECT

public:
    struct Loaded
    {
        Settings settings;
        /// What could not be used, as English sentences; the defaults stand in its place.
        std::vector<QString> complaints;
    };
    using Done = std::function<void(Result<void>)>;

    explicit SettingsFile(QString path, QObject *parent = nullptr);
    /// Finishes what is being saved; those who wait for it are not told.
    ~SettingsFile() override;

    /// A file that is missing means defaults.
    [[nodiscard]] Loaded load() const;

    /// Writes the file anew on a thread of its own, whole or not at all, for the owner alone;
    /// comments, other sections and keys that are not known stay. `done` comes on this object's
    /// thread when the file is on the disk, or with settings-failed. Saves are done in their order.
    void save(const Settings &settings, Done done);

private:
    QString m_path;
    QThreadPool m_writer;
};

} // namespace lighterman
