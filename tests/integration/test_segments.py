# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""One file over several connections: when it is faster, and whatever happens in the middle of it."""

import contextlib
import os
import random
import re
import sqlite3
import statistics
import time

from support.case import IntegrationCase, main
from support.processes import eventually
from support.server import Exchange, Resource

MIB = 1 << 20
RATE = 2 * MIB  # bytes a second of each connection
SEED = int(os.environ.get("LIGHTERMAN_SEED", "0")) or random.randrange(1, 1 << 32)
ROUNDS = 3
MOST_AGAIN = 64 * MIB
MEDIAN_AGAIN = 16 * MIB
FOREGROUND = ("-p", "foreground")


class Segments(IntegrationCase):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)

    def ranges(self, url: str) -> list[tuple[int, int]]:
        """The bounded ranges that were asked for."""
        found = (re.fullmatch(r"bytes=(\d+)-(\d+)", one.headers.get("range", "")) for one in self.requests(url))
        return [(int(one[1]), int(one[2])) for one in found if one]

    def pieces(self) -> str:
        """What the store knows of files with holes."""
        with contextlib.closing(sqlite3.connect(f"file:{self.box.store}?mode=ro", uri=True)) as store:
            rows = store.execute("SELECT coalesce(p.pieces, f.pieces) FROM files f LEFT JOIN progress p ON p.file=f.id")
            return " ".join(bytes(row[0]).decode() for row in rows if row[0])

    def timed(self, name: str, *arguments: str) -> float:
        url = self.serve(name, 28 * MIB, rate=RATE)
        started = time.monotonic()
        self.box.must("add", url, "--wait", *arguments, seconds=90)
        took = time.monotonic() - started
        self.assert_same(self.box.downloads / name, self.resource(url))
        print(f"{name}: {took:.1f} s, {len(self.requests(url))} requests", flush=True)
        return took

    def test_several_are_faster_and_can_be_switched_off(self):
        """Where each connection is slow: much faster in the foreground, and one request when switched off."""
        several = self.timed("several.bin", *FOREGROUND)
        again = self.timed("again.bin", *FOREGROUND)  # what was learnt of the host is used at once
        self.box.must("config", "set", "connections-per-file=1")
        self.box.must("agent", "stop")
        eventually(lambda: not self.box.agents(), 5)
        one = self.timed("one.bin", *FOREGROUND)
        self.assertEqual(len(self.requests(self.server.url(f"/{self.id().rpartition('.')[2]}/one.bin"))), 1)
        print(f"several / one: {several / one:.2f}, with what was learnt: {again / one:.2f}", flush=True)
        self.assertLess(several, one * 0.75)
        self.assertLess(again, one / 2)

    def test_a_fast_line_has_one(self):
        """Nothing is asked for twice where one connection is fast."""
        url = self.serve("fast.bin", 64 * MIB)
        self.box.must("add", url, "--wait", *FOREGROUND)
        self.assertEqual(len(self.requests(url)), 1)

    def test_a_server_that_refuses_a_second_connection(self):
        """429 and 503 cost nothing: the job goes on over its first connection, without an error."""
        for status in (429, 503):
            with self.subTest(status=status):
                url = self.serve(f"{status}.bin", 24 * MIB, rate=RATE)

                def answer(exchange: Exchange, status: int = status):
                    if exchange.number == 0:
                        exchange.honest()
                    else:
                        exchange.head(status, 0, Retry_After="1")

                self.resource(url).behaviour = answer
                job = self.box.add(url, *FOREGROUND)
                self.assertEqual(self.box.await_state(job, "acknowledged", "transient-error", seconds=30)["errorCount"], 0)
                self.assert_same(self.box.downloads / f"{status}.bin", self.resource(url))
                self.assertEqual(self.resource(url).sent, 24 * MIB)

    def test_a_file_that_changes_in_the_middle(self):
        """It is the new one in the end, whole."""
        url = self.serve("changes.bin", 24 * MIB, rate=RATE)
        resource = self.resource(url)
        new = Resource(random.Random(5).randbytes(12 * MIB))

        def answer(exchange: Exchange):
            if exchange.number == 1:
                resource.body, resource.etag, resource.sha256 = new.body, new.etag, new.sha256
                resource.rate = None
            exchange.honest()

        resource.behaviour = answer
        self.box.must("add", url, "--wait", *FOREGROUND, seconds=60)
        self.assert_same(self.box.downloads / "changes.bin", new)

    def test_a_killed_agent_loses_little(self):
        """Killed at a random moment with holes in the file: identical in the end, checked, and little comes again."""
        print(f"seed {SEED}", flush=True)
        size = 40 * MIB
        body = Resource.random(size)
        again = []
        for number in range(ROUNDS):
            resource = Resource(body.body, rate=RATE)
            url = self.server.serve(f"/ranges{number}.bin", resource)
            moment = self.random.randrange(6 * MIB, 32 * MIB)
            job = self.box.add(url, *FOREGROUND, "--checksum", f"sha256:{resource.sha256}")
            eventually(lambda: resource.sent >= moment, 60)
            self.box.kill_agent()
            had_holes = ";" in self.pieces()
            resource.rate = None
            self.box.must("wait", job, seconds=120)
            self.assert_same(self.box.downloads / f"ranges{number}.bin", resource)
            again.append(resource.sent - size)
            print(f"killed at {moment / MIB:.1f} MiB (holes: {had_holes}): {again[-1] / MIB:.2f} MiB again", flush=True)
            self.assertTrue(self.ranges(url))
        self.assertLessEqual(max(again), MOST_AGAIN)
        self.assertLessEqual(statistics.median(again), MEDIAN_AGAIN)
        self.assertEqual(self.box.parts(), [])

    def test_killed_again_and_again(self):
        """As soon as it moves again, the agent is killed: the file still arrives whole."""
        url = self.serve("often.bin", 32 * MIB, rate=RATE)
        resource = self.resource(url)
        job = self.box.add(url, *FOREGROUND)
        for _ in range(5):
            goal = resource.sent + self.random.randrange(2 * MIB, 4 * MIB)
            eventually(lambda goal=goal: resource.sent >= goal, 30)
            self.box.kill_agent()
            self.box.must("list")
        resource.rate = None
        self.box.must("wait", job, seconds=60)
        self.assert_same(self.box.downloads / "often.bin", resource)

    def test_suspended_with_holes(self):
        """What has come of every range is kept, and progress never goes beyond the file."""
        url = self.serve("paused.bin", 32 * MIB, rate=RATE)
        resource = self.resource(url)
        job = self.box.add(url, *FOREGROUND)
        eventually(lambda: len(self.ranges(url)) >= 2, 30)
        self.box.must("suspend", job)
        info = self.box.info(job)
        self.assertLessEqual(info["bytesTransferred"], resource.sent)
        resource.rate = None
        self.box.must("resume", job)
        self.box.must("wait", job)
        self.assertEqual(self.box.info(job)["bytesTransferred"], 32 * MIB)
        self.assert_same(self.box.downloads / "paused.bin", resource)
        self.assertLess(resource.sent - 32 * MIB, 4 * MIB)


if __name__ == "__main__":
    main()
