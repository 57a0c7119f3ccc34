# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""What tests of Passport have in common: a login server, a partner, and a look at who has heard what."""

import base64
import urllib.parse

from support.passport import LoginServer, Partner
from support.server import FaultServer, Resource
from support.signincase import BODY, RIGHT, WRONG, SignInCase
from support.tls import Authority

USER = "anna@quay.test"
HARD = f"{RIGHT},%2C ü"  # a comma ends an element, and what is not ASCII has to be escaped


def forms(secret: str) -> list[str]:
    """What it may look like in a request."""
    coded = base64.b64encode(f"{USER}:{secret}".encode()).decode()
    return [secret, urllib.parse.quote(secret, safe=""), coded]


class PassportCase(SignInCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.close)

    def setUp(self):
        super().setUp()
        self.login = LoginServer(self.authority.server_context(), USER, RIGHT)
        self.addCleanup(self.login.close)
        self.partner = Partner(self.login)
        self.secure = self.another_server()
        self.here = [self.secure, self.server]  # who may see a ticket
        self.elsewhere = self.another_server()
        self.addCleanup(self.check)

    def another_server(self) -> FaultServer:
        server = FaultServer(self.authority.server_context())
        self.addCleanup(server.close)
        return server

    def check(self):
        """Everybody has kept to the specification, and nobody has heard what is not for them."""
        self.assertEqual(self.login.complaints + self.partner.complaints, [])
        for server in (*self.here, self.elsewhere):
            heard = str([(request.path, request.headers) for request in server.requests])
            for secret in (RIGHT, WRONG, HARD):
                for form in forms(secret):
                    self.assertNotIn(form, heard)
            self.assertFalse([one for one in self.login.cookies if one in heard])
        for server in (self.login.server, self.elsewhere):
            heard = str([request.headers for request in server.requests])
            self.assertNotIn("from-PP", heard)
            self.assertFalse([one for one in (*self.login.tickets, *self.partner.cookies) if one in heard])

    def start(self, **settings: str):
        """An agent that trusts the authority of this test."""
        given = settings or {"nexus": self.login.nexus_url}
        self.box.must("config", "set", *(f"passport.{name}={value}" for name, value in given.items()))
        self.restart()

    def restart(self):
        self.box.kill_agent()
        self.box.start_agent(wrapper=self.authority.trusting)

    def guarded(self, name: str = "tide.bin", server: FaultServer | None = None) -> str:
        path = f"/{self.id().rpartition('.')[2]}/{name}"
        return (server or self.secure).serve(path, Resource(BODY, behaviour=self.partner))

    def add_with(self, password: str, *urls: str) -> str:
        job = self.add(*(urls or (self.guarded(),)))
        self.give(job, "--scheme", "passport", "--user", USER, password=password)
        return job

    def counted(self) -> tuple[int, int]:
        return self.login.logins, self.login.refused
