# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The desktop's keyring as the agent uses it: GNOME Keyring itself, open, locked, ended, halted and not there, and
KWallet, played."""

import os
import signal
import socket
import subprocess
import time
import unittest

from support.case import main
from support.keyring import SECRETS, GnomeKeyring, Probe, SessionBus
from support.processes import eventually
from support.sandbox import Sandbox

SECRET = "hafenstraße\0 7".encode()
LONG = os.urandom(65536)
AT_ONCE = 2  # s, as promised for a keyring that is opened
DEADLINE = 2000  # ms, where nothing else is to be waited for
PROMPTER = "org.gnome.keyring.SystemPrompter"
ASKED, SAY_NO = ((PROMPTER, "/org/gnome/keyring/Prompter", "org.lighterman.Test", name) for name in ("Asked", "SayNo"))
END = 5  # s; a process that waited for those that hang would take 25


class KeyringCase(unittest.TestCase):
    maxDiff = 1000

    def setUp(self):
        self.box = Sandbox()
        self.addCleanup(self.box.close)

    def bus(self, services: str = "") -> SessionBus:
        bus = SessionBus(self.box, services)
        self.addCleanup(bus.close)
        return bus

    def probe(self, deadline: int | None = None) -> Probe:
        return Probe(self.box, deadline)

    def assert_ends(self, probe: Probe):
        begun = time.monotonic()
        self.assertEqual(probe.end(), 0)
        self.assertLess(time.monotonic() - begun, END)

    def assert_serves(self, probe: Probe):
        """The thread that asks waits for nothing."""
        begun = time.monotonic()
        self.assertEqual(probe.tell("ping"), "pong")
        self.assertLess(time.monotonic() - begun, 1)

    def assert_changed(self, probe: Probe, before: int, seconds: float = AT_ONCE):
        eventually(lambda: probe.changes > before, seconds, "the news of a change")


class Gnome(KeyringCase):
    def setUp(self):
        super().setUp()
        self.session = self.bus()
        self.keyring = GnomeKeyring(self.session)

    def test_what_is_written_is_read(self):
        self.keyring.start()
        probe = self.probe()
        self.assertEqual(probe.read("k"), "nothing")
        self.assertEqual(probe.tell("remove", "k"), "done")
        for secret in (SECRET, LONG, b"short"):
            self.assertEqual(probe.write("k", secret), "keyring")
            self.assertEqual(probe.read("k"), secret)
        self.assertEqual(probe.write("another", SECRET), "keyring")
        self.assertEqual(self.keyring.items(), 2)
        self.assertEqual(probe.tell("unlock"), "done")
        self.assertEqual(probe.tell("look"), "open GNOME Keyring")
        self.assertEqual(probe.tell("remove", "k"), "done")
        self.assertEqual((probe.read("k"), probe.read("another"), self.keyring.items()), ("nothing", SECRET, 1))
        self.assert_ends(probe)
        again = self.probe()
        self.assertEqual(again.read("another"), SECRET)
        self.assert_ends(again)

    def test_questions_at_once_are_answered_in_order(self):
        self.keyring.start()
        probe = self.probe()
        asked = [probe.ask("write", "k", bytes([n]).hex()) for n in range(20)]
        last = probe.ask("read", "k")
        self.assertEqual(probe.answer(last), "found 13")
        self.assertEqual({probe.answer(number) for number in asked}, {"keyring"})
        self.assert_ends(probe)

    def test_locked(self):
        """Nobody is asked for anything, and it goes on when another program opens the keyring."""
        self.keyring.start()
        probe = self.probe()
        self.assertEqual(probe.write("k", SECRET), "keyring")
        self.assert_ends(probe)
        self.keyring.stop()
        self.session.play("prompter", PROMPTER)
        self.keyring.start(unlocked=False)
        self.assertTrue(self.keyring.is_locked())
        said = self.session.watch()
        probe = self.probe()
        for words in (["read", "k"], ["read", "other"], ["write", "k", "00"], ["remove", "k"]):
            self.assertEqual(probe.tell(*words), "keyring-locked", words)
        self.assertEqual(probe.tell("look"), "locked GNOME Keyring")
        text = said.read_text(errors="replace")
        self.assertIn("member=ReadAlias", text)
        self.assertNotIn("Prompt", text)
        self.assertEqual((self.session.call(*ASKED), probe.changes), (0, 0))
        self.keyring.unlock()
        self.assert_changed(probe, 0)
        self.assertEqual(probe.read("k"), SECRET)
        before = probe.changes
        self.keyring.lock()
        self.assertEqual(probe.read("k"), "keyring-locked")
        self.keyring.unlock()
        self.assert_changed(probe, before)
        self.assertEqual(probe.tell("remove", "k"), "done")
        self.assertEqual(self.keyring.items(), 0)
        self.assert_ends(probe)

    def test_the_person_is_asked(self):
        self.keyring.start()
        self.keyring.lock()
        self.session.play("prompter", PROMPTER)
        probe = self.probe(DEADLINE)
        for how in ("keyring-locked", "done"):
            asked = self.session.call(*ASKED)
            unlocking = [probe.ask("unlock"), probe.ask("unlock")]
            eventually(lambda asked=asked: self.session.call(*ASKED) > asked, 30, "a prompt")
            # Others need not wait for the person.
            self.assertEqual(probe.read("k"), "keyring-locked")
            self.assertNotIn(unlocking[0], probe.answers)
            if how == "done":
                self.keyring.unlock()
            self.session.call(*SAY_NO)
            self.assertEqual([probe.answer(number) for number in unlocking], [how, how])
            self.assertEqual(self.session.call(*ASKED), asked + 1)
        self.assertEqual(probe.read("k"), "nothing")
        self.assert_ends(probe)

    def test_a_keyring_that_is_started_anew(self):
        self.keyring.start()
        probe = self.probe()
        self.assertEqual(probe.write("k", SECRET), "keyring")
        for _ in range(2):
            before = probe.changes
            self.keyring.stop()
            self.assert_changed(probe, before, 30)
            self.assertEqual(probe.read("k"), "nothing")
            self.assertEqual(probe.write("meanwhile", SECRET), "memory")
            before = probe.changes
            self.keyring.start()
            self.assert_changed(probe, before, 30)
            self.assertEqual(probe.read("k"), SECRET)
            self.assertEqual(probe.read("meanwhile"), SECRET)
            self.assertEqual(probe.write("k", SECRET), "keyring")
            self.assertEqual(probe.tell("remove", "meanwhile"), "done")
        self.assertEqual(probe.write("meanwhile", LONG), "keyring")
        self.assert_ends(probe)

    def test_a_keyring_that_hangs(self):
        self.keyring.start()
        probe = self.probe(DEADLINE)
        self.assertEqual(probe.write("k", SECRET), "keyring")
        os.kill(self.keyring.daemon.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, self.keyring.daemon.pid, signal.SIGCONT)
        begun = time.monotonic()
        asked = [probe.ask("read", "k"), probe.ask("write", "k", "00"), probe.ask("remove", "k"), probe.ask("read", "j")]
        self.assert_serves(probe)
        for number in asked:
            self.assertEqual(probe.answer(number), "keyring-failed")
        self.assertGreater(time.monotonic() - begun, DEADLINE / 1000 - 0.5)
        self.assertLess(time.monotonic() - begun, 3 * DEADLINE / 1000)
        os.kill(self.keyring.daemon.pid, signal.SIGCONT)
        eventually(lambda: probe.read("k") == SECRET, 60, "the secret, which nobody has changed")
        self.assertEqual({tuple(answers) for answers in map(probe.answers.get, asked)}, {("keyring-failed",)})
        os.kill(self.keyring.daemon.pid, signal.SIGSTOP)
        probe.ask("read", "k")
        self.assert_ends(probe)

    def test_a_session_bus_that_hangs(self):
        self.keyring.start()
        probe = self.probe(DEADLINE)
        self.assertEqual(probe.write("k", SECRET), "keyring")
        os.kill(self.session.daemon.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, self.session.daemon.pid, signal.SIGCONT)
        asked = [probe.ask("read", "k"), probe.ask("write", "k", "00"), probe.ask("remove", "k")]
        self.assert_serves(probe)
        self.assertEqual([probe.answer(number) for number in asked], ["keyring-failed"] * 3)
        self.assert_ends(probe)

    def test_a_session_bus_that_ends(self):
        self.keyring.start()
        probe = self.probe()
        self.assertEqual(probe.write("k", SECRET), "keyring")
        self.assertEqual(probe.read("k"), SECRET)
        self.session.end(self.session.daemon)
        self.assert_changed(probe, 0, 30)
        self.assertEqual((probe.read("k"), probe.write("k", LONG), probe.read("k")), ("nothing", "memory", LONG))
        self.assert_ends(probe)


class NoKeyring(KeyringCase):
    """What is handed over is kept in memory."""

    def assert_memory(self):
        probe = self.probe()
        self.assertEqual((probe.read("k"), probe.tell("remove", "k")), ("nothing", "done"))
        for secret in (LONG, SECRET):
            self.assertEqual(probe.write("k", secret), "memory")
            self.assertEqual(probe.read("k"), secret)
        self.assertEqual(probe.tell("unlock"), "keyring-missing")
        self.assertEqual(probe.tell("look").strip(), "missing")
        self.assertEqual((probe.tell("remove", "k"), probe.read("k")), ("done", "nothing"))
        self.assertEqual(probe.write("k", SECRET), "memory")
        self.assert_ends(probe)
        again = self.probe()
        self.assertEqual(again.read("k"), "nothing")
        self.assert_ends(again)

    def test_no_service(self):
        self.bus()
        self.assert_memory()

    def test_no_bus(self):
        for address in ("disabled:", "unix:path=/nowhere/at/all", ""):
            self.box.variables["DBUS_SESSION_BUS_ADDRESS"] = address
            with self.subTest(address):
                self.assert_memory()

    def test_a_service_that_nobody_has_set_up(self):
        """It is started by the bus, has no keyring so far, and nobody is asked for the password of a new one."""
        services = self.box.folder("services")
        command = "/usr/bin/gnome-keyring-daemon --foreground --components=secrets"
        (services / "secrets.service").write_text(f"[D-BUS Service]\nName={SECRETS}\nExec={command}\n", encoding="utf-8")
        session = self.bus(f"<servicedir>{services}</servicedir>")
        session.play("prompter", PROMPTER)
        self.assert_memory()
        self.assertTrue(session.has(SECRETS))
        self.assertEqual(session.call(*ASKED), 0)

    def test_a_bus_that_is_mute(self):
        path = self.box.root / "mute"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()
            self.box.variables["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={path}"
            probe = self.probe(DEADLINE)
            asked = [probe.ask("read", "k"), probe.ask("write", "k", "00")]
            self.assert_serves(probe)
            self.assertEqual([probe.answer(number) for number in asked], ["keyring-failed"] * 2)
            self.assert_ends(probe)


class Wallet(KeyringCase):
    NAME = "org.kde.kwalletd5"

    def setUp(self):
        super().setUp()
        self.box.variables |= {"XDG_CURRENT_DESKTOP": "KDE", "KDE_SESSION_VERSION": "5"}
        self.session = self.bus()

    def play(self) -> subprocess.Popen:
        return self.session.play("kwallet", self.NAME)

    def set(self, method: str, *how: bool):
        return self.session.call(self.NAME, "/modules/kwalletd5", "org.lighterman.Test", method, *how)

    def test_a_wallet_that_is_opened_and_closed(self):
        player = self.play()
        probe = self.probe()
        self.assertEqual((probe.read("k"), probe.write("k", SECRET)), ("nothing", "keyring-locked"))
        self.set("Set", True, True, True)
        self.assert_changed(probe, 0)
        self.assertEqual((probe.read("k"), probe.tell("remove", "k")), ("nothing", "done"))
        for secret in (SECRET, LONG):
            self.assertEqual((probe.write("k", secret), probe.read("k")), ("keyring", secret))
        self.assertEqual(probe.tell("look"), "open KWallet")
        before = probe.changes
        self.set("Set", True, True, False)
        self.assertEqual(probe.tell("look"), "locked KWallet")
        for words in (["read", "k"], ["write", "k", "00"], ["remove", "k"]):
            self.assertEqual(probe.tell(*words), "keyring-locked", words)
        self.assertEqual(self.set("Asked"), 0, "somebody was asked")
        for person, answer in ((False, "keyring-locked"), (True, "done")):
            number = probe.ask("unlock")
            eventually(lambda: self.set("Asked") > person, 30, "somebody who is asked")
            self.set("AnswerFor", person)
            self.assertEqual(probe.answer(number), answer)
        self.assert_changed(probe, before)
        self.assertEqual((probe.tell("remove", "k"), probe.read("k")), ("done", "nothing"))
        self.session.end(player)
        eventually(lambda: not self.session.has(self.NAME), 30, "the end of the wallet")
        self.assertEqual((probe.write("k", LONG), probe.read("k")), ("memory", LONG))
        self.assert_ends(probe)

    def test_a_wallet_that_is_not_used(self):
        self.play()
        for enabled, made in ((False, True), (True, False)):
            self.set("Set", enabled, made, False)
            probe = self.probe()
            self.assertEqual((probe.write("k", SECRET), probe.read("k")), ("memory", SECRET))
            self.assertEqual(probe.tell("unlock"), "keyring-missing")
            self.assertEqual(probe.tell("look").strip(), "missing")
            self.assert_ends(probe)
        self.assertEqual(self.set("Asked"), 0)

    def test_a_wallet_that_hangs(self):
        player = self.play()
        self.set("Set", True, True, True)
        probe = self.probe(DEADLINE)
        self.assertEqual(probe.write("k", SECRET), "keyring")
        os.kill(player.pid, signal.SIGSTOP)
        asked = [probe.ask("read", "k"), probe.ask("write", "k", "00")]
        self.assert_serves(probe)
        self.assertEqual([probe.answer(number) for number in asked], ["keyring-failed"] * 2)
        os.kill(player.pid, signal.SIGCONT)
        eventually(lambda: probe.read("k") == SECRET, 60, "the secret, which nobody has changed")
        os.kill(player.pid, signal.SIGSTOP)
        probe.ask("read", "k")
        self.assert_ends(probe)

    def test_the_other_keyring_where_there_is_no_wallet(self):
        keyring = GnomeKeyring(self.session)
        keyring.start()
        probe = self.probe()
        self.assertEqual((probe.write("k", SECRET), probe.read("k")), ("keyring", SECRET))
        self.assertEqual(keyring.items(), 1)
        # QtKeychain stays with what it has chosen.
        self.play()
        self.assertEqual(probe.read("k"), SECRET)
        self.assert_ends(probe)


if __name__ == "__main__":
    main()
