# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Servers that break, lie or lead astray: never a wrong byte, and the job says what is wrong."""

import datetime
import subprocess

from support import faults
from support.case import IntegrationCase, main, needs_root
from support.processes import eventually
from support.server import Exchange, FaultServer, Resource
from support.tls import Authority

SIZE = 600_000
CUT = 250_000


class Breaks(IntegrationCase):
    def broken(self, name: str, first: faults.Behaviour, then: faults.Behaviour = Exchange.honest) -> tuple[str, str]:
        """A job whose first attempt met `first`; now it waits, with `then` to come."""
        url = self.serve(name, SIZE, behaviour=faults.once(first, then))
        job = self.box.add(url)
        self.box.await_state(job, "transient-error", "error")
        return job, url

    def assert_resumed(self, job: str, url: str, with_range: bool = True):
        """Tried again, the job ends with the right file, having asked only for what was missing."""
        asked = len(self.requests(url))
        self.box.must("resume", job)
        shown = self.box.await_state(job, "acknowledged")
        self.assert_same(self.box.downloads / url.rpartition("/")[2], self.resource(url))
        self.assertEqual("range" in self.requests(url)[asked].headers, with_range)
        self.assertEqual((shown["error"], self.box.parts()), (None, []))

    def test_a_server_that_closes_early(self):
        """Less than was announced is a transient error; what came is kept and the rest is asked for."""
        for name, reset in (("closed.bin", False), ("reset.bin", True)):
            with self.subTest(name=name):
                job, url = self.broken(name, faults.close_after(CUT, reset))
                self.assert_error(self.box.info(job), "connection-closed", "transient-error")
                self.assertEqual(self.box.visible(), sorted(set(self.box.visible()) - {name}))
                self.assertGreater(self.box.parts()[0].stat().st_size, 0)
                self.assert_resumed(job, url)

    def test_a_chunked_body_that_is_cut(self):
        """Without its last chunk a body is not whole, though nothing announced its length: one time as all times."""
        self.box.must("config", "set", "stall-timeout=5")
        urls = [self.serve(f"cut{n}.bin", SIZE, behaviour=faults.chunked(CUT)) for n in range(20)]
        jobs = [self.box.add(url) for url in urls]
        for job in jobs:
            self.assert_error(self.box.await_state(job, "transient-error", "acknowledged"), "connection-closed",
                              "transient-error")
        self.assertEqual(self.box.visible(), [])
        for url in urls:
            self.resource(url).behaviour = faults.chunked()
        self.box.must("resume", *jobs)
        self.box.must("wait", *jobs)
        for url in urls:
            self.assert_same(self.box.downloads / url.rpartition("/")[2], self.resource(url))

    def test_more_than_announced(self):
        """Bytes beyond the announced length are no part of the file."""
        url = self.serve("more.bin", SIZE, behaviour=faults.announce(CUT))
        job = self.download(url)
        self.assertEqual(job["state"], "acknowledged", job)
        self.assertEqual((self.box.downloads / "more.bin").read_bytes(), self.resource(url).body[:CUT])

    def assert_range_refused(self, name: str, lie: faults.Behaviour):
        """A resume answered by `lie` is an error without a wrong byte on the disk, and an honest one goes on."""
        self.box.must("config", "set", "stall-timeout=5")  # unlike a close, a stall loses nothing on its way
        job, url = self.broken(name, faults.stall_after(CUT), lie)
        (part,) = self.box.parts()
        self.assertEqual(part.read_bytes(), self.resource(url).body[:CUT])
        self.box.must("resume", job)
        eventually(lambda: (self.box.info(job)["error"] or {}).get("code") != "timed-out")
        shown = self.box.await_state(job, "transient-error", "error", "acknowledged")
        self.assert_error(shown, "invalid-server-response", "transient-error")
        self.assertIn("range", self.requests(url)[1].headers)
        self.assertNotIn(name, self.box.visible())
        kept = part.read_bytes()
        self.assertGreaterEqual(len(kept), CUT)
        self.assertEqual(kept, self.resource(url).body[: len(kept)])
        self.resource(url).behaviour = None
        self.assert_resumed(job, url)

    def test_more_than_the_range(self):
        """A part that is longer than the range it claims to be is not appended."""
        self.assert_range_refused("range.bin", faults.too_much)

    def test_ranges_that_are_ignored(self):
        """A server that sends the whole file again gives the whole file, not a longer one."""
        job, url = self.broken("ignored.bin", faults.close_after(CUT), faults.whole)
        self.assert_resumed(job, url)

    def test_a_wrong_content_range(self):
        """Bytes from another place are never written where the right ones belong."""
        self.assert_range_refused("wrong.bin", faults.wrong_range)

    def test_stalls_are_noticed(self):
        """A server that stops sending, and one that never answers, cost the stall time-out and no more."""
        self.box.must("config", "set", "stall-timeout=5")
        urls = [self.serve("stall.bin", SIZE, behaviour=faults.stall_after(CUT)),
                self.serve("never.bin", SIZE, behaviour=faults.never)]
        jobs = [self.box.add(url) for url in urls]
        for job in jobs:
            self.assert_error(self.box.await_state(job, "transient-error", seconds=15), "timed-out", "transient-error")
        for url in urls:
            self.resource(url).behaviour = None
        self.box.must("resume", *jobs)
        self.box.must("wait", *jobs)
        for url in urls:
            self.assert_same(self.box.downloads / url.rpartition("/")[2], self.resource(url))


class Changes(IntegrationCase):
    def changed(self, name: str, etag: str | None = None, size: int = SIZE) -> tuple[str, str]:
        """A job that holds the beginning of a file which is another one by now."""
        url = self.serve(name, SIZE, etag=etag, behaviour=faults.close_after(CUT))
        job = self.box.add(url)
        self.box.await_state(job, "transient-error")
        path = url.partition(f":{self.server.server_port}")[2]
        later = Resource.random(size + 1)
        self.server.serve(path, Resource(later.body[:size], etag=etag, modified=self.resource(url).modified + 60))
        return job, url

    def test_another_version_is_fetched_whole(self):
        """A new ETag in mid-air: the file that arrives is the new one, with no byte of the old."""
        job, url = self.changed("version.bin")
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged")
        self.assert_same(self.box.downloads / "version.bin", self.resource(url))

    def test_a_shorter_version_is_fetched_whole(self):
        """The same where the new file is shorter than what had arrived."""
        job, url = self.changed("shorter.bin", size=1000)
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged")
        self.assert_same(self.box.downloads / "shorter.bin", self.resource(url))

    def test_an_etag_that_lies(self):
        """Another file under the same ETag is found out by the bytes before the seam."""
        job, url = self.changed("liar.bin", etag='"always"')
        self.box.must("resume", job)
        eventually(lambda: len(self.requests(url)) > 1)
        self.box.await_state(job, "transient-error", "acknowledged")
        self.box.run("resume", job)
        self.box.await_state(job, "acknowledged")
        self.assert_same(self.box.downloads / "liar.bin", self.resource(url))

    def test_a_page_in_place_of_the_rest(self):
        """HTML in answer to a resume never gets into the part file, which is kept for later."""
        url = self.serve("portal.bin", SIZE, behaviour=faults.once(faults.close_after(CUT), faults.page))
        job = self.box.add(url)
        self.box.await_state(job, "transient-error")
        (part,) = self.box.parts()
        before = part.read_bytes()
        self.box.must("resume", job)
        self.assert_error(self.box.await_state(job, "error"), "page-instead-of-file")
        self.assertEqual(part.read_bytes()[: len(before)], before)
        self.assertNotIn(faults.PAGE[:20], part.read_bytes())
        self.resource(url).behaviour = None
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged")
        self.assert_same(self.box.downloads / "portal.bin", self.resource(url))


class Answers(IntegrationCase):
    def test_a_compressed_answer_is_refused(self):
        """identity is asked for, and gzip all the same is an error and not a file."""
        url = self.serve("zip.bin", behaviour=faults.compressed)
        self.assert_error(self.download(url), "content-encoded")
        self.assertEqual(self.box.visible(), [])
        self.assertEqual({request.headers.get("accept-encoding") for request in self.requests(url)}, {"identity"})

    def test_statuses_that_need_a_person(self):
        """401, 403, 404 and 410 end in error, by their own sentences, without a file."""
        for number in (401, 403, 404, 410):
            with self.subTest(number=number):
                headers = {"WWW_Authenticate": 'Basic realm="vault"'} if number == 401 else {}
                job = self.download(self.serve(f"s{number}.bin", behaviour=faults.status(number, **headers)))
                self.assert_error(job, f"http-{number}")
        self.assertEqual((self.box.visible(), self.box.parts()), ([], []))

    def test_retry_after_is_obeyed(self):
        """429 and 503 are tried again, no sooner than the server asks."""
        for number in (429, 503):
            with self.subTest(number=number):
                behaviour = faults.status(number, Retry_After="120")
                job = self.box.add(self.serve(f"r{number}.bin", behaviour=behaviour))
                shown = self.box.await_state(job, "transient-error")
                self.assert_error(shown, f"http-{number}", "transient-error")
                due, since = (datetime.datetime.fromisoformat(shown["cause"][key]) for key in ("next", "since"))
                self.assertGreaterEqual((due - since).total_seconds(), 119)

    def test_a_transient_error_heals_by_itself(self):
        """After the first delay of some five seconds the job tries again and gets its file."""
        url = self.serve("heals.bin", behaviour=faults.once(faults.status(503)))
        job = self.download(url, seconds=15)
        self.assertEqual(job["state"], "acknowledged", job)
        self.assert_same(self.box.downloads / "heals.bin", self.resource(url))


class Redirects(IntegrationCase):
    def test_a_chain_is_followed(self):
        """Five redirects of every kind lead to the file."""
        target = url = self.serve("end.bin")
        for step, number in enumerate((301, 302, 303, 307, 308)):
            url = self.serve(f"step{step}", behaviour=faults.redirect(url, number))
        self.assertEqual(self.download(url)["state"], "acknowledged")
        self.assert_same(self.box.downloads / self.box.visible()[0], self.resource(target))

    def test_a_circle_ends(self):
        """Redirects in a circle end in an error of their own, after a bounded number of requests."""
        first = self.serve("a.bin")
        second = self.serve("b.bin", behaviour=faults.redirect(first))
        self.resource(first).behaviour = faults.redirect(second)
        self.assert_error(self.download(first), "too-many-redirects")
        self.assertLess(len(self.requests(first)) + len(self.requests(second)), 60)

    def test_secrets_stay_at_home(self):
        """Headers of the job are not sent to another origin."""
        other = FaultServer()
        self.addCleanup(other.close)
        target = other.serve("/target.bin", Resource.random(5000))
        url = self.serve("away.bin", behaviour=faults.redirect(target))
        secrets = {"authorization": "Bearer s", "cookie": "k=s", "x-api-key": "s"}
        job = self.download(url, *(word for pair in secrets.items() for word in ("--header", ": ".join(pair))))
        self.assertEqual(job["state"], "acknowledged", job)
        self.assertEqual({self.requests(url)[0].headers.get(name) for name in secrets}, set(secrets.values()))
        for request in other.requests:
            self.assertEqual([name for name in secrets if name in request.headers], [])

    def test_nonsense_in_location(self):
        """A redirect to another scheme, to nothing, or without a target is an error and never a file."""
        for number, target in enumerate(("file:///etc/passwd", "ftp://127.0.0.1/x", "http://", "")):
            with self.subTest(target=target):
                job = self.box.add(self.serve(f"n{number}.bin", behaviour=faults.redirect(target)))
                shown = self.box.await_state(job, "error", "transient-error")
                self.assertGreaterEqual(len(shown["error"]["text"].split()), 3)
                self.assertEqual(self.box.visible(), [])


class Secure(IntegrationCase):
    """Over https; the test's own certificate authority is trusted only where a test says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.close)
        cls.secure = FaultServer(cls.authority.server_context())
        cls.addClassCleanup(cls.secure.close)

    def start_with_trust(self):
        self.box.start_agent(wrapper=self.authority.trusting)

    def test_an_unknown_certificate_is_refused(self):
        """A certificate nobody vouches for is an error of its own, and not a byte is taken."""
        url = self.secure.serve("/unknown.bin", Resource.random(5000))
        self.assert_error(self.download(url), "certificate-untrusted")
        self.assertEqual([request for request in self.secure.requests if request.path == "/unknown.bin"], [])

    @needs_root
    def test_https_works(self):
        """A file over https, where the system trusts the server."""
        self.start_with_trust()
        resource = Resource.random(2_000_000)
        job = self.download(self.secure.serve("/secure.bin", resource))
        self.assertEqual(job["state"], "acknowledged", job)
        listing = subprocess.run(["sha256sum", self.box.downloads / "secure.bin"],  # noqa: S603,S607
                                 capture_output=True, text=True, check=True)
        self.assertEqual(listing.stdout.split()[0], resource.sha256)

    @needs_root
    def test_a_redirect_to_http_is_refused(self):
        """From https to http is a way that is not taken."""
        self.start_with_trust()
        target = self.serve("open.bin")
        url = self.secure.serve("/down.bin", Resource.random(10, behaviour=faults.redirect(target)))
        self.assert_error(self.download(url), "insecure-redirect")
        self.assertEqual(self.requests(target), [])


if __name__ == "__main__":
    main()
