# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Checksums, of the person and of the server: what passes, what does not, and who decides then."""

import base64
import hashlib

from support.case import IntegrationCase, main
from support.processes import eventually
from support.server import Resource

WRONG = "sha256:" + 64 * "0"
MIB = 1 << 20


def field(body: bytes, algorithm: str = "sha256") -> str:
    """A digest as header fields have it."""
    return base64.b64encode(hashlib.new(algorithm, body).digest()).decode()


def repr_digest(body: bytes) -> dict[str, str]:
    return {"Repr-Digest": f"sha-256=:{field(body)}:"}


class Mismatch(IntegrationCase):
    def refused(self, name: str, checksum: str = WRONG) -> tuple[str, dict]:
        """A job whose file came whole and is not what was expected, with the URL of it."""
        url = self.serve(name, 3_000_000)
        job = self.download(url, "--checksum", checksum)
        self.assert_error(job, "validation-failed")
        return url, job

    def assert_kept(self, url: str, job: dict):
        """Every byte is there, hidden, under the name that the job tells, and none of them counts."""
        (part,) = self.box.parts()
        (file,) = job["files"]
        self.assertEqual(file["partPath"], str(part))
        self.assert_same(part, self.resource(url))
        self.assertEqual(self.box.visible(), [])
        self.assertEqual((job["bytesTransferred"], job["bytesTotal"]), (0, 3_000_000))
        self.assertEqual((file["bytesTransferred"], file["completed"], job["filesTransferred"]), (0, False, 0))

    def test_what_does_not_match_is_kept_and_told(self):
        """The job names the file, both digests and the part; what the person may do stands in the remedy."""
        url, job = self.refused("forged.bin")
        self.assert_kept(url, job)
        error = job["error"]
        self.assertEqual((error["hex"], error["context"]), ("0x80200053", "local-file"))
        self.assertEqual(error["file"], str(self.box.downloads / "forged.bin"))
        self.assertIn(WRONG, error["detail"])
        self.assertIn(self.resource(url).sha256, error["detail"])
        for word in ("Resume", "set JOB checksum=", "none", "Cancel"):
            self.assertIn(word, error["remedy"])
        self.assertEqual(job["files"][0]["check"], {"checksum": WRONG, "by": "person", "passed": False})
        shown = self.box.must("info", job["id"]).out
        self.assertIn(str(self.box.parts()[0]), shown)
        self.assertIn("does not match the checksum", shown)

    def test_a_killed_agent_keeps_it(self):
        """Another agent finds the job as it was, and the file with it."""
        url, job = self.refused("killed.bin")
        self.box.kill_agent()
        job = self.box.info(job["id"])
        self.assert_error(job, "validation-failed")
        self.assert_kept(url, job)
        self.box.must("set", job["id"], f"checksum=sha256:{self.resource(url).sha256}")
        self.box.must("resume", job["id"])
        self.box.must("wait", job["id"])
        self.assertEqual(len(self.requests(url)), 1)

    def test_the_right_checksum_takes_it_without_the_server(self):
        """set checksum=, then resume: what is here is checked again, and nothing is asked for."""
        for given in ("right", "none", ""):
            with self.subTest(given=given):
                url, job = self.refused(f"typo{given}.bin")
                checksum = f"sha256:{self.resource(url).sha256}" if given == "right" else given
                self.box.must("set", job["id"], f"checksum={checksum}")
                self.assertEqual(self.box.info(job["id"])["state"], "error")
                self.box.must("resume", job["id"])
                self.box.must("wait", job["id"])
                self.assert_same(self.box.downloads / f"typo{given}.bin", self.resource(url))
                self.assertEqual((len(self.requests(url)), self.box.parts()), (1, []))
                job = self.box.info(job["id"])
                self.assertEqual((job["error"], job["bytesTransferred"]), (None, 3_000_000))

    def test_another_wrong_checksum_keeps_it(self):
        """Checked again and wrong again, it is kept again, and still nothing is asked for."""
        url, job = self.refused("wrong.bin")
        self.box.must("set", job["id"], "checksum=md5:" + 32 * "1")
        self.box.must("resume", job["id"])
        job = self.box.await_state(job["id"], "error")
        eventually(lambda: "md5:1111" in self.box.info(job["id"])["error"]["detail"])
        self.assert_kept(url, self.box.info(job["id"]))
        self.assertEqual(len(self.requests(url)), 1)

    def test_resume_downloads_it_again(self):
        """The old bytes stay until the server has an answer; then everything comes anew."""
        url = self.serve("again.bin", 3_000_000)
        right = self.resource(url)
        forged = self.server.serve(url.partition(f":{self.server.server_port}")[2], Resource(bytes(3_000_000)))
        job = self.download(forged, "--checksum", f"sha256:{right.sha256}")
        self.assert_error(job, "validation-failed")
        self.server.serve(url.partition(f":{self.server.server_port}")[2], right)
        self.box.must("resume", job["id"])
        self.box.must("wait", job["id"])
        self.assert_same(self.box.downloads / "again.bin", right)
        self.assertEqual((right.sent, self.box.parts()), (3_000_000, []))
        self.assertEqual(["range" in request.headers for request in self.requests(url)], [False, False])

    def test_cancel_and_complete_delete_it(self):
        """Neither gives an unchecked file its name."""
        for verb in ("cancel", "complete"):
            with self.subTest(verb=verb):
                _, job = self.refused(f"{verb}.bin")
                self.box.must(verb, job["id"])
                self.assertEqual((self.box.parts(), self.box.visible()), ([], []))

    def test_a_bad_checksum_is_told_in_a_sentence(self):
        """Nothing is added, and the sentence says what is wrong."""
        cases = {"": "empty", "sha256": "ALGORITHM:DIGITS", "sha256:abc": "64 digits", "crc32:00000000": "crc32",
                 "md5:" + 32 * "x": "0 to 9", "sha1:" + 41 * "a": "but here are 41", ":" + 32 * "a": "checksum"}
        for checksum, word in cases.items():
            with self.subTest(checksum=checksum):
                self.assert_clear(self.box.run("add", "http://127.0.0.1:9/f", "--checksum", checksum), 2, word)


class Digests(IntegrationCase):
    def test_a_right_digest_is_checked_and_shown(self):
        """info says in a line, and in a field, that the digest of the server was checked."""
        body = Resource.random(2_000_000).body
        for name, headers, shown in (
            ("new.bin", repr_digest(body), "sha256:" + hashlib.sha256(body).hexdigest()),
            ("old.bin", {"Digest": f"MD5={field(body, 'md5')}"}, "md5:" + hashlib.md5(body).hexdigest()),
        ):
            with self.subTest(name=name):
                job = self.download(self.serve(name, 2_000_000, headers=headers))
                self.assertEqual(job["state"], "acknowledged", job)
                self.assertEqual(job["files"][0]["check"], {"checksum": shown, "by": "server", "passed": True})
                self.assertIn(f"matches the digest that the server sent, {shown}", self.box.must("info", job["id"]).out)

    def test_a_wrong_digest_is_the_servers_word(self):
        """The detail says whose digest it is; none takes the file all the same, without asking again."""
        url = self.serve("wrong.bin", 2_000_000, headers=repr_digest(b"other"))
        job = self.download(url)
        self.assert_error(job, "validation-failed")
        self.assertIn("the server says sha256:", job["error"]["detail"])
        self.assertEqual(job["files"][0]["check"]["by"], "server")
        self.box.must("set", job["id"], "checksum=none")
        self.box.must("resume", job["id"])
        self.box.must("wait", job["id"])
        self.assert_same(self.box.downloads / "wrong.bin", self.resource(url))
        self.assertEqual((len(self.requests(url)), self.box.info(job["id"])["files"][0]["check"]), (1, None))

    def test_the_person_knows_better(self):
        """A checksum that was given wins over what the server says."""
        url = self.serve("better.bin", 100_000, headers=repr_digest(b"other"))
        job = self.download(url, "--checksum", f"sha256:{self.resource(url).sha256}")
        self.assertEqual((job["state"], job["files"][0]["check"]["by"]), ("acknowledged", "person"))

    def test_what_makes_no_sense_is_ignored(self):
        """Malformed and unknown digests do no harm."""
        for number, headers in enumerate((
            {"Repr-Digest": "sha-256=:AAAA:"}, {"Repr-Digest": "sha-256=:" + 64 * "!" + ":"},
            {"Repr-Digest": "crc32c=:AAAA:"}, {"Digest": "UNIXsum=1"}, {"Repr-Digest": "a=1," * 2000},
        )):
            with self.subTest(headers=headers):
                job = self.download(self.serve(f"odd{number}.bin", headers=headers))
                self.assertEqual((job["state"], job["files"][0]["check"]), ("acknowledged", None))

    def test_a_digest_survives_a_killed_agent(self):
        """What the first answer said is held against the whole, though the second one says nothing."""
        for name, is_right in (("right.bin", True), ("wrong.bin", False)):
            with self.subTest(name=name):
                url = self.serve(name, 8 * MIB, rate=8 * MIB)
                resource = self.resource(url)
                resource.headers = repr_digest(resource.body if is_right else b"other")
                job = self.box.add(url)
                eventually(lambda resource=resource: resource.sent > 2 * MIB)
                self.box.kill_agent()
                resource.headers, resource.rate = {}, None
                self.box.run("wait", job)
                shown = self.box.info(job)
                self.assertIn("range", self.requests(url)[-1].headers)
                check = {"by": "server", "passed": is_right}
                self.assertEqual(shown["files"][0]["check"] | check, shown["files"][0]["check"])
                self.assertEqual(shown["state"], "acknowledged" if is_right else "error")

    def test_another_digest_after_a_kill_is_another_file(self):
        """Same tag, same date, same size: only the digest says that the file has changed."""
        first, second = Resource.random(8 * MIB), Resource(Resource.random(8 * MIB + 1).body[1:])
        second.etag = first.etag
        path = f"/{self.id().rpartition('.')[2]}/changed.bin"
        first.rate, first.headers, second.headers = 8 * MIB, repr_digest(first.body), repr_digest(second.body)
        job = self.box.add(self.server.serve(path, first))
        eventually(lambda: first.sent > 2 * MIB)
        self.box.kill_agent()
        self.server.serve(path, second)
        self.box.must("wait", job)
        self.assert_same(self.box.downloads / "changed.bin", second)


if __name__ == "__main__":
    main()
