# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Proxies that want to know who asks, for plain requests and for tunnels: a real squid, whose log is the proof."""

from support.case import main, needs_root
from support.kdc import Kdc
from support.processes import eventually
from support.server import FaultServer, Resource
from support.signincase import RIGHT, WRONG, SignInCase
from support.squid import Squid
from support.tls import Authority
from support.tokenproxy import TokenProxy


class ProxyCase(SignInCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kdc = Kdc(anna=RIGHT)
        cls.addClassCleanup(cls.kdc.close)
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.close)
        cls.secure = FaultServer(cls.authority.server_context())
        cls.addClassCleanup(cls.secure.close)

    def setUp(self):
        super().setUp()
        self.box.variables |= self.kdc.variables | {"KRB5CCNAME": f"FILE:{self.box.root}/none"}
        self.box.start_agent(wrapper=self.authority.trusting)

    def search(self):
        """Nor has any server been told who asks."""
        super().search()
        told = [(request.path, name) for server in (self.server, self.secure) for request in server.requests
                for name in request.headers if name in ("authorization", "proxy-authorization")]
        self.assertEqual(told, [])

    def squid(self, scheme: str) -> Squid:
        people = {"anna": RIGHT} if scheme in ("basic", "digest", "ntlm") else {}
        squid = Squid(scheme, self.kdc, **people)
        self.addCleanup(squid.close)
        return squid

    def urls(self) -> list[str]:
        path = f"/{self.id().rpartition('.')[2]}.bin"
        return [server.serve(path, Resource.random(50_000)) for server in (self.server, self.secure)]

    def add_through(self, squid: Squid, url: str) -> str:
        return self.add(url, "--proxy", squid.url)

    def give_proxy(self, job: str, scheme: str, user: str, password: str):
        self.box.must("credentials", "set", job, "--target", "proxy", "--scheme", scheme, "--user", user,
                      "--password-stdin", text=f"{password}\n")

    def assert_done(self, job: dict):
        self.assertEqual(job["state"], "acknowledged", job)

    @staticmethod
    def logins(squid: Squid) -> list[tuple[int, str]]:
        """Status and user of what said who it is; the first step of NTLM does not."""
        return [(one[0], one[1]) for one in squid.exchanges() if one[4] != "-" and "NTLM%20TlRMTVNTUAAB" not in one[4]]

    def check(self, scheme: str, url: str, user: str = "anna", refusals: int = 1):
        squid = self.squid(scheme)
        wrong = self.add_through(squid, url)
        self.give_proxy(wrong, scheme, user, WRONG)
        self.assert_error(self.run_job(wrong), "http-407")
        self.assert_error(self.run_job(wrong), "http-407")  # nothing is sent again by itself
        right = self.add_through(squid, url)
        self.give_proxy(right, scheme, user, RIGHT)
        self.assert_done(self.run_job(right))
        nobody = self.add_through(squid, url)
        self.assert_error(self.run_job(nobody), "http-407")  # what has just counted is the other job's
        [question] = self.questions()
        self.assertEqual(question["space"]["target"], "proxy")
        self.assertEqual(set(question["jobs"]), {wrong, nobody})
        self.box.must("answer", str(question["number"]), "--user", user, "--password-stdin", text=f"{RIGHT}\n")
        for job in (wrong, nobody):
            self.assert_done(self.box.await_state(job, "acknowledged", "error"))
        self.assertEqual(self.questions(), [])
        eventually(lambda: len([one for one in self.logins(squid) if one[0] == 200]) >= 3)
        refused = [one for one in self.logins(squid) if one[0] == 407]
        self.assertEqual(len(refused), refusals, squid.exchanges())


@needs_root
class Plain(ProxyCase):
    def test_basic(self):
        self.check("basic", self.urls()[0])

    def test_digest(self):
        self.check("digest", self.urls()[0])

    def test_negotiate(self):
        """A password that the realm refuses is never shown to the proxy."""
        self.check("negotiate", self.urls()[0], "anna@QUAY.TEST", refusals=0)

    def test_ntlm(self):
        self.check("ntlm", self.urls()[0])


@needs_root
class Tunnels(ProxyCase):
    def test_basic(self):
        self.check("basic", self.urls()[1])

    def test_digest(self):
        self.check("digest", self.urls()[1])

    def test_negotiate(self):
        self.check("negotiate", self.urls()[1], "anna@QUAY.TEST", refusals=0)

    def test_ntlm(self):
        """The library below asks for a tunnel that is refused thousands of times a second: it never meets one."""
        self.check("ntlm", self.urls()[1])
        self.assertEqual({request.method for request in self.secure.requests}, {"GET"})

    def test_ntlm_asks_little(self):
        squid = self.squid("ntlm")
        for password, code in ((WRONG, "http-407"), (RIGHT, None)):
            job = self.add_through(squid, self.urls()[1])
            self.give_proxy(job, "ntlm", "anna", password)
            if code:
                self.assert_error(self.run_job(job), code)
            else:
                self.assert_done(self.run_job(job))
        eventually(lambda: 200 in [one[0] for one in self.logins(squid)])
        # What the proof asks for is in no cache.
        self.assertEqual([one[0] for one in self.logins(squid)], [407, 504, 200])
        self.assertLess(len(squid.exchanges()), 16)

    def test_ntlm_many_files(self):
        squid = self.squid("ntlm")
        name = self.id().rpartition(".")[2]
        urls = [server.serve(f"/{name}{number}.bin", Resource.random(20_000 + number))
                for number in range(5) for server in (self.server, self.secure)]
        job = self.box.add(*urls, "--suspended", "--proxy", squid.url)
        self.give_proxy(job, "ntlm", "anna", RIGHT)
        done = self.run_job(job)
        self.assert_done(done)
        self.assertEqual(done["filesTransferred"], len(urls))
        self.assertEqual({one[0] for one in self.logins(squid)} & {407}, set())

    def test_ntlm_that_changes_at_the_worst_moment(self):
        """Between the proof and the tunnel: it costs two logins, and two seconds of asking."""
        squid = self.squid("ntlm")
        squid.take_once()
        job = self.add_through(squid, self.urls()[1])
        self.give_proxy(job, "ntlm", "anna", RIGHT)
        self.assert_error(self.run_job(job), "http-407")
        self.assertEqual([one[0] for one in self.logins(squid)], [504, 407, 407])
        before = len(squid.exchanges())
        squid.set_passwords(anna=RIGHT)
        [question] = self.questions()
        self.box.must("answer", str(question["number"]), "--user", "anna", "--password-stdin", text=f"{RIGHT}\n")
        self.assert_done(self.box.await_state(job, "acknowledged", "error"))
        eventually(lambda: 200 in [one[0] for one in self.logins(squid)])
        self.assertLess(len(squid.exchanges()) - before, 20)


@needs_root
class Tokens(ProxyCase):
    """Bearer, of a proxy of the tests'."""

    def give_token(self, job: str, token: str):
        self.box.must("credentials", "set", job, "--target", "proxy", "--scheme", "bearer", "--password-stdin",
                      text=f"{token}\n")

    def check_token(self, url: str):
        proxy = TokenProxy(RIGHT)
        self.addCleanup(proxy.close)
        wrong = self.add(url, "--proxy", proxy.url)
        self.give_token(wrong, WRONG)
        self.assert_error(self.run_job(wrong), "http-407")
        self.assert_error(self.run_job(wrong), "http-407")
        right = self.add(url, "--proxy", proxy.url)
        self.give_token(right, RIGHT)
        self.assert_done(self.run_job(right))
        nobody = self.add(url, "--proxy", proxy.url)
        self.assert_error(self.run_job(nobody), "http-407")
        [question] = self.questions()
        self.assertIn("asks for a token", question["text"])
        self.box.must("answer", str(question["number"]), "--password-stdin", text=f"{RIGHT}\n")
        for job in (wrong, nobody):
            self.assert_done(self.box.await_state(job, "acknowledged", "error"))
        self.assertEqual([said for status, _, said in proxy.exchanges if status == 407 and said], [f"Bearer {WRONG}"])

    def test_plain(self):
        self.check_token(self.urls()[0])

    def test_tunnels(self):
        self.check_token(self.urls()[1])

    def test_passport_is_for_servers(self):
        job = self.add(self.urls()[0], "--proxy", "http://127.0.0.1:9")
        outcome = self.box.run("credentials", "set", job, "--target", "proxy", "--scheme", "passport", "--user", "anna",
                               "--password-stdin", text=f"{RIGHT}\n")
        self.assert_clear(outcome, 2, "no scheme of proxies")


@needs_root
class Ways(ProxyCase):
    def test_everybody_is_let_through(self):
        squid = self.squid("none")
        for url in self.urls():
            self.assert_done(self.run_job(self.add_through(squid, url)))
        methods = eventually(lambda: [one[2] for one in squid.exchanges() if one[0] == 200])
        self.assertIn("GET", methods)
        self.assertIn("CONNECT", methods)

    def test_many_files(self):
        """Of one job, over http and https, with a nonce that each request counts up."""
        squid = self.squid("digest")
        name = self.id().rpartition(".")[2]
        urls = [server.serve(f"/{name}{number}.bin", Resource.random(20_000 + number))
                for number in range(10) for server in (self.server, self.secure)]
        job = self.box.add(*urls, "--suspended", "--proxy", squid.url)
        self.give_proxy(job, "digest", "anna", RIGHT)
        done = self.run_job(job)
        self.assert_done(done)
        self.assertEqual(done["filesTransferred"], len(urls))
        self.assertEqual(self.questions(), [])

    def test_a_dead_proxy(self):
        """Nothing goes to the server past it."""
        squid = self.squid("none")
        url = squid.url
        squid.close()
        for link in self.urls():
            before = len(self.requests(link))
            job = self.box.add(link, "--proxy", url)
            self.assert_error(self.box.await_state(job, "acknowledged", "transient-error"), "connect-failure",
                              "transient-error")
            self.assertEqual(len(self.requests(link)), before)

    def test_a_proxy_that_cannot_be(self):
        for proxy in ("ftp://localhost:1", "http://anna:x@localhost:3128", "http://localhost:1/path"):
            self.assert_clear(self.box.run("add", self.urls()[0], "--proxy", proxy), 2, "proxy")


if __name__ == "__main__":
    main()
