# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The agent begins while a gate is shut: no byte moves before it has heard from those who know."""

import os
import signal

import dbus

from support.bus import LOGIND, MANAGER, MOCK, MockLogind
from support.buscase import BusCase
from support.case import main

NETWORK_MANAGER = "org.freedesktop.NetworkManager"
UPOWER = "org.freedesktop.UPower"


def path_of(service: str) -> str:
    return f"/{service.replace('.', '/')}"


class Beginning(BusCase):
    """Each has a job held by a gate, ends the agent, and has the next one ask somebody who takes his time."""

    def change(self, service: str, path: str, interface: str, **properties):
        self.bus.call(service, path, MOCK, "UpdateProperties", interface,
                      dbus.Dictionary(properties, signature="sv"))

    def manage_network(self):
        player = self.bus.play("networkmanager", NETWORK_MANAGER)
        path = path_of(NETWORK_MANAGER)
        for name, value in (("Metered", dbus.UInt32(0)), ("PrimaryConnection", dbus.ObjectPath("/"))):
            self.bus.call(NETWORK_MANAGER, path, MOCK, "AddProperty", NETWORK_MANAGER, name, value)
        self.be_network()
        return player

    def be_network(self, state: int = 70, metered: int = 0):
        self.change(NETWORK_MANAGER, path_of(NETWORK_MANAGER), NETWORK_MANAGER, State=dbus.UInt32(state),
                    Connectivity=dbus.UInt32(4), Metered=dbus.UInt32(metered))

    def begin_again(self, player, gate: str, open_gate, *options: str):
        """`player` is who knows of the gate, which is shut; open_gate() opens it."""
        self.box.start_agent()
        url = self.serve("tide.bin")
        job = self.box.add(url, *options)
        before = self.await_cause(job, gate)
        lines = self.box.must("--json", "log", job).json
        self.assertEqual(self.requests(url), [])
        self.box.kill_agent()
        os.kill(player.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, player.pid, signal.SIGCONT)
        self.box.start_agent()
        self.assertIn(self.box.info(job)["state"], ("queued", "transient-error"))
        os.kill(player.pid, signal.SIGCONT)
        after = self.await_cause(job, gate)
        self.assertEqual(self.requests(url), [])
        self.assertEqual(after["state"], before["state"])
        if before["state"] == "transient-error":  # it is stored, and goes on
            self.assertEqual(after["cause"]["since"], before["cause"]["since"])
            self.assertEqual(self.box.must("--json", "log", job).json, lines)
        open_gate()
        done = self.box.await_state(job, "acknowledged")
        self.assertEqual(done["errorCount"], 0)
        self.assert_same(self.box.downloads / "tide.bin", self.resource(url))

    def test_logged_off(self):
        logind = MockLogind(self.bus)
        logind.add("1", os.getuid() + 1)
        self.begin_again(logind.player, "owner-logged-off", lambda: logind.add("2", os.getuid()))

    def test_asleep(self):
        logind = MockLogind(self.bus)
        logind.add("1", os.getuid())
        self.change(LOGIND, MANAGER, f"{LOGIND}.Manager", PreparingForSleep=True)
        self.begin_again(logind.player, "standby-mode", lambda: logind.prepare_for_sleep(False))

    def test_offline(self):
        player = self.manage_network()
        self.be_network(state=20)
        self.begin_again(player, "network-disconnected", self.be_network)

    def test_metered(self):
        player = self.manage_network()
        self.be_network(metered=1)
        self.begin_again(player, "blocked-by-cost-policy", self.be_network, "--transfer-policy", "unmetered")

    def test_low_battery(self):
        player = self.bus.play("upower", UPOWER)
        root = path_of(UPOWER)
        self.change(UPOWER, f"{root}/devices/DisplayDevice", f"{UPOWER}.Device", IsPresent=True, Percentage=5.0)
        self.change(UPOWER, root, UPOWER, OnBattery=True)
        self.begin_again(player, "blocked-by-battery-policy", lambda: self.change(UPOWER, root, UPOWER, OnBattery=False))


if __name__ == "__main__":
    main()
