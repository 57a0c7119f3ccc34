# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Child processes, and what they cost."""

import dataclasses
import os
import pathlib
import select
import subprocess
import time

MIB = 1 << 20
TICKS = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """A sentence for the person who runs the benchmarks."""


@dataclasses.dataclass
class Usage:
    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: float  # MiB resident, at most

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


def status_fields(pid: int | str) -> dict[str, str]:
    """Fields of /proc/PID/status; none when the process has ended."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def mib(field: str | None) -> float:
    """`12345 kB` in MiB."""
    return int((field or "0 kB").split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """CPU time of a running process with all its threads, and of the children it has waited for."""
    clock = (~pid << 3) | 2  # what clock_getcpuclockid(3) makes of a process id
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    of_children = (int(fields[13]) + int(fields[14])) / TICKS
    return time.clock_gettime(clock) + of_children


def switches(pid: int) -> int:
    """How often the threads of a process have been switched away from: once for each wake-up."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        fields = status_fields(f"{pid}/task/{task}")
        total += int(fields.get("voluntary_ctxt_switches", 0)) + int(fields.get("nonvoluntary_ctxt_switches", 0))
    return total


def tail(log: pathlib.Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def measure(command: list[str], environment: dict[str, str], log: pathlib.Path, limit: float = 600) -> Usage:
    """Runs a command to its end. BenchError when it fails or takes longer than `limit` seconds."""
    with log.open("wb") as output:
        started = time.monotonic()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        try:
            peak = watch(child.pid, started + limit)
            _, status, used = os.wait4(child.pid, 0)
            wall = time.monotonic() - started
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if child.returncode is None:
                child.kill()
                child.wait()
    if child.returncode != 0:
        raise BenchError(f"{command[0]} ended with {child.returncode}: {tail(log)}")
    return Usage(wall, used.ru_utime + used.ru_stime, peak)


def watch(pid: int, deadline: float) -> float:
    """Waits for the end of a child; answers with its peak of resident memory.

    ru_maxrss would begin with the memory of this program, which the child was before its exec."""
    peak = 0.0
    ended = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(ended, select.POLLIN)
        while not poll.poll(20):
            peak = max(peak, mib(status_fields(pid).get("VmHWM")))
            if time.monotonic() > deadline:
                raise BenchError(f"process {pid} took too long")
    finally:
        os.close(ended)
    return peak


def run(*command: str) -> str:
    """Runs a small command to its end and returns what it said."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


def start(command: list[str], environment: dict[str, str], log: pathlib.Path) -> subprocess.Popen:
    """Starts what runs until it is stopped; it ends with this program, however that ends."""
    with log.open("ab") as output:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        )


def stop(child: subprocess.Popen, seconds: float = 5) -> None:
    child.terminate()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def wait_until(what: str, condition, child: subprocess.Popen, log: pathlib.Path, seconds: float = 10) -> None:
    """Returns when `condition()` holds; BenchError when the child ends before, or the time is up."""
    deadline = time.monotonic() + seconds
    while not condition():
        if child.poll() is not None or time.monotonic() > deadline:
            raise BenchError(f"{what} did not start: {tail(log)}")
        time.sleep(0.005)
