# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Certificates of people in the forms in which they have them, and servers that want to see one."""

import pathlib
import ssl

from support.nginx import Nginx, openssl
from support.server import FaultServer
from support.tls import Authority

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Registry:
    """Vouches for people. What it makes lies in `folder`."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate = folder / "registry.pem"
        self.key = folder / "registry.key"
        openssl("req", "-x509", *CURVE, "-days", "2", "-subj", "/CN=Registry of a test", "-keyout", self.key, "-out",
                self.certificate)

    def person(self, name: str, *, days: str = "2") -> pathlib.Path:
        """A PEM file with certificate and key."""
        key, request, own = (self.folder / f"{name}.{end}" for end in ("key", "csr", "crt"))
        openssl("req", *CURVE, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                "-days", days, "-out", own)
        whole = self.folder / f"{name}.pem"
        whole.write_text(own.read_text() + key.read_text(encoding="ascii"), encoding="ascii")
        return whole

    def sealed(self, name: str, passphrase: str) -> pathlib.Path:
        """A PEM file of that person's, the key in it locked."""
        whole = self.person(name)
        locked = openssl("pkey", "-in", whole, "-aes256", "-passout", f"pass:{passphrase}")
        whole.write_text((self.folder / f"{name}.crt").read_text(encoding="ascii") + locked, encoding="ascii")
        (self.folder / f"{name}.key").unlink()
        return whole

    def locked(self, name: str, passphrase: str, *more: str) -> pathlib.Path:
        """A PKCS#12 file of that person's."""
        whole = self.person(name)
        locked = self.folder / f"{name}.p12"
        openssl("pkcs12", "-export", "-in", whole, "-out", locked, "-passout", f"pass:{passphrase}", *more)
        whole.unlink()
        return locked

    def fingerprint(self, name: str) -> str:
        said = openssl("x509", "-in", self.folder / f"{name}.crt", "-noout", "-fingerprint", "-sha256")
        return said.partition("=")[2].strip()


class Strict(Nginx):
    """Lets in whom the registry vouches for; `how`: on, or optional. Who came is in exchanges()."""

    def __init__(self, registry: Registry, how: str = "on", more: str = ""):
        super().__init__(more=f"ssl_client_certificate {registry.certificate}; ssl_verify_client {how}; {more}")


def alarmed(registry: Registry, authority: Authority, version: ssl.TLSVersion) -> FaultServer:
    """One that says no in the handshake, in that version of TLS."""
    context = authority.server_context()
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(registry.certificate)
    return FaultServer(context)
