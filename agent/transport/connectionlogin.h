// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/transport/request.h"

class QNetworkAccessManager;
class QNetworkReply;

namespace lighterman {

/// Lets `manager` sign in the connections of `reply` with what `ask` says, and in no other way than
/// NTLM: what is refused once is not said again, and other schemes are told nothing.
void signInConnections(QNetworkAccessManager &manager, QNetworkReply &reply, const Ask &ask);

} // namespace lighterman
