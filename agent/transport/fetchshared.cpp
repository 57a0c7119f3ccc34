// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/transport/fetchshared.h"

#include "agent/transport/messenger.h"

namespace lighterman {

std::shared_ptr<AuthMessenger> FetchShared::makeMessenger() const
{
    Messenger::Manner manner{options.userAgent, tls};
    manner.memory = options.headMemory;
    return std::make_shared<Messenger>(std::move(manner));
}

} // namespace lighterman
