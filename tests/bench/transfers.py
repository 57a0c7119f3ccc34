# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The same transfers by every tool, side by side."""

import pathlib
from collections.abc import Callable

from lighterman import Lighterman
from places import LARGE, Places, Sources, fresh, sums_of
from processes import BenchError, Usage, measure
from webserver import WebServer

Transfer = Callable[[pathlib.Path], Usage]

CURL = ["curl", "-q", "--silent", "--show-error", "--fail"]
WGET = ["wget", "--no-config", "--quiet"]
ARIA = ["aria2c", "--no-conf", "--quiet", "--file-allocation=none", "--allow-overwrite=true"]


class Case:
    """One job for several tools; each transfer fills the folder it is given."""

    def __init__(self, name: str, sums: dict[str, str], transfers: dict[str, Transfer]):
        self.name = name
        self.sums = sums
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


class Transfers:
    def __init__(self, places: Places, sources: Sources, server: WebServer, lighterman: Lighterman):
        self.places = places
        self.sources = sources
        self.server = server
        self.lighterman = lighterman

    def cases(self) -> list[Case]:
        schemes = self.server.schemes
        return [
            *(self.bulk(scheme) for scheme in schemes),
            *(self.small(scheme) for scheme in schemes),
            self.verified("http"),
        ]

    def other(self, *command: str) -> Usage:
        log = self.places.logs / f"{pathlib.Path(command[0]).name}.log"
        return measure(list(command), self.places.environment(), log)

    def ours(self, folder: pathlib.Path, *arguments: str) -> Usage:
        with self.lighterman.agent() as agent:
            return agent.add("-d", str(folder), *arguments)

    def aria(self, folder: pathlib.Path, connections: int, url: str) -> Usage:
        many = [f"-x{connections}", f"-s{connections}", "-k1M"]
        return self.other(*ARIA, *many, "-d", str(folder), "-o", LARGE, url)

    def bulk(self, scheme: str) -> Case:
        url = self.server.large(scheme)
        return Case(
            f"bulk-{scheme}",
            self.sources.large_sums,
            {
                "lighterman": lambda folder: self.ours(folder, url),
                "curl": lambda folder: self.other(*CURL, "-o", str(folder / LARGE), url),
                "wget": lambda folder: self.other(*WGET, "-O", str(folder / LARGE), url),
                "aria2 -x1": lambda folder: self.aria(folder, 1, url),
                "aria2 -x4": lambda folder: self.aria(folder, 4, url),
            },
        )

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
            {
                "lighterman": lambda folder: self.ours(folder, "--input", str(links)),
                "curl -Z16": lambda folder: self.other(*curl, str(folder)),
                "aria2 -j16": lambda folder: self.other(*aria, str(folder)),
            },
        )

    def verified(self, scheme: str) -> Case:
        url = self.server.large(scheme)
        checksum = f"sha256:{self.sources.large_sums[LARGE]}"

        def curl_then_sum(folder: pathlib.Path) -> Usage:
            path = str(folder / LARGE)
            return self.other(*CURL, "-o", path, url) + self.other("sha256sum", path)

        return Case(
            f"verified-{scheme}",
            self.sources.large_sums,
            {
                "lighterman": lambda folder: self.ours(folder, "--checksum", checksum, url),
                "curl, sha256sum": curl_then_sum,
            },
        )
