# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Jobs move while their owner is logged on: with a logind that is played, and with the machine's own."""

import os

from support.bus import MockLogind, RealLogind
from support.buscase import BusCase
from support.case import main, needs_root
from support.faults import once
from support.processes import eventually
from support.server import Exchange


class OwnerCase(BusCase):
    def held_url(self, name: str) -> str:
        """A file whose server waits for ever when it is asked for the first time."""
        return self.serve(name, behaviour=once(Exchange.stall))


class PlayedLogind(OwnerCase):
    def setUp(self):
        super().setUp()
        self.logind = MockLogind(self.bus)

    def test_logoff_and_login(self):
        """The job waits, says for what and since when, counts no error, and goes on by itself."""
        self.logind.add("1", os.getuid())
        self.box.start_agent()
        url = self.held_url("tide.bin")
        job = self.box.add(url)
        self.box.await_state(job, "connecting")
        self.logind.remove("1")
        held = self.await_cause(job, "owner-logged-off")
        self.assertEqual((held["state"], held["error"], held["errorCount"]), ("queued", None, 0))
        self.assertTrue(held["cause"]["since"])
        self.assertIn("logged on", held["cause"]["text"])
        self.assertIn("logged on", self.box.must("list").out + self.box.must("info", job).out)
        later = self.box.add(self.serve("later.bin"))
        self.await_cause(later, "owner-logged-off")
        self.logind.add("2", os.getuid())
        for waiting in (job, later):
            self.assertEqual(self.box.await_state(waiting, "acknowledged")["errorCount"], 0)
        self.assert_same(self.box.downloads / "tide.bin", self.resource(url))

    def test_without_a_session_nothing_begins(self):
        """Somebody else's session is none of the owner's."""
        self.logind.add("1", os.getuid() + 1)
        self.box.start_agent()
        job = self.box.add(self.serve("ebb.bin", rate=20_000))
        self.await_cause(job, "owner-logged-off")
        self.logind.add("2", os.getuid())
        self.box.await_state(job, "acknowledged")


class NoLogind(OwnerCase):
    def test_a_bus_without_logind(self):
        """The agent's own life is the session."""
        self.box.start_agent()
        self.assertEqual(self.download(self.serve("flood.bin"))["state"], "acknowledged")


@needs_root
class OwnLogind(OwnerCase):
    def test_sessions_of_the_real_one(self):
        """Local and by ssh: the last one that ends is the logoff, whatever else there is of the user."""
        logind = RealLogind(self.bus)
        local = logind.open(os.getuid())
        self.box.start_agent(wrapper=logind.wrapper)
        url = self.held_url("tide.bin")
        job = self.box.add(url)
        self.box.await_state(job, "connecting")
        remote = logind.open(os.getuid(), remote=True)
        timer = logind.open(os.getuid(), kind="background")
        os.close(local)
        eventually(lambda: logind.sessions() == 2, 20, "the end of the local session")
        self.assertEqual(self.box.info(job)["state"], "connecting")
        os.close(remote)
        self.await_cause(job, "owner-logged-off")
        again = logind.open(os.getuid(), remote=True)
        self.assertEqual(self.box.await_state(job, "acknowledged")["errorCount"], 0)
        self.assert_same(self.box.downloads / "tide.bin", self.resource(url))
        for session in (timer, again):
            os.close(session)

    def test_programs_that_go_on_after_logoff(self):
        """The session stays in the list and is closing, which no signal says."""
        logind = RealLogind(self.bus, "--goes-on")
        session = logind.open(os.getuid())
        self.box.start_agent(wrapper=logind.wrapper)
        url = self.held_url("tide.bin")
        job = self.box.add(url)
        self.box.await_state(job, "connecting")
        os.close(session)
        self.await_cause(job, "owner-logged-off")
        self.assertEqual(logind.sessions(), 1)
        again = logind.open(os.getuid())
        self.assertEqual(self.box.await_state(job, "acknowledged")["errorCount"], 0)
        self.assertEqual(logind.sessions(), 2)
        os.close(again)


if __name__ == "__main__":
    main()
