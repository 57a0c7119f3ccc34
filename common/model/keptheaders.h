// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"
#include "common/model/jobspec.h"

// Headers of jobs whose values are kept in the keyring, and of which the store has the names alone
// (docs/adr/0028). Without a value, such a header stands for what has to be looked up first.
namespace lighterman {

/// Whether what stands in it may let somebody in: all but a few that are known not to.
[[nodiscard]] bool mayBeSecret(const Header &header);
[[nodiscard]] bool haveSecrets(const std::vector<Header> &headers);
/// Whether one that may be a secret has no value.
[[nodiscard]] bool lackValues(const std::vector<Header> &headers);
/// What the store has of them.
[[nodiscard]] std::vector<Header> withoutSecrets(std::vector<Header> headers);
/// Those that may be secrets, as one text for the keyring.
[[nodiscard]] Secret packed(const std::vector<Header> &headers);
/// Gives those that lack theirs the values in `pack`. False: they are not of these headers, and
/// nothing is changed.
[[nodiscard]] bool fill(std::vector<Header> &headers, const Secret &pack);

} // namespace lighterman
