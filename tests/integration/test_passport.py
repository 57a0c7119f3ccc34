# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Passport from end to end: the password is for the login server alone, the ticket for the partner alone."""

import base64
import urllib.parse

from support.case import main, needs_root
from support.passport import REALM, LoginServer, Partner
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


@needs_root
class Exchanges(PassportCase):
    def test_right(self):
        """One login for all files of a job; the second one has the partner's cookie."""
        self.start()
        job = self.add_with(RIGHT, self.guarded(), self.guarded("ebb.bin"), "--header", "X-Own: of the job")
        self.assert_there(self.run_job(job))
        self.assertEqual(self.counted(), (1, 0))
        self.assertEqual((self.partner.entered, self.partner.welcomed), (1, 1))
        self.assertEqual((self.login.looked, self.login.asked), (1, 1))
        self.assertTrue(all("x-own" in request.headers for request in self.secure.requests))

    def test_wrong(self):
        """One login, and never again by itself: not by this job, nor by another, nor after a restart."""
        self.start()
        wrong = self.add_with(WRONG)
        self.assert_error(self.run_job(wrong), "http-401")
        self.assertEqual(self.counted(), (1, 1))
        self.assert_error(self.run_job(wrong), "http-401")
        self.assert_error(self.run_job(self.add_with(WRONG, self.guarded("other.bin"))), "http-401")
        self.restart()
        self.assert_error(self.run_job(wrong), "http-401")
        self.assertEqual(self.counted(), (1, 1))
        self.assertEqual(self.partner.entered, 0)

    def none(self, status: int):
        self.start()
        self.partner.status = status
        job = self.add(self.guarded())
        self.assert_error(self.run_job(job), "http-401")
        self.assertEqual(self.counted(), (0, 0))
        [question] = self.questions()
        self.assertEqual((question["space"]["scheme"], question["jobs"]), ("passport", [job]))
        number = question["number"]
        for password, exit_status, counted in ((WRONG, 1, (1, 1)), (RIGHT, 0, (2, 1))):
            outcome = self.box.run("answer", str(number), "--user", USER, "--password-stdin", text=f"{password}\n")
            self.assertEqual(outcome.status, exit_status, outcome)
            self.assertEqual(self.counted(), counted)
        self.assert_there(self.box.await_state(job, "acknowledged", "error"))
        self.assertEqual(self.questions(), [])

    def test_none(self):
        self.none(401)

    def test_none_at_a_redirect(self):
        """Who has nothing is asked too, and not led to the page for browsers."""
        self.secure.serve("/login.html", Resource(b"<html>sign in</html>"))
        self.none(302)

    def test_a_password_that_has_to_be_escaped(self):
        self.login.password = HARD
        self.start()
        self.assert_there(self.run_job(self.add_with(HARD)))
        self.assertEqual(self.counted(), (1, 0))

    def test_a_partner_over_http(self):
        """Login and password go over TLS all the same."""
        self.start()
        self.assert_there(self.run_job(self.add_with(RIGHT, self.guarded(server=self.server))))
        self.assertEqual(self.counted(), (1, 0))

    def test_without_a_nexus(self):
        self.start(**{"login-url": self.login.server.url("/login2.srf"), "realm": REALM})
        self.assert_there(self.run_job(self.add_with(RIGHT)))
        self.assertEqual((self.counted(), self.login.looked), ((1, 0), 0))

    def test_a_new_version(self):
        """The nexus is asked again before the next sign-in."""
        self.start()
        self.login.announced = 4
        self.assert_there(self.run_job(self.add_with(RIGHT)))
        self.login.version = 4
        self.assert_there(self.run_job(self.add_with(RIGHT, self.guarded("new.bin"))))
        self.assertEqual((self.counted(), self.login.looked), ((2, 0), 2))

    def test_cookies_that_run_out(self):
        """The login server's cookie stands for the password."""
        self.box.must("config", "set", "connections-per-host=1")
        self.start()
        second = self.guarded("ebb.bin")
        honest = self.partner

        def late(exchange):
            honest.cookies.clear()
            self.secure.resource(second).behaviour = honest
            honest(exchange)

        self.secure.resource(second).behaviour = late
        job = self.run_job(self.add_with(RIGHT, self.guarded(), second))
        self.assert_there(job)
        self.assertEqual((self.counted(), self.login.asked, self.partner.entered), ((1, 0), 2, 2))

    def test_nobody_else_has_it(self):
        """A job without credentials is refused where another one was just let in."""
        self.partner.status = 401
        self.start()
        self.assert_there(self.run_job(self.add_with(RIGHT)))
        before = len(self.secure.requests)
        self.assert_error(self.run_job(self.add(self.guarded("other.bin"))), "http-401")
        self.assertEqual(self.counted(), (1, 0))
        for request in self.secure.requests[before:]:
            self.assertFalse({"cookie", "authorization"} & set(request.headers), request)


@needs_root
class Refusals(PassportCase):
    """What nobody may bring it to."""

    def test_an_ordinary_redirect(self):
        """One without a challenge is followed; where it leads nobody is signed in with what is not for there."""
        self.start()
        self.elsewhere.serve("/free", Resource(BODY))
        away = self.guarded("away")
        self.secure.resource(away).behaviour = lambda exchange: exchange.head(302, 0,
                                                                            Location=self.elsewhere.url("/free"))
        self.assert_there(self.run_job(self.add_with(RIGHT, away)))
        other = self.guarded("held", self.elsewhere)
        self.secure.resource(away).behaviour = lambda exchange: exchange.head(302, 0, Location=other)
        self.assert_error(self.run_job(self.add_with(RIGHT, away)), "http-401")
        self.assertEqual((self.counted(), self.login.asked), ((0, 0), 0))

    def test_who_has_no_passport(self):
        """Without a way to sign in the page for browsers is what there is."""
        self.restart()
        self.secure.serve("/login.html", Resource(BODY))
        self.assert_there(self.download(self.guarded()))
        self.assertEqual(self.login.looked, 0)

    def test_a_redirect_with_a_ticket(self):
        """It is followed without the ticket, and without the cookie."""
        self.start()
        self.partner.moved = self.elsewhere.serve("/moved", Resource(BODY)).replace("127.0.0.1", "localhost")
        self.assert_there(self.run_job(self.add_with(RIGHT)))
        self.assertEqual((self.counted(), self.partner.entered), ((1, 0), 1))
        self.assertEqual(len(self.elsewhere.requests), 1)

    def test_redirects_of_the_login_server(self):
        self.start()
        self.login.redirects = ["/login3.srf"]
        self.assert_there(self.run_job(self.add_with(RIGHT)))
        self.assertEqual(self.counted(), (1, 0))
        for where, code in ((["http" + self.server.url("/login2.srf")[4:]], "insecure-redirect"),
                            (["/login3.srf"] * 6, "too-many-redirects")):
            self.login.redirects = where
            job = self.box.add("--suspended", self.guarded(code))
            self.give(job, "--scheme", "passport", "--user", USER, password=RIGHT)
            self.box.must("resume", job)
            self.assertEqual(self.box.await_state(job, "error", "transient-error")["error"]["code"], code)
            self.login.redirects = []
        self.assertEqual(self.counted(), (1, 0))

    def test_a_ticket_that_the_partner_refuses(self):
        """It is not asked for again and again."""
        self.start()
        self.partner.is_deaf = True
        self.assert_error(self.run_job(self.add_with(RIGHT)), "http-401")
        self.assertEqual((self.counted(), len(self.partner.used)), ((1, 0), 1))

    def failed(self, code: str):
        self.start()
        job = self.add_with(RIGHT)
        self.box.must("resume", job)
        self.assertEqual(self.box.await_state(job, "error", "transient-error")["error"]["code"], code)
        self.assertEqual(self.partner.used, set())

    def test_another_realm(self):
        self.login.srealm = "Ebb.Test"
        self.failed("server-unproven")
        self.assertEqual(self.counted(), (0, 0))

    def test_a_ticket_for_somebody_else(self):
        self.login.link = self.elsewhere.serve("/theirs", Resource(BODY))
        self.failed("server-unproven")
        self.assertEqual(self.elsewhere.requests, [])

    def test_no_second_try(self):
        self.login.status = "failed-noretry"
        self.failed("http-401")
        self.assertEqual(self.counted(), (0, 0))


class Trust(PassportCase):
    def test_a_login_server_that_nobody_vouches_for(self):
        self.box.must("config", "set", f"passport.nexus={self.login.nexus_url}")
        self.box.must("agent", "stop")
        job = self.add_with(RIGHT, self.guarded(server=self.server))
        self.assert_error(self.run_job(job), "certificate-untrusted")
        self.assertEqual(self.login.server.requests, [])


if __name__ == "__main__":
    main()
