# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A Kerberos realm of a test's own: MIT's KDC, its people, and the keys of its services."""

import os
import pathlib

from support.daemons import Daemon, said

REALM = "QUAY.TEST"
CLIENT = """[libdefaults]
 default_realm = {realm}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
[realms]
 {realm} = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 localhost = {realm}
"""
SERVER = """[kdcdefaults]
 kdc_listen = 127.0.0.1:{port}
 kdc_tcp_listen = 127.0.0.1:{port}
[realms]
 {realm} = {{
  database_name = {folder}/own/principals
  key_stash_file = {folder}/own/stash
  max_life = 1h
 }}
[logging]
 kdc = FILE:{folder}/own/kdc.log
"""


class Kdc(Daemon):
    """Knows HTTP at localhost, whose key is in `keytab`. Passwords that are wrong are refused before a ticket is
    made (requires_preauth), as everywhere today."""

    def __init__(self, **people: str):
        """Name and password of each."""
        super().__init__("kdc")
        self.config = self.write("krb5.conf", CLIENT.format(realm=REALM, port=self.port))
        profile = self.write("kdc.conf", SERVER.format(realm=REALM, port=self.port, folder=self.folder))
        # For whoever takes part. What was seen before is kept nowhere: tests are faster than its clock.
        self.variables = {"KRB5_CONFIG": str(self.config), "KRB5RCACHENAME": "none:"}
        self.environment = os.environ | self.variables | {"KRB5_KDC_PROFILE": str(profile), "LC_ALL": "C.UTF-8"}
        self.keytab = self.folder / "keytab"
        said("kdb5_util", "create", "-s", "-r", REALM, text="master\nmaster\n", environment=self.environment)
        self.administer(*(f"addprinc -pw {password} +requires_preauth {name}" for name, password in people.items()),
                        "addprinc -randkey HTTP/localhost", f"ktadd -k {self.keytab} HTTP/localhost")
        self.keytab.chmod(0o644)  # servers that give up root read it
        self.start()

    def administer(self, *commands: str):
        said("kadmin.local", text="\n".join(commands) + "\n", environment=self.environment)

    def set_password(self, name: str, password: str):
        self.administer(f"cpw -pw {password} {name}")

    def start(self):
        self.run("krb5kdc", "-n", environment=self.environment)

    def ticket(self, name: str, password: str, cache: pathlib.Path, life: str = "1h") -> str:
        """Puts one for `name` into the file `cache`; the value of KRB5CCNAME for it."""
        said("kinit", "-l", life, "-c", f"FILE:{cache}", name, text=f"{password}\n", environment=self.environment)
        return f"FILE:{cache}"

    def logins(self, name: str) -> int:
        """How often somebody has asked for a ticket with a password for `name`, right or wrong."""
        asked = f" {name}@{REALM} for krbtgt/"
        return sum("AS_REQ" in line and "NEEDED_PREAUTH" not in line and asked in line
                   for line in self.read("own/kdc.log").splitlines())
