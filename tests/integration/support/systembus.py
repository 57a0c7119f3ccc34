# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A system bus of a test's own, with python3-dbusmock's services on it."""

import os
import subprocess
import tempfile

from support.processes import eventually
from support.sandbox import DIES_WITH_PARENT

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/></policy></busconfig>
"""
MOCK = "org.freedesktop.DBus.Mock"


class SystemBus:
    """A dbus-daemon; `address` goes into DBUS_SYSTEM_BUS_ADDRESS of whoever is to use it."""

    def __init__(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as configuration:
            configuration.write(CONFIGURATION)
            configuration.flush()
            self.daemon = subprocess.Popen(  # noqa: S603
                [*DIES_WITH_PARENT, "dbus-daemon", f"--config-file={configuration.name}", "--nofork",
                 "--print-address=1"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            self.address = self.daemon.stdout.readline().strip()
        self.services: list[subprocess.Popen] = []

    def call(self, service: str, path: str, method: str, *arguments: str) -> subprocess.CompletedProcess:
        """One call with busctl's words for the arguments."""
        interface, _, name = method.rpartition(".")
        return subprocess.run(  # noqa: S603
            ["busctl", f"--address={self.address}", "--timeout=10", "call", service, path, interface, name,  # noqa: S607
             *arguments], capture_output=True, text=True, check=False)

    def mock(self, service: str, path: str, *words: str) -> subprocess.Popen:
        """A mock of dbusmock's, ready to be asked; `words` is what dbusmock is to be told."""
        child = subprocess.Popen(  # noqa: S603
            [*DIES_WITH_PARENT, "/usr/bin/python3", "-m", "dbusmock", "--system", *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": self.address})
        self.services.append(child)
        ping = "org.freedesktop.DBus.Peer.Ping"
        eventually(lambda: self.call(service, path, ping).returncode == 0, 20, f"the mock of {service}")
        return child

    def close(self):
        for child in (*self.services, self.daemon):
            child.kill()
            child.wait(10)
        self.daemon.stdout.close()


class NetworkManager:
    """dbusmock's NetworkManager; set() tells its users that properties have changed."""

    SERVICE = "org.freedesktop.NetworkManager"
    PATH = "/org/freedesktop/NetworkManager"

    def __init__(self, bus: SystemBus, **properties: int):
        self.bus = bus
        self.mock = bus.mock(self.SERVICE, self.PATH, "--template", "networkmanager")
        # What the template lacks.
        self.must(f"{MOCK}.AddProperty", "ssv", self.SERVICE, "Metered", "u", "0")
        self.must(f"{MOCK}.AddProperty", "ssv", self.SERVICE, "PrimaryConnection", "o", "/")
        self.set(**({"State": 70, "Connectivity": 4} | properties))

    def must(self, method: str, *arguments: str, path: str = PATH):
        outcome = self.bus.call(self.SERVICE, path, method, *arguments)
        if outcome.returncode != 0:
            raise AssertionError(f"{method}{arguments}: {outcome.stderr}")

    def set(self, **numbers: int):
        pairs = [word for name, number in numbers.items() for word in (name, "u", str(number))]
        self.must(f"{MOCK}.UpdateProperties", "sa{sv}", self.SERVICE, str(len(numbers)), *pairs)

    def use(self, connection: str):
        """The connection at this path is the primary one from now on."""
        self.must("org.freedesktop.DBus.Properties.Set", "ssv", self.SERVICE, "PrimaryConnection", "o", connection)

    def leave(self):
        self.mock.kill()
        self.mock.wait(10)


class ModemManager:
    """One modem at home, over which NetworkManager's primary connection goes."""

    SERVICE = "org.freedesktop.ModemManager1"
    PATH = "/org/freedesktop/ModemManager1"
    MODEM = f"{PATH}/Modem/0"
    NETWORK = f"{SERVICE}.Modem.Modem3gpp"
    ADD = (f"{MOCK}.AddObject", "ssa{sv}a(ssss)")

    def __init__(self, bus: SystemBus, manager: NetworkManager):
        self.bus = bus
        bus.mock(self.SERVICE, self.PATH, self.SERVICE, self.PATH, self.SERVICE)
        self.call(*self.ADD, self.MODEM, self.NETWORK, "1", "RegistrationState", "u", "1", "0", path=self.PATH)
        connection, device = f"{manager.PATH}/ActiveConnection/7", f"{manager.PATH}/Devices/7"
        manager.must(*self.ADD, device, f"{manager.SERVICE}.Device", "1", "Udi", "s", self.MODEM, "0")
        manager.must(*self.ADD, connection, f"{manager.SERVICE}.Connection.Active", "1", "Devices", "ao", "1", device, "0")
        manager.use(connection)

    def call(self, method: str, *arguments: str, path: str = MODEM):
        outcome = self.bus.call(self.SERVICE, path, method, *arguments)
        if outcome.returncode != 0:
            raise AssertionError(f"{method}{arguments}: {outcome.stderr}")

    def register(self, state: int):
        """As MMModem3gppRegistrationState has it: 1 at home, 5 roaming."""
        change = ("sa{sv}", self.NETWORK, "1", "RegistrationState", "u", str(state))
        self.call(f"{MOCK}.UpdateProperties", *change)
