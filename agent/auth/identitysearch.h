// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/auth/identityfile.h"

namespace lighterman {

/// Most files of the folder that are looked into, by their names in order.
inline constexpr qsizetype kMostIdentities = 200;

/// Finds a person's certificate by its name. Every call may take as long as the disk does.
class IdentitySearch
{
public:
    /// `folder` is where certificates are looked for that are not named by their file.
    explicit IdentitySearch(QString folder);

    /// As ClientIdentities::open() has it. A PEM file without a key has it beside, in a file of the
    /// same name that ends in `.key`. Of several that fit, those that are valid now come first,
    /// then those that are open.
    [[nodiscard]] Result<ClientIdentity> find(const QString &name, const Secret &passphrase) const;

private:
    [[nodiscard]] Result<IdentityFile> look(const QString &path, const Secret &passphrase) const;
    [[nodiscard]] Result<ClientIdentity> findInFolder(const QString &name,
                                                      const Secret &passphrase) const;

    QString m_folder;
    IdentityReader m_reader;
};

} // namespace lighterman
