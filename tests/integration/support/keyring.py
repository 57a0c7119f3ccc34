# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A session with a keyring of its own: GNOME Keyring itself, KWallet played; and the agent's side of it, led by a
test."""

import pathlib
import subprocess
import tempfile
import threading

import dbus
import dbus.bus

from support.bus import CONFIG
from support.processes import eventually
from support.sandbox import DIES_WITH_PARENT, Sandbox

SECRETS = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
SERVICE = "org.freedesktop.Secret.Service"
COLLECTION = "org.freedesktop.Secret.Collection"
GUILT = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
PASSWORD = "a tide table"
PLAYERS = pathlib.Path(__file__).with_name("play_keyring.py")


class SessionBus:
    """The bus of the session of `box`, and the processes that are on it."""

    def __init__(self, box: Sandbox, services: str = ""):
        """`services`: what else is in its configuration."""
        self.box = box
        self.folder = tempfile.mkdtemp(prefix="bus-", dir=box.root)
        self.config = pathlib.Path(self.folder, "bus.conf")
        text = CONFIG.format(folder=self.folder).replace("</busconfig>", f"{services}</busconfig>")
        self.config.write_text(text, encoding="utf-8")
        self.children: list[subprocess.Popen] = []
        self.daemon = self.start("dbus-daemon", f"--config-file={self.config}", "--nofork", "--print-address=1",
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.daemon.stdout.readline().strip()
        self.daemon.stdout.close()
        box.variables["DBUS_SESSION_BUS_ADDRESS"] = self.address
        self.connection = dbus.bus.BusConnection(self.address)

    def start(self, *command: str, **more) -> subprocess.Popen:
        """A process of this session, which ends with the test."""
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        child = subprocess.Popen([*DIES_WITH_PARENT, *command], env=self.box.environment, **(quiet | more))  # noqa: S603
        self.children.append(child)
        return child

    def has(self, name: str) -> bool:
        return bool(self.connection.name_has_owner(name))

    def call(self, service: str, path: str, interface: str, method: str, *arguments):
        found = self.connection.get_object(service, path, introspect=False)
        return found.get_dbus_method(method, interface)(*arguments)

    def play(self, role: str, name: str) -> subprocess.Popen:
        """One of play_keyring.py."""
        player = self.start("/usr/bin/python3", str(PLAYERS), role)
        eventually(lambda: self.has(name), 30, f"{name} on the bus")
        return player

    def watch(self) -> pathlib.Path:
        """A file with everything that is said on the bus from now on."""
        path = pathlib.Path(self.folder, "said")
        with open(path, "wb") as out:
            self.start("dbus-monitor", "--address", self.address, stdout=out)
        # Its own words about itself come first.
        eventually(lambda: "NameAcquired" in path.read_text(errors="replace"), 30, "somebody who listens")
        return path

    def end(self, child: subprocess.Popen):
        child.kill()
        child.wait(10)

    def close(self):
        self.connection.close()
        for child in reversed(self.children):
            self.end(child)


class GnomeKeyring:
    """The daemon, with a keyring that PASSWORD opens."""

    def __init__(self, bus: SessionBus):
        self.bus = bus
        self.daemon = None

    def start(self, unlocked: bool = True):
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        self.daemon = self.bus.start(*command, *(["--unlock"] if unlocked else []), stdin=subprocess.PIPE)
        if unlocked:
            self.daemon.stdin.write(PASSWORD.encode())
        self.daemon.stdin.close()
        eventually(lambda: self.bus.has(SECRETS), 30, "the keyring on the bus")
        if unlocked:
            eventually(lambda: self.collection() != "/" and not self.is_locked(), 30, "an open keyring")

    def stop(self):
        self.bus.end(self.daemon)
        eventually(lambda: not self.bus.has(SECRETS), 30, "the end of the keyring")

    def collection(self) -> str:
        return self.bus.call(SECRETS, ROOT, SERVICE, "ReadAlias", "default")

    def is_locked(self) -> bool:
        properties = "org.freedesktop.DBus.Properties"
        return bool(self.bus.call(SECRETS, self.collection(), properties, "Get", COLLECTION, "Locked"))

    def lock(self):
        self.bus.call(SECRETS, ROOT, SERVICE, "Lock", dbus.Array([self.collection()], signature="o"))
        eventually(self.is_locked, 30, "a locked keyring")

    def unlock(self):
        """As another program does, without a prompt."""
        _, session = self.bus.call(SECRETS, ROOT, SERVICE, "OpenSession", "plain", dbus.String("", variant_level=1))
        master = dbus.Struct((session, dbus.ByteArray(b""), dbus.ByteArray(PASSWORD.encode()), "text/plain"),
                             signature="oayays")
        self.bus.call(SECRETS, ROOT, GUILT, "UnlockWithMasterPassword", dbus.ObjectPath(self.collection()), master)

    def found(self) -> list[str]:
        wanted = dbus.Dictionary({"server": "org.lighterman"}, signature="ss")
        return [item for places in self.bus.call(SECRETS, ROOT, SERVICE, "SearchItems", wanted) for item in places]

    def items(self) -> int:
        return len(self.found())

    def forget(self):
        """Somebody deletes what is there of ours."""
        for item in self.found():
            self.bus.call(SECRETS, item, "org.freedesktop.Secret.Item", "Delete")


class Probe:
    """keyringprobe, with its answers."""

    def __init__(self, box: Sandbox, deadline: int | None = None):
        """`deadline` in milliseconds."""
        more = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        arguments = [] if deadline is None else [str(deadline)]
        self.process = box.start(*arguments, program="keyringprobe", **more)
        self.answers: dict[str, list[str]] = {}
        self.changes = 0
        self.count = 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            number, *words = line.decode().split()
            if number == "changed":
                self.changes += 1
            else:
                self.answers.setdefault(number, []).append(" ".join(words))

    def ask(self, *words: str) -> str:
        """Asks, and returns the number of the question."""
        self.count += 1
        self.process.stdin.write(" ".join([str(self.count), *words]).encode() + b"\n")
        self.process.stdin.flush()
        return str(self.count)

    def answer(self, number: str, seconds: float = 30) -> str:
        eventually(lambda: number in self.answers, seconds, f"an answer to question {number}")
        return self.answers[number][0]

    def tell(self, *words: str) -> str:
        """Asks, and returns the answer."""
        return self.answer(self.ask(*words))

    def write(self, key: str, secret: bytes) -> str:
        return self.tell("write", key, secret.hex())

    def read(self, key: str) -> bytes | str:
        """The secret, or what there is in its place."""
        word, _, secret = self.tell("read", key).partition(" ")
        return bytes.fromhex(secret) if word == "found" else word

    def end(self, seconds: float = 20) -> int:
        """Its exit status; every question has been answered at most once."""
        self.process.stdin.close()
        status = self.process.wait(seconds)
        self.reader.join(10)
        self.process.stdout.close()
        twice = [number for number, answers in self.answers.items() if len(answers) > 1]
        assert not twice, f"answered more than once: {twice}"
        return status
