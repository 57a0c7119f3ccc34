// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/auth/slowwork.h"
#include "agent/engine/clientidentity.h"

namespace lighterman {

/// Opens the person's certificates in the background. Those of different names do not wait for
/// each other. What is under way when it goes is not answered any more.
class ClientIdentityOpener final : public ClientIdentities
{
public:
    /// `folder` is where certificates are looked for by fingerprint or subject (IdentitySearch).
    explicit ClientIdentityOpener(QString folder);

    [[nodiscard]] std::unique_ptr<Pending> open(const QString &name, Secret passphrase,
                                                Opened done) override;

private:
    QString m_folder;
    SlowWork m_work;
};

} // namespace lighterman
