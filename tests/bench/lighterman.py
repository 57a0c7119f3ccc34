# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Lighterman itself, with an agent that sees nothing of the person's own jobs."""

import contextlib
import pathlib
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence

from places import Places, fresh
from processes import Usage, cpu_seconds, measure, mib, start, status_fields, stop, wait_until

AFTERWORK = 0.3  # seconds for what the agent still does when the client has left


class Agent:
    """A running agent."""

    def __init__(self, owner: "Lighterman", process: subprocess.Popen):
        self.owner = owner
        self.pid = process.pid

    def add(self, *arguments: str) -> Usage:
        """`lighterman add --wait`: the client's time, the CPU of both, the agent's peak of memory.

        In the foreground, since somebody waits: the other tools know nothing else."""
        before = cpu_seconds(self.pid)
        client = measure(
            [*self.owner.client, "add", "--wait", "--priority", "foreground", *arguments],
            self.owner.environment(),
            self.owner.places.logs / "lighterman.log",
        )
        time.sleep(AFTERWORK)
        return Usage(client.wall, client.cpu + cpu_seconds(self.pid) - before, self.peak())

    def peak(self) -> float:
        return mib(status_fields(self.pid).get("VmHWM"))

    def resident(self) -> float:
        return mib(status_fields(self.pid).get("VmRSS"))


class Lighterman:
    def __init__(
        self, programs: pathlib.Path, places: Places, settings: Sequence[str] = (), inside: Sequence[str] = ()
    ):
        """`settings` are KEY=VALUE for each new agent; `inside` comes before each command."""
        self.client = [*inside, str(programs / "lighterman")]
        self.program = [*inside, str(programs / "lighterman-agent")]
        self.places = places
        self.settings = settings
        self.log = places.logs / "agent.log"
        self.socket = places.runtime / "lighterman" / "agent.sock"
        self.store = places.disk / "state" / "lighterman" / "jobs.db"

    def environment(self) -> dict[str, str]:
        return {
            **self.places.environment(),
            "XDG_RUNTIME_DIR": str(self.places.runtime),
            "XDG_STATE_HOME": str(self.places.disk / "state"),
            "XDG_CONFIG_HOME": str(self.places.disk / "config"),
            "XDG_DOWNLOAD_DIR": str(self.places.downloads),
        }

    def forget(self) -> None:
        """An agent started after this has no jobs."""
        for folder in (self.places.disk / "state", self.places.disk / "config"):
            fresh(folder)

    def start(self) -> subprocess.Popen:
        shutil.rmtree(self.socket.parent, ignore_errors=True)
        self.log.unlink(missing_ok=True)
        return start(self.program, self.environment(), self.log)

    @contextlib.contextmanager
    def agent(self, keep_jobs: bool = False):
        """A new agent, up and answering."""
        if not keep_jobs:
            self.forget()
        process = self.start()
        try:
            wait_until("the agent", self.is_listening, process, self.log)
            if self.settings:
                log = self.places.logs / "settings.log"
                measure([*self.client, "config", "set", *self.settings], self.environment(), log)
            yield Agent(self, process)
        finally:
            stop(process)

    def is_listening(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket)) == 0
