# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""What scripts rely on: exit statuses, JSON, and the commands that change things."""

import json
import os
import pwd
import re

from support import faults
from support.case import IntegrationCase, main
from support.processes import eventually

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
NULL = type(None)
JOB = {
    "id": str, "name": str, "type": str, "priority": str, "state": str, "owner": str, "bytesTransferred": int,
    "bytesTotal": (int, NULL), "filesTransferred": int, "filesTotal": int, "rate": int, "created": str,
    "modified": str, "completed": (str, NULL), "errorCount": int, "cause": (dict, NULL), "error": (dict, NULL),
    "files": list,
}
FILE = {
    "index": int, "url": str, "path": (str, NULL), "partPath": (str, NULL), "bytesTransferred": int,
    "bytesTotal": (int, NULL), "completed": bool, "resumable": (bool, NULL),
}
CAUSE = {"code": str, "since": str, "next": (str, NULL), "expires": (str, NULL), "text": str, "remedy": str,
         "link": (str, NULL)}
ERROR = {"code": str, "hex": (str, NULL), "context": str, "file": (str, NULL), "text": str, "remedy": str}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Json(IntegrationCase):
    def assert_shape(self, value: dict, shape: dict):
        for key, kinds in shape.items():
            self.assertIn(key, value)
            self.assertIsInstance(value[key], kinds, key)
            if kinds is int:
                self.assertNotIsInstance(value[key], bool, key)

    def assert_job(self, job: dict):
        """All keys of the contract with their types; times are RFC 3339 in UTC."""
        self.assert_shape(job, JOB)
        for file in job["files"]:
            self.assert_shape(file, FILE)
        for key in ("created", "modified", "completed"):
            self.assertRegex(job[key] or "2026-01-01T00:00:00Z", TIME)
        if job["cause"]:
            self.assert_shape(job["cause"], CAUSE)
            self.assertRegex(job["cause"]["since"], TIME)
        if job["error"]:
            self.assert_shape(job["error"], ERROR)
            self.assertRegex(job["error"]["code"], KEBAB)
            self.assertRegex(job["error"]["hex"] or "0x00000000", r"0x[0-9A-F]{8}")

    def test_a_finished_job_has_the_shape_of_the_contract(self):
        """`info` and `list` of a finished job have every key, and the figures are right."""
        url = self.serve("shape.bin", 12_345)
        job = self.download(url)
        (listed,) = self.box.must("list", "--json").json
        for shown in (job, listed):
            self.assert_job(shown)
            self.assertEqual((shown["bytesTransferred"], shown["bytesTotal"]), (12_345, 12_345))
            self.assertEqual((shown["type"], shown["priority"], shown["state"]), ("download", "normal", "acknowledged"))
            self.assertEqual((shown["filesTransferred"], shown["filesTotal"]), (1, 1))
            self.assertEqual((shown["cause"], shown["error"], shown["rate"]), (None, None, 0))
            self.assertRegex(shown["completed"], TIME)
        self.assertEqual(job["owner"], pwd.getpwuid(os.geteuid()).pw_name)
        (file,) = listed["files"]
        self.assertEqual(file["path"], str(self.box.downloads / "shape.bin"))
        self.assertEqual((file["index"], file["url"], file["completed"]), (0, url, True))

    def test_unknown_totals_are_null(self):
        """A job that has not asked the server yet knows no size, and says null."""
        job = self.box.info(self.box.add(self.serve("later.bin"), "--suspended"))
        self.assert_job(job)
        self.assertEqual((job["state"], job["bytesTotal"], job["completed"]), ("suspended", None, None))
        self.assertEqual(job["cause"]["code"], "suspended")
        self.assertEqual(job["files"][0]["bytesTotal"], None)

    def test_errors_carry_code_hex_text_and_remedy(self):
        """A missing file is http-404 with BITS's number."""
        job = self.download(self.serve("gone.bin", behaviour=faults.status(404)))
        self.assert_job(job)
        self.assert_error(job, "http-404")
        self.assertEqual((job["error"]["hex"], job["error"]["context"]), ("0x80190194", "remote-file"))

    def test_a_job_that_waits_says_until_when(self):
        """A transient error has a cause with the moment of the next attempt."""
        job = self.box.add(self.serve("busy.bin", behaviour=faults.status(503)))
        shown = self.box.await_state(job, "transient-error")
        self.assert_job(shown)
        self.assert_error(shown, "http-503", "transient-error")
        self.assertGreaterEqual(shown["errorCount"], 1)
        self.assertRegex(shown["cause"]["next"], TIME)

    def test_every_command_prints_one_document(self):
        """With --json, before or behind the command, standard output is one JSON document and nothing else."""
        job = self.download(self.serve("doc.bin"))["id"]
        other = self.box.add(self.serve("other.bin"), "--suspended")
        commands = {
            ("list",): list, ("info", job): dict, ("log", job): list, ("wait", job): list, ("config", "list"): dict,
            ("config", "get", "background-slots"): dict, ("config", "set", "background-slots=4"): dict,
            ("agent", "status"): dict, ("set", other, "priority=low"): dict, ("suspend", other): list,
            ("cancel", other): list, ("add", self.serve("add.bin"), "--suspended"): dict,
        }
        for command, kind in commands.items():
            for words in (("--json", *command), (*command, "--json")):
                with self.subTest(words=words):
                    outcome = self.box.run(*words)
                    self.assertIsInstance(json.loads(outcome.out), (kind, list) if "cancel" in command else kind)

    def test_failures_are_one_document_too(self):
        """A refused command with --json prints its error as JSON, and the sentence on standard error."""
        for words in (("info", "nosuchjob"), ("add", "ftp://host/file"), ("nosuchcommand",)):
            with self.subTest(words=words):
                outcome = self.box.run("--json", *words)
                self.assertGreater(outcome.status, 0)
                self.assert_shape(outcome.json["error"], ERROR)
                self.assertTrue(outcome.err.strip())


class ExitStatuses(IntegrationCase):
    def test_done_is_0(self):
        """A finished download, and a list of nothing."""
        self.assertEqual(self.box.run("list").status, 0)
        self.assertEqual(self.box.run("add", self.serve("a.bin"), "--wait").status, 0)

    def test_a_failed_job_is_1(self):
        """`add --wait` and `wait` of a job that ends in error, and of a cancelled one."""
        url = self.serve("gone.bin", behaviour=faults.status(410))
        self.assertEqual(self.box.run("add", url, "--wait").status, 1)
        cancelled = self.box.add(self.serve("off.bin"), "--suspended")
        self.box.must("cancel", cancelled)
        self.assertEqual(self.box.run("wait", cancelled).status, 1)

    def test_wrong_usage_is_2(self):
        """Unknown commands, options and values, and what is missing."""
        wrong = [(), ("nonsense",), ("add",), ("add", "--nonsense"), ("list", "--nonsense"), ("info",), ("wait",),
                 ("config", "get", "nonsense"), ("config", "set", "background-slots=99"), ("suspend",),
                 ("add", "http://h/f", "--checksum", "sha256:1"), ("add", "http://h/f", "--header", "nocolon"),
                 ("add", "http://h/f", "-p", "urgent"), ("wait", "x", "--timeout", "soon")]
        for words in wrong:
            with self.subTest(words=words):
                self.assert_clear(self.box.run(*words), 2)

    def test_no_agent_is_3(self):
        """`agent status` and `agent stop` start none; where no socket can be, there is no agent either."""
        for words in (("agent", "status"), ("agent", "stop")):
            with self.subTest(words=words):
                self.assert_clear(self.box.run(*words), 3)
        self.assertEqual(self.box.agents(), [])
        self.assert_clear(self.box.run("--socket", "/proc/no/agent.sock", "list"), 3)

    def test_no_such_job_and_ambiguous_is_4(self):
        """An unknown id, an unknown name, and a name that two jobs have."""
        url = self.serve("double.bin")
        first, second = (self.box.add(url, "--suspended", "-n", "double") for _ in range(2))
        for words in (("info", "0123456789abcdef"), ("suspend", "unknown"), ("wait", "unknown"), ("info", "double")):
            with self.subTest(words=words):
                self.assert_clear(self.box.run(*words), 4)
        self.box.must("info", first)
        self.box.must("set", second, "name=single")
        self.assertEqual(self.box.must("--json", "info", "single").json["id"], second)

    def test_a_unique_prefix_is_enough(self):
        """A job answers to the beginning of its id."""
        job = self.box.add(self.serve("prefix.bin"), "--suspended")
        self.assertEqual(self.box.info(job[:6])["id"], job)

    def test_refused_is_5(self):
        """What is not legal in the job's state: anything with a final job, suspend of a transferred one."""
        done = self.download(self.serve("done.bin"))["id"]
        for verb in ("suspend", "resume", "cancel", "complete"):
            with self.subTest(verb=verb):
                self.assert_clear(self.box.run(verb, done), 5)
        held = self.box.add(self.serve("held.bin"), "--manual-complete")
        self.box.await_state(held, "transferred")
        self.assert_clear(self.box.run("suspend", held), 5)

    def test_out_of_time_is_6(self):
        """`wait --timeout` of a job that does not move."""
        job = self.box.add(self.serve("paused.bin"), "--suspended")
        self.assert_clear(self.box.run("wait", job, "--timeout", "0.3"), 6)

    def test_needing_a_person_is_7(self):
        """`wait` of a job that stalls for a password."""
        job = self.box.add(self.serve("secret.bin", behaviour=faults.status(
            401, WWW_Authenticate='Basic realm="vault"')))
        self.assert_clear(self.box.run("wait", job, "--timeout", "20"), 7)
        self.assert_error(self.box.info(job), "http-401")


class Changes(IntegrationCase):
    def test_set_changes_a_job(self):
        """`set` changes all of its values or none."""
        job = self.box.add(self.serve("set.bin"), "--suspended")
        self.box.must("set", job, "priority=high", "name=renamed", "retry-delay=60")
        shown = self.box.info(job)
        self.assertEqual((shown["priority"], shown["name"], shown["settings"]["retry-delay"]), ("high", "renamed", 60))
        self.assert_clear(self.box.run("set", job, "priority=low", "nonsense=1"), 2)
        self.assertEqual(self.box.info(job)["priority"], "high")

    def test_config_is_kept_over_a_restart(self):
        """`config set` is in `config get`, in the file of the settings, and there after a restart."""
        self.box.must("config", "set", "background-slots=5", f"download-folder={self.box.folder('own')}")
        self.box.must("agent", "stop")
        self.assertTrue((self.box.config / "lighterman" / "lighterman.conf").exists())
        self.assertEqual(self.box.must("config", "get", "background-slots").out.strip(), "5")
        self.assertEqual(self.box.must("--json", "config", "get", "background-slots").json, {"background-slots": 5})
        self.box.must("add", self.serve("own.bin"), "--wait")
        self.assertEqual(self.box.visible(self.box.root / "own"), ["own.bin"])

    def test_the_log_tells_the_story(self):
        """`log` has dated lines, oldest first, and no secret in them."""
        job = self.download(self.serve("story.bin"))["id"]
        entries = self.box.must("--json", "log", job).json
        self.assertGreaterEqual(len(entries), 2)
        self.assertEqual(entries, sorted(entries, key=lambda entry: entry["at"]))
        for entry in entries:
            self.assertRegex(entry["at"], TIME)
            self.assertTrue(entry["text"].strip())

    def test_all_means_all(self):
        """suspend, resume and cancel with --all reach every job that this can be done to."""
        jobs = [self.box.add(self.serve(f"all{n}.bin", 2_000_000, rate=200_000)) for n in range(3)]
        for verb, states in (("suspend", {"suspended"}), ("resume", {"queued", "connecting", "transferring"}),
                             ("cancel", {"cancelled"})):
            self.box.must(verb, "--all")
            self.assertLessEqual({self.box.info(job)["state"] for job in jobs}, states)

    def test_a_failed_job_may_be_resumed(self):
        """After a 404 has been mended, `resume` brings the file."""
        url = self.serve("mended.bin", behaviour=faults.once(faults.status(404)))
        job = self.download(url)
        self.assert_error(job, "http-404")
        self.box.must("resume", job["id"])
        self.box.await_state(job["id"], "acknowledged")
        self.assert_same(self.box.downloads / "mended.bin", self.resource(url))

    def test_help_has_an_example(self):
        """`--help` of each command shows an example."""
        for command in ("add", "list", "info", "log", "watch", "wait", "suspend", "resume", "cancel", "complete", "set",
                        "config", "check-now", "agent"):
            with self.subTest(command=command):
                self.assertRegex(self.box.must(command, "--help").out, rf"(?m)^\s*lighterman {command}\b")

    def test_watch_prints_plain_lines(self):
        """Off a terminal `watch` and `add --wait` draw no bars and no escapes."""
        watched = self.box.must("add", self.serve("watched.bin", 300_000, rate=300_000), "--wait")
        self.assertNotRegex(watched.out + watched.err, r"[\x1b\r]")
        eventually(lambda: "watched.bin" in watched.out + watched.err, 1)


if __name__ == "__main__":
    main()
