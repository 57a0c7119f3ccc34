// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/ipc/dispatch.h"
#include "common/model/account.h"

namespace lighterman {

class SignInDesk;

/// All that a new job is given to sign in with. What is wrong with it is said before there is a
/// job: errors of validate().
[[nodiscard]] Result<std::vector<GivenCredentials>>
givenFor(std::optional<GivenCredentials> ofLinks, const std::vector<protocol::Given> &credentials);

/// Gives it to a job that has not begun yet.
void give(SignInDesk &desk, const JobId &job, std::vector<GivenCredentials> &given);

/// The reply to a call whose success may have a remark.
[[nodiscard]] std::function<void(Result<Engine::Outcome>)> changed(const Dispatch::Answer &answer);

} // namespace lighterman
