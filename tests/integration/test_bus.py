# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A system bus that does not answer: whatever it does, the agent serves, and ends in time."""

import os
import signal
import socket
import time

from support.bus import Bus, MockLogind
from support.case import IntegrationCase, main
from support.processes import eventually

# Who waits for the bus waits for at least 25 s.
AT_ONCE = 5
PATIENCE = 5  # s, before jobs move although nobody says that they may
END = 2  # s, as promised


class BusCase(IntegrationCase):
    def stop_in_time(self, agent, by):
        """The agent ends in order, and as soon as it has promised; `by` tells it to."""
        asked = time.monotonic()
        by()
        self.assertEqual(agent.wait(20), 0, self.box.log())
        self.assertLess(time.monotonic() - asked, END)
        # The next one finds nothing in its way.
        self.assertEqual(self.box.start_agent().poll(), None)

    def serve_and_stop(self, agent, by):
        asked = time.monotonic()
        self.box.must("agent", "status")
        self.assertLess(time.monotonic() - asked, AT_ONCE)
        url = self.serve("tide.bin")
        self.assertEqual(self.download(url, seconds=PATIENCE + AT_ONCE)["state"], "acknowledged")
        self.assert_same(self.box.downloads / "tide.bin", self.resource(url))
        self.stop_in_time(agent, by)


class MuteBus(BusCase):
    """It accepts whoever comes, and never says a word."""

    def setUp(self):
        super().setUp()
        path = self.box.root / "bus"
        self.listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(self.listener.close)
        self.listener.bind(str(path))
        self.listener.listen()
        self.listener.settimeout(20)
        self.box.bus = f"unix:path={path}"

    def start(self):
        begun = time.monotonic()
        agent = self.box.start_agent()
        self.assertLess(time.monotonic() - begun, AT_ONCE)
        waiting, _ = self.listener.accept()
        self.addCleanup(waiting.close)
        return agent

    def test_stopped_by_a_person(self):
        self.serve_and_stop(self.start(), lambda: self.box.must("agent", "stop"))

    def test_stopped_by_a_signal(self):
        agent = self.start()
        self.serve_and_stop(agent, agent.terminate)


class FrozenBus(BusCase):
    """It answered once."""

    def test_a_bus_that_stops_answering(self):
        bus = Bus(self.box.root)
        self.addCleanup(bus.close)
        self.box.bus = bus.address
        logind = MockLogind(bus)
        logind.add("1", os.getuid())
        agent = self.box.start_agent()
        eventually(lambda: logind.inhibitors() == ["sleep:delay"], 20, "the agent on the bus")
        os.kill(bus.daemon.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, bus.daemon.pid, signal.SIGCONT)
        self.serve_and_stop(agent, lambda: self.box.must("agent", "stop"))


if __name__ == "__main__":
    main()
