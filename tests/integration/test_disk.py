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
    def test_a_full_disk_holds_the_job_until_there_is_room(self):
        """A file that does not fit waits, touches nothing else, and goes on by itself when there is room."""
        pid, folder = self.start_on_a_small_disk()
        url = self.serve("big.bin", 3_000_000)
        job = self.box.add(url)
        self.assert_full(job)
        self.assertEqual((folder / "mine.txt").read_text(encoding="utf-8"), "mine\n")
        enlarge = ("nsenter", "-m", "-t", str(pid), "mount", "-o", "remount,size=8m", str(self.box.downloads))
        self.assertEqual(os.spawnvp(os.P_WAIT, enlarge[0], enlarge), 0)
        self.box.await_state(job, "acknowledged", seconds=40)
        self.assert_same(folder / "big.bin", self.resource(url))

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
