# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The notify command of a job, with real programs."""

import json
import os
import pathlib
import signal

from support.case import IntegrationCase, main
from support.processes import eventually, is_alive

VARIABLES = ("ID", "NAME", "STATE", "FOLDER", "ERROR", "ERROR_TEXT")


class Notify(IntegrationCase):
    def hook(self, body: str, name: str = "hook") -> pathlib.Path:
        """A program that notes what it was told, and then does what `body` says."""
        path = self.box.home / name
        said = " ".join(f'"$LIGHTERMAN_JOB_{variable}"' for variable in VARIABLES)
        path.write_text(
            "#!/bin/sh\n"
            f"cd '{self.box.home}'\n"
            f"{{ printf '%s\\0' {said} \"$@\"; printf '\\n'; }} >> told\n"
            f"{body}\n", encoding="utf-8")
        path.chmod(0o700)
        return path

    def told(self) -> list[dict]:
        """What the program was told each time."""
        path = self.box.home / "told"
        lines = path.read_bytes().split(b"\0\n")[:-1] if path.exists() else []
        words = [line.decode().split("\0") for line in lines]
        return [dict(zip(VARIABLES, line)) | {"arguments": line[len(VARIABLES):]} for line in words]

    def timeline(self, job: str) -> str:
        return "\n".join(entry["text"] for entry in self.box.must("--json", "log", job).json)

    def await_line(self, job: str, text: str):
        eventually(lambda: text in self.timeline(job), 20, f"a line with {text}")

    def test_an_arrival_is_told_once(self):
        """The program finds the file under its name, its arguments as they were given, and the agent."""
        hook = self.hook('test -s "$LIGHTERMAN_JOB_FOLDER/$LIGHTERMAN_JOB_NAME" || exit 1\n'
                         'lighterman --json info "$LIGHTERMAN_JOB_ID" > seen')
        job = self.box.add(self.serve("here.bin"), "--notify-command", hook, "two words", "$HOME;`id`", "")
        self.await_line(job, "notify command done")
        (told,) = self.told()
        self.assertEqual(told["arguments"], ["two words", "$HOME;`id`", ""])
        self.assertEqual((told["ID"], told["NAME"], told["STATE"], told["FOLDER"], told["ERROR"]),
                         (job, "here.bin", "acknowledged", str(self.box.downloads), ""))
        self.assertEqual(json.loads((self.box.home / "seen").read_text())["state"], "acknowledged")
        self.assertEqual(self.box.info(job)["settings"]["notify-command"][1:], told["arguments"])

    def test_an_error_is_told(self):
        """A file that is not there: the program learns the code and the sentence."""
        job = self.box.add(self.server.url("/nothing"), "--notify-command", self.hook(""))
        self.await_line(job, "notify command done")
        (told,) = self.told()
        self.assertEqual((told["STATE"], told["ERROR"]), ("error", "http-404"))
        self.assertIn("not on the server", told["ERROR_TEXT"])

    def test_the_program_may_complete_its_job(self):
        """With --manual-complete it is told of `transferred`, and what it then does to the job is no failure."""
        hook = self.hook('lighterman complete "$LIGHTERMAN_JOB_ID"')
        job = self.box.add(self.serve("own.bin"), "--manual-complete", "--notify-command", hook)
        self.box.await_state(job, "acknowledged")
        self.await_line(job, "notify command done")
        self.assertEqual([told["STATE"] for told in self.told()], ["transferred"])
        self.assertEqual(self.box.visible(), ["own.bin"])

    def test_a_failure_is_tried_again(self):
        """What ends with another status than 0 is run again after the retry delay of the job."""
        hook = self.hook("test -e mended || exit 3")
        job = self.box.add(self.serve("again.bin"), "--retry-delay", "5", "--notify-command", hook)
        self.await_line(job, "notify-failed")
        self.assertIn("exit status 3; again in 5 s", self.timeline(job))
        (self.box.home / "mended").touch()
        self.await_line(job, "notify command done")
        self.assertEqual(len(self.told()), 2)

    def test_a_program_that_hangs_is_killed(self):
        """At the limit it goes, with its children; job and agent are none the worse for it."""
        self.box.must("config", "set", "notify-timeout=1")
        hook = self.hook("echo $$ > self; sleep 1000 & echo $! > child; wait")
        job = self.box.add(self.serve("hang.bin"), "--notify-command", hook)
        self.await_line(job, "notify-timed-out")
        for name in ("self", "child"):
            pid = int((self.box.home / name).read_text())
            eventually(lambda pid=pid: not is_alive(pid), 10, f"the end of {name}")
        self.assertEqual(self.box.info(job)["state"], "acknowledged")
        self.box.must("add", self.serve("next.bin"), "--wait")

    def test_a_program_that_is_not_there_is_refused(self):
        """`add` and `set` say so at once; where it goes away later, the timeline does."""
        outcome = self.box.run("add", self.serve("a.bin"), "--notify-command", "/no/such/program")
        self.assert_clear(outcome, 1, "notify command cannot be run", "/no/such/program", "full path")
        job = self.box.add(self.serve("b.bin"), "--suspended")
        self.assert_clear(self.box.run("set", job, "notify-command=/no/such"), 1, "does not exist")
        self.assert_clear(self.box.run("set", job, "notify-command=true"), 2, "full path")
        hook = self.hook("")
        self.box.must("set", job, "notify-command=" + json.dumps([str(hook), "x"]))
        hook.unlink()
        self.box.must("resume", job)
        self.await_line(job, "notify-not-runnable")
        self.assertEqual((self.box.info(job)["state"], self.box.visible()), ("acknowledged", ["b.bin"]))

    def test_a_killed_agent_tells_later(self):
        """kill -9 while the program is at work: it ends too, and the next agent runs it again."""
        hook = self.hook("echo $$ > self; test -e mended || exec sleep 1000")
        job = self.box.add(self.serve("later.bin"), "--notify-command", hook)
        eventually(lambda: (self.box.home / "self").exists() and (self.box.home / "self").read_text(), 20)
        pid = int((self.box.home / "self").read_text())
        os.kill(self.box.agent_pid(), signal.SIGKILL)
        eventually(lambda: not is_alive(pid), 10, "the end of the program")
        (self.box.home / "mended").touch()
        self.await_line(job, "notify command done")
        self.assertEqual([told["ID"] for told in self.told()], [job, job])


if __name__ == "__main__":
    main()
