# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Kill -9 of agent or client at any moment: no job lost, no wrong byte, little fetched again."""

import contextlib
import hashlib
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import statistics
import time

from support.case import IntegrationCase, main
from support.processes import end, eventually, is_alive
from support.server import Resource

IS_SOAK = os.environ.get("LIGHTERMAN_SOAK") == "1"
ROUNDS = 50 if IS_SOAK else 6
MIB = 1 << 20
SIZE = (100 if IS_SOAK else 24) * MIB
RATE = (80 if IS_SOAK else 24) * MIB  # bytes a second: a round is in the middle for about a second
SEED = int(os.environ.get("LIGHTERMAN_SEED", "0")) or random.randrange(1, 1 << 32)
MOST_AGAIN = 64 * MIB
MEDIAN_AGAIN = 16 * MIB


class Kills(IntegrationCase):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)

    def round(self, number: int, body: Resource) -> int:
        """One download whose agent is killed at a random byte; answers with the bytes sent twice."""
        url = self.server.serve(f"/kill{number}.bin", Resource(body.body, rate=RATE))
        resource = self.resource(url)
        moment = int(self.random.uniform(0.02, 0.95) * SIZE)
        job = self.box.add(url)
        eventually(lambda: resource.sent >= moment, 60)
        self.box.kill_agent()
        self.assertEqual(self.box.visible(), [])
        resource.rate = None
        self.box.must("wait", job, seconds=120)
        path = self.box.downloads / f"kill{number}.bin"
        self.assert_same(path, resource)
        path.unlink()
        again = resource.sent - SIZE
        print(f"killed at {moment / MIB:6.1f} MiB: {again / MIB:6.2f} MiB sent again", flush=True)
        return again

    def test_downloads_survive_a_killed_agent(self):
        """Each file is identical in the end; at most 64 MiB come again, and no more than 16 MiB as a median."""
        print(f"seed {SEED}, {ROUNDS} rounds of {SIZE // MIB} MiB", flush=True)
        body = Resource.random(SIZE)
        again = [self.round(number, body) for number in range(ROUNDS)]
        median = statistics.median(again)
        print(f"sent again: median {median / MIB:.2f} MiB, most {max(again) / MIB:.2f} MiB", flush=True)
        self.assertLessEqual(max(again), MOST_AGAIN)
        self.assertLessEqual(median, MEDIAN_AGAIN)
        self.assertEqual(self.box.parts(), [])

    def test_one_download_survives_many_kills(self):
        """Killed again and again, as soon as it moves again, the file still arrives whole."""
        url = self.serve("often.bin", 8 * MIB, rate=8 * MIB)
        resource = self.resource(url)
        job = self.box.add(url)
        for _ in range(5):
            goal = resource.sent + self.random.randrange(MIB // 4, MIB)
            eventually(lambda goal=goal: resource.sent >= goal, 30)
            self.box.kill_agent()
            self.box.must("list")
        resource.rate = None
        self.box.must("wait", job, seconds=60)
        self.assert_same(self.box.downloads / "often.bin", resource)

    def test_a_job_of_many_files_survives_many_kills(self):
        """Killed while file after file gets its name: each is there once, under its own name."""
        names = [f"small{number:03}.bin" for number in range(400)]
        urls = [self.serve(name, 10_000) for name in names]
        added = self.box.must("add", "--input", "-", "-d", self.box.downloads, text="\n".join(urls))
        for round_ in range(1, 6):
            goal = round_ * 60 + self.random.randrange(30)
            eventually(lambda goal=goal: len(self.box.visible()) >= goal, 30)
            self.box.kill_agent()
            self.box.must("list")
        self.box.must("wait", added.id, seconds=120)
        self.assertEqual(self.box.visible(), names)
        self.assertEqual(self.box.parts(), [])
        for name, url in zip(names, urls, strict=True):
            self.assert_same(self.box.downloads / name, self.resource(url))
        sent = sum(len(self.requests(url)) for url in urls)
        print(f"{sent} requests for {len(urls)} files", flush=True)

    def test_a_job_is_there_when_add_has_returned(self):
        """Kill -9 of the agent right after `add`: the job is in the list, and its file arrives."""
        for number in range(5):
            with self.subTest(number=number):
                url = self.serve(f"kept{number}.bin")
                job = self.box.add(url)
                self.box.kill_agent()
                self.assertEqual(self.box.info(job)["files"][0]["url"], url)
                self.box.must("wait", job)
                self.assert_same(self.box.downloads / f"kept{number}.bin", self.resource(url))

    def test_a_state_change_is_kept_when_it_was_acknowledged(self):
        """Kill -9 right after suspend, set and cancel: they hold."""
        job = self.box.add(self.serve("change.bin", 4 * MIB, rate=MIB))
        for command, key, value in ((("suspend", job), "state", "suspended"), (("set", job, "name=n"), "name", "n"),
                                    (("cancel", job), "state", "cancelled")):
            self.box.must(*command)
            self.box.kill_agent()
            self.assertEqual(self.box.info(job)[key], value)
        self.assertEqual(self.box.parts(), [])

    def test_a_killed_client_stops_nothing(self):
        """Kill -9 of `add --wait` in the middle of the transfer: the file arrives all the same."""
        url = self.serve("client.bin", 800_000, rate=800_000)
        client = self.box.start("add", url, "--wait")
        eventually(lambda: self.resource(url).sent > 100_000)
        client.send_signal(signal.SIGKILL)
        client.wait()
        eventually(lambda: self.box.visible() == ["client.bin"])
        self.assert_same(self.box.downloads / "client.bin", self.resource(url))

    def test_clients_killed_at_any_moment_leave_whole_jobs(self):
        """`add` killed after a random time left a job that runs to its end, or none."""
        self.box.must("list")
        for number in range(10):
            client = self.box.start("add", self.serve(f"c{number}.bin"))
            with contextlib.suppress(Exception):
                client.wait(self.random.uniform(0, 0.06))
            client.send_signal(signal.SIGKILL)
            client.wait()

        def all_whole():
            jobs = self.box.must("--json", "list").json  # one more may come: the last client's words are still read
            return {job["state"] for job in jobs} <= {"acknowledged"} and len(self.box.visible()) == len(jobs)

        eventually(all_whole)

    def test_watchers_see_the_truth_after_a_restart(self):
        """`wait` and `watch` outlive a killed agent: they find the next one, and end when the job does."""
        url = self.serve("restart.bin", 1_500_000, rate=500_000)
        job = self.box.add(url)
        clients = [self.box.start("wait", job), self.box.start("watch", job)]
        eventually(lambda: self.resource(url).sent > 300_000)
        self.box.kill_agent()
        self.resource(url).rate = None
        self.box.must("list")
        for client in clients:
            self.assertEqual(self.box.outcome(client).status, 0)
        self.assertEqual(self.box.info(job)["state"], "acknowledged")
        self.assert_same(self.box.downloads / "restart.bin", self.resource(url))

    def test_a_finished_job_stays_finished(self):
        """Kill -9 right when a job has ended: its file is fetched once, and not renamed twice."""
        for number in range(5):
            url = self.serve(f"done{number}.bin", 100_000)
            self.box.must("add", url, "--wait")
            self.box.kill_agent()
        self.box.must("list")
        jobs = self.box.must("--json", "list").json
        self.assertEqual([job["state"] for job in jobs], 5 * ["acknowledged"])
        self.assertEqual(self.box.visible(), [f"done{number}.bin" for number in range(5)])


class Signals(IntegrationCase):
    def test_sigterm_and_sigint_flush_and_leave(self):
        """Within two seconds, with status 0; what had arrived is not fetched again."""
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number=number):
                url = self.serve(f"{number.name}.bin", 4 * MIB, rate=2 * MIB)
                agent = self.box.start_agent()
                job = self.box.add(url)
                eventually(lambda url=url: self.resource(url).sent > MIB)
                started = time.monotonic()
                agent.send_signal(number)
                self.assertEqual(agent.wait(10), 0, self.box.log())
                took = time.monotonic() - started
                print(f"{number.name}: left after {took:.2f} s", flush=True)
                self.assertLess(took, 2)
                self.assertFalse(self.box.socket.exists())
                self.resource(url).rate = None
                self.box.must("wait", job)
                self.assert_same(self.box.downloads / f"{number.name}.bin", self.resource(url))
                self.assertLess(self.resource(url).sent - 4 * MIB, MIB)
                self.box.must("agent", "stop")

    def test_stop_with_transfers_and_watchers(self):
        """`agent stop` in the middle of a transfer keeps the job for the next start; who waits does not undo it."""
        url = self.serve("stopped.bin", 4 * MIB, rate=2 * MIB)
        job = self.box.add(url)
        eventually(lambda: self.resource(url).sent > MIB)
        (pid,) = self.box.agents()
        watching = self.box.start("watch", job)
        eventually(lambda: pathlib.Path(f"{watching.stem}.out").stat().st_size, what="a line of watch")
        self.box.must("agent", "stop")
        eventually(lambda: not is_alive(pid), 2)
        self.assert_clear(self.box.outcome(watching), 3, "it was told to end")
        self.assertEqual(self.box.agents(), [])
        self.resource(url).rate = None
        self.box.must("wait", job)
        self.assert_same(self.box.downloads / "stopped.bin", self.resource(url))


class Stores(IntegrationCase):
    def sum(self) -> str:
        return hashlib.sha256(self.box.store.read_bytes()).hexdigest()

    def with_one_job(self) -> str:
        self.stored = self.serve("stored.bin")
        job = self.box.add(self.stored, "--suspended")
        self.box.must("agent", "stop")
        eventually(lambda: not self.box.agents(), 5)
        return job

    def test_a_store_of_a_newer_version_is_left_alone(self):
        """A clear sentence and status 1 or 3; the file stays as it is, byte for byte, and works again afterwards."""
        job = self.with_one_job()
        with contextlib.closing(sqlite3.connect(self.box.store)) as store:
            (version,) = store.execute("PRAGMA user_version").fetchone()
            store.execute("PRAGMA user_version = 99999")
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = self.sum()
        for words in (("list",), ("add", self.serve("no.bin")), ("wait", job), ("watch",)):
            outcome = self.box.run(*words)
            self.assertIn(outcome.status, (1, 3), outcome)
            self.assert_clear(outcome, outcome.status, "newer version")
        self.box.run("agent", "stop")
        eventually(lambda: not self.box.agents(), 5)
        self.assertEqual(self.sum(), before)
        with contextlib.closing(sqlite3.connect(self.box.store)) as store:
            store.execute(f"PRAGMA user_version = {version}")
        self.assertEqual(self.box.info(job)["state"], "suspended")

    def test_a_damaged_store_is_set_aside(self):
        """Its bytes are kept under a dated name, the newest good backup brings the jobs back, and the agent works."""
        job = self.with_one_job()
        shutil.copy(self.box.store, f"{self.box.store}.backup-1")
        pathlib.Path(f"{self.box.store}.backup-2").write_bytes(b"newer, but no store")
        garbage = random.Random(SEED).randbytes(50_000)
        self.box.store.write_bytes(garbage)
        for suffix in ("-wal", "-shm"):
            self.box.store.with_name(self.box.store.name + suffix).unlink(missing_ok=True)
        self.assertEqual([found["id"] for found in self.box.must("--json", "list").json], [job])
        aside = [path for path in self.box.store.parent.iterdir() if path.read_bytes() == garbage]
        self.assertEqual(len(aside), 1, list(self.box.store.parent.iterdir()))
        self.assertRegex(aside[0].name, r"20\d\d-?\d\d-?\d\d")
        repair = self.box.must("--json", "agent", "status").json["storeRepair"]
        self.assertIn(str(aside[0]), repair)
        self.assertRegex(repair, r"the backup of 20\d\d-")
        self.box.must("resume", job)
        self.box.must("wait", job)
        self.assert_same(self.box.downloads / "stored.bin", self.resource(self.stored))

    def test_a_damaged_store_without_a_backup_begins_anew(self):
        """Its bytes are kept all the same, and the list is empty."""
        self.with_one_job()
        self.box.store.write_bytes(b"garbage")
        self.assertEqual(self.box.must("--json", "list").json, [])
        self.assertIn("the list began empty", self.box.must("agent", "status").out)
        self.assertIn(b"garbage", [path.read_bytes() for path in self.box.store.parent.iterdir()])

    def test_a_store_cut_short_is_set_aside(self):
        """Half a store is damaged too: nothing crashes, and new jobs are taken."""
        self.with_one_job()
        whole = self.box.store.read_bytes()
        self.box.store.write_bytes(whole[: len(whole) // 2])
        self.box.must("list")
        self.box.must("add", self.serve("after.bin"), "--wait")

    def test_settings_that_make_no_sense(self):
        """A settings file of garbage costs the settings, not the agent."""
        self.box.must("config", "set", "background-slots=5")
        self.box.must("agent", "stop")
        (self.box.config / "lighterman" / "lighterman.conf").write_bytes(bytes(range(256)) * 10)
        self.box.must("add", self.serve("after.bin"), "--wait")


class PartFiles(IntegrationCase):
    def interrupted(self) -> tuple[str, str]:
        """A job whose agent was killed halfway."""
        url = self.serve("half.bin", 4 * MIB, rate=4 * MIB)
        job = self.box.add(url)
        eventually(lambda: self.resource(url).sent > 2 * MIB)
        for pid in self.box.agents():
            end(pid)
        self.resource(url).rate = None
        return job, url

    def assert_arrives(self, job: str, url: str):
        self.box.must("wait", job)
        self.assert_same(self.box.downloads / "half.bin", self.resource(url))

    def test_a_part_file_that_is_gone(self):
        """Deleted while no agent ran: the file is fetched from the start."""
        job, url = self.interrupted()
        self.box.parts()[0].unlink()
        self.assert_arrives(job, url)

    def test_a_part_file_that_is_shorter(self):
        """Cut while no agent ran: what is left is used, or nothing of it."""
        job, url = self.interrupted()
        os.truncate(self.box.parts()[0], 100_000)
        self.assert_arrives(job, url)

    def test_a_part_file_that_became_a_link(self):
        """A symbolic link in its place is not written through."""
        job, url = self.interrupted()
        (part,) = self.box.parts()
        victim = self.box.home / "victim"
        victim.write_bytes(b"mine")
        part.unlink()
        part.symlink_to(victim)
        self.box.run("wait", job, "--timeout", "20")
        self.assertEqual(victim.read_bytes(), b"mine")
        if self.box.visible():
            self.assert_same(self.box.downloads / "half.bin", self.resource(url))
        self.assertFalse((self.box.downloads / "half.bin").is_symlink())

    def test_a_changed_end_of_the_part_file(self):
        """Other bytes before the seam are noticed, and the file is right in the end."""
        job, url = self.interrupted()
        with open(self.box.parts()[0], "r+b") as part:
            part.seek(-1000, os.SEEK_END)
            part.write(bytes(500))
        self.box.must("list")
        shown = self.box.await_state(job, "transient-error", "acknowledged")
        if shown["state"] != "acknowledged":
            self.box.must("resume", job)
        self.assert_arrives(job, url)


if __name__ == "__main__":
    main()
