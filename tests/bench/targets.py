# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The budgets: what must be reached, and what must never be passed."""

import dataclasses
import statistics
from collections.abc import Callable, Mapping

from processes import Usage

OURS = "lighterman"
CURL_SMALL, ARIA_SMALL = "curl -Z16", "aria2 -j16"
LINE_CONNECTIONS = 8  # of aria2 on a long line: as many as Lighterman uses for one file at most
ARIA_LINE = f"aria2 -x{LINE_CONNECTIONS}"
AT_MOST, AT_LEAST = "≤", "≥"
MOST_ACTIVE = 10_000  # files that bench_store lets move at once


@dataclasses.dataclass
class Results:
    """Everything that was measured."""

    rounds: Mapping[str, Mapping[str, list[Usage]]]  # by case and tool
    single: Mapping[str, Mapping]  # by name: at rest, store, ready, socket, snapshot


@dataclasses.dataclass
class Figure:
    """A median, and how far the rounds lie apart where there was more than one."""

    value: float
    low: float
    high: float

    @staticmethod
    def of(values: list[float]) -> "Figure":
        return Figure(statistics.median(values), min(values), max(values))


Source = Callable[[Results], Figure | None]


@dataclasses.dataclass
class Target:
    number: str
    what: str
    source: Source
    relation: str
    aim: float
    limit: float | None  # none: missing the target is all there is
    unit: str = ""

    def keeps(self, value: float, bound: float) -> bool:
        return value <= bound if self.relation == AT_MOST else value >= bound

    def verdict(self, figure: Figure | None) -> str:
        if figure is None:
            return "not measured"
        if self.keeps(figure.value, self.aim):
            return "yes"
        return "no" if self.limit is None or self.keeps(figure.value, self.limit) else "over the limit"


def wall(used: Usage) -> float:
    return used.wall


def cpu(used: Usage) -> float:
    return used.cpu


def ratio(case: str, cost: Callable[[Usage], float], *others: str, inverse: bool = False) -> Source:
    """Our median by the best median among the others; with `inverse` the other way round, so that the
    ratio is one of rates. The range is that of the rounds one by one."""

    def source(results: Results) -> Figure | None:
        tools = results.rounds.get(case, {})
        if not tools.get(OURS) or any(not tools.get(other) for other in others):
            return None
        ours = [cost(used) for used in tools[OURS]]
        best = min(([cost(used) for used in tools[other]] for other in others), key=statistics.median)
        by_round = [mine / theirs for mine, theirs in zip(ours, best)]
        figure = Figure(statistics.median(ours) / statistics.median(best), min(by_round), max(by_round))
        return Figure(1 / figure.value, 1 / figure.high, 1 / figure.low) if inverse else figure

    return source


def peak(case: str) -> Source:
    def source(results: Results) -> Figure | None:
        used = results.rounds.get(case, {}).get(OURS)
        return Figure.of([one.peak for one in used]) if used else None

    return source


def value(name: str, *keys: str) -> Source:
    """What a single measurement said under a key; the sum of several. A list is a list of rounds."""

    def source(results: Results) -> Figure | None:
        found = results.single.get(name)
        if not found:
            return None
        if len(keys) == 1 and isinstance(found[keys[0]], list):
            return Figure.of(found[keys[0]])
        return Figure.of([float(sum(found[key] for key in keys))])

    return source


TARGETS = [
    Target("T1", "http, CPU ÷ curl", ratio("bulk-http", cpu, "curl"), AT_MOST, 0.75, 1.0),
    Target("T2", "http, CPU ÷ aria2 -x1", ratio("bulk-http", cpu, "aria2 -x1"), AT_MOST, 0.60, 0.8),
    Target("T3", "http, wall ÷ curl", ratio("bulk-http", wall, "curl"), AT_MOST, 0.75, 1.0),
    Target(
        *("T3", "http, wall ÷ aria2's best", ratio("bulk-http", wall, "aria2 -x1", "aria2 -x4")),
        *(AT_MOST, 0.65, 0.9),
    ),
    Target("T4", "https, CPU ÷ curl", ratio("bulk-https", cpu, "curl"), AT_MOST, 1.35, 1.6),
    Target("T5", "https, CPU ÷ aria2 -x1", ratio("bulk-https", cpu, "aria2 -x1"), AT_MOST, 0.90, 1.0),
    Target("T6", "https, wall ÷ curl", ratio("bulk-https", wall, "curl"), AT_MOST, 1.4, 1.7),
    Target("T6", "https, wall ÷ aria2 -x1", ratio("bulk-https", wall, "aria2 -x1"), AT_MOST, 0.8, 1.0),
    Target(
        *("T7", "small files, http, files/s ÷ aria2", ratio("small-http", wall, ARIA_SMALL, inverse=True)),
        *(AT_LEAST, 1.8, 1.2),
    ),
    Target(
        *("T8", "small files, http, files/s ÷ curl", ratio("small-http", wall, CURL_SMALL, inverse=True)),
        *(AT_LEAST, 0.65, 0.4),
    ),
    Target(
        *("T8", "small files, https, files/s ÷ curl", ratio("small-https", wall, CURL_SMALL, inverse=True)),
        *(AT_LEAST, 0.60, 0.4),
    ),
    Target("T9", "small files, http, CPU ÷ aria2", ratio("small-http", cpu, ARIA_SMALL), AT_MOST, 0.8, 1.0),
    Target("T9", "small files, http, CPU ÷ curl", ratio("small-http", cpu, CURL_SMALL), AT_MOST, 2.2, 3.0),
    Target("T10", "long line, wall ÷ curl", ratio("line-clean", wall, "curl"), AT_MOST, 1.03, 1.10),
    Target(
        *("T11", f"0.1 % loss, rate ÷ {ARIA_LINE}", ratio("line-lossy-0.1", wall, ARIA_LINE, inverse=True)),
        *(AT_LEAST, 0.97, 0.9),
    ),
    Target(
        *("T11", f"1 % loss, rate ÷ {ARIA_LINE}", ratio("line-lossy-1", wall, ARIA_LINE, inverse=True)),
        *(AT_LEAST, 0.97, 0.9),
    ),
    Target("T12", "1 % loss, rate ÷ curl", ratio("line-lossy-1", wall, "curl", inverse=True), AT_LEAST, 5, 3),
    Target("T13", "http, peak memory of the agent", peak("bulk-http"), AT_MOST, 48, 64, "MiB"),
    Target("T13", "https, peak memory of the agent", peak("bulk-https"), AT_MOST, 32, 64, "MiB"),
    Target("T15", "agent at rest, fresh", value("rest-fresh", "wakeups"), AT_MOST, 0, 0.2, "wake-ups/s"),
    Target("T15", "agent at rest, fresh", value("rest-fresh", "residentMiB"), AT_MOST, 25, 40, "MiB"),
    Target("T15", "agent at rest, used", value("rest-used", "wakeups"), AT_MOST, 0, 0.2, "wake-ups/s"),
    Target("T15", "agent at rest, used", value("rest-used", "residentMiB"), AT_MOST, 25, 40, "MiB"),
    Target(
        *("T16", "verified download, wall ÷ (curl, sha256sum)"),
        *(ratio("verified-http", wall, "curl, sha256sum"), AT_MOST, 0.40, 0.6),
    ),
    Target("T18", "{jobs} jobs, agent ready", value("ready", "readyMs"), AT_MOST, 150, 400, "ms"),
    Target("T19", "{jobs} jobs of 3 files added", value("store", "addMs"), AT_MOST, 2500, 4000, "ms"),
    Target("T20", "progress of {active} files committed", value("store", "progressMs"), AT_MOST, 25, 60, "ms"),
    Target("–", "{jobs} jobs scheduled at once", value("schedule", "planMs"), AT_MOST, 5, None, "ms"),
    Target("–", "{jobs} jobs wait, one event", value("schedule", "eventUs"), AT_MOST, 50, None, "µs"),
    Target("T21", "round trip, median", value("socket", "p50Us"), AT_MOST, 100, None, "µs"),
    Target("T21", "round trip, 99th percentile", value("socket", "p99Us"), AT_MOST, 300, 1000, "µs"),
    Target(
        *("T22", "{jobs} jobs encoded and decoded", value("snapshot", "encodeMs", "decodeMs")),
        *(AT_MOST, 120, 300, "ms"),
    ),
    Target("T22", "{jobs} jobs on the wire", value("snapshot", "mib"), AT_MOST, 20, None, "MiB"),
]
ELSEWHERE = "T14 and T17 (disks) and T23 (the window) are not measured here."
