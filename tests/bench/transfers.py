# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The same transfers by every tool, side by side."""

import pathlib
from collections.abc import Callable, Sequence

from lighterman import Lighterman
from longlink import LongLine
from places import LARGE, SMALL_BYTES, Places, Sources, fresh, sums_of, write_random
from processes import MIB, BenchError, Usage, measure
from targets import ARIA_SMALL, CURL_SMALL, LINE_CONNECTIONS, OURS
from webserver import WebServer

Transfer = Callable[[pathlib.Path], Usage]

CURL = ["curl", "-q", "--silent", "--show-error", "--fail"]
WGET = ["wget", "--no-config", "--quiet"]
ARIA = ["aria2c", "--no-conf", "--quiet", "--file-allocation=none", "--allow-overwrite=true"]


def name_in(url: str) -> str:
    return url.rpartition("/")[2]


class Case:
    """One job for several tools; each transfer fills the folder it is given."""

    def __init__(self, name: str, sums: dict[str, str], size: int, transfers: dict[str, Transfer]):
        self.name = name
        self.sums = sums
        self.size = size  # bytes of all files
        self.about = ""  # a sentence beside its table
        self.transfers = transfers
        self.rounds: dict[str, list[Usage]] = {tool: [] for tool in transfers}
        self.failures: dict[str, str] = {}

    def run_round(self, number: int, folder: pathlib.Path) -> None:
        """Every tool once, in turns forwards and backwards; a tool that failed is left out from then on."""
        tools = [tool for tool in self.transfers if tool not in self.failures]
        for tool in tools if number % 2 == 0 else reversed(tools):
            fresh(folder)
            try:
                used = self.transfers[tool](folder)
                if number == 0 and sums_of(folder) != self.sums:
                    raise BenchError("what arrived is not what was served")
                self.rounds[tool].append(used)
            except BenchError as error:
                self.failures[tool] = str(error)
        fresh(folder)


class Tools:
    """What fetches files; `inside` comes before each command of the others."""

    def __init__(self, places: Places, lighterman: Lighterman, inside: Sequence[str] = ()):
        self.places = places
        self.lighterman = lighterman
        self.inside = inside

    def other(self, *command: str) -> Usage:
        log = self.places.logs / f"{command[0]}.log"
        return measure([*self.inside, *command], self.places.environment(), log)

    def ours(self, folder: pathlib.Path, *arguments: str) -> Usage:
        with self.lighterman.agent() as agent:
            return agent.add("-d", str(folder), *arguments)

    def one(self, url: str) -> dict[str, Transfer]:
        """One file by every tool, in the order of the tables."""
        return {
            OURS: lambda folder: self.ours(folder, url),
            "curl": lambda folder: self.other(*CURL, "-o", str(folder / name_in(url)), url),
            "wget": lambda folder: self.other(*WGET, "-O", str(folder / name_in(url)), url),
            **{f"aria2 -x{number}": self.aria(url, number) for number in (1, 4, LINE_CONNECTIONS)},
        }

    def aria(self, url: str, connections: int) -> Transfer:
        many = [f"-x{connections}", f"-s{connections}", "-k1M"]
        return lambda folder: self.other(*ARIA, *many, "-d", str(folder), "-o", name_in(url), url)


class Transfers:
    """On loopback."""

    def __init__(self, places: Places, sources: Sources, server: WebServer, lighterman: Lighterman):
        self.sources = sources
        self.server = server
        self.tools = Tools(places, lighterman)
        self.places = places

    def cases(self) -> list[Case]:
        schemes = self.server.schemes
        return [
            *(self.bulk(scheme) for scheme in schemes),
            *(self.small(scheme) for scheme in schemes),
            self.verified("http"),
        ]

    def bulk(self, scheme: str) -> Case:
        every = self.tools.one(self.server.large(scheme))
        transfers = {tool: every[tool] for tool in (OURS, "curl", "wget", "aria2 -x1", "aria2 -x4")}
        return Case(f"bulk-{scheme}", self.sources.large_sums, self.sources.large_bytes, transfers)

    def small(self, scheme: str) -> Case:
        names = sorted(self.sources.small_sums)
        links = self.places.disk / f"links-{scheme}.txt"
        links.write_text("".join(f"{self.server.small(scheme, name)}\n" for name in names))
        config = self.places.disk / f"links-{scheme}.curl"
        config.write_text("".join(f'url = "{self.server.small(scheme, name)}"\noutput = "{name}"\n' for name in names))
        curl = [*CURL, "--parallel", "--parallel-max", "16", "--config", str(config), "--output-dir"]
        aria = [*ARIA, "-j16", "-i", str(links), "-d"]
        return Case(
            f"small-{scheme}",
            self.sources.small_sums,
            len(names) * SMALL_BYTES,
            {
                OURS: lambda folder: self.tools.ours(folder, "--input", str(links)),
                CURL_SMALL: lambda folder: self.tools.other(*curl, str(folder)),
                ARIA_SMALL: lambda folder: self.tools.other(*aria, str(folder)),
            },
        )

    def verified(self, scheme: str) -> Case:
        url = self.server.large(scheme)
        checksum = f"sha256:{self.sources.large_sums[LARGE]}"

        def curl_then_sum(folder: pathlib.Path) -> Usage:
            path = str(folder / LARGE)
            return self.tools.other(*CURL, "-o", path, url) + self.tools.other("sha256sum", path)

        return Case(
            f"verified-{scheme}",
            self.sources.large_sums,
            self.sources.large_bytes,
            {
                OURS: lambda folder: self.tools.ours(folder, "--checksum", checksum, url),
                "curl, sha256sum": curl_then_sum,
            },
        )


def over_line(line: LongLine, server: WebServer, tools: Tools) -> Case:
    """One file over a long line by whoever is asked for; Lighterman decides on connections by itself."""
    folder = fresh(tools.places.www / "line")
    write_random(folder / f"{line.name}.bin", line.mib)
    every = tools.one(f"{server.base('http')}/line/{line.name}.bin")
    transfers = {tool: every[tool] for tool in (OURS, *line.others)}
    return Case(line.name, sums_of(folder), line.mib * MIB, transfers)
