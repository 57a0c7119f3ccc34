#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Plays the little of systemd that systemd-logind asks for: units that start and end as soon as they are asked to. With
--goes-on as an argument, what people have started goes on after their sessions."""

import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = "org.freedesktop.systemd1"
ROOT = "/org/freedesktop/systemd1"
MANAGER = f"{NAME}.Manager"
SOON = 10  # ms: after the reply


def unit_path(unit: str) -> str:
    """As systemd writes names in paths."""
    letters = (letter if letter.isascii() and letter.isalnum() else f"_{ord(letter):02x}" for letter in unit)
    return f"{ROOT}/unit/{''.join(letters)}"


class Systemd(dbus.service.Object):
    def __init__(self, bus, goes_on: bool):
        super().__init__(bus, ROOT)
        self.bus = bus
        self.goes_on = goes_on
        self.jobs = 0
        self.units = {}

    def unit(self, name: str) -> "Unit":
        if name not in self.units:
            self.units[name] = Unit(self, name)
        return self.units[name]

    def job(self, name: str):
        self.unit(name)
        self.jobs += 1
        path = dbus.ObjectPath(f"{ROOT}/job/{self.jobs}")
        GLib.timeout_add(SOON, lambda number: self.JobRemoved(number, path, name, "done"), self.jobs)
        return path

    @dbus.service.method(MANAGER, "", "")
    def Subscribe(self):
        pass

    @dbus.service.method(MANAGER, "ssa(sv)a(sa(sv))", "o")
    def StartTransientUnit(self, name, _mode, _properties, _others):
        return self.job(name)

    @dbus.service.method(MANAGER, "ss", "o")
    def StartUnit(self, name, _mode):
        return self.job(name)

    @dbus.service.method(MANAGER, "ss", "o")
    def StopUnit(self, name, _mode):
        self.unit(name).end()
        return self.job(name)

    @dbus.service.method(MANAGER, "s", "o")
    def LoadUnit(self, name):
        self.unit(name)
        return dbus.ObjectPath(unit_path(name))

    @dbus.service.method(MANAGER, "ssi", "")
    def KillUnit(self, _name, _who, _signal):
        pass

    @dbus.service.signal(MANAGER, "so")
    def UnitRemoved(self, name, path):
        pass

    @dbus.service.signal(MANAGER, "uoss")
    def JobRemoved(self, number, path, unit, result):
        pass


class Unit(dbus.service.Object):
    def __init__(self, systemd: Systemd, name: str):
        super().__init__(systemd.bus, unit_path(name))
        self.systemd = systemd
        self.name = name
        self.state = "active"

    def end(self):
        self.state = "inactive"
        GLib.timeout_add(SOON, lambda: self.systemd.UnitRemoved(self.name, dbus.ObjectPath(unit_path(self.name))))

    @dbus.service.method("org.freedesktop.systemd1.Scope", "", "")
    def Abandon(self):
        if not self.systemd.goes_on:
            self.end()

    @dbus.service.method("org.freedesktop.DBus.Properties", "ss", "v")
    def Get(self, _interface, name):
        known = {"ActiveState": dbus.String(self.state), "NeedDaemonReload": dbus.Boolean(False)}
        return known.get(str(name), dbus.String(""))


def main():
    DBusGMainLoop(set_as_default=True)
    bus = dbus.SystemBus()
    systemd = Systemd(bus, "--goes-on" in sys.argv)
    name = dbus.service.BusName(NAME, bus)
    GLib.MainLoop().run()
    del systemd, name


if __name__ == "__main__":
    main()
