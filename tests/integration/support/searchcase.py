# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Where secrets must not be: the store, the settings, the log, what commands print, what the agent says to its clients,
and the processes' arguments."""

import collections
import pathlib
import secrets

from support.processes import eventually
from support.relay import Relay
from support.signincase import SignInCase
from support.tls import Authority
from support.traces import Wanted, Watch, memory_of
from support.wire import Peer, request

SEARCHED = {"jobs.db", "lighterman.conf", "agent.log", "told"}  # at least
WHILE_OPEN = SEARCHED | {"jobs.db-wal", "jobs.db-shm"}
BACKUPS = "jobs.db.backup-*"


class SearchCase(SignInCase):
    """`wanted` has every secret that was given to anybody."""

    def setUp(self):
        super().setUp()
        self.wanted = Wanted()
        self.tls = self.peer(Authority())
        self.box.variables["QT_LOGGING_RULES"] = "lighterman.*=true"
        self.shown: list[bytes] = []  # on terminals

    def peer(self, one):
        self.addCleanup(one.close)
        return one

    def secret(self, user: str, *realms: str) -> str:
        new = f"Pw.{secrets.token_hex(6)}/+{'%:x' if user else ''}"  # a token has no more signs
        self.wanted.add(new, user, *realms)
        return new

    def start(self, spared: tuple[bytes, ...] = ()):
        """The agent, and between it and its clients somebody who keeps what it says. `spared`: as Watch has it."""
        self.box.kill_agent()
        agent = self.box.start_agent(wrapper=self.tls.trusting)
        self.relay = self.peer(Relay(self.box.socket, self.box.runtime / "relay"))
        self.box.variables["LIGHTERMAN_SOCKET"] = str(self.relay.path)
        self.watch = self.peer(Watch(self.box.runtime, self.wanted, spared))
        follower = self.peer(Peer(self.relay.path))
        follower.greet()
        follower.send(request("list-jobs", 1, files=True, subscribe=True))
        return agent

    def make_hook(self) -> pathlib.Path:
        """A program that writes down what it is told of the end of jobs."""
        hook = self.box.home / "hook"
        hook.write_text(f"#!/bin/sh\n{{ env; echo \"$@\"; }} >> '{self.box.home}/told'\n", encoding="utf-8")
        hook.chmod(0o700)
        return hook

    def assert_ends(self, job: str, state: str):
        self.assertEqual(self.run_job(job)["state"], state, self.box.log())

    def show_all(self):
        """All that commands have to say."""
        for job in self.box.must("--json", "list", "--all").json:
            self.box.must("log", job["id"])
            self.box.must("info", job["id"])
        self.box.must("config", "list")
        self.watch.close()

    # The search.

    def search_files(self, known: set[str]):
        searched = set()
        for path in self.box.root.rglob("*"):
            if path.is_file() and "keyrings" not in path.parts:
                searched.add(path.name)
                self.assertEqual(self.wanted.found_in(path.read_bytes()), [], path)
        self.assertLessEqual(known, searched)

    def search_talk(self, connections: int):
        said = [bytes(one) for one in self.relay.said]
        print(f"{len(self.wanted.names)} forms; the agent said {sum(map(len, said))} bytes on {len(said)} connections; "
              f"arguments and environment were looked at: {dict(self.watch.seen)}", flush=True)
        self.assertGreater(len(said), connections)
        self.assertTrue(any(b"job-changes" in one for one in said))
        for one in said + self.shown:
            self.assertEqual(self.wanted.found_in(one), [])
        self.assertGreater(self.watch.seen["lighterman-agent"], connections // 10)
        self.assertGreater(self.watch.seen["lighterman"], connections // 10)
        self.assertEqual(self.watch.found, set())

    def show_memory(self, pid: int, right: set[str]):
        """What is in memory is shown, not judged: Qt, GLib and the kernel's buffers are not ours to wipe."""
        found: collections.Counter[str] = collections.Counter()
        whose = set()
        for _, data in memory_of(pid):
            for secret, form in self.wanted.found_in(data):
                found[form] += 1
                whose.add(secret)
        print(f"memory: {len(whose)} of {len({name for name, _ in self.wanted.names.values()})} passwords, "
              f"{len(whose & right)} of them right ones; {dict(found)}", flush=True)

    def search_at_rest(self):
        """Once the agent has ended, and when it has begun again."""
        del self.box.variables["LIGHTERMAN_SOCKET"]
        self.box.must("agent", "stop")
        eventually(lambda: not self.box.agents(), 30, "the end of the agent")
        self.search_files(SEARCHED)
        for backup in self.box.store.parent.glob(BACKUPS):
            backup.unlink()  # one is made once a day
        self.box.start_agent(wrapper=self.tls.trusting)
        self.search_files(WHILE_OPEN)

    def search_a_backup(self):
        """Made half a minute after the start."""
        eventually(lambda: list(self.box.store.parent.glob(BACKUPS)), 90, "a backup")
        self.search_files(WHILE_OPEN)
