# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Servers that nobody vouches for: nginx with a certificate of its own, and a person who says yes or no."""

import os
import pathlib

from support.case import IntegrationCase, main
from support.nginx import Nginx, TwoFaced
from support.processes import eventually

BODY = bytes(range(256)) * 4000


class Certificates(IntegrationCase):
    def setUp(self):
        super().setUp()
        self.nginx = Nginx()
        self.addCleanup(self.nginx.close)

    def questions(self) -> list[dict]:
        return self.box.must("--json", "questions").json

    def add_distrusted(self, url: str) -> str:
        job = self.box.add(url)
        self.assert_error(self.box.await_state(job, "acknowledged", "error"), "certificate-untrusted")
        return job

    def assert_there(self, job: str, body: bytes = BODY):
        shown = self.box.await_state(job, "acknowledged", "error")
        self.assertEqual(shown["state"], "acknowledged", shown)
        self.assertEqual(pathlib.Path(shown["files"][0]["path"]).read_bytes(), body)

    def test_one_yes_lets_all_go_on(self):
        """Ten jobs are one question; the yes is for exactly this certificate, and outlives the agent."""
        jobs = [self.add_distrusted(self.nginx.serve(f"{n}.bin", BODY)) for n in range(10)]
        [question] = self.questions()
        self.assertEqual((question["kind"], set(question["jobs"])), ("certificate", set(jobs)))
        self.assertEqual(question["certificate"]["fingerprint"], self.nginx.fingerprint)
        self.assertEqual(question["certificate"]["names"], "127.0.0.1")
        self.assertEqual((question["space"]["host"], question["space"]["port"]), ("127.0.0.1", self.nginx.port))
        said = self.box.must("questions").out
        self.assertIn(self.nginx.fingerprint, said)
        self.box.must("answer", str(question["number"]), "--accept")
        for job in jobs:
            self.assert_there(job)
        self.assertEqual(self.questions(), [])
        self.box.kill_agent()
        self.assert_there(self.box.add(self.nginx.serve("later.bin", BODY)))

    def test_another_certificate_is_asked_for_anew(self):
        """What was accepted says nothing of what is shown later, nor of another port."""
        url = self.nginx.serve("tide.bin", BODY)
        job = self.add_distrusted(url)
        self.box.must("answer", str(self.questions()[0]["number"]), "--accept")
        self.assert_there(job)
        self.nginx.certify()
        self.add_distrusted(url)
        [question] = self.questions()
        self.assertEqual(question["certificate"]["fingerprint"], self.nginx.fingerprint)
        [trusted] = self.box.must("--json", "trust", "list").json
        self.assertEqual(question["otherAccepted"], trusted["since"])
        self.assertIn("is another one than you accepted on", self.box.must("questions").out)
        other = Nginx()
        self.addCleanup(other.close)
        self.add_distrusted(other.serve("tide.bin", BODY))
        self.assertEqual(len(self.questions()), 2)
        self.assertEqual(other.exchanges("tide.bin"), [])

    def test_a_no(self):
        """The job stays as it is, and nobody is asked again before a person resumes it."""
        job = self.add_distrusted(self.nginx.serve("tide.bin", BODY))
        self.box.must("answer", "1", "--reject")
        self.assertEqual(self.questions(), [])
        self.assert_error(self.box.info(job), "certificate-untrusted")
        self.box.must("resume", job)
        self.assert_error(self.box.await_state(job, "acknowledged", "error"), "certificate-untrusted")
        self.assertEqual([question["jobs"] for question in self.questions()], [[job]])
        self.assertEqual(self.nginx.exchanges("tide.bin"), [])

    def test_a_yes_is_taken_back(self):
        """What is accepted is listed; once removed it counts no more, not for what is under way, nor after a restart."""
        self.assertEqual(self.box.must("--json", "trust", "list").json, [])
        job = self.add_distrusted(self.nginx.serve("tide.bin", BODY))
        self.box.must("answer", "1", "--accept")
        self.assert_there(job)
        [trusted] = self.box.must("--json", "trust", "list").json
        self.assertEqual((trusted["host"], trusted["port"]), ("127.0.0.1", self.nginx.port))
        self.assertEqual(trusted["fingerprint"], self.nginx.fingerprint)
        self.assertIn(self.nginx.fingerprint, self.box.must("trust", "list").out)
        place = f"127.0.0.1:{self.nginx.port}"
        self.box.must("trust", "remove", place)
        again = self.box.run("trust", "remove", place)
        self.assertEqual(again.status, 1, again)
        self.assertEqual(self.box.must("--json", "trust", "list").json, [])
        late = self.add_distrusted(self.nginx.serve("late.bin", BODY))
        [question] = self.questions()
        self.assertEqual(question["jobs"], [late])
        self.box.kill_agent()
        self.add_distrusted(self.nginx.serve("later.bin", BODY))
        self.assertEqual(self.nginx.exchanges("late"), [])

    def test_what_is_under_way_when_a_yes_is_taken_back(self):
        """It stops, and asks; the yes that follows lets it go on from where it was."""
        slow = Nginx(more="limit_rate 200k;")
        self.addCleanup(slow.close)
        body = os.urandom(1 << 20)
        job = self.add_distrusted(slow.serve("slow.bin", body))
        self.box.must("answer", "1", "--accept")
        eventually(lambda: self.box.info(job)["bytesTransferred"] > 200_000)
        self.box.must("trust", "remove", f"127.0.0.1:{slow.port}")
        self.assert_error(self.box.await_state(job, "acknowledged", "error"), "certificate-untrusted")
        [question] = self.questions()
        self.assertEqual(question["jobs"], [job])
        self.box.must("answer", str(question["number"]), "--accept")
        self.assert_there(job, body)
        self.assertIn("206", [one[0] for one in slow.exchanges("slow.bin")])

    def test_a_server_with_two_faces(self):
        """What was accepted lets no other certificate of the same issuer in, whatever else is under way."""
        server = TwoFaced()
        self.addCleanup(server.close)
        urls = [server.serve(f"{n}.bin", BODY) for n in range(24)]
        job = self.box.add(*urls)
        self.box.await_state(job, "error")
        shown = self.questions()[0]["certificate"]["fingerprint"]
        names = {server.fingerprint_of(name): name for name in ("server", "other")}
        self.box.must("answer", "1", "--accept")
        eventually(lambda: self.box.info(job)["state"] in ("acknowledged", "error"), 100)
        self.assertEqual({one[4] for one in server.exchanges("")} - {names[shown]}, set())
        asked = [question["certificate"]["fingerprint"] for question in self.questions()]
        self.assertNotIn(shown, asked)

    def test_several_connections(self):
        """Each further connection of a file is judged like the first one."""
        slow = Nginx(more="limit_rate 1m;")
        self.addCleanup(slow.close)
        body = os.urandom(16 << 20)
        job = self.box.add(slow.serve("large.bin", body), "-p", "foreground")
        self.assert_error(self.box.await_state(job, "acknowledged", "error"), "certificate-untrusted")
        self.box.must("answer", "1", "--accept")
        self.assert_there(job, body)
        ranges = [one for one in slow.exchanges("large.bin") if one[0] == "206"]
        self.assertGreater(len(ranges), 1, slow.exchanges("large.bin"))


if __name__ == "__main__":
    main()
