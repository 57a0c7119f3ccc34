# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""apache2 with one folder for each way to sign in."""

import dataclasses
import hashlib
import os
import pathlib

from support.daemons import Daemon, said
from support.kdc import Kdc

MODULES = pathlib.Path("/usr/lib/apache2/modules")
LOADED = ("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "auth_digest")
DIGEST_REALM = "digest"
CONFIG = """ServerRoot {folder}
PidFile {folder}/own/pid
Listen 127.0.0.1:{port}
ServerName localhost
DocumentRoot {folder}/www
ThreadLimit 100
ThreadsPerChild 100
MaxRequestWorkers 100
ErrorLog {folder}/own/error.log
LogFormat "%>s\\t%u\\t%m\\t%U\\t%{{Authorization}}i\\t%{{remote}}p\\t%k" exchange
CustomLog {folder}/own/exchanges exchange
<Directory {folder}/www>
 Require all granted
</Directory>
<Location /basic/>
 AuthType Basic
 AuthName basic
 AuthUserFile {folder}/basic
 Require valid-user
</Location>
<Location /digest/>
 AuthType Digest
 AuthName {digest}
 AuthDigestProvider file
 AuthUserFile {folder}/digest
 Require valid-user
</Location>
"""
KERBEROS = """<Location /negotiate/>
 AuthType GSSAPI
 AuthName negotiate
 GssapiCredStore keytab:{keytab}
 Require valid-user
</Location>
<Location /bound/>
 AuthType GSSAPI
 AuthName bound
 GssapiCredStore keytab:{keytab}
 GssapiConnectionBound On
 Require valid-user
</Location>
<Location /either/>
 AuthType GSSAPI
 AuthName either
 GssapiCredStore keytab:{keytab}
 GssapiBasicAuth On
 Require valid-user
</Location>
"""
FOLDERS = ("open", "basic", "digest", "negotiate", "bound", "either")


@dataclasses.dataclass
class Exchange:
    """A request and what came of it."""

    status: int
    user: str  # who it was found to be, "-" for nobody
    method: str
    path: str
    authorization: str  # as it came, "-" for none
    connection: int  # the client's port
    before: int  # requests on the same connection

    @property
    def scheme(self) -> str:
        return self.authorization.partition(" ")[0].lower()


class Apache(Daemon):
    """Below /open/ everybody may read; /basic/, /digest/ (MD5), /negotiate/ (Kerberos), /bound/ (Kerberos, once
    for all requests on a connection) and /either/ (Kerberos, or the password of the realm as Basic) are for those who
    sign in. The latter three need a KDC, and the name localhost."""

    def __init__(self, kdc: Kdc | None = None, **people: str):
        """Name and password of each, for Basic and Digest."""
        super().__init__("apache", user="www-data")
        self.people: dict[str, str] = {}
        for name in FOLDERS:
            (self.folder / "www" / name).mkdir(0o755, parents=True)
        self.set_passwords(**people)
        config = CONFIG.format(folder=self.folder, port=self.port, digest=DIGEST_REALM)
        modules = LOADED
        if kdc:
            config += KERBEROS.format(keytab=kdc.keytab)
            modules += ("auth_gssapi",)
        for module in modules:
            path = MODULES / f"mod_{module}.so"
            assert path.exists(), f"{path} is missing: ./dev test installs it"
            config = f"LoadModule {module}_module {path}\n{config}"
        path = self.write("apache.conf", config)
        # One process: the children of a server that is killed would stay.
        self.run("apache2", "-X", "-f", str(path), environment=os.environ | (kdc.variables if kdc else {}))

    def set_passwords(self, **people: str):
        """From the next request on; who is named already keeps what is not changed here."""
        self.people |= people
        self.write("basic", "".join(said("htpasswd", "-n", "-i", name, text=password).strip() + "\n"
                                    for name, password in self.people.items()))
        self.write("digest", "".join(digest_line(name, DIGEST_REALM, password)
                                     for name, password in self.people.items()))

    def serve(self, path: str, body: bytes) -> str:
        """A file, as basic/tide.bin; its URL."""
        file = self.folder / "www" / path
        file.write_bytes(body)
        file.chmod(0o644)
        return self.url(path)

    def url(self, path: str) -> str:
        return f"http://localhost:{self.port}/{path}"

    def exchanges(self, path: str = "") -> list[Exchange]:
        """Those that have ended so far, for paths that begin so."""
        split = (line.split("\t") for line in self.read("own/exchanges").splitlines())
        found = (Exchange(int(status), *others, int(port), int(before)) for status, *others, port, before in split)
        return [one for one in found if one.path.startswith(f"/{path}")]


def digest_line(name: str, realm: str, password: str) -> str:
    """A line of a file of htdigest."""
    return f"{name}:{realm}:{hashlib.md5(f'{name}:{realm}:{password}'.encode()).hexdigest()}\n"  # noqa: S324
