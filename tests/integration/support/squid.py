# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""squid, a proxy that asks who one is."""

import os
import pathlib

from support import ntlm
from support.apache import digest_line
from support.daemons import Daemon, said
from support.kdc import REALM, Kdc

HELPERS = pathlib.Path("/usr/lib/squid")
CONFIG = """http_port 127.0.0.1:{port}
pid_filename none
cache deny all
cache_mem 0
max_filedescriptors 1024
coredump_dir {folder}
cache_log {folder}/own/cache.log
logformat exchange %>Hs\t%un\t%rm\t%ru\t%{{Proxy-Authorization}}>h\t%<lp
access_log stdio:{folder}/own/exchanges exchange
strip_query_terms off
visible_hostname localhost
shutdown_lifetime 0 seconds
dns_nameservers 127.0.0.1
pinger_enable off
acl tunnels method CONNECT
{scheme}
"""
WHO = """auth_param {scheme} program {program}
auth_param {scheme} children 4 startup=1
{more}acl known proxy_auth REQUIRED
{free}http_access allow known
http_access deny all
"""


class Squid(Daemon):
    """Asks for the scheme basic, digest, negotiate or ntlm; none lets everybody through, and plain lets nobody have a
    tunnel. Kerberos needs a KDC, and the name localhost; NTLM knows one person."""

    def __init__(self, scheme: str = "none", kdc: Kdc | None = None, *, tunnels_alone: bool = False, **people: str):
        """Name and password of each, for all but Kerberos. `tunnels_alone`: what it asks for."""
        super().__init__("squid", user="proxy")
        self.scheme = scheme
        self.tunnels_alone = tunnels_alone
        self.set_passwords(**people)
        config = CONFIG.format(port=self.port, folder=self.folder, scheme=self._asking(kdc, people))
        path = self.write("squid.conf", config)
        # What it shares with itself in memory has the name of its service.
        self.run("squid", "-N", "-n", self.service, "-f", str(path),
                 environment=os.environ | (kdc.variables if kdc else {}))

    @property
    def service(self) -> str:
        return f"quay{os.getpid()}x{self.port}"

    def close(self):
        super().close()
        for segment in pathlib.Path("/dev/shm").glob(f"{self.service}-*"):  # noqa: S108
            segment.unlink()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def set_passwords(self, **people: str):
        """Of all. Basic is asked of its helper again only after a while, which is squid's own."""
        if self.scheme == "basic":
            self.write("people", "".join(said("htpasswd", "-n", "-i", name, text=password).strip() + "\n"
                                         for name, password in people.items()))
        elif self.scheme == "digest":
            self.write("people", "".join(digest_line(name, "digest", password) for name, password in people.items()))
        elif self.scheme == "ntlm":
            [password] = people.values()
            self.write("password", password)
            (self.own / "spent").unlink(missing_ok=True)

    def take_once(self):
        """With NTLM: the password counts once more, and then another one does, until set_passwords()."""
        self.write("own/once", "")

    def _asking(self, kdc: Kdc | None, named: dict[str, str]) -> str:
        people = self.folder / "people"
        match self.scheme:
            case "none":
                return "http_access allow all\n"
            case "plain":
                return "http_access deny tunnels\nhttp_access allow all\n"
            case "basic":
                return self._who(f"{HELPERS}/basic_ncsa_auth {people}", "auth_param basic realm basic\n")
            case "digest":
                return self._who(f"{HELPERS}/digest_file_auth -c {people}", "auth_param digest realm digest\n")
            case "negotiate":
                return self._who(f"{HELPERS}/negotiate_kerberos_auth -k {kdc.keytab} -s HTTP/localhost@{REALM}")
            case "ntlm":
                [user] = named
                helper = self.write("ntlm.py", pathlib.Path(ntlm.__file__).read_text())
                return self._who(f"/usr/bin/python3 {helper} {user}")
        raise AssertionError(f"no such scheme: {self.scheme}")

    def _who(self, command: str, more: str = "") -> str:
        assert pathlib.Path(command.split()[0]).exists(), f"{command.split()[0]} is missing: ./dev test installs it"
        free = "http_access allow !tunnels\n" if self.tunnels_alone else ""
        return WHO.format(scheme=self.scheme, program=command, more=more, free=free)

    def exchanges(self) -> list[tuple[int, str, str, str, str, str]]:
        """Status, user ("-" for nobody), method, URL, what Proxy-Authorization said ("-" for none), and the port that
        the server has seen, of each request that has ended so far."""
        split = (line.split("\t") for line in self.read("own/exchanges").splitlines())
        return [(int(status), *others) for status, *others in split]
