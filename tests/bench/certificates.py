# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""https without touching the machine: an authority that lives as long as the run.

Qt reads the system's trust store and knows no variable that leads elsewhere. So the run gets a private
view of the file system, in which that store holds this one authority, for every tool alike."""

import os
import pathlib
import subprocess
import sys

from places import fresh
from processes import run

STORE = pathlib.Path("/etc/ssl/certs")
MARK = "LIGHTERMAN_BENCH_PRIVATE"
NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]


def enter_private_view() -> bool:
    """Starts this program again where mounting concerns nobody else; False when that is not allowed."""
    if os.environ.get(MARK):
        return True
    for unshare in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        probe = [*unshare, "mount", "--bind", str(STORE), str(STORE)]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            sys.stdout.flush()
            os.execvpe(unshare[0], [*unshare, sys.executable, "-B", *sys.argv], {**os.environ, MARK: "1"})
    return False


class Certificates:
    """A key and a certificate for 127.0.0.1, and the authority that signed it."""

    def __init__(self, folder: pathlib.Path):
        fresh(folder)
        authority, authority_key = str(folder / "authority.pem"), str(folder / "authority.key")
        self.certificate, self.key = folder / "server.pem", folder / "server.key"
        subject = ["-subj", "/CN=Lighterman benchmark authority"]
        run("openssl", "req", "-x509", *NEW_KEY, *subject, "-keyout", authority_key, "-out", authority)
        run(
            *["openssl", "req", "-x509", *NEW_KEY, "-subj", "/CN=127.0.0.1", "-CA", authority],
            *["-CAkey", authority_key, "-addext", "subjectAltName=IP:127.0.0.1"],
            *["-addext", "basicConstraints=critical,CA:FALSE"],
            *["-keyout", str(self.key), "-out", str(self.certificate)],
        )
        self.trusted = self.make_store(folder, pathlib.Path(authority))

    @staticmethod
    def make_store(folder: pathlib.Path, authority: pathlib.Path) -> pathlib.Path:
        """The authority under the two names by which libraries look for it."""
        store = fresh(folder / "trusted")
        name = run("openssl", "x509", "-noout", "-hash", "-in", str(authority))
        for path in (store / "ca-certificates.crt", store / f"{name}.0"):
            path.write_bytes(authority.read_bytes())
        return store

    def trust(self) -> None:
        run("mount", "--bind", str(self.trusted), str(STORE))
