# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Everything on the socket is hostile until decoded; one agent for each user, and nobody else's."""

import os
import pathlib
import re
import struct
import time

from support.case import IntegrationCase, main, needs_root
from support.processes import end, eventually, is_alive
from support.sandbox import AS_NOBODY
from support.wire import Peer, frame


class Hostile(IntegrationCase):
    def setUp(self):
        super().setUp()
        self.agent = self.box.start_agent()

    def connect(self) -> Peer:
        peer = Peer(self.box.socket)
        self.addCleanup(peer.close)
        return peer

    def assert_serves(self):
        """The same agent, and it answers."""
        self.assertIsNone(self.agent.poll(), self.box.log())
        self.assertEqual(self.box.agent_pid(), self.agent.pid)

    def resident(self) -> int:
        """KiB of memory that the agent holds."""
        text = pathlib.Path(f"/proc/{self.agent.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1])

    def test_bytes_that_are_no_frames(self):
        """Garbage, JSON, HTTP, and lengths beyond the limit cost the peer its connection, before and after a hello."""
        wrong = {
            "garbage": bytes(range(256)) * 20,
            "JSON": b'{"kind":"hello","major":1}\n',
            "JSON in a frame": frame(b'{"kind":"hello","major":1}'),
            "HTTP": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "4 GB": struct.pack("<I", 0xFFFF_FFFF) + b"x" * 1000,
            "1 MiB and a byte": struct.pack("<I", (1 << 20) + 1),
            "an empty frame": frame(b""),
            "an array": frame(b"\x80"),
            "a map that promises too much": frame(b"\xbb" + 8 * b"\xff"),
            "a text that promises too much": frame(b"\xa1\x7b" + 8 * b"\x7f"),
            "deep nesting": frame(100_000 * b"\x81"),
            "endless nesting": frame(100_000 * b"\x9f"),
        }
        for greeted in (False, True):
            for what, data in wrong.items():
                with self.subTest(what=what, greeted=greeted):
                    peer = self.connect()
                    if greeted:
                        peer.greet()
                    peer.send(data)
                    self.assertTrue(peer.is_hung_up_on(), self.box.log())
                    self.assert_serves()

    def test_a_length_of_4_gb_takes_no_memory(self):
        """A claim costs nothing: memory is held for what has come only."""
        self.assert_serves()
        before = self.resident()
        peers = [self.connect() for _ in range(20)]
        for peer in peers:
            peer.send(struct.pack("<I", 0xFFFF_FFFF))
        self.assert_serves()
        self.assertLess(self.resident() - before, 64 * 1024)

    def test_peers_that_stop_midway(self):
        """Half a length, half a frame and nothing at all hold up nobody, and end when the hello is overdue."""
        peers = [self.connect() for _ in range(3)]
        peers[0].send(b"\x10\x00")
        peers[1].send(struct.pack("<I", 1000) + b"half")
        self.assert_serves()
        self.box.must("add", self.serve("meanwhile.bin"), "--wait")
        for peer in peers:
            self.assertTrue(peer.is_hung_up_on(), self.box.log())
        self.assert_serves()

    def test_peers_that_leave_midway(self):
        """Half a frame and a closed connection, many times over."""
        for _ in range(50):
            peer = Peer(self.box.socket)
            peer.send(struct.pack("<I", 500) + b"half")
            peer.close()
        self.assert_serves()

    def test_a_request_before_the_hello(self):
        """Who does not say hello first is not served."""
        peer = self.connect()
        peer.send(frame(b"\xa2\x64kind\x69list-jobs\x62id\x01"))
        self.assertTrue(peer.is_hung_up_on())
        self.assert_serves()

    def test_an_unknown_kind_is_answered(self):
        """A request of a later version gets an error back, and the connection stays."""
        peer = self.connect()
        peer.greet()
        peer.send(frame(b"\xa2\x64kind\x6ateleport-x\x62id\x18\x2a"))
        answer = peer.read_frame()
        self.assertIsNotNone(answer, self.box.log())
        self.assertIn(b"failure", answer)
        self.assert_serves()

    def test_a_hundred_silent_peers(self):
        """They keep nobody else from being served."""
        for _ in range(100):
            self.connect()
        self.assert_serves()

    def test_a_peer_that_never_reads(self):
        """Someone who asks and asks and takes no answer is cut off or waits; others are served, memory is bounded."""
        self.assert_serves()
        before = self.resident()
        peer = self.connect()
        peer.greet()
        peer.socket.settimeout(0.5)
        deadline = time.monotonic() + 3
        try:
            while time.monotonic() < deadline:
                peer.socket.sendall(200 * frame(b"\xa2\x64kind\x6blist-config\x62id\x01"))
        except (TimeoutError, ConnectionError):
            pass
        self.assert_serves()
        self.assertLess(self.resident() - before, 128 * 1024)


class OneAgent(IntegrationCase):
    def test_folder_and_socket_are_private(self):
        """0700 and 0600, whatever the umask."""
        self.box.umask = 0
        self.box.start_agent()
        self.assertEqual(self.box.socket.parent.stat().st_mode & 0o7777, 0o700)
        self.assertEqual(self.box.socket.stat().st_mode & 0o7777, 0o600)
        self.assertEqual(self.box.store.stat().st_mode & 0o077, 0)

    def test_a_second_agent_leaves(self):
        """It ends with 1 and a sentence; the first one, its socket and its transfers are undisturbed."""
        first = self.box.start_agent()
        url = self.serve("on.bin", 600_000, rate=400_000)
        job = self.box.add(url)
        eventually(lambda: self.resource(url).sent)
        second = self.box.start(program="lighterman-agent")
        self.assert_clear(self.box.outcome(second), 1)
        self.assertEqual(self.box.agent_pid(), first.pid)
        self.box.await_state(job, "acknowledged")
        self.assertEqual(len(self.requests(url)), 1)

    def test_many_starts_at_once_make_one_agent(self):
        """Ten commands at the same moment on a bare machine start one agent, and all are answered."""
        children = [self.box.start("--json", "list") for _ in range(10)]
        outcomes = [self.box.outcome(child) for child in children]
        self.assertEqual([(outcome.status, outcome.json) for outcome in outcomes], 10 * [(0, [])])
        eventually(lambda: len(self.box.agents()) == 1, 5)

    def test_a_stale_socket_is_replaced(self):
        """After kill -9 the socket is still there; the next agent takes its place."""
        self.box.start_agent()
        self.box.kill_agent()
        self.assertTrue(self.box.socket.exists())
        again = self.box.start_agent()
        self.assertEqual(self.box.agent_pid(), again.pid)

    def test_two_agents_never_share_a_store(self):
        """With another socket but the same state folder a second agent is refused too: the file comes once."""
        url = self.serve("once.bin", 600_000, rate=400_000)
        job = self.box.add(url)
        eventually(lambda: self.resource(url).sent)
        other = self.box.folder("other", 0o700) / "agent.sock"
        outcome = self.box.run("--socket", other, "list")
        self.assertEqual(len(self.box.agents()), 1)
        self.assert_clear(outcome, 3)
        self.assertIn("was started but has ended", outcome.err)
        self.assertIn("Another transfer service is at work already.", self.box.log())
        self.box.await_state(job, "acknowledged")
        self.assertEqual(len(self.requests(url)), 1)

    def test_a_second_agent_says_who_is_there(self):
        """`agent run` beside a running agent fails at once, with its process and what to do."""
        pid = self.box.start_agent().pid
        outcome = self.box.run("agent", "run", seconds=5)
        self.assertEqual(outcome.status, 1, outcome)
        self.assertIn("Another transfer service is at work already.", outcome.err)
        self.assertIn(f"process {pid}", outcome.err)
        self.assertIn("lighterman agent stop", outcome.err)
        self.assertEqual(self.box.agents(), [pid])

    def test_an_agent_that_cannot_start(self):
        """A client that started it says so soon, and `agent run` says why."""
        self.box.socket.mkdir(parents=True)  # where its socket should lie
        outcome = self.box.run("list", seconds=8)
        self.assert_clear(outcome, 3)
        outcome = self.box.run("agent", "run", seconds=5)
        self.assertEqual(outcome.status, 1, outcome)
        self.assertIn("something else than a socket is there", outcome.err)

    def test_a_path_that_is_too_long(self):
        """More than a socket's 107 bytes are refused with a sentence."""
        outcome = self.box.run("--socket", self.box.home / (120 * "x"), "agent", "status")
        self.assert_clear(outcome, 3)

    def test_stop_ends_the_agent_and_its_socket(self):
        """`agent stop` returns when nothing is left running, and leaves no socket behind."""
        pid = self.box.start_agent().pid
        self.box.must("agent", "stop")
        eventually(lambda: not is_alive(pid), 2)
        self.assertFalse(self.box.socket.exists())

    def test_arguments_nobody_knows(self):
        """The agent takes no nonsense on its command line."""
        outcome = self.box.outcome(self.box.start("--nonsense", program="lighterman-agent"))
        self.assertEqual(outcome.status, 2, outcome)
        self.assertEqual(self.box.agents(), [])

    @needs_root
    def test_another_user_is_kept_out(self):
        """By the folder; and where folder and socket were opened wide, by who is at the other end."""
        self.box.start_agent()
        self.box.add(self.serve("mine.bin"), "--suspended")
        command = ("--socket", self.box.socket, "--json", "agent", "status")
        self.assertEqual(self.box.run(*command, wrapper=AS_NOBODY).status, 3)
        self.box.socket.parent.chmod(0o777)
        self.box.runtime.chmod(0o777)
        self.box.socket.chmod(0o666)
        outcome = self.box.run(*command, wrapper=AS_NOBODY)
        self.assertIn(outcome.status, (3, 5), outcome)
        self.assertNotIn("pid", outcome.out)
        self.box.runtime.chmod(0o700)
        self.assertEqual(len(self.box.must("--json", "list").json), 1)

    @needs_root
    def test_root_may_look(self):
        """The administrator is let in to an agent of another user."""
        self.box.give_to_nobody()
        child = self.box.start_agent(wrapper=AS_NOBODY)
        self.assertEqual(os.stat(f"/proc/{child.pid}").st_uid, 65534)
        self.assertEqual(self.box.must("--json", "agent", "status").json["pid"], child.pid)
        end(child.pid)


if __name__ == "__main__":
    main()
