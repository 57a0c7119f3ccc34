#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""./dev bench: Lighterman beside curl, wget and aria2, against nginx on this machine."""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sys

import atrest
import certificates
import longlink
import places
import report
from drivers import Drivers, standing
from lighterman import Lighterman
from processes import BenchError
from targets import TARGETS, Results
from transfers import Case, Tools, Transfers, over_line
from webserver import serving

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ["aria2c", "curl", "mount", "nginx", "openssl", "setpriv", "sha256sum", "unshare", "wget"]
QUICK = {"rounds": 2, "large": 64, "small": 200, "jobs": 2_000, "requests": 2_000, "seconds": 2.0}
FULL = {"rounds": 5, "large": 2_048, "small": 2_000, "jobs": 100_000, "requests": 20_000, "seconds": 10.0}


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes and two rounds: does it all work?")
    parser.add_argument("--strict", action="store_true", help="fail when a hard limit is passed or not measured")
    parser.add_argument("--only", metavar="PART", help="only parts whose names contain PART, such as bulk-https")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of each transfer (5)")
    parser.add_argument("--large", type=int, metavar="MIB", help="size of the large file (2048)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/bench", help="where the programs are")
    of_agent = "a setting of the agent for all downloads (lighterman config list)"
    parser.add_argument("--set", dest="agent", action="append", default=[], metavar="KEY=VALUE", help=of_agent)
    chosen = parser.parse_args()
    for name, usual in (QUICK if chosen.quick else FULL).items():
        if getattr(chosen, name, None) is None:
            setattr(chosen, name, usual)
    if chosen.rounds < 1 or chosen.large < 1:
        parser.error("numbers must be at least 1")
    return chosen


def check_programs(build: pathlib.Path) -> None:
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    programs = [build / "bin" / name for name in ("lighterman", "lighterman-agent", "linkemulator")]
    missing += [str(path) for path in programs if not path.exists()]
    if missing:
        raise BenchError(f"missing: {', '.join(missing)}")


class Bench:
    """One run, from nothing to results."""

    def __init__(self, chosen: argparse.Namespace):
        self.chosen = chosen
        self.cases: list[Case] = []
        self.single: dict[str, dict] = {}
        self.lines: dict[str, dict] = {}  # packets of each direction, by case
        self.failures: dict[str, str] = {}
        self.notes: list[str] = []

    def wants(self, name: str) -> bool:
        return not self.chosen.only or self.chosen.only in name

    def run(self) -> None:
        chosen = self.chosen
        with contextlib.ExitStack() as stack:
            room = stack.enter_context(places.scratch(chosen.build / "work"))
            trusted = None
            if os.environ.get(certificates.MARK):
                trusted = certificates.Certificates(room.disk / "certificates")
                trusted.trust()
            else:
                self.notes.append("no https: this machine allows no private view of its trust store")
            say(f"making {chosen.large} MiB of random bytes")
            sources = places.Sources(room.www, chosen.large, chosen.small)
            server = stack.enter_context(serving(room, trusted))
            ours = Lighterman(chosen.build / "bin", room, chosen.agent)
            for case in Transfers(room, sources, server, ours).cases():
                self.transfer(case, room)
            self.long_lines(room)
            self.stand(Drivers(chosen.build / "bin", room, ours))
            if self.wants("rest"):
                self.rest(room, server, ours)

    def transfer(self, case: Case, room: places.Places) -> None:
        if not self.wants(case.name):
            return
        self.cases.append(case)
        for number in range(self.chosen.rounds):
            say(f"{case.name}, round {number + 1} of {self.chosen.rounds}")
            case.run_round(number, room.downloads)
        self.failures |= {f"{case.name}, {tool}": text for tool, text in case.failures.items()}

    def long_lines(self, room: places.Places) -> None:
        for line in [line for line in longlink.LINES if self.wants(line.name)]:
            try:
                self.long_line(line.quick() if self.chosen.quick else line, room)
            except longlink.NoLongLines as error:
                self.notes.append(f"no long lines: this machine allows no networks of our own to link ({error})")
                return
            except BenchError as error:
                self.failures[line.name] = str(error)

    def long_line(self, line: longlink.LongLine, room: places.Places) -> None:
        programs = self.chosen.build / "bin"
        with longlink.linked(programs / "linkemulator", room, line.loss) as link:
            inside = link.client.inside
            tools = Tools(room, Lighterman(programs, room, self.chosen.agent, inside), inside)
            with serving(room, end=link.server) as server:
                case = over_line(line, server, tools)
                self.transfer(case, room)
        self.lines[line.name] = link.counts
        case.about = longlink.about(line, link.counts)

    def stand(self, drivers: Drivers) -> None:
        results, failures = standing(drivers, self.chosen, self.wants, say)
        self.single |= results
        self.failures |= failures

    def rest(self, room: places.Places, server, ours: Lighterman) -> None:
        say("the agent at rest")
        try:
            for name, figures in atrest.at_rest(room, server, ours, self.chosen.seconds):
                self.single[name] = figures
        except BenchError as error:
            self.failures["rest"] = str(error)

    def results(self) -> Results:
        return Results({case.name: case.rounds for case in self.cases}, self.single)


def settings_of(chosen: argparse.Namespace) -> dict:
    return {
        "quick": chosen.quick,
        "rounds": chosen.rounds,
        "largeMiB": chosen.large,
        "smallFiles": chosen.small,
        "jobs": chosen.jobs,
        "requests": chosen.requests,
        "agent": chosen.agent,
    }


def is_too_bad(results: Results) -> bool:
    verdicts = [target.verdict(target.source(results)) for target in TARGETS]
    return any(verdict in ("over the limit", "not measured") for verdict in verdicts)


def leave(number: int, _frame) -> None:
    for each in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)  # a second one must not interrupt the tidying
    sys.exit(128 + number)


def main() -> int:
    chosen = arguments()
    chosen.build = chosen.build.resolve()
    check_programs(chosen.build)
    certificates.enter_private_view()
    for each in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(each, leave)
    bench = Bench(chosen)
    facts = {**report.machine(chosen.build / "bin"), "settings": settings_of(chosen)}
    before = os.getloadavg()[0]
    bench.run()
    facts["load"] = f"{before:.1f} before, {os.getloadavg()[0]:.1f} after"
    facts["notes"] = bench.notes
    facts["lines"] = bench.lines
    results = bench.results()
    written = chosen.build / "results.json"
    written.write_text(json.dumps(report.as_json(facts, results, bench.failures), indent=1) + "\n")
    print(report.markdown(facts, bench.cases, results, bench.failures), end="")
    say(f"all rounds are in {written}")
    return 1 if bench.failures or chosen.strict and is_too_bad(results) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchError as trouble:
        say(str(trouble))
        sys.exit(1)
