# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A download from the command line to the finished file."""

import hashlib
import os
import subprocess

from support import faults
from support.case import IntegrationCase, main
from support.processes import eventually
from support.sandbox import BIN, FINAL_STATES
from support.server import MODIFIED

SLOW = 400_000  # bytes a second: a file of a few hundred kilobytes takes about a second


class Arrival(IntegrationCase):
    def test_what_was_served_is_what_arrives(self):
        """add, wait: the file is identical, has the server's time, and no bit to execute it."""
        url = self.serve("plain.bin", 3_000_000)
        job = self.box.add(url)
        self.box.must("wait", job, "--timeout", "20")
        path = self.box.downloads / "plain.bin"
        self.assert_same(path, self.resource(url))
        self.assertEqual(path.stat().st_mode & 0o7777, 0o644)
        self.assertEqual(int(path.stat().st_mtime), MODIFIED)
        self.assertEqual(self.box.parts(), [])

    def test_a_strict_umask_is_obeyed(self):
        """With umask 077 nobody else may read the finished file."""
        self.box.umask = 0o077
        self.box.must("add", self.serve("private.bin"), "--wait")
        self.assertEqual((self.box.downloads / "private.bin").stat().st_mode & 0o7777, 0o600)

    def test_a_moving_file_is_hidden_and_private(self):
        """While bytes come there is one hidden part file of mode 0600, and nothing under the final name."""
        job = self.box.add(self.serve("slow.bin", 800_000, rate=SLOW))
        (part,) = eventually(self.box.parts)
        self.assertEqual(part.name, f".slow.bin.{job}.part")
        self.assertEqual(part.stat().st_mode & 0o7777, 0o600)
        self.assertEqual(self.box.visible(), [])
        self.box.await_state(job, "acknowledged")
        self.assertEqual((self.box.visible(), self.box.parts()), (["slow.bin"], []))

    def test_an_existing_file_is_left_alone(self):
        """A name that is taken gives `name (1).ext`, and then `name (2).ext`."""
        taken = self.box.downloads / "same.tar.gz"
        taken.write_bytes(b"mine")
        url = self.serve("same.tar.gz")
        for _ in range(2):
            self.box.must("add", url, "--wait")
        self.assertEqual(taken.read_bytes(), b"mine")
        others = [name for name in self.box.visible() if name != "same.tar.gz"]
        self.assertEqual(len(others), 2)
        for number, name in enumerate(others, 1):
            self.assertIn(name, (f"same ({number}).tar.gz", f"same.tar ({number}).gz"))
            self.assert_same(self.box.downloads / name, self.resource(url))

    def test_an_empty_file_is_a_file(self):
        """Nothing at all arrives as a file of no bytes."""
        job = self.download(self.serve("empty.bin", 0))
        self.assertEqual((job["state"], job["bytesTotal"]), ("acknowledged", 0))
        self.assertEqual((self.box.downloads / "empty.bin").stat().st_size, 0)

    def test_a_server_without_length_works(self):
        """Without Content-Length the file arrives, and is marked as one that cannot be resumed."""
        for name, behaviour in (("open.bin", faults.no_length), ("chunks.bin", faults.chunked())):
            with self.subTest(name=name):
                url = self.serve(name, 300_000, behaviour=behaviour)
                job = self.download(url)
                self.assertEqual((job["state"], job["files"][0]["resumable"]), ("acknowledged", False), job)
                self.assert_same(self.box.downloads / name, self.resource(url))

    def test_a_server_without_a_date_gives_the_present(self):
        """Where the server names no time, the file has the time of its arrival."""
        self.box.must("add", self.serve("now.bin", modified=None), "--wait")
        self.assertGreater((self.box.downloads / "now.bin").stat().st_mtime, MODIFIED)

    def test_a_permanent_redirect_is_followed(self):
        """The file comes from where the server says, and the job keeps the link it was given."""
        target = self.serve("target.bin", 70_000)
        url = self.serve("link.bin", behaviour=faults.redirect(target))
        job = self.download(url)
        self.assertEqual((job["state"], job["files"][0]["url"]), ("acknowledged", url))
        self.assert_same(self.box.downloads / self.box.visible()[0], self.resource(target))


class Names(IntegrationCase):
    def test_the_server_may_name_the_file(self):
        """Content-Disposition in its forms of RFC 6266 and 8187 names the file."""
        names = {
            b'attachment; filename="report.pdf"': "report.pdf",
            b"attachment; filename=plain.txt": "plain.txt",
            b"attachment; filename=old.txt; filename*=UTF-8''na%C3%AFve%20plan.txt": "na\u00efve plan.txt",
            b'attachment; filename="with \\"quotes\\".txt"': None,
        }
        for number, (disposition, name) in enumerate(names.items()):
            with self.subTest(disposition=disposition):
                before = set(self.box.visible())
                url = self.serve(f"d{number}", 1000 + number, behaviour=faults.named(disposition))
                self.box.must("add", url, "--wait")
                (new,) = set(self.box.visible()) - before
                self.assertEqual(new, name or new)
                self.assert_same(self.box.downloads / new, self.resource(url))

    def test_the_link_names_the_file_otherwise(self):
        """Escapes of the link are read, and its query is no part of the name."""
        url = self.serve("my%20file.txt?key=1", 1000)
        self.box.must("add", url, "--wait")
        self.assertEqual(self.box.visible(), ["my file.txt"])

    def test_a_person_may_name_the_file_and_the_folder(self):
        """-o names the file, -d the folder; an own name wins over the server's."""
        folder = self.box.folder("elsewhere")
        url = self.serve("a.bin", behaviour=faults.named(b'attachment; filename="theirs.bin"'))
        self.box.must("add", url, "-d", folder, "--wait")
        self.box.must("add", url, "-o", folder / "mine.bin", "--wait")
        self.assertEqual(self.box.visible(folder), ["mine.bin", "theirs.bin"])
        self.assertEqual(self.box.visible(), [])

    def test_a_relative_output_starts_in_the_working_folder(self):
        """-o NAME without a folder means the folder the command was typed in."""
        self.box.must("add", self.serve("a.bin"), "-o", "here.bin", "--wait")
        self.assertEqual(self.box.visible(self.box.home), ["here.bin"])


class Jobs(IntegrationCase):
    def test_many_links_make_one_job(self):
        """Several links are one job with several files, each identical."""
        urls = [self.serve(f"part{number}.bin", 10_000 + number) for number in range(8)]
        job = self.download(*urls)
        self.assertEqual((job["filesTotal"], job["filesTransferred"]), (8, 8))
        for number, url in enumerate(urls):
            self.assert_same(self.box.downloads / f"part{number}.bin", self.resource(url))

    def test_a_list_of_links_is_read(self):
        """--input takes URL or URL, tab, name on each line, from a file or from standard input."""
        first, second = self.serve("one.bin", 1001), self.serve("two.bin", 1002)
        lines = f"# comment\n{first}\n\n{second}\trenamed.bin\n"
        source = self.box.home / "links.txt"
        source.write_text(lines, encoding="utf-8")
        self.box.must("add", "--input", source, "-d", self.box.downloads, "--wait")
        self.assertEqual(self.box.visible(), ["one.bin", "renamed.bin"])
        other = self.box.folder("other")
        self.box.must("add", "--input", "-", "-d", other, "--wait", text=lines)
        self.assert_same(other / "renamed.bin", self.resource(second))

    def test_separate_makes_a_job_of_each(self):
        """--separate prints one id for each link."""
        outcome = self.box.must("add", "--separate", *(self.serve(f"s{n}.bin") for n in range(3)))
        ids = outcome.out.split()
        self.assertEqual(len(set(ids)), 3)
        self.box.must("wait", *ids)
        self.assertEqual(len(self.box.visible()), 3)

    def test_a_right_checksum_passes(self):
        """--checksum with each algorithm lets the right file through."""
        url = self.serve("sum.bin", 200_000)
        for algorithm in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b"):
            with self.subTest(algorithm=algorithm):
                digest = hashlib.new(algorithm, self.resource(url).body).hexdigest()
                job = self.download(url, "--checksum", f"{algorithm}:{digest}")
                self.assertEqual(job["state"], "acknowledged", job)

    def test_a_wrong_checksum_shows_no_file(self):
        """A file that does not match its checksum never gets its name; the job says what is wrong."""
        job = self.download(self.serve("forged.bin"), "--checksum", "sha256:" + 64 * "0")
        self.assert_error(job, "validation-failed")
        self.assertEqual(self.box.visible(), [])
        self.assertEqual(self.box.run("wait", job["id"]).status, 1)

    def test_headers_of_the_job_are_sent(self):
        """--header goes along with each request, and its value is not shown afterwards."""
        url = self.serve("guarded.bin")
        job = self.download(url, "--header", "Authorization: Bearer verysecret", "--header", "X-Mine: 1")
        for request in self.requests(url):
            self.assertEqual(request.headers["authorization"], "Bearer verysecret")
            self.assertEqual(request.headers["x-mine"], "1")
        for shown in (self.box.must("--json", "info", job["id"]), self.box.must("log", job["id"])):
            self.assertNotIn("verysecret", shown.out)

    def test_manual_complete_hides_until_completed(self):
        """--manual-complete leaves the job transferred, its file hidden and private, until `complete`."""
        url = self.serve("held.bin")
        job = self.box.add(url, "--manual-complete")
        self.box.must("wait", job)
        self.assertEqual(self.box.info(job)["state"], "transferred")
        (part,) = self.box.parts()
        self.assertEqual((part.stat().st_mode & 0o7777, self.box.visible()), (0o600, []))
        self.box.must("complete", job)
        self.assertEqual(self.box.info(job)["state"], "acknowledged")
        self.assert_same(self.box.downloads / "held.bin", self.resource(url))

    def test_suspend_keeps_and_resume_goes_on(self):
        """A paused job keeps its part file, asks for nothing, and goes on with a range."""
        url = self.serve("pause.bin", 1_000_000, rate=SLOW)
        job = self.box.add(url)
        eventually(lambda: self.resource(url).sent > 300_000)
        self.box.must("suspend", job)
        self.box.await_state(job, "suspended")
        (part,) = self.box.parts()
        self.assertGreater(part.stat().st_size, 0)
        asked = len(self.requests(url))
        self.resource(url).rate = None
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged")
        again = self.requests(url)[asked:]
        self.assertTrue(all("range" in request.headers for request in again), again)
        self.assertEqual(again[0].headers.get("if-range"), self.resource(url).etag)
        self.assert_same(self.box.downloads / "pause.bin", self.resource(url))

    def test_cancel_leaves_nothing(self):
        """A cancelled job's part file is gone, and the job is final."""
        url = self.serve("never.bin", 4_000_000, rate=SLOW)
        job = self.box.add(url)
        eventually(self.box.parts)
        self.box.must("cancel", job)
        self.assertEqual(self.box.info(job)["state"], "cancelled")
        eventually(lambda: not self.box.parts(), 5)
        self.assertEqual(self.box.visible(), [])

    def test_a_higher_priority_goes_first(self):
        """With one slot taken, a job of high priority starts before a normal one added earlier."""
        self.box.must("config", "set", "background-slots=1")
        self.box.must("suspend", "--all")
        normal_url, high_url = self.serve("normal.bin", 300_000, rate=SLOW), self.serve("high.bin", 300_000, rate=SLOW)
        normal = self.box.add(normal_url, "--suspended")
        high = self.box.add(high_url, "--suspended", "-p", "high")
        blocker = self.box.add(self.serve("blocker.bin", 200_000, rate=SLOW), "-p", "high")
        for job in (normal, high):
            self.box.must("resume", job)
        for job in (blocker, high, normal):
            self.box.await_state(job, *FINAL_STATES)
        order = [request.path.rpartition("/")[2] for request in self.server.requests if "goes_first" in request.path]
        self.assertLess(order.index("high.bin"), order.index("normal.bin"))

    def test_a_pipe_on_add_is_closed_when_add_ends(self):
        """A script that captures the output of `add` is not held up by the agent that it starts."""
        command = [str(BIN / "lighterman"), "add", self.serve("script.bin")]
        done = subprocess.run(  # noqa: S603
            command, env=self.box.environment, cwd=self.box.home, capture_output=True, text=True, timeout=20,
            check=True)
        self.box.must("wait", done.stdout.strip())

    def test_identical_downloads_do_not_meet(self):
        """Two jobs for the same link at once end as two files, both whole."""
        url = self.serve("twin.bin", 200_000, rate=SLOW)
        jobs = [self.box.add(url) for _ in range(2)]
        self.box.must("wait", *jobs)
        self.assertEqual(self.box.visible(), ["twin (1).bin", "twin.bin"])
        for name in self.box.visible():
            self.assert_same(self.box.downloads / name, self.resource(url))

    def test_nothing_lies_outside_its_place(self):
        """After a download there are files in the places of the program only."""
        self.box.must("add", self.serve("only.bin"), "--wait")
        self.box.must("agent", "stop")
        self.assertEqual(self.box.everything(), {"downloads/only.bin"})
        self.assertTrue(self.box.store.exists())
        self.assertEqual(os.listdir(self.box.runtime), ["lighterman"])


if __name__ == "__main__":
    main()
