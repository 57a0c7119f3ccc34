# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets in headers of a job: nobody but the server is told them, and nobody but the person's own command says them."""

from support.case import main, needs_root
from support.guards import Token
from support.keyring import GnomeKeyring, SessionBus
from support.sandbox import BIN
from support.searchcase import WHILE_OPEN, SearchCase
from support.server import Resource
from support.signincase import BODY

NAMES = {"bearer": "Authorization: Bearer {}", "cookie": "Cookie: a={}", "token": "PRIVATE-TOKEN: {}"}


class Headers(SearchCase):
    def tour(self) -> dict[str, str]:
        """Each secret by its header; the server has been told them all."""
        hook = self.make_hook()
        self.box.must("config", "set", "max-jobs=500")  # so that there is a file of settings
        told = {}
        for name, header in NAMES.items():
            told[name] = self.secret("")
            line = header.format(told[name])
            for ending in ("done", "cancelled", "left"):
                url = self.server.serve(f"/{self.id().rpartition('.')[2]}/{name}-{ending}.bin", Resource(BODY))
                job = self.add(url, "--header", line, "--notify-command", str(hook))
                if ending == "cancelled":
                    self.box.must("cancel", job)
                elif ending == "done":
                    self.assert_ends(job, "acknowledged")
                    [request] = self.requests(url)
                    field, _, value = line.partition(": ")
                    self.assertEqual(request.headers.get(field.lower()), value)
        guarded = self.server.serve("/refused.bin", Resource(BODY, behaviour=Token("another one")))
        self.assert_ends(self.add(guarded, "--header", NAMES["bearer"].format(told["bearer"])), "error")
        self.box.must("--json", "list", "--all")
        self.show_all()
        return told

    def check(self):
        agent = self.start(spared=(f"{BIN}/lighterman".encode(), b"add"))
        told = self.tour()
        self.assertNotEqual(self.wanted.found_in(str(self.server.requests).encode()), [], "a search that is blind")
        self.search_files(WHILE_OPEN)
        self.search_talk(20)
        self.show_memory(agent.pid, set(told.values()))
        self.search_at_rest()


@needs_root
class Secrets(Headers):
    def test_without_a_keyring(self):
        self.check()
        self.search_a_backup()

    def test_with_a_keyring(self):
        bus = self.peer(SessionBus(self.box))
        self.box.variables["XDG_CURRENT_DESKTOP"] = "GNOME"
        keyring = GnomeKeyring(bus)
        keyring.start()
        self.check()


if __name__ == "__main__":
    main()
