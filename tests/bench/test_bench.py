# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The benchmarks' own sums: clocks, ratios and verdicts."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import processes  # noqa: E402, found by the line above
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
        case = Case("case", {"file": good}, tools)
        with tempfile.TemporaryDirectory() as folder:
            for number in range(2):
                case.run_round(number, pathlib.Path(folder) / "downloads")
        self.assertEqual(calls, ["one", "two", "bad", "two", "one"])
        self.assertEqual((len(case.rounds["one"]), len(case.rounds["bad"])), (2, 0))
        self.assertEqual(list(case.failures), ["bad"])


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
