# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A certificate authority that lives as long as a test."""

import pathlib
import shutil
import ssl
import subprocess
import tempfile

REQUEST = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")


TRUST = 'mount -t tmpfs none /etc/ssl/certs && cp "$0"/* /etc/ssl/certs/ && exec "$@"'


class Authority:
    """Vouches for one server at 127.0.0.1 and localhost; `trusted` is a folder as /etc/ssl/certs has to be."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lm-tls-"))
        self.trusted = self.folder / "trusted"
        self.trusted.mkdir()
        self.key = self.folder / "key.pem"
        self.certificate = self.folder / "server.pem"
        own, own_key = self.trusted / "authority.pem", self.folder / "authority.key"
        self._openssl(*REQUEST, "-subj", "/CN=Authority of a test", "-keyout", own_key, "-out", own)
        self._openssl(*REQUEST, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                      "-addext", "basicConstraints=critical,CA:FALSE", "-CA", own, "-CAkey", own_key,
                      "-keyout", self.key, "-out", self.certificate)
        shutil.copy(own, self.trusted / "ca-certificates.crt")
        self._openssl("rehash", self.trusted)

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)  # noqa: S603,S607

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    @property
    def trusting(self) -> tuple[str, ...]:
        """What to put before a command that is to trust this authority, and no other; only root can."""
        return ("unshare", "-m", "sh", "-c", TRUST, str(self.trusted))

    def close(self):
        shutil.rmtree(self.folder)
