// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/transportoptions.h"
#include "common/model/credentials.h"
#include "common/model/ids.h"

#include <QUrl>

namespace lighterman {

/// A file in front of a server or a proxy.
struct Visit
{
    TransferId id = 0;
    JobId job = {};
    AuthTarget target = AuthTarget::Server;
    QUrl url = {}; ///< of the request without user name and password; of a proxy its own address
};

} // namespace lighterman
