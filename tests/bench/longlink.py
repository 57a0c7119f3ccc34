# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Long and lossy lines: two network namespaces with the link emulator between them.

The namespaces have no name. They belong to the emulator, which ends with this program however that ends,
and the kernel removes them with their last process: there is never anything to tidy up."""

import contextlib
import dataclasses
import json
import pathlib
import shutil
import subprocess

from places import Places
from processes import BenchError, run, start, stop, tail, wait_until
from targets import ARIA_LINE

MEGABITS = 100  # a second
ROUND_TRIP = 50  # milliseconds
TOOLS = ["ip", "nsenter"]
NOT_ALLOWED = 3  # the emulator's exit status where the machine does not let it
# What most servers and clients have; this kernel may have been built or set up otherwise.
CONGESTION = "cubic"  # of the route, for a namespace may not choose its usual one freely
TCP = {
    "tcp_no_metrics_save": "1",  # or each transfer would begin with what the last one learned
    "tcp_rmem": "4096 131072 6291456",
    "tcp_wmem": "4096 16384 4194304",
}


class NoLongLines(BenchError):
    """Not here: no rights, or a kernel without namespaces or TUN devices."""


@dataclasses.dataclass(frozen=True)
class LongLine:
    """A line, and what is fetched over it by whom."""

    name: str  # of the case
    loss: float  # percent of the packets to the client
    mib: int  # of the file: some six seconds for the fastest, one minute for the slowest
    others: tuple[str, ...]

    def quick(self) -> "LongLine":
        return dataclasses.replace(self, mib=self.mib // 8)


LINES = [
    LongLine("line-clean", 0, 64, ("curl",)),
    LongLine("line-lossy-0.1", 0.1, 64, (ARIA_LINE,)),
    LongLine("line-lossy-1", 1, 16, ("curl", ARIA_LINE)),
]


@dataclasses.dataclass(frozen=True)
class End:
    network: str  # the file to enter its namespace by
    address: str

    @property
    def inside(self) -> list[str]:
        """What comes before a command that is to run at this end; it becomes that command."""
        return ["nsenter", f"--net={self.network}"]


class Link:
    """A running emulator, with addresses at both ends."""

    def __init__(self, ready: dict[str, str]):
        # Addresses for documentation (RFC 5737): they are nobody's, and nothing else is in the namespaces.
        self.server = End(ready["server"], "192.0.2.1")
        self.client = End(ready["client"], "192.0.2.2")
        self.counts: dict[str, dict[str, int]] = {}  # packets of each direction, once it has ended
        for end in (self.server, self.client):
            self.set_up(end, ready["device"])

    @staticmethod
    def set_up(end: End, device: str) -> None:
        for command in (
            *("link set lo up", f"address add {end.address}/32 dev {device}"),
            f"link set {device} mtu 1500 txqueuelen 1000 up",
            f"route add default dev {device} congctl {CONGESTION}",
        ):
            run(*end.inside, "ip", *command.split())
        for name, value in TCP.items():
            run(*end.inside, "sh", "-c", f"echo '{value}' > /proc/sys/net/ipv4/{name}")


def objects(log: pathlib.Path) -> list[dict]:
    """The JSON objects among the whole lines of the emulator's log."""
    lines = log.read_text().split("\n")[:-1] if log.exists() else []
    return [json.loads(line) for line in lines if line.startswith("{")]


def wait_for_ends(emulator: subprocess.Popen, log: pathlib.Path) -> dict[str, str]:
    try:
        wait_until("the link emulator", lambda: objects(log), emulator, log)
    except BenchError as error:
        if emulator.poll() == NOT_ALLOWED:
            raise NoLongLines(tail(log)) from error
        raise
    return objects(log)[0]


def about(line: LongLine, counts: dict[str, dict[str, int]]) -> str:
    """A sentence about a line, and what it really did to the packets of all transfers."""
    down = counts["toClient"]
    return (
        f"{MEGABITS} Mbit/s, {ROUND_TRIP} ms round trip, {line.loss:g} % loss; one file of {line.mib} MiB. Of "
        f"{sum(down.values()):,} packets, {down['lost']:,} were lost by chance, and {down['dropped']:,} found the "
        "queue full."
    )


@contextlib.contextmanager
def linked(program: pathlib.Path, places: Places, loss: float):
    """A link that loses `loss` percent of the packets to the client. NoLongLines where there can be none."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        raise NoLongLines(f"missing: {', '.join(missing)}")
    log = places.logs / "linkemulator.log"
    log.unlink(missing_ok=True)
    options = ["--rate", str(MEGABITS), "--delay", str(ROUND_TRIP / 2), "--loss", str(loss)]
    emulator = start([str(program), *options], places.environment(), log)
    try:
        link = Link(wait_for_ends(emulator, log))
        yield link
        stop(emulator)
        link.counts = objects(log)[-1]
        if "toClient" not in link.counts:
            raise BenchError(f"the link emulator did not last: {tail(log)}")
    finally:
        stop(emulator)
