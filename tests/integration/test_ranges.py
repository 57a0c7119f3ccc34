# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Parts of files, and files that get another source: the right bytes, or a clear error and nothing lost."""

from support.case import IntegrationCase, main
from support.faults import once, whole, wrong_range
from support.processes import eventually
from support.server import Exchange, Resource

MIB = 1 << 20
TAIL = 65_536
FAST = None


def multipart(exchange: Exchange):
    """Puts what was asked for into one body of several parts."""
    wanted = exchange.requested() or (0, 0)
    part = exchange.resource.body[wanted[0] : wanted[1] + 1]
    body = b"--x\r\nContent-Range: bytes %d-%d/%d\r\n\r\n%s\r\n--x--\r\n" % (*wanted, len(exchange.resource.body), part)
    exchange.head(206, len(body), Content_Type="multipart/byteranges; boundary=x")
    exchange.send(body)


class Ranges(IntegrationCase):
    def asked(self, url: str) -> list[str]:
        return [request.headers.get("range", "") for request in self.requests(url)]

    def fetched(self, name: str) -> bytes:
        return (self.box.downloads / name).read_bytes()

    def test_two_ranges_make_one_file(self):
        """The local file has the parts in the order asked for, each fetched by a request of its own."""
        url = self.serve("two.bin", 500_000)
        body = self.resource(url).body
        job = self.download(url, "--range", "300000:1000", "--range", "100:200000")
        self.assertEqual(job["state"], "acknowledged", job)
        self.assertEqual(self.fetched("two.bin"), body[300_000:301_000] + body[100:200_100])
        self.assertEqual(self.asked(url), ["bytes=300000-300999", "bytes=100-200099"])
        self.assertIn("if-range", self.requests(url)[1].headers)
        self.assertEqual((job["bytesTotal"], job["bytesTransferred"]), (201_000, 201_000))
        self.assertEqual(job["files"][0]["ranges"], [{"offset": 300_000, "length": 1000},
                                                     {"offset": 100, "length": 200_000}])
        self.assertIn("300000:1000, 100:200000", self.box.must("info", job["id"]).out)

    def test_an_open_end(self):
        """`eof` is the end of the file, wherever that is; the total is known as soon as the server has said it."""
        url = self.serve("open.bin", 400_000)
        body = self.resource(url).body
        job = self.download(url, "--range", "390000:eof", "--range", "0:10", "--checksum",
                            f"sha256:{Resource(body[390_000:] + body[:10]).sha256}")
        self.assertEqual(job["state"], "acknowledged", job)
        self.assertEqual(self.fetched("open.bin"), body[390_000:] + body[:10])
        self.assertEqual(job["bytesTotal"], 10_010)
        self.assertEqual(self.asked(url), ["bytes=390000-", "bytes=0-9"])

    def killed(self, name: str, *moments: int) -> tuple[str, str]:
        """A job of three ranges whose agent is killed each time so many bytes have left the server."""
        url = self.serve(name, 8 * MIB, rate=2 * MIB)
        resource = self.resource(url)
        job = self.box.add(url, "--range", f"{5 * MIB}:{MIB}", "--range", f"0:{MIB}", "--range", f"{7 * MIB}:eof")
        for moment in moments:
            eventually(lambda moment=moment: resource.sent >= moment, 30)
            self.box.kill_agent()
            self.box.must("list")
        resource.rate = FAST
        self.box.must("wait", job, seconds=60)
        body = resource.body
        self.assertEqual(self.fetched(name), body[5 * MIB : 6 * MIB] + body[:MIB] + body[7 * MIB :])
        self.assertEqual(self.box.parts(), [])
        return url, job

    def test_killed_in_the_middle_of_ranges(self):
        """Kill -9 inside the first, the second and the last range: each goes on where it was."""
        url, _ = self.killed("middle.bin", MIB // 2, 3 * MIB // 2, 5 * MIB // 2)
        self.assertLess(self.resource(url).sent, 4 * MIB)

    def test_killed_between_ranges(self):
        """Kill -9 when the last byte of a range has left: the tail is compared across the seam."""
        url, _ = self.killed("between.bin", MIB, 2 * MIB + TAIL)
        self.assertLess(self.resource(url).sent, 4 * MIB)

    def test_killed_before_the_second_answer(self):
        """Kill -9 while the server has the request for the second range and says nothing."""
        url = self.serve("silent.bin", MIB)
        resource = self.resource(url)
        resource.behaviour = lambda exchange: exchange.stall() if exchange.number == 1 else exchange.honest()
        job = self.box.add(url, "--range", "0:300000", "--range", "600000:200000")
        eventually(lambda: len(self.requests(url)) == 2, 20)
        self.box.must("set", job, "name=silent")  # is answered once all before it is stored
        self.box.kill_agent()
        self.box.must("wait", job, seconds=60)
        self.assertEqual(self.fetched("silent.bin"), resource.body[:300_000] + resource.body[600_000:800_000])
        self.assertEqual(self.asked(url)[2:], [f"bytes={300_000 - TAIL}-299999", "bytes=600000-799999"])

    def test_servers_that_cannot(self):
        """No ranges, merged ranges, another range: fatal, each with its code, and no file appears."""
        cases = {"none": (whole, "insufficient-range-support"), "parts": (multipart, "invalid-server-response"),
                 "wide": (wrong_range, "invalid-server-response")}
        for name, (behaviour, code) in cases.items():
            with self.subTest(name=name):
                url = self.serve(f"{name}.bin", behaviour=behaviour)
                job = self.download(url, "--range", "10:10", "--range", "100:10")
                self.assert_error(job, code)
                self.assertNotIn("by itself", job["error"]["remedy"])
                self.assertEqual(len(self.requests(url)), 1)
        self.assertEqual(self.box.visible(), [])

    def test_ranges_outside_the_file(self):
        """invalid-range, whether the server says so or the size does, and before anything is fetched for nothing."""
        for number, ranges in enumerate((["50000:1"], ["49999:2"], ["0:10", "60000:eof"], ["50000:eof"])):
            with self.subTest(ranges=ranges):
                url = self.serve(f"outside{number}.bin", 50_000)
                job = self.download(url, *(word for one in ranges for word in ("--range", one)))
                self.assert_error(job, "invalid-range")
                self.assertEqual(job["error"]["hex"], "0x8020002B")
                self.assertEqual(len(self.requests(url)), 1)

    def test_a_file_that_changes_between_ranges(self):
        """The second range is of another version: the file begins anew, and no bytes of both are joined."""
        url = self.serve("changed.bin", 300_000)
        other = Resource.random(300_001)

        def change(exchange: Exchange):
            if exchange.number == 1:
                exchange.resource.body, exchange.resource.etag = other.body, other.etag
            exchange.honest()

        self.resource(url).behaviour = change
        job = self.download(url, "--range", "0:100000", "--range", "200000:50000")
        self.assertEqual(job["state"], "acknowledged", job)
        self.assertEqual(self.fetched("changed.bin"), other.body[:100_000] + other.body[200_000:250_000])

    def test_a_server_that_loses_its_ranges(self):
        """It sends the whole file in place of the second range: fatal, and what has come is kept."""
        url = self.serve("lost.bin", 300_000, behaviour=once(Exchange.honest, whole))
        job = self.download(url, "--range", "0:100000", "--range", "200000:50000")
        self.assert_error(job, "insufficient-range-support")
        self.assertEqual([part.stat().st_size for part in self.box.parts()], [100_000])

    def test_bad_input(self):
        """Each with its code and a sentence, before anything is asked of the server; the limit can be raised."""
        url = self.serve("bad.bin")
        cases = {"invalid-range": ["10:0"], "overlapping-ranges": ["0:10", "9:1"]}
        for code, ranges in cases.items():
            words = [word for one in ranges for word in ("--range", one)]
            self.assertEqual(self.box.run("--json", "add", url, *words).json["error"]["code"], code)
            self.assert_clear(self.box.run("add", url, *words), 2, "ranges")
        for text in ("10", "eof:10", "-1:5", "1:-5", "a:b", "99999999999999999999:1", "9223372036854775807:1"):
            self.assert_clear(self.box.run("add", url, f"--range={text}"), 2, "range")
        self.assert_clear(self.box.run("add", url, url + "2", "--range", "0:1"), 2, "one file")
        self.box.must("config", "set", "max-ranges-per-file=2")
        words = [word for offset in range(3) for word in ("--range", f"{offset}:1")]
        error = self.box.run("--json", "add", url, *words).json["error"]
        self.assertEqual((error["code"], error["hex"]), ("too-many-ranges-in-file", "0x80200052"))
        self.assert_clear(self.box.run("add", url, *words), 2, "max-ranges-per-file")
        self.assertEqual(self.box.must("list", "--json").json, [])
        self.box.must("config", "set", "max-ranges-per-file=3")
        self.box.must("add", url, *words, "--wait")
        self.assertEqual(self.fetched("bad.bin"), self.resource(url).body[:3])


class Sources(IntegrationCase):
    def half(self, name: str, **more) -> tuple[str, str]:
        """A paused job with about half of its file; and the link."""
        url = self.serve(name, 2 * MIB, rate=4 * MIB, **more)
        job = self.box.add(url)
        eventually(lambda: self.resource(url).sent >= MIB, 20)
        self.box.must("suspend", job)
        self.resource(url).rate = FAST
        return job, url

    def test_an_identical_mirror(self):
        """The same file under another link goes on where it was; the timeline tells it."""
        job, url = self.half("file.bin")
        mirror = self.serve("mirror/file.bin", 2 * MIB)
        self.box.must("set", job, f"url={mirror}")
        self.assertEqual(self.box.info(job)["files"][0]["url"], mirror)
        self.box.must("resume", job)
        self.box.must("wait", job)
        self.assert_same(self.box.downloads / "file.bin", self.resource(mirror))
        self.assertLess(self.resource(mirror).sent, 3 * MIB // 2)
        self.assertIn(mirror, self.box.must("log", job).out)

    def test_a_different_file(self):
        """Another size, another tag, another date or another tail: that file begins anew, and is the new one."""
        body = Resource.random(2 * MIB).body
        others = {"size": Resource(body + b"x"), "tag": Resource(body, etag='"another"'),
                  "tail": Resource(bytes(2 * MIB), etag=Resource(body).etag)}
        for name, other in others.items():
            with self.subTest(name=name):
                job, _ = self.half(f"{name}.bin")
                link = self.server.serve(f"/other/{name}.bin", other)
                self.box.must("set", job, f"url={link}")
                self.box.must("resume", job)
                self.box.must("wait", job)
                self.assert_same(self.box.downloads / f"{name}.bin", other)
                self.assertGreaterEqual(other.sent, len(other.body))

    def test_a_moving_job_begins_another_run(self):
        """While bytes come slowly, the quicker mirror takes over; kill -9 right after changes nothing."""
        url = self.serve("slow.bin", 2 * MIB, rate=MIB)
        job = self.box.add(url)
        eventually(lambda: self.resource(url).sent >= MIB // 2, 20)
        mirror = self.serve("quick/slow.bin", 2 * MIB)
        self.box.must("set", job, f"url.0={mirror}")
        self.box.kill_agent()
        self.box.must("wait", job)
        self.assert_same(self.box.downloads / "slow.bin", self.resource(mirror))
        for request in self.requests(mirror):
            self.assertIn("range", request.headers)
        self.assertLess(self.resource(url).sent, 2 * MIB)

    def test_a_prefix_of_all_links(self):
        """All links that begin with it change; what is finished is not fetched again; no match is said."""
        names = ("a.bin", "b.bin")
        urls = [self.serve(f"old/{name}", 20_000) for name in names]
        self.resource(urls[1]).behaviour = Exchange.stall
        job = self.box.add(*urls)
        eventually(lambda: self.box.visible() == ["a.bin"], 20)
        mirrors = [self.serve(f"new/{name}", 20_000) for name in names]
        old, new = urls[0].removesuffix("a.bin"), mirrors[0].removesuffix("a.bin")
        none = self.box.run("set", job, f"url-prefix={old.replace('old', 'OLD')}={new}")
        self.assert_clear(none, 0, "begins")
        self.assertEqual([file["url"] for file in self.box.info(job)["files"]], urls)
        self.box.must("set", job, f"url-prefix={old}={new}")
        self.box.must("wait", job)
        self.assertEqual([file["url"] for file in self.box.info(job)["files"]], mirrors)
        self.assert_same(self.box.downloads / "b.bin", self.resource(mirrors[1]))
        self.assertEqual(self.requests(mirrors[0]), [])

    def test_bad_links(self):
        """Refused as add refuses them, without repeating a password; nothing has changed."""
        url = self.serve("kept.bin")
        job = self.box.add(url, "--suspended")
        many = self.box.add(url, url + "2", "--suspended")
        for word in ("url=ftp://u:hush@a.example/f", "url=nonsense", "url-prefix=http://a", "url.x=http://u:hush@a.example/",
                     "url.1=http://a.example/"):
            outcome = self.box.run("set", job, word)
            self.assert_clear(outcome, 2)
            self.assertNotIn("hush", outcome.err)
        self.assert_clear(self.box.run("set", many, "url=http://a.example/"), 2, "url.N")
        self.assert_clear(self.box.run("set", job, "url=http://a.example/", "name=x"), 2, "together")
        self.assertEqual(self.box.info(job)["files"][0]["url"], url)
        self.box.must("cancel", job)
        self.assert_clear(self.box.run("set", job, "url=http://a.example/"), 5)

    def test_a_link_with_a_password(self):
        """It is taken out of the link, and is what the job signs in with."""
        job = self.box.add(self.serve("kept.bin"), "--suspended")
        self.box.must("set", job, "url=http://anna:hush@a.example/")
        self.assertEqual(self.box.info(job)["files"][0]["url"], "http://a.example/")
        self.assertEqual({row["user"] for row in self.box.must("--json", "credentials", "list", job).json}, {"anna"})
        for words in (("info", job), ("log", job), ("--json", "list"), ("credentials", "list", job)):
            self.assertNotIn("hush", self.box.must(*words).out)


if __name__ == "__main__":
    main()
