# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""What every end-to-end test case has: a server for the class, a sandbox for each test."""

import hashlib
import os
import pathlib
import sys
import unittest

from support.sandbox import FINAL_STATES, Outcome, Sandbox
from support.server import FaultServer, Resource

CRASH = ("Traceback", "terminate called", "ASSERT", "Sanitizer", "QObject::")


def needs_root(test):
    """For what only root can arrange; says so where it skips."""
    return unittest.skipUnless(os.geteuid() == 0, "needs root privileges")(test)


class IntegrationCase(unittest.TestCase):
    """Nothing of the person who runs the tests is touched, and no request is ever a HEAD."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = FaultServer()
        cls.addClassCleanup(cls.server.close)

    @classmethod
    def tearDownClass(cls):
        heads = [request.path for request in cls.server.requests if request.method != "GET"]
        assert not heads, f"only GET may be sent, but these were not: {heads}"

    def setUp(self):
        self.box = Sandbox()
        self.addCleanup(self.box.close)

    def serve(self, name: str, size: int = 50_000, **more) -> str:
        """A file of `size` random bytes at a URL of this test alone, which it returns."""
        return self.server.serve(f"/{self.id().rpartition('.')[2]}/{name}", Resource.random(size, **more))

    def resource(self, url: str) -> Resource:
        return self.server.resource(url)

    def requests(self, url: str) -> list:
        return [request for request in self.server.requests if url.endswith(request.path)]

    def download(self, *arguments: str, seconds: float = 30) -> dict:
        """Adds a job, waits for its end, and returns it."""
        job = self.box.add(*arguments)
        return self.box.await_state(job, *FINAL_STATES, seconds=seconds)

    def assert_same(self, path: pathlib.Path, resource: Resource):
        """The file at `path` is what the server has, byte for byte."""
        body = path.read_bytes()
        self.assertEqual((len(body), hashlib.sha256(body).hexdigest()), (len(resource.body), resource.sha256))

    def assert_clear(self, outcome: Outcome, status: int, *words: str):
        """Exit status `status`, and a sentence for people with a remedy that has `words` in it."""
        self.assertEqual(outcome.status, status, outcome)
        text = outcome.err.strip()
        self.assertGreaterEqual(len(text.split()), 5, f"no sentence: {outcome}")
        self.assertFalse([sign for sign in CRASH if sign in text], text)
        for word in words:
            self.assertIn(word.lower(), text.lower())

    def assert_error(self, job: dict, code: str, state: str = "error"):
        """The job is in `state` because of `code`, and says so with a text and a remedy."""
        shown = job["error"] or {}
        self.assertEqual((job["state"], shown.get("code")), (state, code), job)
        for key in ("text", "remedy"):
            self.assertGreaterEqual(len(shown[key].split()), 3, shown)


def main():
    """Runs the tests of the calling file; anything skipped names its reason."""
    program = unittest.main(exit=False, verbosity=2)
    for test, reason in program.result.skipped:
        print(f"skipped: {test}: {reason}", file=sys.stderr)
    sys.exit(not program.result.wasSuccessful())
