# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A tour of all ways to hand over a password, right and wrong, each with one of its own; and a search for them."""

import os
import pathlib
import signal
import ssl
import subprocess
import urllib.parse

from support.apache import DIGEST_REALM, Apache
from support.case import main, needs_root
from support.clientcertificates import Registry, alarmed
from support.guards import Ntlm, Sha256, Token
from support.kdc import Kdc
from support.keyring import GnomeKeyring, SessionBus
from support.passport import LoginServer, Partner
from support.processes import eventually
from support.searchcase import WHILE_OPEN, SearchCase
from support.server import FaultServer, Resource
from support.signincase import BODY, RIGHT, SignInCase
from support.squid import Squid
from support.terminal import typing

MIB = 1024 * 1024
REALMS = (DIGEST_REALM, 'tides, "high"', "digest")  # the last one is squid's
INSECURE = "allow-insecure-basic=true"
TARGETS = {"proxy-basic": "proxy", "proxy-digest": "proxy", "client-key": "client-key"}  # of all others the server


class Tour(SearchCase):
    def setUp(self):
        super().setUp()
        self.users = {"basic": "anna", "digest": "bert", "negotiate": "carl@QUAY.TEST", "passport": "dora@quay.test",
                      "bearer": "", "sha-256": "emil", "ntlm": "fred", "proxy-basic": "gina", "proxy-digest": "hugo",
                      "client-key": ""}
        self.rights = {scheme: self.secret(user, *REALMS) for scheme, user in self.users.items()}
        self.kdc = self.peer(Kdc(carl=self.rights["negotiate"]))
        self.apache = self.peer(Apache(self.kdc, anna=self.rights["basic"], bert=self.rights["digest"]))
        self.secure = self.peer(FaultServer(self.tls.server_context()))
        self.login = self.peer(LoginServer(self.tls.server_context(), self.users["passport"], self.rights["passport"]))
        self.guards = {"passport": Partner(self.login, 401), "sha-256": Sha256("emil", self.rights["sha-256"]),
                       "bearer": Token(self.rights["bearer"]), "ntlm": Ntlm("fred", self.rights["ntlm"])}
        self.proxies = {scheme: self.peer(Squid(scheme.removeprefix("proxy-"), None,
                                                **{self.users[scheme]: self.rights[scheme]}))
                        for scheme in ("proxy-basic", "proxy-digest")}
        registry = Registry(self.box.root / "registry")
        self.certificate = registry.sealed("ida", self.rights["client-key"])
        self.strict = self.peer(alarmed(registry, self.tls, ssl.TLSVersion.TLSv1_3))
        self.box.variables |= self.kdc.variables | {"KRB5CCNAME": f"FILE:{self.box.root}/none"}
        self.count = 0

    def start(self):
        self.box.must("config", "set", f"passport.nexus={self.login.nexus_url}")
        return super().start()

    def url(self, scheme: str, name: str) -> str:
        if scheme in ("basic", "digest", "negotiate"):
            return self.apache.serve(f"{scheme}/{name}", BODY)
        servers = {"passport": self.secure, "proxy-digest": self.secure, "client-key": self.strict}
        return servers.get(scheme, self.server).serve(f"/{self.id().rpartition('.')[2]}/{scheme}/{name}",
                                                        Resource(BODY, behaviour=self.guards.get(scheme)))

    def way(self, scheme: str) -> tuple[str, ...]:
        """What else a job is told."""
        if scheme in self.proxies:
            return ("--proxy", self.proxies[scheme].url)
        return ("--client-certificate", str(self.certificate)) if scheme == "client-key" else ()

    def add_for(self, scheme: str, *more: str, text: str | None = None, link: str = "") -> str:
        """A new job, paused, which tells a program of its end."""
        self.count += 1
        place = [self.url(scheme, f"{self.count}.bin")]
        if link:  # what stands in arguments everybody can read, and it is the person who put it there
            text = place[0].replace("://", f"://{self.users[scheme]}:{urllib.parse.quote(link, safe='')}@")
            place = ["--input", "-"]
        job = self.box.must("add", *place, "--suspended", *self.way(scheme), "--notify-command", self.hook, *more,
                            text=text).id
        self.settings(job, *([INSECURE] if scheme in ("basic", "bearer", "ntlm") else []))
        return job

    def add_with(self, scheme: str, secret: str) -> str:
        """One that was told a password with its link, where that can be."""
        if scheme not in TARGETS:
            return self.add_for(scheme, *self.how(scheme), "--password-stdin", text=f"{secret}\n")
        job = self.add_for(scheme)
        self.box.must(*self.setting(scheme), job, "--password-stdin", text=f"{secret}\n")
        return job

    def who(self, scheme: str) -> tuple[str, ...]:
        return ("--user", self.users[scheme]) if self.users[scheme] else ()

    def how(self, scheme: str) -> tuple[str, ...]:
        if scheme == "client-key":
            return ()
        return ("--scheme", "digest" if scheme == "sha-256" else scheme.removeprefix("proxy-"), *self.who(scheme))

    def setting(self, scheme: str) -> tuple[str, ...]:
        return ("credentials", "set", "--target", TARGETS.get(scheme, "server"), *self.how(scheme))

    def type_in(self, secret: str, *arguments: str):
        outcome, shown = typing(self.box, secret, *arguments)
        self.shown.append(shown)
        self.assertEqual(outcome.status, 0, (outcome, shown))

    def given(self, scheme: str):
        """Credentials of jobs' own: by standard input and by hand, wrong and right, taken away, and with the job."""
        user, right = self.users[scheme], self.rights[scheme]
        setting = self.setting(scheme)
        job = self.add_for(scheme)
        self.box.must(*setting, job, "--password-stdin", text=f"{self.secret(user, *REALMS)}\n")
        self.assert_ends(job, "error")
        self.type_in(right, *setting, job)
        self.box.must("credentials", "list", job)
        self.assert_ends(job, "acknowledged")
        self.assert_ends(self.add_with(scheme, right), "acknowledged")
        job = self.add_with(scheme, self.secret(user, *REALMS))
        self.box.must("--json", "info", job)
        self.box.must("credentials", "remove", job, "--target", TARGETS.get(scheme, "server"))
        self.box.must(*setting, job, "--password-stdin", text=f"{self.secret(user, *REALMS)}\n")
        self.box.must("cancel", job)

    def asked(self, scheme: str):
        """Nobody knows; then somebody answers, wrong and right; then it is known."""
        job = self.add_for(scheme)
        self.assert_ends(job, "error")
        [question] = self.questions()
        self.box.must("questions")
        answering = ("answer", str(question["number"]), *self.who(scheme))
        wrong = self.secret(self.users[scheme], *REALMS)
        outcome = self.box.run(*answering, "--password-stdin", text=f"{wrong}\n")
        self.assertEqual(outcome.status, 1, outcome)
        self.type_in(self.rights[scheme], *answering)
        self.box.await_state(job, "acknowledged")
        self.assert_ends(self.add_for(scheme), "acknowledged")

    def linked(self, scheme: str):
        for link, state in ((self.secret(self.users[scheme], *REALMS), "error"), (self.rights[scheme], "acknowledged")):
            job = self.add_for(scheme, link=link)
            self.assert_ends(job, state)
            if state == "error":
                self.box.must("set", job, f"url={self.url(scheme, 'elsewhere.bin')}")
                self.box.must("cancel", job)

    def in_segments(self):
        url = self.url("sha-256", "large.bin")
        resource = self.resource(url)
        resource.body, resource.rate = os.urandom(20 * MIB), 2 * MIB
        job = self.box.must("add", url, "--priority", "foreground", *self.how("sha-256"), "--password-stdin",
                            text=f"{self.rights['sha-256']}\n").id
        self.box.await_state(job, "acknowledged", seconds=40)
        self.assertGreater(len(self.requests(url)), 2)

    def tour(self):
        self.hook = self.make_hook()
        for scheme in self.users:
            with self.subTest(scheme):
                self.given(scheme)
                if scheme in ("basic", "digest", "sha-256"):
                    self.linked(scheme)
                self.asked(scheme)
        self.in_segments()
        self.show_all()

    def search_everywhere(self, pid: int):
        for heard in (str(self.login.server.requests), self.apache.read("own/exchanges"),
                      self.proxies["proxy-basic"].read("own/exchanges")):
            self.assertNotEqual(self.wanted.found_in(heard.encode()), [], "a search that is blind")
        self.search_files(WHILE_OPEN)
        self.search_talk(100)
        self.show_memory(pid, set(self.rights.values()))
        self.search_at_rest()


@needs_root
class Secrets(Tour):
    def test_without_a_keyring(self):
        agent = self.start()
        self.tour()
        self.search_everywhere(agent.pid)
        self.search_a_backup()

    def test_with_a_keyring(self):
        bus = self.peer(SessionBus(self.box))
        self.box.variables["XDG_CURRENT_DESKTOP"] = "GNOME"
        keyring = GnomeKeyring(bus)
        keyring.start()
        agent = self.start()
        self.tour()
        eventually(lambda: keyring.items() >= len(self.users), 30, "what was answered, in the keyring")
        self.search_everywhere(agent.pid)


CORES = ("sh", "-c", 'ulimit -c unlimited && exec "$@"', "sh")


class Cores(SignInCase):
    def ends_with_a_core(self, child) -> bool:
        os.kill(child.pid, signal.SIGSEGV)
        _, status = os.waitpid(child.pid, 0)
        child.returncode = -os.WTERMSIG(status)
        return os.WCOREDUMP(status)

    def test_the_agent_leaves_none(self):
        """Whatever the limits say that it was started with."""
        other = subprocess.Popen([*CORES, "sleep", "60"], cwd=self.box.home)
        eventually(lambda: b"sleep" in pathlib.Path(f"/proc/{other.pid}/cmdline").read_bytes()[:6], 10, "a program")
        if not self.ends_with_a_core(other):
            self.skipTest("this machine writes no cores, whoever dies")
        agent = self.box.start_agent(wrapper=CORES)
        self.give(self.add(self.serve("tide.bin")), "--user", "anna", password=RIGHT)
        self.assertFalse(self.ends_with_a_core(agent))


if __name__ == "__main__":
    main()
