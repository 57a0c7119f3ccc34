# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The limits of the settings through the command line: a clear sentence, the code of BITS, nothing lost."""

import contextlib
import sqlite3

from support.case import IntegrationCase, main

UNUSED = "http://127.0.0.1:9/"
MOST_FILES = 10_000
DAY = 86_400_000
SLOW = 200_000  # bytes a second


def links(count: int) -> str:
    return "".join(f"{UNUSED}{number}\n" for number in range(count))


class Limits(IntegrationCase):
    def limit(self, key: str, value: int):
        self.box.must("config", "set", f"{key}={value}")
        self.assertEqual(self.box.must("--json", "config", "get", key).json, {key: value})

    def assert_refused(self, outcome, status: int, code: str, hexadecimal: str, *words: str):
        """One JSON document with the error, and for people a sentence with a remedy."""
        self.assertEqual(outcome.status, status, outcome)
        error = outcome.json["error"]
        self.assertEqual((error["code"], error["hex"]), (code, hexadecimal), error)
        for key in ("text", "remedy"):
            self.assertGreaterEqual(len(error[key].split()), 3, error)
        for word in words:
            self.assertIn(word, error["detail"])

    def jobs(self) -> list:
        return [job["id"] for job in self.box.must("list", "--json").json]

    def test_one_file_too_many(self):
        """10,001 files where 10,000 is the limit: refused as a whole; 10,000 are taken; the others stay."""
        kept = self.box.add(f"{UNUSED}kept", "--suspended")
        words = ("add", "--input", "-", "--suspended")
        outcome = self.box.run("--json", *words, text=links(MOST_FILES + 1), seconds=60)
        self.assert_refused(outcome, 2, "too-many-files-in-job", "0x80200051", "10001", "10000")
        self.assert_clear(self.box.run(*words, text=links(MOST_FILES + 1), seconds=60), 2, "files", "jobs")
        self.assertEqual(self.jobs(), [kept])
        taken = self.box.must(*words, text=links(MOST_FILES), seconds=60).id
        self.assertEqual(self.jobs(), [kept, taken])
        self.assertEqual(len(self.box.info(taken)["files"]), MOST_FILES)

    def test_a_lower_limit_of_files(self):
        """The setting is the agent's: a command that knows nothing of it gets the same answer."""
        self.limit("max-files-per-job", 2)
        words = ("--json", "add", "--input", "-", "--suspended")
        self.assert_refused(self.box.run(*words, text=links(3)), 2, "too-many-files-in-job", "0x80200051", "3", "2")
        self.assertEqual(self.jobs(), [])
        self.box.must(*words, text=links(2))

    def test_one_job_too_many(self):
        """Refused with status 5 while two jobs are unfinished; after cancelling one there is room again."""
        self.limit("max-jobs", 2)
        first, second = (self.box.add(f"{UNUSED}{number}", "--suspended") for number in range(2))
        words = ("add", f"{UNUSED}more", "--suspended")
        self.assert_refused(self.box.run("--json", *words), 5, "too-many-jobs-per-user", "0x80200049", "2")
        self.assert_clear(self.box.run(*words), 5, "jobs", "max-jobs")
        self.assertEqual(self.jobs(), [first, second])
        self.box.must("cancel", first)
        self.box.must(*words)

    def test_a_download_that_is_too_large(self):
        """The size that the server announces is enough to refuse; resumed with more room, the file arrives."""
        url = self.serve("large.bin", 200_000)
        self.limit("max-download-size", 199_999)
        job = self.box.add(url)
        shown = self.box.await_state(job, "error")
        self.assert_error(shown, "max-download-size-limit-reached")
        self.assertEqual(shown["error"]["hex"], "0x80200064")
        self.assertIn("max-download-size", self.box.must("log", job).out)
        self.assertEqual(self.box.visible(), [])
        self.limit("max-download-size", 200_000)
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged")
        self.assert_same(self.box.downloads / "large.bin", self.resource(url))

    def test_a_download_that_takes_too_long(self):
        """An error with the code of BITS; with more time and resumed, it goes on where it was."""
        url = self.serve("slow.bin", 800_000, rate=SLOW)
        self.limit("max-download-time", 1)
        job = self.box.add(url)
        shown = self.box.await_state(job, "error")
        self.assert_error(shown, "max-download-timeout")
        self.assertEqual(shown["error"]["hex"], "0x80200054")
        self.assertGreater(shown["bytesTransferred"], 0)
        self.limit("max-download-time", 0)
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged", seconds=30)
        self.assert_same(self.box.downloads / "slow.bin", self.resource(url))
        self.assertIn("range", self.requests(url)[-1].headers)

    def test_a_forgotten_job(self):
        """A job of long ago is warned at the next start, not cancelled; resuming is enough to keep it."""
        job = self.box.add(f"{UNUSED}forgotten", "--suspended")
        self.box.must("agent", "stop")
        with contextlib.closing(sqlite3.connect(self.box.store)) as store, store:
            store.execute("UPDATE jobs SET last_active = last_active - ?", (200 * DAY,))
            store.execute("UPDATE jobs SET last_active = modified - ? WHERE last_active IS NULL", (200 * DAY,))
        shown = self.box.info(job)
        self.assertEqual(shown["state"], "suspended")
        self.assertIsNotNone(shown["cause"]["expires"], shown)
        self.assertIn("unless you resume", self.box.must("info", job).out)
        self.assertIn("cancelled at", self.box.must("log", job).out)
        self.box.must("suspend", job)
        self.assertIsNone(self.box.info(job)["cause"]["expires"])

    def test_values_out_of_range(self):
        """A limit that cannot be is refused, names its range, and changes nothing."""
        before = self.box.must("--json", "config", "list").json
        for key, value, most in (("max-jobs", 0, "1000000"), ("max-files-per-job", MOST_FILES + 1, "10000")):
            with self.subTest(key=key):
                self.assert_clear(self.box.run("config", "set", f"{key}={value}"), 2, key, most)
        self.assertEqual(self.box.must("--json", "config", "list").json, before)


if __name__ == "__main__":
    main()
