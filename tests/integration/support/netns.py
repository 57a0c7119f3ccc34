# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces with a cable between them that can be pulled out; they end with the test."""

import ctypes
import json
import os
import subprocess
import threading
from collections.abc import Callable

from support.processes import eventually
from support.sandbox import DIES_WITH_PARENT

HERE, THERE = "198.51.100.1", "198.51.100.2"  # for documentation (RFC 5737): nobody's
CABLE, FAR_END = "cable", "farend"
CLONE_NEWNET = 0x40000000


class Cable:
    """The agent's end is `here`, with a default route over it, the servers' end is `there`."""

    def __init__(self):
        self.here, self.there = self._namespace(), self._namespace()
        self.ip_here(f"link add {CABLE} type veth peer name {FAR_END} netns {self.there.pid}")
        for ip, own, device in ((self.ip_here, HERE, CABLE), (self.ip_there, THERE, FAR_END)):
            ip("link set lo up")
            ip(f"addr add {own}/24 dev {device}")
            ip(f"link set {device} up")
        self.ip_here(f"route add default via {THERE}")

    @staticmethod
    def _namespace() -> subprocess.Popen:
        """A process that holds a namespace of its own."""
        holder = subprocess.Popen([*DIES_WITH_PARENT, "unshare", "--net", "sleep", "infinity"])  # noqa: S603
        own = os.stat("/proc/self/ns/net").st_ino
        eventually(lambda: os.stat(f"/proc/{holder.pid}/ns/net").st_ino != own, 10, "a network namespace")
        return holder

    def inside(self, holder: subprocess.Popen) -> tuple[str, ...]:
        """What comes before a command that is to run in there."""
        return ("nsenter", f"--net=/proc/{holder.pid}/ns/net", "--")

    def ip_here(self, words: str):
        self._ip(self.here, words)

    def ip_there(self, words: str):
        self._ip(self.there, words)

    def _ip(self, holder: subprocess.Popen, words: str):
        subprocess.run([*self.inside(holder), "ip", *words.split()], check=True, capture_output=True)  # noqa: S603

    def make_there(self, make: Callable):
        """What `make` returns; sockets that it opens are at the far end."""
        made: list = []

        def inside():
            with open(f"/proc/{self.there.pid}/ns/net", "rb") as namespace:
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")
            made.append(make())

        thread = threading.Thread(target=inside)  # a thread of its own: it never comes back from there
        thread.start()
        thread.join()
        return made[0]

    def bare(self):
        """Takes the address and the routes of the near end away, for somebody else to set it up."""
        self.ip_here(f"addr flush dev {CABLE}")
        self.ip_here(f"link set {CABLE} down")

    def received(self) -> int:
        """Bytes that have come over the cable, heads of packets among them."""
        words = ("ip", "-json", "-statistics", "link", "show", CABLE)
        shown = subprocess.run([*self.inside(self.here), *words], check=True, capture_output=True)  # noqa: S603
        return json.loads(shown.stdout)[0]["stats64"]["rx"]["bytes"]

    def pull(self):
        """The far end goes down: here the carrier is lost."""
        self.ip_there(f"link set {FAR_END} down")

    def plug(self):
        self.ip_there(f"link set {FAR_END} up")

    def close(self):
        for holder in (self.here, self.there):
            holder.kill()
            holder.wait(10)
