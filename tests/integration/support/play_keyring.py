# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Plays one of two on the session bus: `prompter`, whom GNOME Keyring has people asked by, and who waits until he is
told to say no; or `kwallet`, which is open or closed as it is told."""

import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

TEST = "org.lighterman.Test"
PROMPTER = "org.gnome.keyring.internal.Prompter"
CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"
WALLET = "org.kde.KWallet"


class Prompter(dbus.service.Object):
    """Of GNOME Keyring, without a window."""

    NAME, PATH = "org.gnome.keyring.SystemPrompter", "/org/gnome/keyring/Prompter"

    def __init__(self, bus):
        super().__init__(bus, self.PATH)
        self.bus = bus
        self.asked = 0
        self.callback = None

    def ready(self, reply: str):
        service, path = self.callback
        self.bus.call_async(service, path, CALLBACK, "PromptReady", "sa{sv}s",
                            (reply, dbus.Dictionary({}, signature="sv"), ""), None, None)

    @dbus.service.method(PROMPTER, in_signature="o", sender_keyword="sender")
    def BeginPrompting(self, callback, sender=None):  # noqa: N802
        self.callback = (sender, callback)
        GLib.idle_add(self.ready, "")

    @dbus.service.method(PROMPTER, in_signature="osa{sv}s")
    def PerformPrompt(self, callback, kind, properties, exchange):  # noqa: N802
        self.asked += 1

    @dbus.service.method(PROMPTER, in_signature="o", sender_keyword="sender")
    def StopPrompting(self, callback, sender=None):  # noqa: N802
        self.bus.call_async(sender, callback, CALLBACK, "PromptDone", "", (), None, None)

    @dbus.service.method(TEST, out_signature="i")
    def Asked(self):  # noqa: N802
        return self.asked

    @dbus.service.method(TEST)
    def SayNo(self):  # noqa: N802
        self.ready("no")


class KWallet(dbus.service.Object):
    """One wallet, whose entries are in memory."""

    NAME, PATH = "org.kde.kwalletd5", "/modules/kwalletd5"

    def __init__(self, bus):
        super().__init__(bus, self.PATH)
        self.is_enabled = self.is_made = True
        self.is_open = False
        self.opened = 0  # by somebody who did not look first
        self.entries: dict[tuple, bytes] = {}

    @dbus.service.method(TEST, in_signature="bbb")
    def Set(self, enabled, made, opened):  # noqa: N802
        self.is_enabled, self.is_made = bool(enabled), bool(made)
        self.change(bool(opened))

    @dbus.service.method(TEST, out_signature="i")
    def Asked(self):  # noqa: N802
        return self.opened

    def change(self, opened: bool):
        was, self.is_open = self.is_open, opened
        if opened and not was:
            self.walletOpened("kdewallet")
        elif was and not opened:
            self.walletClosed("kdewallet")

    @dbus.service.signal(WALLET, signature="s")
    def walletOpened(self, wallet):  # noqa: N802
        pass

    @dbus.service.signal(WALLET, signature="s")
    def walletClosed(self, wallet):  # noqa: N802
        pass

    @dbus.service.signal(WALLET, signature="ii")
    def walletAsyncOpened(self, transaction, handle):  # noqa: N802
        pass

    @dbus.service.method(WALLET, out_signature="b")
    def isEnabled(self):  # noqa: N802
        return self.is_enabled

    @dbus.service.method(WALLET, out_signature="s")
    def networkWallet(self):  # noqa: N802
        return "kdewallet"

    @dbus.service.method(WALLET, out_signature="as")
    def wallets(self):
        return dbus.Array(["kdewallet"] if self.is_made else [], signature="s")

    @dbus.service.method(WALLET, in_signature="s", out_signature="b")
    def isOpen(self, wallet):  # noqa: N802
        return self.is_open

    @dbus.service.method(WALLET, in_signature="sss", out_signature="b")
    def keyDoesNotExist(self, wallet, folder, key):  # noqa: N802
        return (folder, key) not in self.entries

    @dbus.service.method(WALLET, in_signature="sxs", out_signature="i")
    def open(self, wallet, window, application):
        if not self.is_open:
            self.opened += 1
        return 7 if self.is_open else -1

    @dbus.service.method(WALLET, in_signature="sxsb", out_signature="i")
    def openAsync(self, wallet, window, application, session):  # noqa: N802
        self.opened += 1
        return 42

    @dbus.service.method(TEST, in_signature="b")
    def AnswerFor(self, person):  # noqa: N802
        self.change(bool(person))
        self.walletAsyncOpened(42, 7 if person else -1)

    @dbus.service.method(WALLET, in_signature="isss", out_signature="i")
    def entryType(self, handle, folder, key, application):  # noqa: N802
        return 2 if (folder, key) in self.entries else 0

    @dbus.service.method(WALLET, in_signature="isss", out_signature="ay")
    def readEntry(self, handle, folder, key, application):  # noqa: N802
        return dbus.ByteArray(self.entries[folder, key])

    @dbus.service.method(WALLET, in_signature="issays", out_signature="i", byte_arrays=True)
    def writeEntry(self, handle, folder, key, value, application):  # noqa: N802
        self.entries[folder, key] = bytes(value)
        return 0

    @dbus.service.method(WALLET, in_signature="isss", out_signature="i")
    def removeEntry(self, handle, folder, key, application):  # noqa: N802
        return 0 if self.entries.pop((folder, key), None) is not None else -3


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    played = {"prompter": Prompter, "kwallet": KWallet}[sys.argv[1]](bus)
    name = dbus.service.BusName(played.NAME, bus)  # noqa: F841, it is given up with the object
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
