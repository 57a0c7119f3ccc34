# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The machine sleeps and wakes, and runs on a battery: with a logind and an UPower that are played."""

import contextlib
import os
import pathlib
import re
import sqlite3

import dbus

from support.bus import MOCK, MockLogind
from support.buscase import BusCase
from support.case import main
from support.processes import eventually
from support.server import Exchange

ESTABLISHED = "01"
UPOWER = "org.freedesktop.UPower"
KIB = 1024
ON_ITS_WAY = 128 * KIB  # what has been received, and not yet been written to the part file
ALLOWED = 5  # s; what logind gives everybody


class Sleep(BusCase):
    def setUp(self):
        super().setUp()
        self.logind = MockLogind(self.bus)
        self.logind.add("1", os.getuid())

    def connections(self, pid: int) -> int:
        """How many of the agent's connections to the server are open."""
        peer = f"0100007F:{self.server.server_address[1]:04X}"
        lines = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
        inodes = {f"socket:[{line[9]}]" for line in lines if line[2] == peer and line[3] == ESTABLISHED}
        count = 0
        for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                count += os.readlink(descriptor) in inodes
        return count

    def recorded(self) -> tuple:
        """State and bytes of the only job, as another agent would find them."""
        with contextlib.closing(sqlite3.connect(f"file:{self.box.store}?mode=ro", uri=True)) as store:
            return store.execute("SELECT state, bytes_transferred FROM jobs").fetchone()

    def sleep_once(self, agent: int, job: str) -> int:
        """From transferring to asleep, and back; all is said and done before the machine may sleep. How many bytes
        are recorded."""
        self.box.await_state(job, "transferring")
        before = self.box.info(job)["bytesTransferred"]
        eventually(lambda: self.box.info(job)["bytesTransferred"] > before + 64 * KIB, 20, "some bytes")
        self.assertEqual(self.logind.inhibitors(), ["sleep:delay"])
        self.logind.prepare_for_sleep(True)
        eventually(lambda: not self.logind.inhibitors(), ALLOWED, "leave to sleep")
        self.assertEqual(self.connections(agent), 0)
        state, received = self.recorded()
        self.assertEqual(state, "transient-error")
        self.assertGreater(received, before)
        held = self.box.info(job)
        self.assertEqual((held["cause"]["code"], held["errorCount"]), ("standby-mode", 0))
        self.assertEqual(held["bytesTransferred"], received)
        self.logind.prepare_for_sleep(False)
        eventually(lambda: self.logind.inhibitors() == ["sleep:delay"], 5, "the next inhibitor")
        self.assertIsNotNone(self.await_cause(job, "standby-mode")["cause"]["next"])
        return received

    def test_sleep_and_wake(self):
        """Three times during one download: it goes on by itself, little comes twice, and no error is counted."""
        agent = self.box.start_agent()
        url = self.serve("tide.bin", 1500 * KIB, rate=500 * KIB)
        hook = self.box.root / "told"
        job = self.box.add(url, "--notify-command", "/usr/bin/touch", str(hook))
        recorded = []
        for _ in range(3):
            recorded.append(self.sleep_once(agent.pid, job))
            self.assertFalse(hook.exists())
        done = self.box.await_state(job, "acknowledged", seconds=60)
        self.assertEqual(done["errorCount"], 0)
        self.assert_same(self.box.downloads / "tide.bin", self.resource(url))
        first, *later = self.requests(url)
        self.assertNotIn("range", first.headers)
        self.assertEqual(len(later), len(recorded))
        for request, received in zip(later, recorded, strict=True):
            self.assertEqual(request.headers.get("if-range"), self.resource(url).etag)
            begin = int(re.fullmatch(r"bytes=(\d+)-.*", request.headers["range"])[1])
            self.assertGreaterEqual(begin, received - ON_ITS_WAY)

    def test_keep_awake(self):
        """Only on request, and only for what would be lost; the setting is heeded although nothing else happens."""
        self.box.start_agent()
        eventually(lambda: self.logind.inhibitors() == ["sleep:delay"], 20, "the inhibitor")
        job = self.box.add(self.serve("ebb.bin", 300 * KIB, behaviour=half_a_stream), "-p", "foreground")
        eventually(lambda: self.box.info(job)["bytesTransferred"] == 150 * KIB, 20, "all that comes")
        self.assertEqual(self.logind.inhibitors(), ["sleep:delay"])
        for value, expected in (("true", ["sleep:block", "sleep:delay"]), ("false", ["sleep:delay"])) * 2:
            self.box.must("config", "set", f"keep-awake={value}")
            eventually(lambda: self.logind.inhibitors() == expected, 5, str(expected))  # noqa: B023
        self.box.must("config", "set", "keep-awake=true")
        eventually(lambda: len(self.logind.inhibitors()) == 2, 5, "the block")
        self.box.must("suspend", job)
        eventually(lambda: self.logind.inhibitors() == ["sleep:delay"], 5, "the end of the block")


def half_a_stream(exchange: Exchange):
    """Half of a file that nobody can go on with later, and then nothing more."""
    body = exchange.resource.body
    exchange.head(200, len(body), ETag=None, Last_Modified=None, Accept_Ranges=None)
    exchange.send(body[: len(body) // 2])
    exchange.stall()


class Power(BusCase):
    def test_a_battery_that_gets_low(self):
        """Background jobs wait, say for what, and go on with the mains; foreground jobs do not wait."""
        self.bus.play("upower", UPOWER)
        self.box.start_agent()
        self.on_battery(charge=19.0)
        job = self.box.add(self.serve("ebb.bin", rate=20_000))
        held = self.await_cause(job, "blocked-by-battery-policy")
        self.assert_error(held, "blocked-by-battery-policy", "transient-error")
        self.assertEqual((held["error"]["hex"], held["errorCount"]), ("0x80200067", 0))
        urgent = self.box.add(self.serve("flood.bin"), "-p", "foreground")
        self.box.await_state(urgent, "acknowledged")
        self.assertEqual(self.box.info(job)["state"], "transient-error")
        self.change(f"/{UPOWER.replace('.', '/')}", UPOWER, OnBattery=False)
        self.box.await_state(job, "acknowledged")

    def change(self, path: str, interface: str, **properties):
        self.bus.call(UPOWER, path, MOCK, "UpdateProperties", interface, dbus.Dictionary(properties, signature="sv"))

    def on_battery(self, charge: float):
        root = f"/{UPOWER.replace('.', '/')}"
        self.change(f"{root}/devices/DisplayDevice", f"{UPOWER}.Device", IsPresent=True, Percentage=charge)
        self.change(root, UPOWER, OnBattery=True)


if __name__ == "__main__":
    main()
