# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The servers and proxies that sign-in is tested against, themselves: curl gets in with what is right, and only then."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from support.apache import Apache
from support.case import main
from support.daemons import Daemon, program
from support.kdc import Kdc
from support.processes import eventually
from support.server import FaultServer, Resource
from support.squid import Squid
from support.tls import Authority

BODY = b"high water\n" * 100


class PeerCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="lm-peers-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, peer):
        self.addCleanup(peer.close)
        return peer

    def curl(self, *arguments: str, **variables: str) -> int:
        """The status of the last answer; a body that came whole is BODY. 0 where a proxy refuses a tunnel."""
        done = subprocess.run(  # noqa: S603
            [program("curl"), "--silent", "--noproxy", "none.invalid", "--max-time", "20", "--output",
             str(self.folder / "body"), "--write-out", "%{http_code}", *arguments],
            env=os.environ | variables, capture_output=True, text=True, timeout=60, check=False)
        status = int(done.stdout)
        if status == 200:
            self.assertEqual((self.folder / "body").read_bytes(), BODY)
        return status


class Servers(PeerCase):
    def test_passwords(self):
        apache = self.start(Apache(alice="right"))
        self.assertEqual(self.curl(apache.serve("open/file", BODY)), 200)
        for scheme in ("basic", "digest"):
            url = apache.serve(f"{scheme}/file", BODY)
            self.assertEqual(self.curl(url), 401)
            self.assertEqual(self.curl(f"--{scheme}", "--user", "alice:right", url), 200)
            self.assertEqual(self.curl(f"--{scheme}", "--user", "alice:wrong", url), 401)
            eventually(lambda scheme=scheme: len(apache.exchanges(scheme)) >= 3)
            self.assertIn((200, "alice", scheme), [(one.status, one.user, one.scheme)
                                                   for one in apache.exchanges(scheme)])
        apache.set_passwords(alice="new")
        self.assertEqual(self.curl("--digest", "--user", "alice:right", url), 401)
        self.assertEqual(self.curl("--digest", "--user", "alice:new", url), 200)

    def test_tickets(self):
        kdc = self.start(Kdc(alice="right"))
        apache = self.start(Apache(kdc))
        url = apache.serve("negotiate/file", BODY)
        either = apache.serve("either/file", BODY)
        asking = ("--negotiate", "--user", ":", url)
        none = kdc.variables | {"KRB5CCNAME": f"FILE:{self.folder}/none"}
        self.assertEqual(self.curl(*asking, **none), 401)
        self.assertEqual(kdc.logins("alice"), 0)
        own = kdc.variables | {"KRB5CCNAME": kdc.ticket("alice", "right", self.folder / "own")}
        self.assertEqual(kdc.logins("alice"), 1)
        self.assertEqual(self.curl(*asking, **own), 200)
        self.assertEqual(self.curl("--basic", "--user", "alice:right", either), 200)
        self.assertEqual(self.curl("--basic", "--user", "alice:wrong", either), 401)
        eventually(lambda: [one.user for one in apache.exchanges("negotiate") if one.status == 200])
        self.assertEqual([(one.user, one.scheme) for one in apache.exchanges("negotiate") if one.status == 200],
                         [("alice@QUAY.TEST", "negotiate")])

    def test_the_realm(self):
        kdc = self.start(Kdc(alice="right"))
        with self.assertRaisesRegex(AssertionError, "Password incorrect"):
            kdc.ticket("alice", "wrong", self.folder / "own")
        kdc.set_password("alice", "new")
        kdc.ticket("alice", "new", self.folder / "own")
        self.assertEqual(kdc.logins("alice"), 2)
        kdc.stop()
        with self.assertRaisesRegex(AssertionError, "Cannot contact any KDC"):
            kdc.ticket("alice", "new", self.folder / "own")
        kdc.start()
        kdc.ticket("alice", "new", self.folder / "own")


class Proxies(PeerCase):
    def setUp(self):
        super().setUp()
        authority = self.start(Authority())
        self.plain = self.start(FaultServer())
        self.secure = self.start(FaultServer(authority.server_context()))
        self.trust = ("--cacert", str(authority.trusted / "authority.pem"))
        self.urls = [server.serve("/file", Resource(BODY)) for server in (self.plain, self.secure)]

    def through(self, squid: Squid, *arguments: str, **variables: str) -> list[int]:
        """The status of a plain request and of one in a tunnel."""
        return [self.curl(*self.trust, "--proxy", squid.url, *arguments, url, **variables) for url in self.urls]

    def test_everybody(self):
        squid = self.start(Squid())
        self.assertEqual(self.through(squid), [200, 200])

    def test_passwords(self):
        for scheme in ("basic", "digest"):
            squid = self.start(Squid(scheme, alice="right"))
            asking = (f"--proxy-{scheme}", "--proxy-user")
            self.assertEqual(self.through(squid), [407, 0])
            self.assertEqual(self.through(squid, *asking, "alice:wrong"), [407, 0])
            self.assertEqual(self.through(squid, *asking, "alice:right"), [200, 200])
            users = eventually(lambda squid=squid: [one[1:3] for one in squid.exchanges() if one[0] == 200][1:])
            self.assertEqual(users, [("alice", "CONNECT")])
        self.assertFalse([name for server in (self.plain, self.secure) for request in server.requests
                          for name in request.headers if "auth" in name])

    def test_tickets(self):
        kdc = self.start(Kdc(alice="right"))
        squid = self.start(Squid("negotiate", kdc))
        asking = ("--proxy-negotiate", "--proxy-user", ":")
        none = kdc.variables | {"KRB5CCNAME": f"FILE:{self.folder}/none"}
        self.assertEqual(self.through(squid, *asking, **none), [407, 0])
        own = kdc.variables | {"KRB5CCNAME": kdc.ticket("alice", "right", self.folder / "own")}
        self.assertEqual(self.through(squid, *asking, **own), [200, 200])


class Missing(PeerCase):
    """No test passes for want of a peer."""

    def test_a_program_that_is_missing(self):
        with self.assertRaisesRegex(AssertionError, "is missing"):
            program("no-such-program")

    def test_a_server_that_ends(self):
        daemon = self.start(Daemon("brief"))
        with self.assertRaisesRegex(AssertionError, "has ended with 3"):
            daemon.run("sh", "-c", "exit 3")


if __name__ == "__main__":
    main()
