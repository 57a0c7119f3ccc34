#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The link emulator for real: does it carry files whole, and as late as it was told?

    smoke_link.py EMULATOR

Nothing here is about speed. Exit status 77: this machine allows no such links, and nothing was tested."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import longlink
import places
from processes import run
from webserver import serving

SKIPPED = 77
EMULATOR = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "linkemulator").resolve()
# A stand-in for ./dev bench, so that there is one to kill: makes a link, says so, and waits.
OWNER = """
import os, pathlib, sys, time, types
import longlink
room = types.SimpleNamespace(logs=pathlib.Path(sys.argv[2]), environment=lambda: dict(os.environ))
with longlink.linked(pathlib.Path(sys.argv[1]), room, 0) as link:
    print(link.client.network, flush=True)
    time.sleep(600)
"""


def eventually(condition, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


class Smoke(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory()))

    def fetch(self, loss: float) -> tuple[float, dict]:
        """One MiB through a link; the seconds until curl was connected, and what the emulator counted."""
        room = self.stack.enter_context(places.scratch(self.folder / "work"))
        places.write_random(room.www / "file", 1)
        got = self.folder / "got"
        with longlink.linked(EMULATOR, room, loss) as link, serving(room, end=link.server) as server:
            command = ["curl", "-q", "--silent", "--show-error", "--fail", "--max-time", "60", "-o", str(got)]
            connected = run(*link.client.inside, *command, "-w", "%{time_connect}", f"{server.base('http')}/file")
        self.assertEqual(places.sum_of(got), places.sum_of(room.www / "file"))
        return float(connected), link.counts

    def test_bytes_arrive_whole_and_not_before_their_time(self):
        connected, counts = self.fetch(loss=0)
        self.assertGreaterEqual(connected, longlink.ROUND_TRIP / 1000)
        self.assertEqual(counts["toClient"]["lost"], 0)
        self.assertGreater(counts["toClient"]["carried"], 700)  # 1500 bytes each
        self.assertGreater(counts["toServer"]["carried"], 3)

    def test_bytes_arrive_whole_although_packets_are_lost(self):
        _, counts = self.fetch(loss=2)
        self.assertGreater(counts["toClient"]["lost"], 0)
        self.assertEqual(counts["toServer"]["lost"], 0)

    def test_nobody_outside_is_connected(self):
        with places.scratch(self.folder / "work") as room, longlink.linked(EMULATOR, room, 0) as link:
            devices = run(*link.client.inside, "ip", "-brief", "link").splitlines()
            self.assertEqual({line.split()[0] for line in devices}, {"lo", "link0"})
            self.assertNotIn("link0", run("ip", "-brief", "link"))

    def test_nothing_outlives_its_owner(self):
        """However that ends: the emulator goes too, and the namespaces with it."""
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            with self.subTest(ending=ending.name):
                command = [sys.executable, "-B", "-c", OWNER, str(EMULATOR), str(self.folder)]
                environment = {**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).parent)}
                with subprocess.Popen(
                    command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
                ) as owner:
                    network = pathlib.Path(owner.stdout.readline().strip())
                    self.assertTrue(network.exists(), network)
                    owner.send_signal(ending)
                emulator = network.parents[1]
                self.assertTrue(eventually(lambda: not emulator.exists()), f"{emulator} is still there")


def reason_to_skip() -> str | None:
    """Asked without the emulator, so that one which is broken cannot excuse itself."""
    probe = ["unshare", "--net", "sh", "-c", ": <> /dev/net/tun"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode != 0 else None


if __name__ == "__main__":
    reason = reason_to_skip()
    if reason is not None:
        print(f"SKIPPED: the link emulator was not tested, for this machine does not allow it: {reason}")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1], verbosity=2)
