# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Tables for people, JSON for programs."""

import dataclasses
import datetime
import os
import pathlib
import platform
import re
import subprocess
from collections.abc import Callable

from processes import Usage
from targets import ELSEWHERE, MOST_ACTIVE, OURS, TARGETS, Figure, Results, Target
from transfers import Case

VERSIONS = {
    "lighterman": ["{programs}/lighterman", "--version"],
    "curl": ["curl", "--version"],
    "wget": ["wget", "--version"],
    "aria2": ["aria2c", "--version"],
    "nginx": ["nginx", "-v"],
    "openssl": ["openssl", "version"],
}


def version(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return "none"
    found = re.search(r"\d+\.\d+[\w.]*", done.stdout + done.stderr)
    return found.group() if found else "unknown"


def machine(programs: pathlib.Path) -> dict:
    processor = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "kernel": platform.release(),
        "processor": processor.group(1) if processor else platform.machine(),
        "cores": os.cpu_count(),
        "memoryMiB": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        "versions": {
            name: version([part.format(programs=programs) for part in command]) for name, command in VERSIONS.items()
        },
    }


def number(value: float) -> str:
    """Three digits that matter."""
    size = abs(value)
    places = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{places}f}"


def spread(figure: Figure) -> str:
    if figure.low == figure.high:
        return number(figure.value)
    return f"{number(figure.value)} [{number(figure.low)}–{number(figure.high)}]"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


def column_of(case: Case) -> tuple[str, Callable[[Usage], float]]:
    """What one wants to know about a case beside walls and memory."""
    if case.name.startswith("small"):
        return "CPU ms/file", lambda used: used.cpu * 1000 / len(case.sums)
    if case.name.startswith("line"):
        return "Mbit/s", lambda used: case.size * 8 / 1e6 / used.wall
    return "CPU s/GiB", lambda used: used.cpu / (case.size / 2**30)


class CaseTable:
    """One case: a row for each tool, the last columns beside the first of the others."""

    def __init__(self, case: Case):
        unit, amount = column_of(case)
        self.case = case
        self.columns = {"wall s": lambda used: used.wall, unit: amount, "peak MiB": lambda used: used.peak}
        self.base = next((tool for tool in case.rounds if tool != OURS and case.rounds[tool]), OURS)

    def lines(self) -> list[str]:
        head = [self.case.name, *self.columns, f"wall ÷ {self.base}", f"CPU ÷ {self.base}"]
        return table(head, [self.row(tool, used) for tool, used in self.case.rounds.items() if used])

    def row(self, tool: str, used: list[Usage]) -> list[str]:
        figures = [Figure.of([column(one) for one in used]) for column in self.columns.values()]
        beside = [
            f"{Figure.of([cost(one) for one in used]).value / theirs:.2f}"
            for cost in (lambda one: one.wall, lambda one: one.cpu)
            if (theirs := Figure.of([cost(one) for one in self.case.rounds[self.base]]).value)
        ]
        return [tool, *map(spread, figures), *beside]


def case_lines(case: Case) -> list[str]:
    if not any(case.rounds.values()):
        return []
    lines = CaseTable(case).lines()
    if case.name.startswith("small"):
        rates = {
            tool: Figure.of([len(case.sums) / one.wall for one in used]).value
            for tool, used in case.rounds.items()
            if used
        }
        lines += ["Files a second: " + ", ".join(f"{tool} {rate:,.0f}" for tool, rate in rates.items()), ""]
    return [*lines, case.about, ""] if case.about else lines


def title(target: Target, jobs: int) -> str:
    return target.what.format(jobs=f"{jobs:,}", active=f"{min(jobs, MOST_ACTIVE):,}")


def target_rows(results: Results, jobs: int) -> list[list[str]]:
    rows = []
    for target in TARGETS:
        figure = target.source(results)
        measured = f"{spread(figure)} {target.unit}".strip() if figure else "–"
        bounds = [
            "–" if bound is None else f"{target.relation} {bound:g}" for bound in (target.aim, target.limit)
        ]
        rows.append([f"{target.number} {title(target, jobs)}", measured, *bounds, target.verdict(figure)])
    return rows


def markdown(facts: dict, cases: list[Case], results: Results, failures: dict[str, str]) -> str:
    versions = ", ".join(f"{name} {what}" for name, what in facts["versions"].items())
    settings = facts["settings"]
    lines = [
        f"{facts['date'][:10]}, {facts['processor']}, {facts['cores']} cores, kernel {facts['kernel']}; {versions}.",
        f"{settings['rounds']} rounds in alternating order, medians [least–most]; one file of "
        f"{settings['largeMiB']} MiB, {settings['smallFiles']} files of 10 KiB, {settings['jobs']} jobs; nginx on "
        f"loopback, files in memory, the agent's store on disk; load {facts['load']}.",
        *([f"The agent's own settings: {', '.join(settings['agent'])}."] if settings["agent"] else []),
        "",
    ]
    if settings["quick"]:
        lines += ["**A quick run: it shows that everything works; its figures mean little.**", ""]
    for case in cases:
        lines += case_lines(case)
    lines += table(["budget", "measured", "target", "hard limit", "reached"], target_rows(results, settings["jobs"]))
    lines += [ELSEWHERE, ""]
    lines += [f"* {note}" for note in facts["notes"]]
    lines += [f"* **{name} failed**: {text}" for name, text in failures.items()]
    return "\n".join(lines).rstrip() + "\n"


def as_json(facts: dict, results: Results, failures: dict[str, str]) -> dict:
    targets = []
    for target in TARGETS:
        figure = target.source(results)
        targets.append(
            {
                **{key: getattr(target, key) for key in ("number", "unit", "relation", "aim", "limit")},
                "what": title(target, facts["settings"]["jobs"]),
                "measured": dataclasses.asdict(figure) if figure else None,
                "reached": target.verdict(figure),
            }
        )
    rounds = {
        case: {tool: [dataclasses.asdict(one) for one in used] for tool, used in tools.items()}
        for case, tools in results.rounds.items()
    }
    return {**facts, "rounds": rounds, "single": results.single, "targets": targets, "failures": failures}
