# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Networks that come, go and change: real links that are taken down, and dbusmock's NetworkManager."""

import os
import random
import time

from support import faults
from support.case import IntegrationCase, main, needs_root
from support.netns import CABLE, FAR_END, HERE, THERE, Cable
from support.processes import eventually
from support.server import FaultServer, Resource
from support.systembus import ModemManager, NetworkManager, SystemBus

IS_SOAK = os.environ.get("LIGHTERMAN_SOAK") == "1"
ROUNDS = 100 if IS_SOAK else 16
JOBS = 20
MIB = 1 << 20
SEED = int(os.environ.get("LIGHTERMAN_SEED", "0")) or random.randrange(1, 1 << 32)
SLOW = 300_000  # bytes a second
SIZE = 1_000_000
ELSEWHERE = "203.0.113.9"  # for documentation as well
SETTLED = 4  # seconds, generously, after which a network that is back is used


class NetworkCase(IntegrationCase):
    """The agent is at one end of a cable, the server at the other."""

    def setUp(self):
        super().setUp()
        self.cable = Cable()
        self.addCleanup(self.cable.close)
        self.far = self.cable.make_there(lambda: FaultServer(host=THERE))
        self.addCleanup(self.far.close)

    def start_agent(self):
        return self.box.start_agent(wrapper=self.cable.inside(self.cable.here))

    def far_file(self, name: str = "file.bin", size: int = SIZE, **more) -> str:
        return self.far.serve(f"/{name}", Resource.random(size, **more))

    def moving(self, url: str) -> str:
        """A job that has got some bytes already."""
        job = self.box.add(url)
        eventually(lambda: self.box.info(job)["bytesTransferred"] > 0, 20, "the first bytes")
        return job

    def assert_held(self, job: str, code: str = "network-disconnected", seconds: float = 5) -> dict:
        held = self.box.await_state(job, "transient-error", seconds=seconds)
        self.assertEqual((held["cause"]["code"], held["errorCount"]), (code, 0), held)
        return held

    def assert_done(self, job: str, name: str = "file.bin", seconds: float = 30):
        done = self.box.await_state(job, "acknowledged", "error", seconds=seconds)
        self.assertEqual((done["state"], done["errorCount"]), ("acknowledged", 0), done)
        self.assert_same(self.box.downloads / name, self.far.resources[f"/{name}"])


@needs_root
class Links(NetworkCase):
    """No NetworkManager: what the kernel says counts."""

    def test_a_cable_that_is_pulled_out(self):
        self.start_agent()
        job = self.moving(self.far_file(rate=SLOW))
        self.cable.pull()
        held = self.assert_held(job)
        self.assertEqual(held["error"]["hex"], "0x80200010")
        self.assertIsNone(held["cause"]["next"])
        late = self.box.add(self.far_file("late.bin"))
        self.assert_held(late)
        self.cable.plug()
        self.assert_done(job)
        self.assert_done(late, "late.bin")

    def test_no_network_when_the_agent_starts(self):
        self.cable.pull()
        self.start_agent()
        job = self.box.add(self.far_file())
        self.assert_held(job)
        self.cable.plug()
        self.assert_done(job)

    def test_another_address(self):
        """The connection of the old one hangs; nobody waits for a time-out, and nothing counts as an error."""
        self.start_agent()
        url = self.far_file(rate=SLOW)
        job = self.moving(url)
        self.cable.ip_here(f"addr add 198.51.100.3/32 dev {CABLE}")
        self.cable.ip_here(f"route add {THERE}/32 dev {CABLE} src 198.51.100.3")
        self.cable.ip_here(f"route add default via {THERE} dev {CABLE} metric 5")
        self.cable.ip_here(f"addr del {HERE}/24 dev {CABLE}")
        begun = time.monotonic()
        self.assert_done(job)
        self.assertLess(time.monotonic() - begun, 20, "it waited for the time-out")

    def test_rounds_of_loss_and_return(self):
        """Twenty jobs: all finish, no error counts, no byte is wrong, and little comes twice."""
        print(f"seed {SEED}, {ROUNDS} rounds", flush=True)
        chance = random.Random(SEED)
        rate, size = 150_000, 30_000 * ROUNDS
        self.start_agent()
        names = [f"file{number}.bin" for number in range(JOBS)]
        jobs = {name: self.box.add(self.far_file(name, size + number, rate=rate))
                for number, name in enumerate(names)}
        for _ in range(ROUNDS):
            time.sleep(chance.uniform(0, 4))  # the network is what it is for as long as it is
            self.cable.pull()
            time.sleep(chance.uniform(0, 1))
            self.cable.plug()
        for name in names:
            self.far.resources[f"/{name}"].rate = None
        for name, job in jobs.items():
            self.assert_done(job, name, seconds=120)
        again = (self.cable.received() - JOBS * size) / ROUNDS
        print(f"fetched twice for each loss, with the heads of all packets: {again / MIB:.2f} MiB", flush=True)
        self.assertLess(again, MIB)


@needs_root
class Manager(NetworkCase):
    """What NetworkManager says counts where it is there."""

    def setUp(self):
        super().setUp()
        self.bus = SystemBus()
        self.addCleanup(self.bus.close)
        self.box.variables["DBUS_SYSTEM_BUS_ADDRESS"] = self.bus.address

    def test_loss_and_return(self):
        manager = NetworkManager(self.bus)
        self.start_agent()
        url = self.far_file(rate=SLOW)
        job = self.moving(url)
        manager.set(State=20)
        self.assert_held(job, seconds=3)
        requests = len(self.far.requests)
        manager.set(State=70)
        self.assert_done(job)
        self.assertGreater(len(self.far.requests), requests)

    def test_a_site_is_enough(self):
        manager = NetworkManager(self.bus, State=20)
        self.start_agent()
        job = self.box.add(self.far_file())
        self.assert_held(job)
        manager.set(State=60)
        self.assert_done(job)

    def test_a_manager_that_leaves_is_not_believed(self):
        manager = NetworkManager(self.bus, State=20)
        self.start_agent()
        job = self.box.add(self.far_file())
        self.assert_held(job)
        manager.leave()
        self.assert_done(job)

    def test_check_now(self):
        """It says that there is no network, and is wrong."""
        manager = NetworkManager(self.bus, State=20)
        self.start_agent()
        job = self.box.add(self.far_file())
        self.assert_held(job)
        self.assertTrue(self.box.must("--json", "check-now").json["checked"])
        self.assert_done(job, seconds=SETTLED)
        other = self.box.add(self.far_file("other.bin"))  # nothing has changed since: still not believed
        self.assert_done(other, "other.bin")
        manager.set(Metered=1)  # that is news, but of another kind
        third = self.box.add(self.far_file("third.bin"))
        self.assert_done(third, "third.bin")
        manager.set(State=70)
        manager.set(State=20)  # that is news
        last = self.box.add(self.far_file("last.bin"))
        self.assert_held(last)

    def test_a_metered_network(self):
        """Within two seconds of the change, both ways; other jobs may, and so may this one for once."""
        manager = NetworkManager(self.bus)
        self.start_agent()
        job = self.moving(self.far_file(rate=SLOW))
        self.box.must("set", job, "transfer-policy=Unrestricted")  # as BITS calls it
        manager.set(Metered=3)  # so NetworkManager guesses
        held = self.assert_held(job, "blocked-by-cost-policy", seconds=2)
        self.assertEqual((held["error"]["hex"], held["settings"]["transfer-policy"]), ("0x80200059", "unmetered"))
        self.assertIn("use-anyway", held["cause"]["remedy"])
        other = self.box.add(self.far_file("other.bin"))
        self.assert_done(other, "other.bin")
        self.box.must("set", job, "use-anyway=once")
        self.box.await_state(job, "transferring", seconds=2)
        manager.set(Metered=2)
        manager.set(Metered=1)
        self.assert_held(job, "blocked-by-cost-policy", seconds=2)
        manager.set(Metered=2)
        self.box.await_state(job, "transferring", "acknowledged", seconds=2)
        self.assert_done(job)

    def test_roaming(self):
        manager = NetworkManager(self.bus)
        modem = ModemManager(self.bus, manager)
        self.start_agent()
        self.box.must("config", "set", "transfer-policy=not-roaming")
        job = self.moving(self.far_file(rate=SLOW))
        modem.register(5)
        self.assert_held(job, "blocked-by-cost-policy", seconds=2)
        self.box.must("config", "set", "transfer-policy=always")
        self.box.await_state(job, "transferring", seconds=2)
        self.box.must("config", "set", "transfer-policy=not-roaming")
        self.assert_held(job, "blocked-by-cost-policy", seconds=2)
        modem.register(1)  # at home
        self.assert_done(job)

    def test_a_portal_that_is_known(self):
        manager = NetworkManager(self.bus)
        self.start_agent()
        job = self.moving(self.far_file(rate=SLOW))
        manager.set(State=60, Connectivity=2)
        held = self.assert_held(job, "captive-portal", seconds=3)
        self.assertEqual(held["cause"]["link"], f"http://{THERE}/")
        self.assertIn(held["cause"]["link"], self.box.must("info", job).out)
        manager.set(State=70, Connectivity=4)
        self.assert_done(job)


@needs_root
class Portals(NetworkCase):
    """Nobody looks for portals: what comes in place of files is looked at."""

    def a_portal(self, behaviour):
        """Moves to a network with a portal in the middle of a download, and signs in after a while."""
        self.start_agent()
        url = self.far_file(rate=SLOW)
        job = self.moving(url)
        self.cable.pull()
        self.assert_held(job)
        resources = [self.far.resources["/file.bin"]]
        urls = [self.far_file(f"new{ending}") for ending in (".iso", "")]
        resources += [self.far.resources["/new.iso"], self.far.resources["/new"]]
        for resource in resources:
            resource.behaviour, resource.rate = behaviour, None
        parts = {path: path.read_bytes() for path in self.box.parts()}
        self.assertTrue(parts)
        self.cable.plug()
        jobs = [job, *(self.box.add(link) for link in urls)]
        for one in jobs:
            eventually(lambda one=one: (self.box.info(one)["cause"] or {}).get("code") == "captive-portal", 20)
            held = self.assert_held(one, "captive-portal")
            self.assertEqual(held["cause"]["link"], f"http://{THERE}/")
            self.assertIsNotNone(held["cause"]["next"])
        self.assertEqual({path: path.read_bytes() for path in self.box.parts()}, parts)
        for resource in resources:
            resource.behaviour = None
        for one, name in zip(jobs, ("file.bin", "new.iso", "new"), strict=True):
            self.assert_done(one, name)

    def test_a_web_page_in_place_of_files(self):
        self.a_portal(faults.page)

    def test_redirects_to_a_foreign_host(self):
        self.cable.ip_there(f"addr add {ELSEWHERE}/32 dev {FAR_END}")
        portal = self.cable.make_there(lambda: FaultServer(host=ELSEWHERE))
        self.addCleanup(portal.close)
        self.a_portal(faults.redirect(portal.serve("/login", Resource(b"", behaviour=faults.page))))


if __name__ == "__main__":
    main()
