// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/model/account.h"

#include <QUrl>

#include <vector>

namespace lighterman {

struct FileSpec;
struct SourceChange;

// User names and passwords in links, which have no place in stores, lists and logs: they are taken
// out, and are credentials of the job for the server, whichever scheme is asked for.

/// Out of all links. Nothing where none has any; invalid-argument where they are not all the same,
/// and then no link has them any more either.
[[nodiscard]] Result<std::optional<GivenCredentials>> takeGiven(std::vector<FileSpec> &files);
/// Those of the links that change, too. A beginning of links has them whole, or they stay, and no
/// link that comes of it is taken.
[[nodiscard]] Result<std::optional<GivenCredentials>> takeGiven(std::vector<SourceChange> &changes);

/// What is wrong with `given` before anybody is asked; without a scheme it must do for one of those
/// that take a name and a password. Errors of validate(Credentials).
[[nodiscard]] Result<void> validate(const GivenCredentials &given);

/// Puts `more` to what other links of the same job had. invalid-argument when they differ.
[[nodiscard]] Result<void> unite(std::optional<GivenCredentials> &given,
                                 std::optional<GivenCredentials> more);

} // namespace lighterman
