# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The server behind `./dev run`: what a download that resumes asks of it."""

import hashlib
import http.client
import pathlib
import subprocess
import sys
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "resources" / "demo"))

import serve_demo  # noqa: E402, found by the line above


class DemoServer(unittest.TestCase):
    SIZE = 1000

    @classmethod
    def setUpClass(cls):
        cls.demo = serve_demo.Demo(cls.SIZE, seconds=0.05)
        cls.server = serve_demo.make_server(cls.demo)
        threading.Thread(target=cls.server.serve_forever, args=(0.01,), daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def get(self, headers: dict[str, str], path: str = f"/{serve_demo.NAME}", method: str = "GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=5)
        self.addCleanup(connection.close)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()

    def test_whole_file(self):
        answer, body = self.get({})
        self.assertEqual((answer.status, hashlib.sha256(body).hexdigest()), (200, self.demo.sum))
        self.assertEqual(answer.headers["Content-Length"], str(self.SIZE))
        self.assertEqual(answer.headers["Last-Modified"], serve_demo.MODIFIED)

    def test_ranges(self):
        for wanted, first, last in (("0-9", 0, 9), ("990-", 990, 999), ("-5", 995, 999), ("5-5000", 5, 999)):
            with self.subTest(wanted=wanted):
                answer, body = self.get({"Range": f"bytes={wanted}", "If-Range": self.demo.etag})
                self.assertEqual((answer.status, body), (206, self.demo.body[first : last + 1]))
                self.assertEqual(answer.headers["Content-Range"], f"bytes {first}-{last}/{self.SIZE}")

    def test_another_file_is_sent_whole(self):
        answer, body = self.get({"Range": "bytes=10-", "If-Range": '"another"'})
        self.assertEqual((answer.status, len(body)), (200, self.SIZE))

    def test_a_range_that_makes_no_sense_is_ignored(self):
        for wanted in ("bytes=9-1", "bytes=-", "bytes=0-1,5-6", "lines=1-2"):
            with self.subTest(wanted=wanted):
                self.assertEqual(self.get({"Range": wanted})[0].status, 200)

    def test_outside_the_file(self):
        answer, _ = self.get({"Range": "bytes=1000-"})
        self.assertEqual((answer.status, answer.headers["Content-Range"]), (416, "bytes */1000"))

    def test_other_requests(self):
        self.assertEqual(self.get({}, path="/etc/passwd")[0].status, 404)
        answer, body = self.get({}, method="HEAD")
        self.assertEqual((answer.status, body), (200, b""))

    def test_ends_with_its_standard_input(self):
        command = [sys.executable, "-B", str(ROOT / "resources/demo/serve_demo.py"), "--size", "10"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            url, digest = server.stdout.readline().split()
            server.stdin.close()
            self.assertEqual(server.wait(5), 0)
        self.assertRegex(url, r"^http://127\.0\.0\.1:\d+/")
        self.assertEqual(len(digest), 64)


if __name__ == "__main__":
    unittest.main()
