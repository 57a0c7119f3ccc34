# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Limits of bandwidth and their schedule through the command line: kept, told, and lifted without a restart."""

import time

from support.case import IntegrationCase, main

KIB = 1024


class Bandwidth(IntegrationCase):
    def configure(self, **values: str):
        self.box.must("config", "set", *(f"{key.replace('_', '-')}={value}" for key, value in values.items()))

    def test_a_job_with_a_limit(self):
        """Never faster than it says, and whole in the end."""
        url = self.serve("slow.bin", 600 * KIB)
        begun = time.monotonic()
        job = self.box.add(url, "--max-rate", "300K")
        self.assertEqual(self.box.info(job)["settings"]["max-rate"], 300 * KIB)
        self.box.await_state(job, "acknowledged")
        self.assertGreater(time.monotonic() - begun, 600 / 300 - 0.25)
        self.assert_same(self.box.downloads / "slow.bin", self.resource(url))

    def test_a_limit_that_is_lifted(self):
        """The job that moves goes on at full speed, over the same connection."""
        url = self.serve("large.bin", 8 * KIB * KIB)
        job = self.box.add(url, "--max-rate", "2K")
        self.box.await_state(job, "transferring")
        self.box.must("set", job, "max-rate=none")
        self.box.await_state(job, "acknowledged")
        self.assert_same(self.box.downloads / "large.bin", self.resource(url))
        self.assertEqual(len(self.requests(url)), 1)

    def test_the_common_limit(self):
        """Two jobs share it, from the moment it is set."""
        self.configure(max_rate="300K")
        self.assertEqual(self.box.must("--json", "config", "get", "max-rate").json, {"max-rate": 300 * KIB})
        begun = time.monotonic()
        jobs = [self.box.add(self.serve(name, 300 * KIB)) for name in ("a.bin", "b.bin")]
        for job in jobs:
            self.box.await_state(job, "acknowledged")
        self.assertGreater(time.monotonic() - begun, 600 / 300 - 0.25)

    def test_not_now(self):
        """At hours with a rate of 0 a background job waits and says so; the foreground does not."""
        self.configure(schedule="daily 00:00-24:00", schedule_rate="0")
        job = self.box.add(self.serve("later.bin"))
        shown = self.box.await_state(job, "transient-error")
        self.assertEqual(shown["cause"]["code"], "blocked-by-policy")
        self.assertEqual(shown["error"]["hex"], "0x8020003E")
        self.assertEqual(shown["errorCount"], 0)
        self.assertIn("not allowed at this time", self.box.must("info", job).out)
        self.box.must("add", self.serve("now.bin"), "-p", "foreground", "--wait")
        self.configure(schedule="")
        self.box.await_state(job, "acknowledged")

    def test_until_when(self):
        """Hours that end are told with their end."""
        day = time.strftime("%a", time.gmtime(time.time() + 2 * 86400)).lower()
        today = time.strftime("%a", time.gmtime()).lower()
        self.configure(schedule=f"{today}-{day} 00:00-24:00", schedule_rate="0")
        job = self.box.add(self.serve("later.bin"))
        shown = self.box.await_state(job, "transient-error")
        end = time.gmtime((time.time() // 86400 + 3) * 86400)
        self.assertEqual(shown["cause"]["next"], time.strftime("%Y-%m-%dT00:00:00Z", end))

    def test_what_is_no_schedule(self):
        """A clear sentence, and nothing is changed."""
        for words in ("schedule=work", "max-rate=fast", "schedule-rate=-1"):
            outcome = self.box.run("config", "set", words)
            self.assert_clear(outcome, 2, words.split("=")[0])
        outcome = self.box.run("add", self.serve("f.bin"), "--max-rate", "0")
        self.assert_clear(outcome, 2, "max-rate")


if __name__ == "__main__":
    main()
