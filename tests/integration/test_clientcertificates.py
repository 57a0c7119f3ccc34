# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Servers that want to see a certificate of the person's: nginx, which says so in a page, and others, which do in the
handshake."""

import os
import pathlib
import shutil
import ssl

from support.case import main
from support.clientcertificates import Registry, Strict, alarmed
from support.keyring import GnomeKeyring, SessionBus
from support.nginx import Nginx
from support.processes import eventually
from support.server import FaultServer, Resource
from support.signincase import BODY, RIGHT, WRONG, SignInCase
from support.tls import Authority


class ClientCertificates(SignInCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(self.box.root / "registry")
        self.greeter = self.registry.person("greeter")

    def strict(self, how: str = "on", more: str = "") -> Strict:
        return self.trusted(Strict(self.registry, how, more))

    def trusted(self, server):
        """Its own certificate is none of the matter here."""
        self.addCleanup(server.close)
        self.trust(server.serve("greeting", BODY))
        return server

    def trust(self, url: str):
        job = self.fetch(url, self.greeter)
        self.assert_error(job, "certificate-untrusted")
        [question] = self.of_kind("certificate")
        self.box.must("answer", str(question["number"]), "--accept")
        self.assert_there(self.box.await_state(job["id"], "acknowledged", "error"))

    def of_kind(self, kind: str) -> list[dict]:
        return [question for question in self.questions() if question["kind"] == kind]

    def fetch(self, url: str, certificate: str | pathlib.Path = "", *more: str) -> dict:
        named = ("--client-certificate", str(certificate)) if certificate else ()
        return self.box.await_state(self.box.add(url, *named, *more), "acknowledged", "error")

    def passphrase(self, number: int, passphrase: str, *more: str, status: int = 0):
        outcome = self.box.run("answer", str(number), "--password-stdin", *more, text=f"{passphrase}\n")
        self.assertEqual(outcome.status, status, outcome)

    def clients(self, server: Nginx, name: str) -> set[str]:
        """Who asked for it."""
        return {one[5] for one in server.exchanges(name)}

    def test_each_form(self):
        """PEM in one file or two, PKCS#12 without a passphrase, the fingerprint, and the subject."""
        server = self.strict()
        whole = self.registry.person("anna")
        apart = self.registry.folder / "apart"
        apart.mkdir()
        shutil.copy(self.registry.folder / "anna.crt", apart / "me.crt")
        shutil.copy(self.registry.folder / "anna.key", apart / "me.key")
        packed = self.registry.locked("berta", "")
        store = pathlib.Path(self.box.environment["XDG_DATA_HOME"]) / "lighterman/client-certificates"
        store.mkdir(parents=True)
        shutil.copy(self.registry.person("carla"), store / "carla.pem")
        shutil.copy(self.registry.person("dora"), store / "dora.pem")
        forms = [(whole, "anna"), (apart / "me.crt", "anna"), (packed, "berta"),
                 ("sha256:" + self.registry.fingerprint("dora"), "dora"), ("subject:CN=Carla", "carla")]
        for n, (form, who) in enumerate(forms):
            self.assert_there(self.fetch(server.serve(f"form{n}", BODY), form))
            self.assertEqual(self.clients(server, f"form{n}"), {f"CN={who}"})

    def test_none_is_a_question(self):
        """Ten jobs are one question, and one answer lets them all go on."""
        server = self.strict()
        mine = self.registry.person("anna")
        jobs = [self.fetch(server.serve(f"{n}.bin", BODY)) for n in range(10)]
        for job in jobs:
            self.assert_error(job, "client-certificate-needed")
        [question] = self.of_kind("client-certificate")
        self.assertEqual(set(question["jobs"]), {job["id"] for job in jobs})
        self.assertEqual((question["space"]["host"], question["space"]["port"]), ("127.0.0.1", server.port))
        self.box.kill_agent()
        self.assertEqual(len(self.of_kind("client-certificate")), 1)
        self.box.must("answer", str(question["number"]), "--client-certificate", str(mine))
        for job in jobs:
            self.assert_there(self.box.await_state(job["id"], "acknowledged", "error"))
        self.assertEqual(self.questions(), [])

    def test_one_that_does_not_count(self):
        """A stranger's is refused, and another one may be named."""
        server = self.strict()
        stranger = Registry(self.box.root / "elsewhere").person("anna")
        job = self.fetch(server.serve("tide.bin", BODY), stranger)
        self.assert_error(job, "client-certificate-rejected")
        [question] = self.of_kind("client-certificate")
        self.box.must("answer", str(question["number"]), "--client-certificate", str(self.registry.person("berta")))
        self.assert_there(self.box.await_state(job["id"], "acknowledged", "error"))

    def test_a_passphrase_is_a_question(self):
        """A wrong one is refused, the right one lets all jobs of that certificate go on, and nobody else."""
        server = self.strict()
        mine = self.registry.locked("anna", RIGHT)
        jobs = [self.fetch(server.serve(f"{n}.bin", BODY), mine) for n in range(3)]
        for job in jobs:
            self.assert_error(job, "passphrase-needed")
        [question] = self.questions()
        self.assertEqual((question["kind"], question["space"]["target"], question["space"]["realm"]),
                         ("password", "client-key", str(mine)))
        self.assertEqual(server.exchanges("0.bin"), [])
        self.passphrase(question["number"], WRONG, status=1)
        [question] = self.questions()
        self.assertEqual(question["refusals"], 1)
        self.passphrase(question["number"], RIGHT)
        for job in jobs:
            self.assert_there(self.box.await_state(job["id"], "acknowledged", "error"))
        self.assert_there(self.fetch(server.serve("later.bin", BODY), mine))
        self.assertEqual(self.questions(), [])

    def test_old_files(self):
        """What Windows wrote for long: RC2 and 3DES."""
        server = self.strict()
        mine = self.registry.locked("anna", RIGHT, "-legacy")
        job = self.fetch(server.serve("tide.bin", BODY), mine)
        self.assert_error(job, "passphrase-needed")
        self.passphrase(self.questions()[0]["number"], WRONG, status=1)
        self.passphrase(self.questions()[0]["number"], RIGHT)
        self.assert_there(self.box.await_state(job["id"], "acknowledged", "error"))

    def test_a_passphrase_beforehand(self):
        """Nobody is asked where the job has it already; what is wrong is asked for."""
        server = self.strict()
        mine = self.registry.locked("anna", RIGHT)
        for n, (said, state) in enumerate([(RIGHT, "acknowledged"), (WRONG, "error")]):
            job = self.add(server.serve(f"{n}.bin", BODY), "--client-certificate", str(mine))
            self.box.must("credentials", "set", job, "--target", "client-key", "--password-stdin", text=f"{said}\n")
            self.assertEqual(self.run_job(job)["state"], state)
        self.assertEqual([question["jobs"] for question in self.questions()], [[job]])

    def test_it_is_remembered_in_the_keyring(self):
        """And is there after a restart."""
        bus = SessionBus(self.box)
        self.addCleanup(bus.close)
        self.box.variables["XDG_CURRENT_DESKTOP"] = "GNOME"
        keyring = GnomeKeyring(bus)
        keyring.start()
        server = self.strict()
        mine = self.registry.locked("anna", RIGHT)
        job = self.fetch(server.serve("first.bin", BODY), mine)
        self.passphrase(self.questions()[0]["number"], RIGHT)
        self.assert_there(self.box.await_state(job["id"], "acknowledged", "error"))
        eventually(lambda: keyring.items() == 1, 30, "the passphrase in the keyring")
        self.box.must("agent", "stop")
        self.assert_there(self.fetch(server.serve("second.bin", BODY), mine))
        self.assertEqual(self.questions(), [])

    def test_nobody_else_comes_in(self):
        """Not over the connection of a job that has shown one, and no other server sees it by a redirect."""
        server = self.strict("optional", "location /in { if ($ssl_client_verify != SUCCESS) { return 403; } }")
        other = self.strict("optional")
        away = self.strict("optional", f"location /away {{ return 302 https://127.0.0.1:{other.port}/there; }}")
        other.serve("there", BODY)
        mine = self.registry.person("anna")
        for n in range(4):
            self.assert_there(self.fetch(server.serve(f"in{n}", BODY), mine))
            self.assert_error(self.fetch(server.serve(f"in{n}", BODY)), "http-403")
        self.assert_there(self.fetch(f"https://127.0.0.1:{away.port}/away", mine))
        self.assertEqual(self.clients(away, "away"), {"CN=anna"})
        self.assertEqual(self.clients(other, "there"), {"-"})

    def test_each_connection_shows_it(self):
        """Also the further ones of a large file."""
        server = self.strict(more="limit_rate 1m;")
        body = os.urandom(16 << 20)
        self.assert_there(self.fetch(server.serve("large.bin", body), self.registry.person("anna"), "-p", "foreground"),
                          body)
        ranges = [one for one in server.exchanges("large.bin") if one[0] == "206"]
        self.assertGreater(len(ranges), 1, server.exchanges("large.bin"))
        self.assertEqual(self.clients(server, "large.bin"), {"CN=anna"})

    def test_alerts(self):
        """What is said in the handshake, before TLS 1.3 and since."""
        mine = self.registry.person("anna")
        stranger = Registry(self.box.root / "elsewhere").person("anna")
        authority = Authority()
        self.addCleanup(authority.close)
        for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
            with self.subTest(version):
                server = alarmed(self.registry, authority, version)
                self.addCleanup(server.close)
                url = server.serve("/tide.bin", Resource(BODY))
                self.trust(url)
                self.assert_error(self.fetch(url), "client-certificate-needed")
                self.assert_error(self.fetch(url, stranger), "client-certificate-rejected")
                self.assert_there(self.fetch(url, mine))

    def test_alerts_of_servers_that_are_vouched_for(self):
        """Nothing is wrong with them, so that Qt says nothing of how far the handshake had come."""
        mine = self.registry.person("anna")
        stranger = Registry(self.box.root / "elsewhere").person("anna")
        authority = Authority()
        self.addCleanup(authority.close)
        self.box.kill_agent()
        self.box.start_agent(wrapper=authority.trusting)
        for version in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
            with self.subTest(version):
                server = alarmed(self.registry, authority, version)
                self.addCleanup(server.close)
                url = server.serve("/tide.bin", Resource(BODY))
                self.assert_error(self.fetch(url), "client-certificate-needed")
                self.assertEqual([one["space"]["port"] for one in self.of_kind("client-certificate")][-1:],
                                 [server.server_port])
                self.assert_error(self.fetch(url, stranger), "client-certificate-rejected")
                self.assert_there(self.fetch(url, mine))

    def test_a_server_that_breaks_off_before(self):
        """It has not got as far as to want anything."""
        authority = Authority()
        self.addCleanup(authority.close)
        self.box.kill_agent()
        self.box.start_agent(wrapper=authority.trusting)
        context = authority.server_context()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("NULL-SHA256:@SECLEVEL=0")  # which no client wants
        server = FaultServer(context)
        self.addCleanup(server.close)
        self.assert_error(self.fetch(server.serve("/tide.bin", Resource(BODY))), "tls-failed")
        self.assertEqual(self.questions(), [])

    def test_what_is_no_certificate(self):
        """Gone, without a key, or something else: said at once, and nothing is sent."""
        server = self.strict()
        gone = self.registry.person("anna")
        job = self.add(server.serve("tide.bin", BODY), "--client-certificate", str(gone))
        gone.unlink()
        self.assert_error(self.run_job(job), "client-certificate-missing")
        bare = self.registry.folder / "bare.pem"
        shutil.copy(self.registry.certificate, bare)
        self.assert_error(self.fetch(server.serve("tide.bin", BODY), bare), "client-certificate-unusable")
        junk = self.registry.folder / "junk.p12"
        junk.write_bytes(os.urandom(3000))
        self.assert_error(self.fetch(server.serve("tide.bin", BODY), junk), "client-certificate-unusable")
        self.assertEqual(server.exchanges("tide.bin"), [])
        self.assertEqual(self.questions(), [])


if __name__ == "__main__":
    main()
