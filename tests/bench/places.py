# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Where a run keeps its files, and the files that are downloaded."""

import contextlib
import hashlib
import os
import pathlib
import shutil
import tempfile

from processes import MIB, BenchError

MEMORY = pathlib.Path("/dev/shm")
LARGE = "large.bin"
SMALL = "small"
SMALL_BYTES = 10 << 10


class Places:
    """Folders of one run: memory (files served and downloaded), disk (the agent's store and logs) and
    runtime (sockets, whose paths must be short)."""

    def __init__(self, disk: pathlib.Path):
        self.memory = pathlib.Path(tempfile.mkdtemp(prefix="lighterman-bench-", dir=MEMORY))
        self.runtime = pathlib.Path(tempfile.mkdtemp(prefix="lighterman-bench-", dir="/tmp"))
        self.disk = disk
        shutil.rmtree(disk, ignore_errors=True)
        self.home = fresh(disk / "home")
        self.logs = fresh(disk / "logs")
        self.www = fresh(self.memory / "www")
        self.downloads = self.memory / "downloads"

    def remove(self) -> None:
        for folder in (self.memory, self.runtime, self.disk):
            shutil.rmtree(folder, ignore_errors=True)

    def environment(self) -> dict[str, str]:
        """What every tool sees: nothing of the person's settings, proxies or session."""
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin:/usr/sbin:/sbin"),
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }


@contextlib.contextmanager
def scratch(disk: pathlib.Path):
    places = Places(disk)
    try:
        yield places
    finally:
        places.remove()


def fresh(folder: pathlib.Path) -> pathlib.Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def sum_of(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums_of(folder: pathlib.Path) -> dict[str, str]:
    return {path.name: sum_of(path) for path in folder.iterdir() if path.is_file()}


def write_random(path: pathlib.Path, mib: int) -> None:
    with path.open("wb") as file:
        for _ in range(mib):
            file.write(os.urandom(MIB))


class Sources:
    """Random bytes: one large file and many small ones, with their sums by name."""

    def __init__(self, www: pathlib.Path, large_mib: int, small_count: int):
        needed = 2 * large_mib * MIB + 4 * small_count * SMALL_BYTES + 256 * MIB
        if shutil.disk_usage(www).free < needed:
            raise BenchError(f"{MEMORY} needs {needed // MIB} MiB of room; --large takes less")
        self.large_bytes = large_mib * MIB
        write_random(www / LARGE, large_mib)
        small = fresh(www / SMALL)
        for number in range(small_count):
            (small / f"{number:05}.bin").write_bytes(os.urandom(SMALL_BYTES))
        self.large_sums = {LARGE: sum_of(www / LARGE)}
        self.small_sums = sums_of(small)
