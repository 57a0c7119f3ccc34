# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""What tests of signing in have in common: credentials, questions, answers, and a search for passwords afterwards."""

import pathlib

from support.case import IntegrationCase
from support.guards import Sha256
from support.keyring import GnomeKeyring, SessionBus

BODY = bytes(range(256)) * 200
RIGHT, WRONG = "Gezeiten-7-tafel", "Ebbe-9-strom"  # nobody else says that: the store and the log are searched for it


class SignInCase(IntegrationCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.search)

    def search(self):
        """No password is anywhere but in the keyring; nor in what commands have printed."""
        for path in self.box.root.rglob("*"):
            if path.is_file() and "keyrings" not in path.parts and path.name != "said":
                found = path.read_bytes()
                for secret in (RIGHT, WRONG):
                    self.assertNotIn(secret.encode(), found, path)
                    self.assertNotIn(secret.encode("utf-16-le"), found, path)

    def add(self, url: str, *more: str) -> str:
        return self.box.add(url, "--suspended", *more)

    def give(self, job: str, *how: str, password: str):
        self.box.must("credentials", "set", job, "--target", "server", *how, "--password-stdin", text=f"{password}\n")

    def settings(self, job: str, *values: str):
        if values:
            self.box.must("set", job, *values)

    def run_job(self, job: str) -> dict:
        self.box.must("resume", job)
        return self.box.await_state(job, "acknowledged", "error")

    def questions(self) -> list[dict]:
        return self.box.must("--json", "questions").json

    def answer(self, number: int, password: str, *more: str, status: int = 0):
        outcome = self.box.run("answer", str(number), "--user", "anna", "--password-stdin", *more, text=f"{password}\n")
        self.assertEqual(outcome.status, status, outcome)

    def assert_there(self, job: dict, body: bytes = BODY):
        self.assertEqual(job["state"], "acknowledged", job)
        self.assertEqual(pathlib.Path(job["files"][0]["path"]).read_bytes(), body)


class KeyringCase(SignInCase):
    """With GNOME's keyring on a bus of its own, and a guard that knows anna."""

    def setUp(self):
        super().setUp()
        self.bus = SessionBus(self.box)
        self.addCleanup(self.bus.close)
        self.box.variables["XDG_CURRENT_DESKTOP"] = "GNOME"
        self.keyring = GnomeKeyring(self.bus)
        self.keyring.start()
        self.guard = Sha256("anna", RIGHT)
