# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A home of its own for one test, with the programs in it."""

import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from support.processes import end, eventually, is_alive, processes_of

ROOT = pathlib.Path(__file__).resolve().parents[3]
BIN = pathlib.Path(os.environ.get("LIGHTERMAN_BIN", ROOT / "build/dev/bin")).resolve()
NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
# The kernel ends the child when the test does, however the test ends.
DIES_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL", "--")
KEPT_VARIABLES = ("ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS")
FINAL_STATES = ("acknowledged", "cancelled", "error")


@dataclasses.dataclass
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        """The one document on standard output; anything else there is a failure."""
        return json.loads(self.out)

    @property
    def id(self) -> str:
        """What `add` prints."""
        return self.out.strip()


class Sandbox:
    """Temporary home, runtime, state, config and download folders; ends every agent that was started in them."""

    def __init__(self, umask: int = 0o022):
        # Short, for a socket's path ends at 107 bytes.
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="lm-", dir="/tmp"))
        self.root.chmod(0o755)
        self.home = self.folder("home")
        self.runtime = self.folder("run", 0o700)
        self.state = self.folder("state")
        self.config = self.folder("config")
        self.downloads = self.folder("downloads")
        self.socket = self.runtime / "lighterman" / "agent.sock"
        self.store = self.state / "lighterman" / "jobs.db"
        self.agent_log = self.root / "agent.log"
        self.umask = umask
        self.bus = "disabled:"  # the system bus that agents find
        self.children: list[subprocess.Popen] = []
        self.variables: dict[str, str] = {}  # of the environment, for this test alone

    def folder(self, name: str, mode: int = 0o755) -> pathlib.Path:
        path = self.root / name
        path.mkdir()
        path.chmod(mode)
        return path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        return kept | {
            "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "QT_QPA_PLATFORM": "offscreen",
            "LIGHTERMAN_AGENT_LOG": str(self.agent_log),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_STATE_HOME": str(self.state),
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_DOWNLOAD_DIR": str(self.downloads),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "DBUS_SYSTEM_BUS_ADDRESS": self.bus,
        } | self.variables

    # The command line.

    def start(self, *arguments: str, program: str = "lighterman", wrapper: tuple = (), **more) -> subprocess.Popen:
        """A program under way. Output goes to files: an agent that a command starts must not hold a pipe open."""
        stem = self.root / f"{program}-{len(self.children)}"
        with open(f"{stem}.out", "wb") as out, open(f"{stem}.err", "wb") as err:
            child = subprocess.Popen(  # noqa: S603
                [*DIES_WITH_PARENT, *wrapper, str(BIN / program), *map(str, arguments)],
                **({"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err} | more),
                env=self.environment, cwd=self.home, umask=self.umask,
            )
        child.stem = stem
        self.children.append(child)
        return child

    def outcome(self, child: subprocess.Popen, seconds: float = 30) -> Outcome:
        """Waits for a program to end, and says how it ended."""
        status = child.wait(seconds)
        read = [pathlib.Path(f"{child.stem}.{name}").read_text(encoding="utf-8") for name in ("out", "err")]
        return Outcome(status, *read)

    def run(self, *arguments: str, text: str | None = None, seconds: float = 30, wrapper: tuple = ()) -> Outcome:
        """Runs `lighterman` to its end; `text` is its standard input."""
        if text is None:
            return self.outcome(self.start(*arguments, wrapper=wrapper), seconds)
        with tempfile.TemporaryFile() as source:
            source.write(text.encode())
            source.seek(0)
            return self.outcome(self.start(*arguments, wrapper=wrapper, stdin=source), seconds)

    def must(self, *arguments: str, **more) -> Outcome:
        """run(), where anything but success fails the test."""
        outcome = self.run(*arguments, **more)
        if outcome.status != 0:
            raise AssertionError(f"lighterman {' '.join(map(str, arguments))}: {outcome}")
        return outcome

    def add(self, *arguments: str) -> str:
        """The id of a new job."""
        return self.must("add", *arguments).id

    def info(self, job: str) -> dict:
        return self.must("--json", "info", job).json

    def await_state(self, job: str, *states: str, seconds: float = 20) -> dict:
        """The job as soon as it is in one of `states`."""
        last: dict = {}

        def arrived():
            last.update(self.info(job))
            return last["state"] in states

        try:
            eventually(arrived, seconds)
        except AssertionError as late:
            shown = {key: last.get(key) for key in ("state", "error", "cause", "bytesTransferred")}
            raise AssertionError(f"job not {' or '.join(states)} after {seconds} s: {shown}\n{self.log()}") from late
        return last

    # The agent.

    def start_agent(self, *arguments: str, wrapper: tuple = ()) -> subprocess.Popen:
        """An agent as a child of the test, listening."""
        with open(self.agent_log, "ab") as log:
            child = self.start(*arguments, program="lighterman-agent", wrapper=wrapper, stdout=log, stderr=log)
        eventually(lambda: self.answers() or child.poll() is not None, 20, "an agent that answers")
        if child.poll() is not None:
            raise AssertionError(f"the agent ended with {child.returncode}: {self.log()}")
        return child

    def answers(self) -> bool:
        return self.socket.exists() and self.run("agent", "status").status == 0

    def agent_pid(self) -> int:
        return self.must("--json", "agent", "status").json["pid"]

    def agents(self) -> list[int]:
        return processes_of(self.runtime, "lighterman-agent")

    def kill_agent(self):
        """kill -9, and the kernel has cleared away."""
        for pid in self.agents():
            end(pid)
        self.reap()

    def reap(self):
        for child in self.children:
            child.poll()

    def log(self) -> str:
        """The end of what the agents of this test had to say."""
        return self.agent_log.read_text(errors="replace")[-4000:] if self.agent_log.exists() else ""

    # The files.

    def visible(self, folder: pathlib.Path | None = None) -> list[str]:
        return sorted(path.name for path in (folder or self.downloads).iterdir() if path.name[0] != ".")

    def parts(self, folder: pathlib.Path | None = None) -> list[pathlib.Path]:
        return sorted((folder or self.downloads).glob(".*.part"))

    def everything(self) -> set[str]:
        """Every file below the sandbox that is none of the program's own."""
        own = ("run", "state", "config")
        inside = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return {str(path) for path in inside if len(path.parts) > 1 and path.parts[0] not in own}

    def give_to_nobody(self):
        """Everything here belongs to another user from now on; needs root."""
        for path in (self.root, *self.root.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def close(self):
        for child in self.children:
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
            child.wait(10)
        for pid in self.agents():
            if is_alive(pid):
                end(pid)
        shutil.rmtree(self.root, ignore_errors=True)
