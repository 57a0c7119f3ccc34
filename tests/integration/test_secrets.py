# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A tour of all ways to hand over a password, right and wrong, each with one of its own; and a search for them in the
store, the settings, the log, what commands print, what the agent says to its clients, and the processes' arguments."""

import collections
import os
import secrets
import urllib.parse

from support.apache import DIGEST_REALM, Apache
from support.case import main, needs_root
from support.guards import Sha256, Token
from support.kdc import Kdc
from support.keyring import GnomeKeyring, SessionBus
from support.passport import LoginServer, Partner
from support.processes import eventually
from support.relay import Relay
from support.server import FaultServer, Resource
from support.signincase import BODY, SignInCase
from support.terminal import typing
from support.tls import Authority
from support.traces import Wanted, Watch, memory_of
from support.wire import Peer, request

MIB = 1024 * 1024
REALMS = (DIGEST_REALM, 'tides, "high"')
INSECURE = "allow-insecure-basic=true"
SEARCHED = {"jobs.db", "lighterman.conf", "agent.log", "told"}  # at least
WHILE_OPEN = SEARCHED | {"jobs.db-wal", "jobs.db-shm"}
BACKUPS = "jobs.db.backup-*"


class Tour(SignInCase):
    """`wanted` has every password that was given to anybody."""

    def setUp(self):
        super().setUp()
        self.wanted = Wanted()
        self.users = {"basic": "anna", "digest": "bert", "negotiate": "carl@QUAY.TEST", "passport": "dora@quay.test",
                      "bearer": "", "sha-256": "emil"}
        self.rights = {scheme: self.secret(user) for scheme, user in self.users.items()}
        self.kdc = self.peer(Kdc(carl=self.rights["negotiate"]))
        self.apache = self.peer(Apache(self.kdc, anna=self.rights["basic"], bert=self.rights["digest"]))
        tls = self.peer(Authority())
        self.trusting = tls.trusting
        self.secure = self.peer(FaultServer(tls.server_context()))
        self.login = self.peer(LoginServer(tls.server_context(), self.users["passport"], self.rights["passport"]))
        self.partner = Partner(self.login, 401)
        self.guards = {"sha-256": Sha256(self.users["sha-256"], self.rights["sha-256"]),
                       "bearer": Token(self.rights["bearer"])}
        self.box.variables |= self.kdc.variables | {"KRB5CCNAME": f"FILE:{self.box.root}/none",
                                                    "QT_LOGGING_RULES": "lighterman.*=true"}
        self.shown: list[bytes] = []  # on terminals
        self.count = 0

    def peer(self, one):
        self.addCleanup(one.close)
        return one

    def secret(self, user: str) -> str:
        new = f"Pw.{secrets.token_hex(6)}/+{'%:x' if user else ''}"  # a token has no more signs
        self.wanted.add(new, user, *REALMS)
        return new

    def start(self):
        """The agent, and between it and its clients somebody who keeps what it says."""
        self.box.must("config", "set", f"passport.nexus={self.login.nexus_url}")
        self.box.kill_agent()
        agent = self.box.start_agent(wrapper=self.trusting)
        self.relay = self.peer(Relay(self.box.socket, self.box.runtime / "relay"))
        self.box.variables["LIGHTERMAN_SOCKET"] = str(self.relay.path)
        self.watch = self.peer(Watch(self.box.runtime, self.wanted))
        follower = self.peer(Peer(self.relay.path))
        follower.greet()
        follower.send(request("list-jobs", 1, files=True, subscribe=True))
        return agent

    def url(self, scheme: str, name: str) -> str:
        if scheme in ("basic", "digest", "negotiate"):
            return self.apache.serve(f"{scheme}/{name}", BODY)
        server, guard = (self.secure, self.partner) if scheme == "passport" else (self.server, self.guards[scheme])
        return server.serve(f"/{self.id().rpartition('.')[2]}/{scheme}/{name}", Resource(BODY, behaviour=guard))

    def add_for(self, scheme: str, *more: str, text: str | None = None, link: str = "") -> str:
        """A new job, paused, which tells a program of its end."""
        self.count += 1
        place = [self.url(scheme, f"{self.count}.bin")]
        if link:  # what stands in arguments everybody can read, and it is the person who put it there
            text = place[0].replace("://", f"://{self.users[scheme]}:{urllib.parse.quote(link, safe='')}@")
            place = ["--input", "-"]
        job = self.box.must("add", *place, "--suspended", "--notify-command", self.hook, *more, text=text).id
        self.settings(job, *([INSECURE] if scheme in ("basic", "bearer") else []))
        return job

    def who(self, scheme: str) -> tuple[str, ...]:
        return ("--user", self.users[scheme]) if self.users[scheme] else ()

    def how(self, scheme: str) -> tuple[str, ...]:
        return ("--scheme", "digest" if scheme == "sha-256" else scheme, *self.who(scheme))

    def type_in(self, secret: str, *arguments: str):
        outcome, shown = typing(self.box, secret, *arguments)
        self.shown.append(shown)
        self.assertEqual(outcome.status, 0, (outcome, shown))

    def assert_ends(self, job: str, state: str):
        self.assertEqual(self.run_job(job)["state"], state, self.box.log())

    def given(self, scheme: str):
        """Credentials of jobs' own: by standard input and by hand, wrong and right, taken away, and with the job."""
        user, right = self.users[scheme], self.rights[scheme]
        setting = ("credentials", "set", "--target", "server", *self.how(scheme))
        job = self.add_for(scheme)
        self.box.must(*setting, job, "--password-stdin", text=f"{self.secret(user)}\n")
        self.assert_ends(job, "error")
        self.type_in(right, *setting, job)
        self.box.must("credentials", "list", job)
        self.assert_ends(job, "acknowledged")
        job = self.add_for(scheme, *self.how(scheme), "--password-stdin", text=f"{right}\n")
        self.assert_ends(job, "acknowledged")
        job = self.add_for(scheme, *self.how(scheme), "--password-stdin", text=f"{self.secret(user)}\n")
        self.box.must("--json", "info", job)
        self.box.must("credentials", "remove", job, "--target", "server")
        self.box.must(*setting, job, "--password-stdin", text=f"{self.secret(user)}\n")
        self.box.must("cancel", job)

    def asked(self, scheme: str):
        """Nobody knows; then somebody answers, wrong and right; then it is known."""
        job = self.add_for(scheme)
        self.assert_ends(job, "error")
        [question] = self.questions()
        self.box.must("questions")
        answering = ("answer", str(question["number"]), *self.who(scheme))
        wrong = self.secret(self.users[scheme])
        outcome = self.box.run(*answering, "--password-stdin", text=f"{wrong}\n")
        self.assertEqual(outcome.status, 1, outcome)
        self.type_in(self.rights[scheme], *answering)
        self.box.await_state(job, "acknowledged")
        self.assert_ends(self.add_for(scheme), "acknowledged")

    def linked(self, scheme: str):
        for link, state in ((self.secret(self.users[scheme]), "error"), (self.rights[scheme], "acknowledged")):
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
        self.hook = self.box.home / "hook"
        self.hook.write_text(f"#!/bin/sh\n{{ env; echo \"$@\"; }} >> '{self.box.home}/told'\n", encoding="utf-8")
        self.hook.chmod(0o700)
        for scheme in self.users:
            with self.subTest(scheme):
                self.given(scheme)
                if scheme in ("basic", "digest", "sha-256"):
                    self.linked(scheme)
                self.asked(scheme)
        self.in_segments()
        for job in self.box.must("--json", "list", "--all").json:
            self.box.must("log", job["id"])
        self.box.must("config", "list")
        self.watch.close()

    # The search.

    def search_files(self, known: set[str]):
        searched = set()
        for path in self.box.root.rglob("*"):
            if path.is_file() and "keyrings" not in path.parts:
                searched.add(path.name)
                self.assertEqual(self.wanted.found_in(path.read_bytes()), [], path)
        self.assertLessEqual(known, searched)

    def search_all(self):
        self.assertNotEqual(self.wanted.found_in(str(self.login.server.requests).encode()), [], "a search that is blind")
        self.assertNotEqual(self.wanted.found_in(self.apache.read("own/exchanges").encode()), [])
        self.search_files(WHILE_OPEN)
        said = [bytes(one) for one in self.relay.said]
        print(f"{len(self.wanted.names)} forms; the agent said {sum(map(len, said))} bytes on {len(said)} connections; "
              f"arguments and environment were looked at: {dict(self.watch.seen)}", flush=True)
        self.assertGreater(len(said), 100)
        self.assertTrue(any(b"job-changes" in one for one in said))
        for one in said + self.shown:
            self.assertEqual(self.wanted.found_in(one), [])
        self.assertGreater(self.watch.seen["lighterman-agent"], 10)
        self.assertGreater(self.watch.seen["lighterman"], 10)
        self.assertEqual(self.watch.found, set())

    def show_memory(self, pid: int):
        """What is in memory is shown, not judged: Qt, GLib and the kernel's buffers are not ours to wipe."""
        found: collections.Counter[str] = collections.Counter()
        whose = set()
        for _, data in memory_of(pid):
            for secret, form in self.wanted.found_in(data):
                found[form] += 1
                whose.add(secret)
        kept = whose & set(self.rights.values())
        print(f"memory: {len(whose)} of {len({name for name, _ in self.wanted.names.values()})} passwords, "
              f"{len(kept)} of them right ones; {dict(found)}", flush=True)

    def search_everywhere(self, pid: int):
        self.search_all()
        self.show_memory(pid)
        del self.box.variables["LIGHTERMAN_SOCKET"]
        self.box.must("agent", "stop")
        eventually(lambda: not self.box.agents(), 30, "the end of the agent")
        self.search_files(SEARCHED)
        for backup in self.box.store.parent.glob(BACKUPS):
            backup.unlink()  # one is made once a day
        self.box.start_agent(wrapper=self.trusting)
        self.search_files(WHILE_OPEN)

    def search_a_backup(self):
        """Made half a minute after the start."""
        eventually(lambda: list(self.box.store.parent.glob(BACKUPS)), 90, "a backup")
        self.search_files(WHILE_OPEN)


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


if __name__ == "__main__":
    main()
