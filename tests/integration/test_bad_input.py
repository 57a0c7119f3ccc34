# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Links, folders and names that cannot be used: a clear sentence, the right status, nothing lost."""

import os
import pathlib
import unicodedata

from support import faults
from support.case import IntegrationCase, main
from support.sandbox import AS_NOBODY, FINAL_STATES

IS_ROOT = os.geteuid() == 0
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


class Links(IntegrationCase):
    def assert_refused(self, *arguments: str, words: tuple = ()):
        self.assert_clear(self.box.run("add", *arguments), 2, *words)
        self.assertEqual(self.box.must("list", "--json").json, [])

    def test_unknown_schemes(self):
        """What is neither http nor https is refused by its own sentence."""
        for url in ("ftp://host/file", "file:///etc/passwd", "javascript:alert(1)", "magnet:?xt=urn:btih:0",
                    "data:,hello", "HTTPX://host/file"):
            with self.subTest(url=url):
                self.assert_refused(url, words=("http",))

    def test_links_that_are_none(self):
        """Empty, blank, relative, without a host, and with a host that cannot be."""
        for url in ("", "   ", "host/file", "/file", "//host/file", "file.bin", "http://", "http:///file", "http:file",
                    "http://[::1/file", "http://host:99999/file"):
            with self.subTest(url=url):
                self.assert_refused(url, words=("link",))

    def test_links_with_spaces_or_line_breaks(self):
        """Nothing is guessed: a space inside a link and a line break are refused."""
        for url in ("http://host/a b", "http://host/a\nb", "http://ho st/a", "http://host/a\r\nX-Injected: 1",
                    "http://host/\tb"):
            with self.subTest(url=url):
                self.assert_refused(url, words=("link",))

    def test_links_that_are_too_long(self):
        """More than 2200 characters are refused, and the sentence does not repeat them."""
        self.assert_refused("http://host/" + 2200 * "x", words=("2200",))

    def test_one_bad_link_among_good_ones(self):
        """A list with one bad line makes no job at all, and the sentence names the line."""
        good = self.serve("good.bin")
        outcome = self.box.run("add", "--input", "-", text=f"{good}\nnonsense\n{good}\n")
        self.assert_clear(outcome, 2, "line 2")
        self.assertEqual(self.box.must("list", "--json").json, [])

    def test_a_password_in_a_link_is_not_repeated(self):
        """What stands before the @ is in no list, no log and no file of the program."""
        outcome = self.box.run("--json", "add", "http://anna:verysecret@127.0.0.1:9/file", "--suspended")
        self.box.run("list")
        self.assertNotIn("verysecret", outcome.out + outcome.err)
        for path in (*self.box.state.rglob("*"), *self.box.config.rglob("*")):
            if path.is_file():
                self.assertNotIn(b"verysecret", path.read_bytes(), path)

    def test_a_list_that_is_not_there(self):
        """--input of a missing file, a folder, and nothing."""
        for source in ("missing.txt", str(self.box.home)):
            with self.subTest(source=source):
                self.assert_refused("--input", source)
        self.assert_clear(self.box.run("add", "--input", "-", text=""), 2)

    def test_bytes_that_are_no_text(self):
        """A link that is not UTF-8 is refused or kept byte for byte, but never turned into another one."""
        outcome = self.box.run("add", "--suspended", os.fsdecode(b"http://127.0.0.1:9/\xff\xfe"))
        if outcome.status != 0:
            self.assert_clear(outcome, 2)
            return
        self.assertEqual(self.box.info(outcome.id)["files"][0]["url"].upper(), "HTTP://127.0.0.1:9/%FF%FE")

    def test_a_host_that_does_not_exist(self):
        """An unknown host name is a transient error of its own."""
        job = self.box.add("http://no-such-host.invalid/file")
        self.assert_error(self.box.await_state(job, "transient-error", seconds=20), "name-not-resolved",
                          "transient-error")

    def test_a_port_where_nobody_listens(self):
        """A refused connection is a transient error of its own."""
        job = self.box.add("http://127.0.0.1:9/file")
        self.assert_error(self.box.await_state(job, "transient-error"), "connect-failure", "transient-error")


class Folders(IntegrationCase):
    def test_a_missing_folder(self):
        """`-d` of a folder that is not there is refused at once; none is made."""
        folder = self.box.home / "not" / "there"
        outcome = self.box.run("add", self.serve("a.bin"), "-d", folder)
        self.assert_clear(outcome, 1, "folder", "create")
        self.assertFalse(folder.parent.exists())
        self.assertEqual(self.box.must("list", "--json").json, [])

    def test_a_file_in_place_of_the_folder(self):
        """`-d` of a file is refused, and the file is as it was."""
        file = self.box.home / "file"
        file.write_bytes(b"mine")
        self.assert_clear(self.box.run("add", self.serve("a.bin"), "-d", file), 1, "folder")
        self.assertEqual(file.read_bytes(), b"mine")

    def test_an_unwritable_folder(self):
        """A folder one may not write to is refused at once, and stays empty."""
        folder = self.box.folder("locked", 0o555)
        wrapper = ()
        if IS_ROOT:
            self.box.give_to_nobody()
            os.chown(folder, 0, 0)
            wrapper = AS_NOBODY
        outcome = self.box.run("add", self.serve("a.bin"), "-d", folder, wrapper=wrapper)
        self.assert_clear(outcome, 1, "folder", "write")
        self.assertEqual(list(folder.iterdir()), [])

    def test_a_folder_that_went_away(self):
        """A folder that is gone when the job starts is an error; made again and resumed, the file arrives."""
        folder = self.box.folder("fleeting")
        url = self.serve("late.bin")
        job = self.box.add(url, "-d", folder, "--suspended")
        folder.rmdir()
        self.box.must("resume", job)
        self.assert_error(self.box.await_state(job, *FINAL_STATES), "folder-missing")
        self.assertFalse(folder.exists())
        folder.mkdir()
        self.box.must("resume", job)
        self.box.await_state(job, "acknowledged")
        self.assert_same(folder / "late.bin", self.resource(url))

    def test_an_output_that_exists_is_not_overwritten(self):
        """`-o` of a file that is there leaves it as it is, whatever becomes of the job."""
        mine = self.box.downloads / "mine.txt"
        mine.write_bytes(b"mine")
        job = self.download(self.serve("a.bin"), "-o", mine)
        self.assertEqual(mine.read_bytes(), b"mine")
        self.assertIn(job["state"], ("acknowledged", "error"))
        if job["state"] == "error":
            self.assert_error(job, "file-exists")

    def test_a_link_of_the_file_system_is_not_followed(self):
        """Where the final name is a symbolic link, its target is neither written nor created."""
        target = self.box.home / "target.txt"
        (self.box.downloads / "trap.bin").symlink_to(target)
        self.download(self.serve("trap.bin"))
        self.assertFalse(target.exists())
        self.assertTrue((self.box.downloads / "trap.bin").is_symlink())


class Names(IntegrationCase):
    NAMES = {
        "300 bytes": b'attachment; filename="' + 300 * b"x" + b'.tar.gz"',
        "300 bytes of two-byte characters": b"attachment; filename*=UTF-8''" + 200 * b"%C3%A4" + b".bin",
        "path upwards": b'attachment; filename="../../x"',
        "path upwards, escaped": b"attachment; filename*=UTF-8''..%2F..%2Fx",
        "absolute path": b'attachment; filename="/tmp/lm-stray"',
        "dot": b'attachment; filename="."',
        "two dots": b'attachment; filename=".."',
        "nothing": b'attachment; filename=""',
        "blanks": b'attachment; filename="   "',
        "folder and file": b'attachment; filename="a/b"',
        "backslashes": b'attachment; filename="..\\\\..\\\\x"',
        "control characters": b"attachment; filename*=UTF-8''a%00b%0Ac%1B%5B31md%7F.bin",
        "bidi characters": b"attachment; filename*=UTF-8''photo%E2%80%AEgnp.exe",
        "not UTF-8": b"attachment; filename*=UTF-8''%FF%FE%80",
        "reserved": b'attachment; filename="CON"',
        "reserved characters": b'attachment; filename="a<b>c:d|e?f*g.txt"',
        "hidden": b'attachment; filename=".bashrc"',
        "a part file": b'attachment; filename=".x.part"',
        "nonsense": b'attachment; filename="unfinished',
        "option": b'attachment; filename="--help"',
    }

    def assert_harmless(self, path: pathlib.Path):
        """A plain name in the download folder that shows what it is."""
        self.assertEqual(path.parent, self.box.downloads)
        self.assertNotIn(path.name, ("", ".", ".."))
        self.assertLessEqual(len(os.fsencode(path.name)), 255)
        strange = [c for c in path.name if unicodedata.category(c) in ("Cc", "Cs") or c in BIDI or c in "/\\"]
        self.assertEqual(strange, [], path)

    def test_hostile_names_of_the_server(self):
        """Whatever the server calls it, the whole file lies in the folder under a harmless name, and only there."""
        for number, (what, disposition) in enumerate(self.NAMES.items()):
            with self.subTest(what=what):
                before = self.box.everything()
                url = self.serve(f"n{number}", 1000 + number, behaviour=faults.named(disposition))
                job = self.download(url)
                self.assertEqual(job["state"], "acknowledged", job)
                path = pathlib.Path(job["files"][0]["path"])
                self.assert_harmless(path)
                self.assert_same(path, self.resource(url))
                self.assertEqual(self.box.everything() - before, {f"downloads/{path.name}"})
        self.assertFalse(pathlib.Path("/tmp/lm-stray").exists())

    def test_hostile_names_of_the_link(self):
        """The same for what stands at the end of the link."""
        for name in ("%2e%2e%2f%2e%2e%2fx", "..%5C..%5Cx", "%00", "a%0Ab", "%E2%80%AEgnp.exe", 300 * "y", "", "x/"):
            with self.subTest(name=name):
                before = self.box.everything()
                url = self.serve(name, 2000 + len(name))
                job = self.download(url)
                self.assertEqual(job["state"], "acknowledged", job)
                path = pathlib.Path(job["files"][0]["path"])
                self.assert_harmless(path)
                self.assertEqual(self.box.everything() - before, {f"downloads/{path.name}"})

    def test_long_names_leave_room_for_a_number(self):
        """Two files of one name of 300 bytes both arrive."""
        url = self.serve("long", behaviour=faults.named(self.NAMES["300 bytes"]))
        for _ in range(2):
            self.box.must("add", url, "--wait")
        self.assertEqual(len(self.box.visible()), 2)
        self.assertTrue(all(name.endswith(".gz") for name in self.box.visible()), self.box.visible())

    def test_names_do_not_reach_the_terminal(self):
        """Control characters of a name are not in the lists for people."""
        url = self.serve("esc", behaviour=faults.named(self.NAMES["control characters"]))
        job = self.download(url)["id"]
        for words in (("list",), ("info", job), ("log", job)):
            self.assertNotRegex(self.box.must(*words).out, "[\x00-\x08\x0b-\x1f\x7f]")


if __name__ == "__main__":
    main()
