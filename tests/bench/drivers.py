# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The store and the socket, measured by programs that use the same libraries as the agent."""

import json
import pathlib
import subprocess
import time

from lighterman import Lighterman
from places import Places
from processes import BenchError, start, stop, tail


class Drivers:
    def __init__(self, programs: pathlib.Path, places: Places, lighterman: Lighterman):
        self.programs = programs
        self.places = places
        self.lighterman = lighterman

    def ask(self, program: str, *arguments: str) -> dict:
        """Runs a driver to its end; its standard output is one JSON object."""
        command = [str(self.programs / program), *arguments]
        environment = self.lighterman.environment()
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)
        except (FileNotFoundError, subprocess.TimeoutExpired) as error:
            raise BenchError(str(error)) from error
        if done.returncode != 0:
            raise BenchError(f"{program} ended with {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def store(self, jobs: int) -> dict:
        """Adding jobs, loading them, and one commit of progress, without an agent around them."""
        return self.ask("bench_store", str(jobs), str(self.places.disk))

    def schedule(self, jobs: int) -> dict:
        """Deciding who moves: from all jobs at once, and as the engine does in each event."""
        return self.ask("bench_schedule", str(jobs))

    def ready(self, jobs: int, rounds: int) -> dict:
        """From the start of the agent to its first answer, with that many jobs in its store."""
        self.lighterman.forget()
        self.lighterman.store.parent.mkdir(mode=0o700)
        self.ask("bench_fill", str(self.lighterman.store), str(jobs))
        return {"readyMs": [self.time_to_answer(jobs) for _ in range(rounds)]}

    def time_to_answer(self, jobs: int) -> float:
        log = self.places.logs / "ready.log"
        command = [str(self.programs / "bench_socket"), "ready", str(self.lighterman.socket)]
        with log.open("wb") as errors:
            waiting = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, env=self.lighterman.environment()
            )
        waiting.stdout.readline()
        began = time.monotonic()
        agent = self.lighterman.start()
        try:
            answer, _ = waiting.communicate(timeout=60)
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"the agent does not answer: {tail(self.lighterman.log)}") from error
        finally:
            stop(waiting)
            stop(agent)
        if waiting.returncode != 0:
            raise BenchError(f"bench_socket ended with {waiting.returncode}: {tail(log)}")
        reply = json.loads(answer)
        if reply["jobs"] != jobs:
            raise BenchError(f"the agent says that it has {reply['jobs']} jobs, not {jobs}")
        return (reply["at"] - began) * 1000

    def socket(self, requests: int) -> dict:
        """Round trips of the smallest request to a real agent."""
        with self.lighterman.agent():
            return self.ask("bench_socket", "requests", str(self.lighterman.socket), str(requests))

    def snapshot(self, jobs: int) -> dict:
        """The whole list of jobs, encoded and decoded, without a socket between."""
        return self.ask("bench_socket", "snapshot", str(jobs))


def standing(drivers: Drivers, chosen, wants, say) -> tuple[dict[str, dict], dict[str, str]]:
    """Every wanted figure of the drivers by name, and what failed."""
    results: dict[str, dict] = {}
    failures: dict[str, str] = {}
    parts = {
        "store": lambda: drivers.store(chosen.jobs),
        "schedule": lambda: drivers.schedule(chosen.jobs),
        "ready": lambda: drivers.ready(chosen.jobs, chosen.rounds),
        "socket": lambda: drivers.socket(chosen.requests),
        "snapshot": lambda: drivers.snapshot(chosen.jobs),
    }
    for name in filter(wants, parts):
        say(name)
        try:
            results[name] = parts[name]()
        except BenchError as error:
            failures[name] = str(error)
    return results, failures
