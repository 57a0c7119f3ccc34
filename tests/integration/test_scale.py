# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Many jobs, and jobs of many files."""

import time

from support.case import IntegrationCase, main
from support.sandbox import Outcome

JOBS = 10_000
FILES = 2_000
LIST_SECONDS = 1.0
GENEROUS = 3  # times as long on a machine that is busy with other things


class Scale(IntegrationCase):
    def timed(self, what: str, *arguments: str, text: str | None = None) -> tuple[Outcome, float]:
        started = time.monotonic()
        outcome = self.box.must(*arguments, text=text, seconds=120)
        took = time.monotonic() - started
        print(f"{what}: {took:.2f} s", flush=True)
        return outcome, took

    def fill(self):
        """Adds JOBS suspended jobs with one command."""
        base = self.server.url("/many")
        added, _ = self.timed(f"add {JOBS} jobs by one command", "add", "--separate", "--suspended", "--input", "-",
                              text="\n".join(f"{base}/{number}.bin" for number in range(JOBS)))
        return added.out.split()

    def test_a_hundred_jobs_of_one_command(self):
        """`add --separate` prints the ids in the order of the links."""
        urls = [self.serve(f"{number}.bin", 100) for number in range(100)]
        added, _ = self.timed("add 100 jobs by one command", "add", "--separate", "--suspended", "--input", "-",
                              text="\n".join(urls))
        listed = self.box.must("--json", "list").json
        self.assertEqual([job["id"] for job in listed], added.out.split())
        self.assertEqual([job["files"][0]["url"] for job in listed], urls)

    def test_ten_thousand_jobs(self):
        """They are all there after a restart, and listed within a second of the agent's start."""
        ids = self.fill()
        self.box.must("agent", "stop")
        listed, took = self.timed(f"list --json of {JOBS} jobs, the agent's start included", "--json", "list")
        jobs = listed.json
        self.assertEqual([job["name"] for job in jobs], [f"{number}.bin" for number in range(JOBS)])
        self.assertEqual([job["id"] for job in jobs], ids)
        self.assertEqual({job["state"] for job in jobs}, {"suspended"})
        self.assertLess(took, LIST_SECONDS * GENEROUS)
        _, again = self.timed("list --json again", "--json", "list")
        self.assertLess(again, LIST_SECONDS * GENEROUS)
        _, took = self.timed("info of one", "--json", "info", jobs[JOBS // 2]["id"])
        self.assertLess(took, LIST_SECONDS * GENEROUS)

    def test_a_job_of_two_thousand_files(self):
        """All arrive, each one identical, and the job counts them."""
        urls = [self.serve(f"{number}.bin", 100 + number) for number in range(FILES)]
        added, _ = self.timed(f"add and fetch {FILES} files", "add", "--wait", "--input", "-", "-d", self.box.downloads,
                              text="\n".join(urls))
        job = added.out.split()[0]
        shown = self.box.info(job)
        self.assertEqual((shown["filesTotal"], shown["filesTransferred"]), (FILES, FILES))
        self.assertEqual([file["url"] for file in shown["files"]], urls)
        self.assertEqual(len(self.box.visible()), FILES)
        for number in range(0, FILES, 37):
            self.assert_same(self.box.downloads / f"{number}.bin", self.resource(urls[number]))
        self.assertEqual(self.box.parts(), [])


if __name__ == "__main__":
    main()
