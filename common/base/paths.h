// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

/// Where things lie (DESIGN 4.3). All of it moves with the XDG variables, so that a test or a
/// second agent never touches a person's own data.
namespace lighterman::paths {

/// The agent's socket: `$LIGHTERMAN_SOCKET`, else `agent.sock` in runtimeFolder(). Absolute.
[[nodiscard]] QString socket();

/// `$XDG_RUNTIME_DIR/lighterman`. Where a login gives no runtime folder (containers, `su`), the
/// folder `lighterman-<uid>` under the temporary folder takes its place. Not created here.
[[nodiscard]] QString runtimeFolder();

/// `$XDG_STATE_HOME/lighterman` (default ~/.local/state). Not created here.
[[nodiscard]] QString stateFolder();

/// The job store, `jobs.db` in stateFolder().
[[nodiscard]] QString store();

/// `$XDG_CONFIG_HOME/lighterman/lighterman.conf` (default ~/.config).
[[nodiscard]] QString settings();

/// Where client certificates are looked for by fingerprint or subject:
/// `$XDG_DATA_HOME/lighterman/client-certificates` (default ~/.local/share). Not created here.
[[nodiscard]] QString clientCertificates();

/// Where downloads go when nobody says otherwise: `$XDG_DOWNLOAD_DIR`, else what user-dirs.dirs
/// names, else ~/Downloads.
[[nodiscard]] QString downloads();

} // namespace lighterman::paths
