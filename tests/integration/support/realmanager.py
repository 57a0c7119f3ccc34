# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""NetworkManager itself, which sees nothing of this computer but one end of a cable."""

import os
import pathlib
import shlex
import shutil
import subprocess
import tempfile

from support.netns import CABLE, HERE, THERE, Cable
from support.processes import eventually
from support.sandbox import DIES_WITH_PARENT
from support.systembus import SystemBus

MANAGER = """[main]
plugins=keyfile
auth-polkit=false
dhcp=internal
no-auto-default=*
hostname-mode=none
rc-manager=unmanaged
dns=none
systemd-resolved=false
[keyfile]
path={folder}/connections
[connectivity]
enabled=false
[device]
match-device=*
managed=1
"""
CONNECTION = f"""[connection]
id={CABLE}
uuid=11111111-2222-3333-4444-555555555555
type=ethernet
interface-name={CABLE}
[ipv4]
method=manual
address1={HERE}/24,{THERE}
[ipv6]
method=disabled
"""
# It takes links only from udev, unless /sys cannot be written to; and what it keeps is not this computer's.
ALONE = "mount -t sysfs -o ro none /sys && mount -t tmpfs none /run && mkdir /run/NetworkManager /run/udev" \
        " && mount -t tmpfs none /var/lib/NetworkManager && exec "


class RealNetworkManager:
    """Runs at the near end of the cable, and has connected it."""

    def __init__(self, cable: Cable, bus: SystemBus):
        self.environment = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": bus.address, "LC_ALL": "C.UTF-8"}
        self.cable = cable
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lm-nm-"))
        for name in ("conf.d", "intern", "connections"):
            (self.folder / name).mkdir(0o700)
        (self.folder / "manager.conf").write_text(MANAGER.format(folder=self.folder), encoding="ascii")
        connection = self.folder / "connections" / f"{CABLE}.nmconnection"
        connection.write_text(CONNECTION, encoding="ascii")
        connection.chmod(0o600)  # it reads no others
        options = {"config": "manager.conf", "config-dir": "conf.d", "intern-config": "intern/own.conf",
                   "pid-file": "pid", "state-file": "state"}
        words = ["NetworkManager", "--no-daemon", "--log-level=INFO",
                 *(f"--{option}={self.folder / name}" for option, name in options.items())]
        with open(self.folder / "log", "wb") as log:
            self.daemon = subprocess.Popen(  # noqa: S603
                [*DIES_WITH_PARENT, *cable.inside(cable.here), "unshare", "--mount", "--uts", "sh", "-c", ALONE + shlex.join(words)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        try:
            eventually(self._is_connected, 30, "a NetworkManager that has connected its link")
        except AssertionError as late:
            raise AssertionError((self.folder / "log").read_text(errors="replace")[-4000:]) from late

    def _is_connected(self) -> bool:
        state = self._nmcli("--terse", "--fields", "STATE", "general")
        return state.stdout.strip().startswith("connected")

    def _nmcli(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(  # noqa: S603
            [*self.cable.inside(self.cable.here), "nmcli", "--wait", "10", *words], capture_output=True, text=True,
            check=False, env=self.environment)

    def run(self, *words: str):
        """As a person says it to nmcli."""
        outcome = self._nmcli(*words)
        if outcome.returncode != 0:
            raise AssertionError(f"nmcli {' '.join(words)}: {outcome.stderr}")

    def close(self):
        self.daemon.kill()
        self.daemon.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
