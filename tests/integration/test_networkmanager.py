# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The real NetworkManager, alone with its links in a network namespace and with its users on a bus of the test's own."""

from support.case import IntegrationCase, main, needs_root
from support.netns import CABLE, THERE, Cable
from support.processes import eventually
from support.realmanager import RealNetworkManager
from support.server import FaultServer, Resource
from support.systembus import SystemBus

SLOW = 300_000  # bytes a second
SIZE = 1_500_000


@needs_root
class RealManager(IntegrationCase):
    def setUp(self):
        super().setUp()
        self.cable = Cable()
        self.addCleanup(self.cable.close)
        self.far = self.cable.make_there(lambda: FaultServer(host=THERE))
        self.addCleanup(self.far.close)
        self.bus = SystemBus()
        self.addCleanup(self.bus.close)
        self.box.variables["DBUS_SYSTEM_BUS_ADDRESS"] = self.bus.address
        self.cable.bare()
        self.manager = RealNetworkManager(self.cable, self.bus)
        self.addCleanup(self.manager.close)
        self.box.start_agent(wrapper=self.cable.inside(self.cable.here))

    def moving(self, name: str = "file.bin") -> str:
        job = self.box.add(self.far.serve(f"/{name}", Resource.random(SIZE, rate=SLOW)))
        eventually(lambda: self.box.info(job)["bytesTransferred"] > 0, 20, "the first bytes")
        return job

    def assert_held(self, job: str, code: str, seconds: float):
        held = self.box.await_state(job, "transient-error", seconds=seconds)
        self.assertEqual((held["cause"]["code"], held["errorCount"]), (code, 0), held)

    def assert_done(self, job: str, name: str = "file.bin"):
        self.far.resources[f"/{name}"].rate = None
        done = self.box.await_state(job, "acknowledged", "error", seconds=30)
        self.assertEqual((done["state"], done["errorCount"]), ("acknowledged", 0), done)
        self.assert_same(self.box.downloads / name, self.far.resources[f"/{name}"])

    def test_a_cable_that_is_pulled_out(self):
        """At once, though NetworkManager waits some seconds before it says so; and it goes on by itself."""
        job = self.moving()
        self.cable.pull()
        self.assert_held(job, "network-disconnected", seconds=2)
        self.cable.plug()
        self.assert_done(job)

    def test_a_connection_that_is_taken_down(self):
        job = self.moving()
        self.manager.run("device", "disconnect", CABLE)
        self.assert_held(job, "network-disconnected", seconds=2)
        self.manager.run("device", "connect", CABLE)
        self.assert_done(job)

    def test_networking_that_is_switched_off(self):
        job = self.moving()
        self.manager.run("networking", "off")
        self.assert_held(job, "network-disconnected", seconds=2)
        self.manager.run("networking", "on")
        self.assert_done(job)

    def test_a_metered_network(self):
        job = self.moving()
        self.box.must("set", job, "transfer-policy=unmetered")
        self.manager.run("connection", "modify", CABLE, "connection.metered", "yes")
        self.manager.run("device", "reapply", CABLE)
        self.assert_held(job, "blocked-by-cost-policy", seconds=2)
        self.manager.run("connection", "modify", CABLE, "connection.metered", "no")
        self.manager.run("device", "reapply", CABLE)
        self.box.await_state(job, "transferring", "acknowledged", seconds=2)
        self.assert_done(job)


if __name__ == "__main__":
    main()
