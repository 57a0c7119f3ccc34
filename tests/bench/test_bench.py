# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The benchmarks' own sums: clocks, ratios and verdicts."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import types
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import longlink  # noqa: E402, found by the line above
import processes  # noqa: E402
import report  # noqa: E402
import targets  # noqa: E402
from processes import BenchError, Usage  # noqa: E402
from transfers import Case  # noqa: E402


def results(**tools: list[float]) -> targets.Results:
    return targets.Results({"case": {tool: [Usage(w, w, 1) for w in walls] for tool, walls in tools.items()}}, {})


class Processes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name) / "log"

    def test_cpu_of_another_process(self):
        with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as child:
            used, deadline = 0.0, time.monotonic() + 20
            while used < 0.05 and time.monotonic() < deadline:
                time.sleep(0.02)
                used = processes.cpu_seconds(child.pid)
            child.kill()
        self.assertTrue(0.05 <= used < 5, used)

    def test_a_command_is_measured(self):
        code = "import time; room = bytearray(64 << 20); time.sleep(0.2)"
        used = processes.measure([sys.executable, "-c", code], dict(os.environ), self.log)
        self.assertGreaterEqual(used.wall, 0.2)
        self.assertGreaterEqual(used.peak, 64)

    def test_a_failure_says_what_the_command_said(self):
        with self.assertRaisesRegex(BenchError, "ended with 3: not today"):
            processes.measure(["sh", "-c", "echo not today; exit 3"], dict(os.environ), self.log)

    def test_patience_ends(self):
        with self.assertRaisesRegex(BenchError, "too long"):
            processes.measure(["sleep", "60"], dict(os.environ), self.log, limit=0.1)


class Rounds(unittest.TestCase):
    def test_alternate_and_leave_out_what_fails(self):
        calls = []

        def transfer(tool: str, body: bytes):
            def run(folder: pathlib.Path) -> Usage:
                calls.append(tool)
                (folder / "file").write_bytes(body)
                return Usage(1, 1, 1)

            return run

        good = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"  # of "a"
        tools = {"one": transfer("one", b"a"), "two": transfer("two", b"a"), "bad": transfer("bad", b"b")}
        case = Case("case", {"file": good}, 1, tools)
        with tempfile.TemporaryDirectory() as folder:
            for number in range(2):
                case.run_round(number, pathlib.Path(folder) / "downloads")
        self.assertEqual(calls, ["one", "two", "bad", "two", "one"])
        self.assertEqual((len(case.rounds["one"]), len(case.rounds["bad"])), (2, 0))
        self.assertEqual(list(case.failures), ["bad"])


class LongLines(unittest.TestCase):
    COUNTS = {"toClient": {"carried": 11_880, "lost": 119, "dropped": 1}, "toServer": {}}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def linked(self, script: str):
        """What comes of an emulator that is this script."""
        program = self.folder / "emulator"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        room = types.SimpleNamespace(logs=self.folder, environment=lambda: dict(os.environ))
        return longlink.linked(program, room, 0)

    def test_a_machine_that_does_not_allow_them_says_why(self):
        with self.assertRaisesRegex(longlink.NoLongLines, "not for you"), self.linked("echo not for you >&2; exit 3"):
            pass

    def test_an_emulator_that_fails_is_no_excuse(self):
        with self.assertRaisesRegex(BenchError, "did not start: broken") as raised, self.linked("echo broken; exit 1"):
            pass
        self.assertNotIsInstance(raised.exception, longlink.NoLongLines)

    def test_a_link_that_broke_is_an_error(self):
        ends_without_counting = """echo '{"server": "a", "client": "b", "device": "c"}'; exec sleep 60"""
        with mock.patch.object(longlink.Link, "set_up"):
            with self.assertRaisesRegex(BenchError, "did not last"), self.linked(ends_without_counting):
                pass

    def test_only_whole_lines_of_the_log_count(self):
        log = self.folder / "log"
        self.assertEqual(longlink.objects(log), [])
        log.write_text('a warning\n{"first": 1}\n{"second"')
        self.assertEqual(longlink.objects(log), [{"first": 1}])

    def test_a_command_runs_at_its_end_of_the_link(self):
        end = longlink.End("/proc/7/fd/8", "192.0.2.1")
        self.assertEqual([*end.inside, "curl"], ["nsenter", "--net=/proc/7/fd/8", "curl"])

    def test_quick_means_smaller_files_on_the_same_line(self):
        for line in longlink.LINES:
            quick = line.quick()
            self.assertEqual((quick.name, quick.loss, quick.others), (line.name, line.loss, line.others))
            self.assertTrue(1 <= quick.mib < line.mib)

    def test_a_table_tells_rates_and_what_the_line_did(self):
        case = Case("line-lossy-1", {"file": ""}, 12_500_000, {})
        case.rounds = {"lighterman": [Usage(5, 1, 1)], "curl": [Usage(10, 1, 1)]}
        case.about = longlink.about(longlink.LINES[-1], self.COUNTS)
        text = "\n".join(report.case_lines(case))
        self.assertIn("| lighterman | 5 | 20 | 1 | 0.50 | 1.00 |", text)
        self.assertIn("1 % loss; one file of 16 MiB. Of 12,000 packets, 119 were lost by chance, and 1 found", text)

    def test_every_budget_of_a_line_finds_its_case_and_tools(self):
        """A name misspelt in either place would be `not measured` for ever."""
        used = [Usage(6, 1, 1)]
        rounds = {line.name: dict.fromkeys((targets.OURS, *line.others), used) for line in longlink.LINES}
        found = targets.Results(rounds, {})
        numbers = [target.number for target in targets.TARGETS if target.source(found)]
        self.assertEqual(numbers, ["T10", "T11", "T11", "T12"])


class Targets(unittest.TestCase):
    def test_ratio_to_the_best_of_the_others(self):
        source = targets.ratio("case", targets.wall, "slow", "fast")
        figure = source(results(lighterman=[1, 2, 3], slow=[9, 9, 9], fast=[4, 4, 4]))
        self.assertEqual((figure.value, figure.low, figure.high), (0.5, 0.25, 0.75))

    def test_ratio_of_rates(self):
        figure = targets.ratio("case", targets.wall, "fast", inverse=True)(results(lighterman=[1, 2], fast=[3, 3]))
        self.assertEqual((figure.value, figure.low, figure.high), (2, 1.5, 3))

    def test_nothing_to_compare_with(self):
        source = targets.ratio("case", targets.wall, "fast")
        self.assertIsNone(source(results(lighterman=[1])))
        self.assertIsNone(source(results(fast=[1])))
        self.assertIsNone(targets.value("store", "addMs")(results()))

    def test_verdicts(self):
        low = targets.Target("T", "", lambda _: None, targets.AT_MOST, 1, 2)
        high = targets.Target("T", "", lambda _: None, targets.AT_LEAST, 2, 1)
        for target, value, verdict in (
            *((low, 1, "yes"), (low, 1.5, "no"), (low, 2.5, "over the limit")),
            *((high, 2, "yes"), (high, 1.5, "no"), (high, 0.5, "over the limit")),
        ):
            with self.subTest(relation=target.relation, value=value):
                self.assertEqual(target.verdict(targets.Figure.of([value])), verdict)
        self.assertEqual(low.verdict(None), "not measured")

    def test_every_target_copes_with_no_results(self):
        rows = report.target_rows(targets.Results({}, {}), 100_000)
        self.assertEqual({row[-1] for row in rows}, {"not measured"})


class Numbers(unittest.TestCase):
    def test_digits_that_matter(self):
        for value, text in ((1234.5, "1,234"), (100, "100"), (12.34, "12.3"), (1.234, "1.23"), (0.1234, "0.123")):
            self.assertEqual(report.number(value), text)


if __name__ == "__main__":
    unittest.main()
