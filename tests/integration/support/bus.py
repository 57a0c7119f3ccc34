# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A system bus of the test's own, and services on it: played by python3-dbusmock, or logind itself."""

import contextlib
import os
import pathlib
import subprocess
import tempfile

import dbus
import dbus.bus

from support.processes import eventually
from support.sandbox import DIES_WITH_PARENT

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow eavesdrop="true"/>
<allow send_destination="*" eavesdrop="true"/></policy></busconfig>"""
LOGIND = "org.freedesktop.login1"
MANAGER = "/org/freedesktop/login1"
MOCK = "org.freedesktop.DBus.Mock"
# Before logind starts, what it finds of the machine's own is covered.
COVERED = "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd /run/udev && exec /lib/systemd/systemd-logind"


class Bus:
    """A bus, and the processes that are on it."""

    def __init__(self, folder: pathlib.Path):
        self.stack = contextlib.ExitStack()
        place = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="bus-", dir=folder))
        os.chmod(place, 0o755)
        config = pathlib.Path(place, "bus.conf")
        config.write_text(CONFIG.format(folder=place), encoding="utf-8")
        self.daemon = self.start("dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1",
                                 stdout=subprocess.PIPE, text=True)
        self.address = self.daemon.stdout.readline().strip()
        self.daemon.stdout.close()
        self.connection = dbus.bus.BusConnection(self.address)

    def start(self, *command: str, **more) -> subprocess.Popen:
        """A process that finds this bus as its system bus, and ends with the test."""
        environment = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": getattr(self, "address", "disabled:")}
        child = subprocess.Popen(  # noqa: S603
            [*DIES_WITH_PARENT, *command], env=environment, stdin=subprocess.DEVNULL,
            **({"stdout": subprocess.DEVNULL} | more))
        self.stack.callback(child.wait, 10)
        self.stack.callback(child.kill)
        return child

    def await_service(self, name: str):
        eventually(lambda: self.connection.name_has_owner(name), 60, f"{name} on the bus")

    def play(self, template: str, name: str) -> subprocess.Popen:
        player = self.start("/usr/bin/python3", "-m", "dbusmock", "--system", "--template", template)
        self.await_service(name)
        return player

    def call(self, service: str, path: str, interface: str, method: str, *arguments):
        found = self.connection.get_object(service, path, introspect=False)
        return found.get_dbus_method(method, interface)(*arguments)

    def close(self):
        self.connection.close()
        self.stack.close()


class MockLogind:
    """logind as dbusmock plays it, with what its template leaves to the caller."""

    def __init__(self, bus: Bus):
        self.bus = bus
        self.player = bus.play("logind", LOGIND)

    def _announce(self, name: str, signature: str, *arguments):
        self.bus.call(LOGIND, MANAGER, MOCK, "EmitSignal", f"{LOGIND}.Manager", name, signature,
                      dbus.Array(arguments, signature="v"))

    def add(self, session: str, uid: int):
        path = self.bus.call(LOGIND, MANAGER, MOCK, "AddSession", session, "seat0", dbus.UInt32(uid), "somebody", True)
        self._announce("SessionNew", "so", session, dbus.ObjectPath(path))

    def remove(self, session: str):
        path = f"{MANAGER}/session/{session}"
        self.bus.call(LOGIND, MANAGER, MOCK, "RemoveObject", path)
        self._announce("SessionRemoved", "so", session, dbus.ObjectPath(path))

    def prepare_for_sleep(self, begins: bool):
        self._announce("PrepareForSleep", "b", begins)

    def inhibitors(self) -> list[str]:
        """Each as `sleep:delay`."""
        found = self.bus.call(LOGIND, MANAGER, f"{LOGIND}.Manager", "ListInhibitors")
        return sorted(f"{what}:{mode}" for what, _, _, mode, _, _ in found)


class RealLogind:
    """The machine's systemd-logind in a mount namespace of its own, on a bus where the parts of systemd that it
    needs are played. Needs root."""

    def __init__(self, bus: Bus, *options: str):
        """With the `options` of play_systemd.py."""
        self.bus = bus
        bus.start("/usr/bin/python3", str(pathlib.Path(__file__).with_name("play_systemd.py")), *options)
        bus.await_service("org.freedesktop.systemd1")
        self.process = bus.start("unshare", "--mount", "--propagation", "private", "sh", "-c", COVERED)
        bus.await_service(LOGIND)

    @property
    def wrapper(self) -> tuple:
        """For programs that are to see the files that this logind writes."""
        return ("nsenter", f"--target={self.process.pid}", "--mount", f"--wd={os.getcwd()}", "--")

    def open(self, uid: int, kind: str = "user", remote: bool = False) -> int:
        """A session, which lasts until the descriptor is closed."""
        leader = self.bus.start("tail", "-f", "/dev/null")
        nothing = dbus.Array([], signature="(sv)")
        answer = self.bus.call(
            LOGIND, MANAGER, f"{LOGIND}.Manager", "CreateSession", dbus.UInt32(uid), dbus.UInt32(leader.pid),
            "test", "tty", kind, "", "", dbus.UInt32(0), "", "", remote, "", "192.0.2.1" if remote else "", nothing)
        return answer[3].take()

    def sessions(self) -> int:
        return len(self.bus.call(LOGIND, MANAGER, f"{LOGIND}.Manager", "ListSessions"))
