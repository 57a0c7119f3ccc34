# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A keyring that has stopped answering holds up nobody but who needs it, least of all the agent."""

import os
import signal
import time

from support.case import main
from support.processes import eventually
from support.signincase import RIGHT, WRONG, KeyringCase
from support.wire import Peer, request

PROMISED = 0.1  # s, from a request to its reply
BUSY = 5  # times as long as without the hang, on a machine that does other things too
ROUNDS, REQUESTS = 5, 60
REST = 0.01  # s between requests, so that they meet whatever else the agent does


class Hanging(KeyringCase):
    def setUp(self):
        super().setUp()
        self.count = 0

    def guarded(self) -> str:
        self.count += 1
        url = self.serve(f"guarded-{self.count}")
        self.resource(url).behaviour = self.guard
        return url

    def sign_in_once(self):
        job = self.box.add(self.guarded())
        self.box.await_state(job, "error")
        self.answer(1, RIGHT)
        self.box.await_state(job, "acknowledged")
        eventually(lambda: self.keyring.items() == 1, 30, "the password in the keyring")

    def halt(self):
        os.kill(self.keyring.daemon.pid, signal.SIGSTOP)
        self.addCleanup(self.go_on)

    def go_on(self):
        os.kill(self.keyring.daemon.pid, signal.SIGCONT)

    def slowest(self, peer: Peer) -> float:
        """Of REQUESTS for the list and the status by turns, the time on the wire."""
        worst = 0.0
        for number in range(REQUESTS):
            kind = {"files": True, "subscribe": False} if number % 2 else {}
            begun = time.monotonic()
            peer.send(request("list-jobs" if kind else "show-status", number, **kind))
            self.assertIsNotNone(peer.read_frame())
            worst = max(worst, time.monotonic() - begun)
            time.sleep(REST)  # the clients' own pace; nothing is waited for
        return worst

    def rounds(self, what: str, *give: str) -> float:
        """The best round's slowest reply, while jobs ask for what is in the keyring: an agent that waits for the
        keyring is slow in each of them."""
        peer = Peer(self.box.socket)
        self.addCleanup(peer.close)
        peer.greet()
        found = []
        for _ in range(ROUNDS):
            job = self.add(self.guarded())
            if give:
                self.give(job, *give, password=WRONG)
            self.box.must("resume", job)
            self.box.add(self.serve(f"free-{self.count}", 500_000 + self.count))
            found.append(self.slowest(peer))
        shown = " ".join(f"{1000 * one:.1f}" for one in found)
        print(f"{what}: slowest of {REQUESTS} replies, by rounds: {shown} ms", flush=True)
        return min(found)

    def assert_others_finish(self):
        free = [self.box.add(self.serve(f"other-{number}", 300_000 + number)) for number in range(10)]
        begun = time.monotonic()
        for job in free:
            self.box.await_state(job, "acknowledged", seconds=60)
        print(f"ten others: {time.monotonic() - begun:.1f} s", flush=True)

    def assert_prompt(self, before: float, during: float):
        self.assertLess(during, max(PROMISED, BUSY * before))

    def test_from_the_start(self):
        """It hangs before the agent is there: the agent comes up all the same, and who needs it goes on later."""
        self.sign_in_once()
        before = self.rounds("before")
        self.box.must("agent", "stop")
        self.halt()
        held = self.box.add(self.guarded())
        during = self.rounds("hanging from the start")
        self.assert_others_finish()
        self.assertNotEqual(self.box.info(held)["state"], "acknowledged")
        self.assertEqual((self.guard.refused, self.questions()), (0, []))
        self.assert_prompt(before, during)
        self.go_on()
        self.box.await_state(held, "acknowledged", seconds=60)

    def test_in_the_middle(self):
        """Reading, writing and removing, of passwords for a place and of a job's own."""
        self.sign_in_once()
        how = ("--scheme", "digest", "--user", "anna")
        before = self.rounds("before", *how)
        self.halt()
        held = self.box.add(self.guarded())
        during = self.rounds("hanging", *how)
        self.assert_others_finish()
        self.assert_prompt(before, during)
        gone = self.add(self.guarded())
        self.give(gone, *how, password=WRONG)
        self.box.must("cancel", gone)
        self.assert_prompt(before, self.rounds("hanging, and something to remove"))
        self.assertNotEqual(self.box.info(held)["state"], "acknowledged")
        self.go_on()
        self.box.await_state(held, "acknowledged", seconds=60)


if __name__ == "__main__":
    main()
