# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Servers of others that a test starts on loopback: in the foreground, on free ports, gone with the test."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from support.processes import eventually
from support.sandbox import DIES_WITH_PARENT

SYSTEM = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # people's PATH has no sbin
READY = 60  # s, on a busy machine


def program(name: str) -> str:
    """Where it is. A test whose peer is missing has failed: it proves nothing."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SYSTEM}")
    if not found:
        raise AssertionError(f"{name} is missing: ./dev test installs it")
    return found


def free_port() -> int:
    """One that nobody has now, neither for TCP nor for UDP."""
    while True:
        with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagram:
            stream.bind(("127.0.0.1", 0))
            try:
                datagram.bind(stream.getsockname())
            except OSError:
                continue
            return stream.getsockname()[1]


def said(*command: str, text: str = "", environment: dict | None = None) -> str:
    """What a command prints that reads `text` and has to end well."""
    done = subprocess.run(  # noqa: S603
        [program(command[0]), *command[1:]], input=text, env=environment, capture_output=True, text=True, timeout=READY,
        check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout


class Daemon:
    """A server with a folder of its own that everybody may read. `port` is where it listens. What it writes goes
    below `own`."""

    def __init__(self, name: str, user: str = ""):
        """`user` is who it is where root runs the test: from its start, for who changes later outlives a test that is
        killed."""
        self.name = name
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.tied = list(DIES_WITH_PARENT)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"lm-{name}-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.own = self.folder / "own"
        self.own.mkdir(0o755)
        if user and os.geteuid() == 0:
            shutil.chown(self.own, user, user)
            self.tied[1:1] = [f"--reuid={user}", f"--regid={user}", "--clear-groups"]

    def write(self, name: str, text: str) -> pathlib.Path:
        """A file in its folder, which it never sees in half."""
        path, new = self.folder / name, self.folder / f"{name}.new"
        new.write_text(text, encoding="utf-8")
        new.chmod(0o644)
        new.replace(path)
        return path

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def run(self, *command: str, environment: dict | None = None):
        """It takes connections on return."""
        command = [*self.tied, program(command[0]), *command[1:]]
        with open(self.folder / "output", "a", encoding="utf-8") as output:
            self.process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, cwd=self.folder)
        try:
            eventually(self.is_ready, READY, f"{self.name} at port {self.port}")
        except AssertionError:
            self.close()
            raise

    def is_ready(self) -> bool:
        if self.process.poll() is not None:
            logs = "\n".join(path.read_text(errors="replace")[-2000:]
                             for path in (self.folder / "output", *self.own.glob("*log")) if path.exists())
            raise AssertionError(f"{self.name} has ended with {self.process.returncode}:\n{logs}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
