# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""What people have complained of with BITS, and what happens here instead.

The numbers are those of section 11 in its reference; what needs a login manager or a network manager is shown
with the engine (tst_enginegates)."""

import subprocess
import unittest

from support import faults
from support.case import IntegrationCase, main, needs_root
from support.sandbox import AS_NOBODY

UNUSED = "http://127.0.0.1:9/"
# Runs "$@" beside a web server, in a network with one device of kind $1; the server has $2 for a folder.
ALONE = """
kind=$1 www=$2; shift 2
ip link set lo up
if [ "$kind" = tunnel ]; then
    ip tuntap add mode tun dev tunnel0 && ip address add 192.0.2.1/24 dev tunnel0 && ip link set tunnel0 up
    address=192.0.2.1
else
    address=127.0.0.1
fi || exit 99
python3 -m http.server --bind $address --directory "$www" 8080 2>/dev/null &
curl --silent --retry 50 --retry-connrefused --retry-delay 0 --output /dev/null http://$address:8080/
"$@" http://$address:8080/file; status=$?
kill $!
exit $status
"""


def reason_against_networks() -> str:
    """Why this machine allows no network of our own; empty where it does."""
    probe = ["unshare", "--net", "sh", "-c", ": <> /dev/net/tun"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""


class Complaints(IntegrationCase):
    def assert_explained(self, job: dict, code: str):
        """Why it does not move, since when, and what can be done, all in words."""
        cause = job["cause"]
        self.assertEqual(cause["code"], code, job)
        self.assertTrue(cause["since"], cause)
        self.assertTrue(cause["text"], cause)
        self.assertGreaterEqual(len(cause["remedy"].split()), 3, cause)

    @needs_root
    def test_1_an_account_without_a_session(self):
        """No terminal, no display, no login, no session bus: BITS says 0x800704DD, here the file arrives."""
        url = self.serve("file")
        self.box.give_to_nobody()
        outcome = self.box.run("add", url, "--wait", wrapper=("setsid", *AS_NOBODY))
        self.assertEqual(outcome.status, 0, outcome)
        self.assert_same(self.box.downloads / "file", self.resource(url))

    def test_2_nothing_piles_up(self):
        """What is refused leaves no job behind, and what waits says so; BITS let 17,000 jobs sleep in silence."""
        for bad in ("ftp://a.example/f", "nonsense", "http://"):
            self.assertEqual(self.box.run("add", bad).status, 2, bad)
        self.assertEqual(self.box.run("add", UNUSED, "-d", str(self.box.root / "missing")).status, 1)
        self.assertEqual(self.box.must("list", "--json").json, [])
        job = self.box.add(UNUSED, "--suspended")
        self.assert_explained(self.box.info(job), "suspended")

    def test_4_the_last_error_is_never_hidden(self):
        """While it waits, and while it tries again: what went wrong, and when it goes on."""
        url = self.serve("file", behaviour=faults.once(faults.status(503), faults.never))
        job = self.box.add(url)
        waiting = self.box.await_state(job, "transient-error")
        self.assert_error(waiting, "http-503", "transient-error")
        self.assertTrue(waiting["cause"]["next"], waiting)
        self.box.must("resume", job)
        trying = self.box.await_state(job, "connecting")
        self.assert_error(trying, "http-503", "connecting")
        self.assertEqual(trying["errorCount"], 1)
        self.assertIn("status 503", self.box.must("info", job).out)

    def test_7_waiting_ends_and_says_why(self):
        """A person who waits for a job in trouble is told of it, and is not held for ever."""
        url = self.serve("file", behaviour=faults.status(503))
        job = self.box.add(url)
        self.box.await_state(job, "transient-error")
        outcome = self.box.run("wait", job, "--timeout", "1")
        self.assert_clear(outcome, 6, "the server is busy", "trying again")


REASON = reason_against_networks()


@needs_root
@unittest.skipIf(REASON, f"no networks of our own here: {REASON}")
class Adapters(IntegrationCase):
    """5 and 6: "no active network connections" although there is a way. Nobody asks adapters here."""

    def arrives(self, kind: str):
        www = self.box.folder("www")
        (www / "file").write_bytes(b"tide" * 10_000)
        alone = ("unshare", "--net", "sh", "-c", ALONE, "sh", kind, str(www))
        outcome = self.box.run("add", "--wait", wrapper=alone)
        self.assertEqual(outcome.status, 0, outcome)
        self.assertEqual((self.box.downloads / "file").read_bytes(), b"tide" * 10_000)

    def test_5_no_adapter_is_up(self):
        self.arrives("none")

    def test_6_a_tunnel_is_the_only_adapter(self):
        self.arrives("tunnel")


if __name__ == "__main__":
    main()
