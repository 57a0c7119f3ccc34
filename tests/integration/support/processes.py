# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Waiting with a deadline, and a look at processes that somebody else started for a test."""

import contextlib
import os
import pathlib
import signal
import time

def eventually(condition, seconds: float = 20, what: str = "the condition"):
    """The first true answer of `condition`, asked again and again; AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(0.01)
    return answer


def is_alive(pid: int) -> bool:
    """Whether the process still runs; one that waits to be reaped does not."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def processes_of(runtime: pathlib.Path, program: str) -> list[int]:
    """Running processes called `program` that were given `runtime` as their XDG_RUNTIME_DIR."""
    mark = f"XDG_RUNTIME_DIR={runtime}".encode()
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            called = os.path.basename(os.readlink(folder / "exe"))
            if called == program and mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def end(pid: int, number: int = signal.SIGKILL):
    """Sends a signal and waits until the process is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
    eventually(lambda: not is_alive(pid), 10, f"the end of process {pid}")
