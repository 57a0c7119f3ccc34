# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Servers that want to know who asks: what is right gets in, what is wrong costs one login, and nobody else has it."""

from support.apache import Apache
from support.case import main
from support.guards import Ntlm, Sha256, Token
from support.kdc import Kdc
from support.processes import eventually
from support.signincase import BODY, RIGHT, WRONG, KeyringCase, SignInCase


class Servers(SignInCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kdc = Kdc(anna=RIGHT)
        cls.addClassCleanup(cls.kdc.close)
        cls.apache = Apache(cls.kdc, anna=RIGHT)
        cls.addClassCleanup(cls.apache.close)

    def setUp(self):
        super().setUp()
        self.box.variables |= self.kdc.variables | {"KRB5CCNAME": f"FILE:{self.box.root}/none"}

    def logins(self, path: str) -> int:
        return sum(one.scheme != "-" for one in self.apache.exchanges(path))

    def check_apache(self, scheme: str, *settings: str, wrong_logins: int = 1):
        """Right, wrong and none at apache's folder for the scheme."""
        path = f"{scheme}/{self.id().rpartition('.')[2]}"
        url = self.apache.serve(path, BODY)
        name = "anna@QUAY.TEST" if scheme == "negotiate" else "anna"
        before = self.logins(path)
        wrong = self.add(url)
        self.settings(wrong, *settings)
        self.give(wrong, "--scheme", scheme, "--user", name, password=WRONG)
        self.assert_error(self.run_job(wrong), "http-401")
        self.assert_error(self.run_job(wrong), "http-401")  # nothing is sent again by itself
        eventually(lambda: self.logins(path) - before >= wrong_logins)
        right = self.add(url)
        self.settings(right, *settings)
        self.give(right, "--scheme", scheme, "--user", name, password=RIGHT)
        self.assert_there(self.run_job(right))
        nobody = self.add(url)
        self.settings(nobody, *settings)
        self.assert_error(self.run_job(nobody), "http-401")
        [question] = self.questions()
        self.assertEqual(question["space"]["scheme"], scheme)
        self.assertEqual(set(question["jobs"]), {wrong, nobody})
        self.box.must("answer", str(question["number"]), "--user", name, "--password-stdin", text=f"{RIGHT}\n")
        for job in (wrong, nobody):
            self.assert_there(self.box.await_state(job, "acknowledged", "error"))
        self.assertEqual(self.questions(), [])
        eventually(lambda: self.logins(path) - before >= wrong_logins + 3)
        refused = [one for one in self.apache.exchanges(path) if one.scheme != "-" and one.status == 401]
        self.assertEqual(len(refused), wrong_logins, self.apache.exchanges(path))

    def test_basic(self):
        self.check_apache("basic", "allow-insecure-basic=true")

    def test_digest(self):
        self.check_apache("digest")

    def test_negotiate(self):
        """A password that the realm refuses is never shown to the server."""
        self.check_apache("negotiate", wrong_logins=0)

    def test_own_ticket(self):
        url = self.apache.serve("negotiate/own", BODY)
        self.box.variables["KRB5CCNAME"] = self.kdc.ticket("anna", RIGHT, self.box.root / "tickets")
        nobody = self.add(url)
        self.assert_error(self.run_job(nobody), "http-401")  # only jobs that ask for it
        job = self.add(url)
        self.box.must("credentials", "set", job, "--target", "server", "--scheme", "negotiate")
        self.assert_there(self.run_job(job))
        self.box.must("config", "set", "auth.implicit=always")
        self.assert_there(self.run_job(nobody))

    def test_no_ticket(self):
        job = self.add(self.apache.serve("negotiate/noticket", BODY))
        self.box.must("credentials", "set", job, "--target", "server", "--scheme", "negotiate")
        self.assert_error(self.run_job(job), "ticket-needed")

    def guarded(self, guard) -> str:
        url = self.serve("tide.bin")
        self.resource(url).behaviour = guard
        return url

    def test_digest_with_sha_256(self):
        guard = Sha256("anna", RIGHT, life=2)
        url = self.guarded(guard)
        wrong = self.add(url)
        self.give(wrong, "--scheme", "digest", "--user", "anna", password=WRONG)
        self.assert_error(self.run_job(wrong), "http-401")
        self.assertEqual((guard.logins, guard.refused), (1, 1))
        right = self.add(url)
        self.give(right, "--user", "anna", password=RIGHT)
        self.assertEqual(self.run_job(right)["state"], "acknowledged")
        self.assertEqual((guard.logins, guard.refused), (2, 1))
        nobody = self.add(url)
        self.assert_error(self.run_job(nobody), "http-401")
        self.answer(self.questions()[0]["number"], RIGHT)
        self.assertEqual(self.box.await_state(nobody, "acknowledged")["state"], "acknowledged")

    def test_a_token(self):
        guard = Token(RIGHT)
        url = self.guarded(guard)
        insecure = self.add(url)
        self.give(insecure, "--scheme", "bearer", password=RIGHT)
        self.assert_error(self.run_job(insecure), "insecure-basic")
        self.assertEqual(guard.logins, 0)
        self.settings(insecure, "allow-insecure-basic=true")
        self.assertEqual(self.run_job(insecure)["state"], "acknowledged")
        wrong = self.add(url)
        self.settings(wrong, "allow-insecure-basic=true")
        self.give(wrong, "--scheme", "bearer", password=WRONG)
        self.assert_error(self.run_job(wrong), "http-401")
        self.assertEqual((guard.logins, guard.refused), (2, 1))

    def test_ntlm(self):
        """Right, wrong and none; a file more of another job over the same way is refused."""
        for number, (user, also) in enumerate((("anna", ""), ("QUAY\\anna", "Negotiate"))):
            guard = Ntlm("anna", RIGHT, also)
            url = self.serve(f"ntlm-{number}")
            self.resource(url).behaviour = guard
            wrong = self.add(url)
            self.settings(wrong, "allow-insecure-basic=true")
            self.give(wrong, "--scheme", "ntlm", "--user", user, password=WRONG)
            self.assert_error(self.run_job(wrong), "http-401")
            self.assert_error(self.run_job(wrong), "http-401")
            self.assertEqual((guard.logins, guard.refused), (1, 1))
            right = self.add(url)
            self.settings(right, "allow-insecure-basic=true")
            self.give(right, "--scheme", "ntlm", "--user", user, password=RIGHT)
            self.assertEqual(self.run_job(right)["state"], "acknowledged")
            nobody = self.add(url)
            self.settings(nobody, "allow-insecure-basic=true")
            self.assert_error(self.run_job(nobody), "http-401")
            self.assertEqual((guard.logins, guard.refused), (2, 1))
            self.box.must("cancel", wrong, nobody)

    def test_ntlm_asked_of_a_person(self):
        guard = Ntlm("anna", RIGHT)
        urls = [self.serve(f"file-{number}", 3000 + number) for number in range(8)]
        for url in urls:
            self.resource(url).behaviour = guard
        job = self.add(*urls)
        self.settings(job, "allow-insecure-basic=true")
        self.assert_error(self.run_job(job), "http-401")
        [question] = self.questions()
        self.assertEqual(question["space"]["scheme"], "ntlm")
        self.answer(question["number"], WRONG, status=1)
        self.assertEqual((guard.logins, guard.refused), (1, 1))
        self.answer(question["number"], RIGHT)
        self.assertEqual(self.box.await_state(job, "acknowledged", "error")["state"], "acknowledged")
        self.assertEqual(guard.refused, 1)

    def test_ntlm_without_an_end(self):
        """A server that never comes to the second step is not asked for ever."""
        guard = Ntlm("anna", RIGHT, bare=True)
        url = self.guarded(guard)
        job = self.add(url)
        self.settings(job, "allow-insecure-basic=true")
        self.give(job, "--scheme", "ntlm", "--user", "anna", password=RIGHT)
        self.box.must("resume", job)
        self.assert_error(self.box.await_state(job, "transient-error", "error"), "invalid-server-response",
                          "transient-error")
        self.assertLess(len(self.requests(url)), 100)
        self.assertEqual(guard.logins, 0)

    def test_ntlm_over_http(self):
        """The network library turns it into Basic where somebody in the way asks for that at its second step, so it
        is not even begun."""
        guard = Ntlm("anna", RIGHT)
        asked = []

        def weaker(exchange):
            asked.append(exchange.request.headers.get("authorization", ""))
            if len(asked) <= 2:
                guard(exchange)
            else:
                exchange.head(401, 0, WWW_Authenticate='Basic realm="tides"')

        url = self.serve("weaker")
        self.resource(url).behaviour = weaker
        job = self.add(url)
        self.give(job, "--scheme", "ntlm", "--user", "anna", password=RIGHT)
        self.assert_error(self.run_job(job), "insecure-basic")
        self.assertEqual([one for one in asked if one], [])

    def test_before_anybody_asks(self):
        guard = Token(RIGHT)
        url = self.guarded(guard)
        job = self.add(url)
        self.settings(job, "allow-insecure-basic=true", "preemptive=true")
        self.give(job, "--scheme", "bearer", password=RIGHT)
        self.assertEqual(self.run_job(job)["state"], "acknowledged")
        self.assertEqual(len(self.requests(url)), 1)

    def test_a_link_with_a_password(self):
        url = self.apache.serve("digest/link", BODY)
        self.assert_there(self.download(url.replace("://", f"://anna:{RIGHT}@")))

    def check_nobody_else(self, mine: list[str], theirs: str, how: tuple[str, ...], is_in):
        """While one job signs in again and again, another one, which has nothing to sign in with, is refused each
        time."""
        job = self.add(*mine)
        self.settings(job, "max-rate=700K", "allow-insecure-basic=true")
        self.give(job, "--scheme", *how, password=RIGHT)
        self.box.must("resume", job)
        eventually(is_in)
        nobody = self.add(theirs)
        is_over, tries = False, 0
        while not is_over or tries < 3:
            is_over = self.box.info(job)["state"] == "acknowledged"
            self.assert_error(self.run_job(nobody), "http-401")
            tries += 1

    def check_nobody_else_at_apache(self, scheme: str, folder: str = ""):
        """And shows nothing; connections are kept and used again."""
        mine, theirs = (f"{folder or scheme}/{self.id().rpartition('.')[2]}-{whose}" for whose in ("mine", "theirs"))
        name = "anna@QUAY.TEST" if scheme == "negotiate" else "anna"

        def let_in():
            return [one for one in self.apache.exchanges(mine) if one.status == 200]

        self.check_nobody_else([self.apache.serve(f"{mine}-{number}", BODY) for number in range(40)],
                               self.apache.serve(theirs, BODY), (scheme, "--user", name), let_in)
        eventually(lambda: len(self.apache.exchanges(theirs)) >= 3)
        self.assertEqual({(one.status, one.scheme) for one in self.apache.exchanges(theirs)}, {(401, "-")})
        self.assertEqual(len(let_in()), 40)
        self.assertTrue([one for one in let_in() if one.before > 0], "no connection was used again")

    def test_nobody_else_has_basic(self):
        self.check_nobody_else_at_apache("basic")

    def test_nobody_else_has_digest(self):
        self.check_nobody_else_at_apache("digest")

    def test_nobody_else_has_tickets(self):
        self.check_nobody_else_at_apache("negotiate")

    def test_nobody_else_has_a_connection_that_is_signed_in(self):
        self.check_nobody_else_at_apache("negotiate", "bound")

    def test_nobody_else_has_the_token(self):
        guard = Token(RIGHT)
        mine = [self.serve(f"mine-{number}", 50_000 + number) for number in range(40)]
        for url in mine:
            self.resource(url).behaviour = guard
        theirs = self.guarded(guard)
        self.check_nobody_else(mine, theirs, ("bearer",), lambda: guard.logins > 0)
        self.assertFalse([one for one in self.requests(theirs) if "authorization" in one.headers])
        self.assertEqual(guard.refused, 0)

    def test_another_origin(self):
        """What a job was given is not for where a redirect leads."""
        guard = Token(RIGHT)
        other = self.guarded(guard)
        url = self.serve("away")
        self.resource(url).behaviour = lambda exchange: exchange.head(302, 0, Location=other.replace("127.0.0.1",
                                                                                                   "localhost"))
        job = self.add(url)
        self.settings(job, "allow-insecure-basic=true", "preemptive=true")
        self.give(job, "--scheme", "bearer", password=RIGHT)
        self.assert_error(self.run_job(job), "http-401")
        self.assertEqual(guard.logins, 0)
        self.assertEqual(self.questions()[0]["space"]["host"], "localhost")


class Inbox(SignInCase):
    def test_fifty_jobs(self):
        """The password is changed while they come, and the agent killed: one question, and one answer frees all."""
        self.box.must("config", "set", "background-slots=16")
        guard = Sha256("anna", RIGHT)
        kept = [self.serve(f"kept-{number}", 1000 + number) for number in range(50)]
        for url in kept:
            self.resource(url).behaviour = guard
        free = [self.serve(f"free-{number}", 2000 + number) for number in range(50)]
        first = self.box.add(kept[0])
        self.box.await_state(first, "error")
        self.answer(1, RIGHT)
        self.box.await_state(first, "acknowledged")
        guard.password = WRONG
        guard.refused = 0
        jobs = [self.box.add(url) for pair in zip(kept, free, strict=True) for url in pair]
        self.box.kill_agent()
        for job in jobs[1::2]:
            self.box.await_state(job, "acknowledged")
        for job in jobs[::2]:
            self.box.await_state(job, "error")
        self.assertEqual(guard.refused, 1)
        [question] = self.questions()
        self.assertEqual((question["number"], question["refusedUser"]), (2, "anna"))
        self.answer(2, WRONG)
        for job in jobs[::2]:
            self.box.await_state(job, "acknowledged")

    def test_three_wrong_answers(self):
        guard = Sha256("anna", RIGHT)
        url = self.serve("tide")
        self.resource(url).behaviour = guard
        job = self.box.add(url)
        self.box.await_state(job, "error")
        for _ in range(3):
            self.answer(1, WRONG, status=1)
        self.assertEqual(guard.refused, 3)
        outcome = self.box.run("answer", "1", "--user", "anna", "--password-stdin", text=f"{RIGHT}\n")
        self.assertNotEqual(outcome.status, 0)
        self.assertIn("five minutes", outcome.err)
        self.assertEqual(guard.logins, 3)


class Keyrings(KeyringCase):
    def guarded(self, name: str) -> str:
        url = self.serve(name)
        self.resource(url).behaviour = self.guard
        return url

    def sign_in_once(self):
        job = self.box.add(self.guarded("first"))
        self.box.await_state(job, "error")
        self.answer(1, RIGHT)
        self.box.await_state(job, "acknowledged")
        eventually(lambda: self.keyring.items() == 1, 30, "the password in the keyring")

    def test_it_is_there_after_a_restart(self):
        self.sign_in_once()
        self.box.must("agent", "stop")
        job = self.box.add(self.guarded("second"))
        self.assertEqual(self.box.await_state(job, "acknowledged", "error")["state"], "acknowledged")

    def test_it_is_there_when_the_agent_stops_at_once(self):
        job = self.box.add(self.guarded("first"))
        self.box.await_state(job, "error")
        self.answer(1, RIGHT)
        self.box.must("agent", "stop")  # which does not wait for its process to end
        eventually(lambda: self.keyring.items() == 1, 10, "the password in the keyring")

    def test_locked_at_the_start(self):
        self.sign_in_once()
        self.box.must("agent", "stop")
        self.keyring.lock()
        job = self.box.add(self.guarded("second"))
        shown = self.box.await_state(job, "transient-error")
        self.assertEqual(shown["cause"]["code"], "keyring-locked")
        self.assertEqual(self.questions(), [])
        other = self.box.add(self.serve("free"))
        self.box.await_state(other, "acknowledged")
        self.keyring.unlock()
        self.box.await_state(job, "acknowledged", seconds=10)

    def test_its_own_go_with_the_job(self):
        job = self.add(self.guarded("own"))
        self.give(job, "--scheme", "digest", "--user", "anna", password=RIGHT)
        eventually(lambda: self.keyring.items() == 1, 30, "the password in the keyring")
        self.assertEqual(self.run_job(job)["state"], "acknowledged")
        eventually(lambda: self.keyring.items() == 0, 30, "an empty keyring")

    def test_headers_are_in_it(self):
        url = self.serve("with-a-token")
        self.resource(url).behaviour = Token(RIGHT)
        job = self.add(url, "--header", f"Authorization: Bearer {RIGHT}", "--header", "X-Own: +1")
        eventually(lambda: self.keyring.items() == 1, 30, "the headers in the keyring")
        self.box.must("agent", "stop")
        eventually(lambda: not self.box.agents(), 30, "the end of the agent")
        self.search()
        self.keyring.lock()
        self.box.must("resume", job)
        self.assertEqual(self.box.await_state(job, "transient-error")["cause"]["code"], "keyring-locked")
        self.assertEqual(self.requests(url), [])
        self.keyring.unlock()
        self.box.await_state(job, "acknowledged", seconds=10)
        self.assertEqual(self.requests(url)[-1].headers["x-own"], "+1")
        eventually(lambda: self.keyring.items() == 0, 30, "an empty keyring")

    def test_headers_that_are_gone(self):
        url = self.serve("with-a-word")
        job = self.add(url, "--header", f"X-Own: {RIGHT}")
        eventually(lambda: self.keyring.items() == 1, 30, "the headers in the keyring")
        self.box.must("agent", "stop")
        eventually(lambda: not self.box.agents(), 30, "the end of the agent")
        self.keyring.forget()
        self.box.must("resume", job)
        shown = self.box.await_state(job, "error")
        self.assertEqual(shown["error"]["code"], "headers-missing")
        self.assertIn("set JOB headers=", shown["error"]["remedy"])
        self.assertEqual(self.requests(url), [])
        self.assertEqual(self.box.run("wait", job).status, 7)
        self.box.must("set", job, "headers=X-Own: louder")
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged")
        self.assertEqual(self.requests(url)[-1].headers["x-own"], "louder")


if __name__ == "__main__":
    main()
