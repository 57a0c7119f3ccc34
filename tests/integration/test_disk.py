# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Disks that are too small, full, or not to be written to: the job waits, and nothing else is touched."""

import os
import pathlib

from support import faults
from support.case import IntegrationCase, main, needs_root
from support.processes import eventually
from support.sandbox import AS_NOBODY


class Disks(IntegrationCase):
    MOUNT = 'mount -t tmpfs -o size=1m,mode=755 none "$0" && echo mine >"$0/mine.txt" && exec "$@"'

    def start_on_a_small_disk(self) -> tuple[int, pathlib.Path]:
        """An agent whose download folder is a disk of 1 MiB; its pid, and that folder as seen from here."""
        child = self.box.start_agent(wrapper=("unshare", "-m", "sh", "-c", self.MOUNT, str(self.box.downloads)))
        return child.pid, pathlib.Path(f"/proc/{child.pid}/root{self.box.downloads}")

    def assert_full(self, job: str):
        self.assert_error(self.box.await_state(job, "transient-error", "error"), "disk-full", "transient-error")

    @needs_root
    def test_full_disks_hold_jobs_until_there_is_room(self):
        """Files that do not fit wait, touch nothing else, and go on by themselves when there is room for each."""
        _, folder = self.start_on_a_small_disk()
        fillers = [folder / "filler1", folder / "filler2"]
        for filler in fillers:
            filler.write_bytes(b"x" * 450_000)
        urls = [self.serve(name, 400_000) for name in ("one.bin", "two.bin")]
        jobs = [self.box.add(url) for url in urls]
        for job in jobs:
            self.assert_full(job)
        self.assertEqual((folder / "mine.txt").read_text(encoding="utf-8"), "mine\n")
        for filler in fillers:
            filler.unlink()
            eventually(lambda: any(self.box.info(job)["state"] == "acknowledged" for job in jobs), 5)
            jobs = [job for job in jobs if self.box.info(job)["state"] != "acknowledged"]
        self.assertEqual(jobs, [])
        for url in urls:
            self.assert_same(folder / url.rsplit("/", 1)[1], self.resource(url))

    @needs_root
    def test_a_disk_that_fills_on_the_way(self):
        """A file of unknown length that fills the disk ends the same way, with room left after a cancel."""
        _, folder = self.start_on_a_small_disk()
        job = self.box.add(self.serve("endless.bin", 3_000_000, behaviour=faults.no_length))
        self.assert_full(job)
        self.assertEqual([path.name for path in folder.iterdir() if path.name[0] != "."], ["mine.txt"])
        self.box.must("cancel", job)
        eventually(lambda: list(folder.iterdir()) == [folder / "mine.txt"], 5)

    @needs_root
    def test_10_gb_announced_on_a_small_disk(self):
        """Said at once, before anything is written; other jobs on the disk are not held up."""
        _, folder = self.start_on_a_small_disk()
        job = self.box.add(self.serve("huge.bin", 200_000, behaviour=faults.announce(10_737_418_240)))
        self.assert_full(job)
        self.assertEqual(sum(path.stat().st_blocks for path in folder.glob(".*.part")), 0)
        self.box.must("add", self.serve("small.bin", 100_000), "--wait")
        self.assertTrue((folder / "small.bin").exists())

    @needs_root
    def test_two_files_do_not_count_on_the_same_room(self):
        """The second one is told before its first byte that the first needs the room, and the first arrives."""
        _, folder = self.start_on_a_small_disk()
        first = self.box.add(self.serve("first.bin", 600_000, rate=300_000))
        self.box.await_state(first, "transferring")
        second = self.box.add(self.serve("second.bin", 600_001))
        self.assert_full(second)
        self.assertEqual(self.box.info(second)["bytesTransferred"], 0)
        self.box.await_state(first, "acknowledged")
        self.assertTrue((folder / "first.bin").exists())

    @needs_root
    def test_what_is_short_is_told_when_a_job_is_added(self):
        """A success with a remark: the jobs that there are need more than the disk has left."""
        self.start_on_a_small_disk()
        self.assert_full(self.box.add(self.serve("big.bin", 3_000_000)))
        url = self.serve("small.bin", 1000)
        told = self.box.must("add", url)
        self.assertIn("not enough space", told.err)
        self.assertIn("3.0 MB", told.err)
        remark = self.box.must("add", url, "--json").json["remark"]
        self.assertEqual((remark["code"], remark["file"]), ("disk-full", str(self.box.downloads)))

    def test_nothing_is_told_where_nothing_is_short(self):
        """And no remark is made of it."""
        told = self.box.must("add", self.serve("a.bin"), "--json")
        self.assertEqual((told.json["remark"], told.err), (None, ""))

    def test_a_limit_of_the_system_for_files(self):
        """Known before the first byte; a smaller file is let through."""
        self.box.start_agent(wrapper=("prlimit", "--fsize=1500000"))
        url = self.serve("large.bin", 2_000_000)
        shown = self.download(url)
        self.assert_error(shown, "file-size-limit")
        self.assertIn("1500000", shown["error"]["detail"])
        self.assertEqual((self.box.visible(), self.box.parts()), ([], []))
        self.assertEqual(self.download(self.serve("small.bin", 1_000_000))["state"], "acknowledged")

    def test_a_pebibyte_announced(self):
        """More than the disk has is said at once, whoever runs this."""
        job = self.box.add(self.serve("immense.bin", 200_000, behaviour=faults.announce(1 << 50)))
        self.assert_full(job)
        self.assertEqual(self.box.visible(), [])

    @needs_root
    def test_state_that_cannot_be_written(self):
        """An agent without a place for its jobs takes none, and says why."""
        self.box.give_to_nobody()
        os.chown(self.box.state, 0, 0)
        outcome = self.box.run("add", self.serve("a.bin"), wrapper=AS_NOBODY, seconds=40)
        self.assertIn(outcome.status, (1, 3), outcome)
        self.assert_clear(outcome, outcome.status)


if __name__ == "__main__":
    main()
