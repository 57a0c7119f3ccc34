# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A terminal at which somebody types what a command asks for."""

import contextlib
import os
import pty
import termios

from support.processes import eventually
from support.sandbox import Outcome, Sandbox


def typing(box: Sandbox, secret: str, *arguments: str) -> tuple[Outcome, bytes]:
    """Types `secret` once the command asks for it; its end, and all that the terminal has shown."""
    mine, its = pty.openpty()
    try:
        child = box.start(*arguments, wrapper=("setsid", "--ctty"), stdin=its)
        os.close(its)
        eventually(lambda: child.poll() is not None or not termios.tcgetattr(mine)[3] & termios.ECHO, 20, "a prompt")
        os.write(mine, f"{secret}\n".encode())
        outcome = box.outcome(child)
        shown = b""
        with contextlib.suppress(OSError):  # at the end of what there is
            while more := os.read(mine, 4096):
                shown += more
        return outcome, shown
    finally:
        os.close(mine)
