# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Passport from end to end: the password is for the login server alone, the ticket for the partner alone."""

from support.case import main, needs_root
from support.kdc import Kdc
from support.passport import REALM
from support.passportcase import HARD, USER, PassportCase
from support.processes import eventually
from support.server import FaultServer, Resource
from support.signincase import BODY, RIGHT, WRONG
from support.squid import Squid


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

    def test_a_login_server_that_is_busy(self):
        """It says nothing of the password, which is not refused."""
        for place, honest in (("/rdr/pprdr.asp", self.login.nexus), ("/login2.srf", self.login.login)):
            self.login.server.resources[place].behaviour = lambda exchange: exchange.head(503, 0)
            self.failed("http-503")
            self.assertEqual((self.counted(), self.questions()), ((0, 0), []))
            self.login.server.resources[place].behaviour = honest

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


@needs_root
class Proxies(PassportCase):
    """Nexus and login server are reached through the job's proxy, as all else is: its log is the proof."""

    def setUp(self):
        super().setUp()
        self.kdc = Kdc(anna=RIGHT)
        self.addCleanup(self.kdc.close)
        self.box.variables |= self.kdc.variables | {"KRB5CCNAME": f"FILE:{self.box.root}/none"}

    def begin(self, scheme: str = "none", **how: bool):
        people = {"anna": RIGHT} if scheme in ("basic", "digest", "ntlm") else {}
        self.squid = Squid(scheme, self.kdc, **how, **people)
        self.addCleanup(self.squid.close)
        self.before = set(self.server.peers)  # of other tests
        self.addCleanup(self.search_past)
        self.start()

    def search_past(self):
        """Nobody has come to the login server, or to a partner, but from the proxy, which has no log when it is dead."""
        for server in (self.login.server, *(self.here if self.squid.process else ())):
            eventually(lambda peers=server.peers: peers - self.before <= self.ports(), 20, "the log of the proxy")

    def ports(self) -> set[int]:
        return {int(one[5]) for one in self.squid.exchanges() if one[5] != "-"}

    def tunnels(self, server: FaultServer) -> list[tuple[int, str]]:
        """Status and user of those that lead there."""
        place = server.url("").removeprefix("https://")
        return [one[:2] for one in self.squid.exchanges() if one[2:4] == ("CONNECT", place)]

    def add_through(self, password: str, url: str, scheme: str = "", user: str = "anna", known: str = RIGHT) -> str:
        job = self.add_with(password, url, "--proxy", self.squid.url)
        if scheme:
            self.box.must("credentials", "set", job, "--target", "proxy", "--scheme", scheme, "--user", user,
                          "--password-stdin", text=f"{known}\n")
        return job

    def assert_through(self, user: str = "-"):
        """It looked at the nexus, asked for a ticket, and signed in."""
        ways = eventually(lambda: [one for one in self.tunnels(self.login.server) if one[0] == 200], 20)
        self.assertEqual(set(ways), {(200, user)})

    def test_that_lets_everybody_through(self):
        self.begin()
        for server in (self.server, self.secure):
            self.assert_there(self.run_job(self.add_through(RIGHT, self.guarded(server=server))))
        self.assertEqual((self.counted(), self.login.asked), ((2, 0), 2))
        self.assert_error(self.run_job(self.add_through(WRONG, self.guarded("other.bin"))), "http-401")
        self.assertEqual(self.counted(), (3, 1))
        self.assert_through()

    def check_scheme(self, scheme: str, user: str = "anna"):
        self.begin(scheme)
        name = user if scheme != "basic" else "anna"
        for server in (self.server, self.secure):
            job = self.add_through(RIGHT, self.guarded(server=server), scheme, user)
            self.assert_there(self.run_job(job))
        self.assertEqual((self.counted(), self.login.asked), ((2, 0), 2))
        self.assert_through(name)

    def test_basic(self):
        self.check_scheme("basic")

    def test_digest(self):
        self.check_scheme("digest")

    def test_negotiate(self):
        self.check_scheme("negotiate", "anna@QUAY.TEST")

    def test_ntlm(self):
        self.check_scheme("ntlm")

    def test_a_proxy_that_asks_on_the_way_to_the_login_server(self):
        """Plain requests pass, so that nobody is asked before; wrong, none, and answered."""
        self.begin("basic", tunnels_alone=True)
        wrong = self.add_through(RIGHT, self.guarded(server=self.server), "basic", known=WRONG)
        self.assert_error(self.run_job(wrong), "http-407")
        nobody = self.add_through(RIGHT, self.guarded("other.bin", self.server))
        self.assert_error(self.run_job(nobody), "http-407")
        self.assertEqual((self.login.server.requests, self.login.server.peers), ([], set()))
        [question] = self.questions()
        self.assertEqual((question["space"]["target"], set(question["jobs"])), ("proxy", {wrong, nobody}))
        self.answer(question["number"], WRONG, status=1)
        self.answer(question["number"], RIGHT)
        for job in (wrong, nobody):
            self.assert_there(self.box.await_state(job, "acknowledged", "error"))
        self.assertEqual((self.counted(), self.questions()), ((2, 0), []))
        self.assert_through("anna")

    def test_ntlm_for_tunnels_alone(self):
        """What cannot be proven is not tried."""
        self.begin("ntlm", tunnels_alone=True)
        self.assert_error(self.run_job(self.add_through(RIGHT, self.guarded(server=self.server), "ntlm")), "http-407")
        self.assertEqual(self.login.server.peers, set())

    def test_a_proxy_without_tunnels(self):
        self.begin("plain")
        self.assert_error(self.run_job(self.add_through(RIGHT, self.guarded(server=self.server))), "http-403")
        self.assertEqual((self.login.server.peers, self.questions()), (set(), []))

    def test_a_dead_proxy(self):
        """Nothing goes past it: neither from the start, nor when it dies before the login server is asked."""
        self.begin()
        job = self.add_through(RIGHT, self.guarded(server=self.server))
        honest = self.partner

        def last(exchange):
            honest(exchange)
            self.squid.close()

        self.resource(self.guarded(server=self.server)).behaviour = last
        for codes in ({"connect-failure", "connection-closed"}, {"connect-failure"}):  # it may die in mid-answer
            self.box.must("resume", job)
            shown = self.box.await_state(job, "transient-error", "acknowledged")
            self.assertIn((shown["error"] or {}).get("code"), codes, shown)
            self.box.must("suspend", job)
        self.assertEqual((self.login.server.peers, self.counted()), (set(), (0, 0)))


if __name__ == "__main__":
    main()
