# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""What an agent costs that has nothing to do."""

import time

from lighterman import Agent, Lighterman
from places import Places, fresh
from processes import cpu_seconds, mib, status_fields, switches
from webserver import WebServer

SETTLE = 3.0  # seconds until nothing is left over from before


def watched(agent: Agent, seconds: float) -> dict[str, float]:
    time.sleep(SETTLE)
    wakeups, cpu = switches(agent.pid), cpu_seconds(agent.pid)
    time.sleep(seconds)
    return {
        "wakeups": (switches(agent.pid) - wakeups) / seconds,
        "cpuMs": (cpu_seconds(agent.pid) - cpu) * 1000,
        "residentMiB": mib(status_fields(agent.pid).get("VmRSS")),
        "ownMiB": mib(status_fields(agent.pid).get("RssAnon")),
        "threads": int(status_fields(agent.pid)["Threads"]),
    }


def at_rest(places: Places, server: WebServer, lighterman: Lighterman, seconds: float):
    """Twice, as pairs of name and figures: freshly started with its store open, and after a download."""
    with lighterman.agent() as agent:
        yield "rest-fresh", watched(agent, seconds)
        scheme = server.schemes[-1]
        agent.add("-d", str(fresh(places.downloads)), server.small(scheme, "00000.bin"))
        yield "rest-used", watched(agent, seconds)
