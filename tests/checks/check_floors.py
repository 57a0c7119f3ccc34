#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Fails when a source file includes, or a library links, what its floor may not see.

The house has rooms (folders, or the files agent.h, main.cpp … that stand alone). A room may use itself and
the rooms on lower floors of its own side. Debian's Qt headers share one include root, so the compiler alone
would let everything through.
"""

import dataclasses
import pathlib
import re
import sys

from qtwidgets import WIDGETS


@dataclasses.dataclass(frozen=True)
class Room:
    floor: int
    side: str
    also: tuple[str, ...] = ()  # rooms of the same floor that it may use all the same


ROOMS = {
    "agent/main": Room(6, "agent", also=("agent/agent",)),
    "agent/agent": Room(6, "agent"),
    "agent/ipc": Room(4, "agent"),
    "agent/transport": Room(3, "agent"),
    "agent/auth": Room(3, "agent"),
    "agent/notify": Room(3, "agent"),
    "agent/store": Room(3, "agent"),
    "agent/secrets": Room(3, "agent"),
    "agent/environment": Room(3, "agent"),
    "agent/proxy": Room(3, "agent"),
    "agent/proxyhelper": Room(3, "agent"),
    "agent/tokens": Room(3, "agent"),
    "agent/engine": Room(2, "agent"),
    "gui/main": Room(6, "gui", also=("gui/app",)),
    "gui/app": Room(6, "gui"),
    "gui/widgets": Room(5, "gui"),
    "gui/tray": Room(5, "gui"),
    "gui/actions": Room(5, "gui"),
    "gui/models": Room(4, "gui"),
    "gui/text": Room(4, "gui"),
    "cli/main": Room(6, "cli"),
    "cli/commands": Room(4, "cli"),
    "common/client": Room(3, "client"),
    "common/protocol": Room(2, "common"),
    "common/model": Room(1, "common"),
    "common/base": Room(0, "common"),
}
SIDES = {  # whose rooms each side may use, floors permitting
    "agent": {"agent", "common"},
    "gui": {"gui", "client", "common"},
    "cli": {"cli", "client", "common"},
    "client": {"client", "common"},
    "common": {"common"},
}

FLOOR_3 = tuple(name for name, room in ROOMS.items() if room.floor == 3)
WINDOW = ("gui/widgets", "gui/tray", "gui/actions", "gui/app", "gui/main")
# A rule: what an outside header looks like, and the only rooms or files that may include it. Where several
# rules fit a header, every one of them must allow it.
ONLY_IN = [
    (r"Q(Network|Ssl|Tcp|Udp|AbstractNetwork|AbstractSocket|Http|Hsts|Ocsp)\w*|QtNetwork", ("agent/transport",)),
    (r"QAuthenticator|QHost(Address|Info)|QDns\w+", ("agent/transport", "agent/auth", "agent/proxy")),
    (r"QLocal(Server|Socket)", ("agent/ipc", "common/client")),
    (r"QSql\w*|QtSql|sqlite3\.h", ("agent/store",)),
    (r"(qt6?keychain/.*|keychain\.h)", ("agent/secrets",)),
    (r"Q(t)?DBus\w*", ("agent/environment", "agent/secrets", "agent/main", "gui/tray", "gui/app")),
    (r"QJS\w+|QQml\w+|QtQml", ("agent/proxyhelper",)),
    (r"proxy\.h|libproxy/.*", ("agent/proxyhelper",)),
    (r"(gio|glib|glib-object)(/.*|\.h)", ("agent/proxyhelper",)),
    (r"(gssapi|krb5)(/.*|\.h)", ("agent/auth",)),
    (r"QProcess", ("agent/notify", "agent/proxy", "agent/tokens", "common/client")),
    (r"openssl/.*", ("agent/transport", "agent/auth")),
    (r"CLI/.*", ("cli/main", "cli/commands")),
    ("|".join(sorted(WIDGETS)), WINDOW),
    (
        r"(unistd|fcntl|signal|poll|pwd|grp|dirent|termios|dlfcn|syslog|sched|pthread|spawn|netdb|ifaddrs|malloc"
        r"|mntent|glob|fnmatch|utime|ftw|sysexits|langinfo)\.h|csignal|(sys|linux|net|netinet|arpa|asm|systemd)/.*",
        (*FLOOR_3, "agent/ipc", "agent/main", "agent/agent", "gui/main", "cli/main", "cli/commands",
         "common/base/paths.cpp"),
    ),
]
# What the engine may not know although the rules above would let it: it has no disk, clock or thread.
NOT_IN = {
    "agent/engine": r"Q(Save|Temporary|Lock)?(File|Dir)\w*|Q(Basic|Deadline|Elapsed|Chrono)?Timer|QThread\w*"
    r"|QtConcurrent\w*|QMutex|QSemaphore|QWaitCondition|QEventLoop|QStandardPaths|QSettings|QProcess\w*|QStorageInfo"
    r"|thread|mutex|future|condition_variable|fstream|filesystem|cstdio|ctime",
}
# The same for calls: the classes are values, but these members ask the world.
NOT_SAID_IN = {
    "agent/engine": r"Q(DateTime|Date|Time)::current\w+|(system|steady|high_resolution)_clock::now"
    r"|\bstd::time\(|\bqgetenv\b|\bqEnvironmentVariable\w*",
}
# Outside targets, and the only rooms that may link them; None is everybody.
LINKS = {
    "Qt6::Core": None,
    "tl::expected": None,
    "Threads::Threads": FLOOR_3,
    "Qt6::Network": ("agent/transport", "agent/auth", "agent/proxy", "agent/ipc", "common/client"),
    "Qt6::Sql": ("agent/store",),
    "Qt6::DBus": ("agent/environment", "agent/secrets", "agent/main", "gui/tray", "gui/app"),
    "Qt6::Qml": ("agent/proxyhelper",),
    "PkgConfig::LibProxy": ("agent/proxyhelper",),
    "PkgConfig::Gio": ("agent/proxyhelper",),
    "Qt6::Gui": ("gui/models", "gui/text", *WINDOW),
    "Qt6::Widgets": WINDOW,
    "OpenSSL::Crypto": ("agent/transport", "agent/auth"),
    "OpenSSL::SSL": ("agent/transport",),
    "PkgConfig::Kerberos": ("agent/auth",),
    "CLI11::CLI11": ("cli/main", "cli/commands"),
    "Qt6Keychain::Qt6Keychain": ("agent/secrets",),
    "qt6keychain": ("agent/secrets",),
}
# Rules of ours that every target links and no floor is about.
LINK_ANYWHERE = {"lighterman_rules"}

OURS = ("agent", "common", "gui", "cli")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
TARGET = re.compile(r"\b(lighterman_(?:header_)?library|lighterman_program|target_link_libraries)\s*\(([^)]*)\)")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def room_of(name: str) -> str | None:
    """The room of a file, by its path from the root: agent/store/store.h, agent/main.cpp, cli/commands/add.cpp."""
    parts = name.split("/")
    if len(parts) < 2:
        return None
    room = f"{parts[0]}/{parts[1].split('.')[0]}"
    return room if room in ROOMS else None


def may_use(user: str, used: str) -> bool:
    mine, theirs = ROOMS[user], ROOMS[used]
    if user == used or used in mine.also:
        return True
    return theirs.side in SIDES[mine.side] and theirs.floor < mine.floor


def own_include(name: str, room: str, header: str):
    used = room_of(header)
    if header.endswith(".moc"):
        return
    if "/" not in header:
        yield f'{name}: write "{header}" by its path from the root'
    elif used is None:
        yield f"{name}: {header} is in no room of the house"
    elif not may_use(room, used):
        yield f"{name}: {room} may not include {header}"


def outside_include(name: str, room: str, header: str):
    # <QtNetwork/QTcpSocket> is <QTcpSocket>
    bare = re.sub(r"^Qt[A-Z]\w*/(?=.)", "", header)
    for pattern, allowed in ONLY_IN:
        if re.fullmatch(pattern, bare) and room not in allowed and name not in allowed:
            yield f"{name}: {room} may not include <{header}>, only {', '.join(allowed)}"
    if re.fullmatch(NOT_IN.get(room, "$^"), bare):
        yield f"{name}: {room} may not include <{header}>"


def source_complaints(name: str, text: str):
    room = room_of(name)
    if room is None:
        yield f"{name}: is in no room of the house"
        return
    for quoted, angled in INCLUDE.findall(text):
        header = quoted or angled
        if quoted or header.startswith(tuple(f"{side}/" for side in OURS)):
            yield from own_include(name, room, header)
        else:
            yield from outside_include(name, room, header)
    if room in NOT_SAID_IN:
        for match in re.finditer(NOT_SAID_IN[room], COMMENT.sub("", text)):
            yield f"{name}: {room} may not say {match.group()}"


@dataclasses.dataclass
class Target:
    listfile: str
    name: str
    room: str | None
    needs: list[str]


def parse_target(root: pathlib.Path, path: pathlib.Path, body: str) -> Target:
    """A lighterman_… call. Its room is that of its sources; several rooms in one library is the topmost."""
    listfile = path.relative_to(root).as_posix()
    folder = path.parent.relative_to(root).as_posix()
    name, *words = body.split()
    at = words.index("NEEDS") if "NEEDS" in words else len(words)
    needs = words[at + 1 :]
    sources = [word for word in words[:at] if word != "SOURCES"]
    rooms = [room for room in (room_of(f"{folder}/{source}") for source in [*sources, "x"]) if room]
    return Target(listfile, name, max(rooms, key=lambda room: ROOMS[room].floor, default=None), needs)


def targets(root: pathlib.Path):
    for side in OURS:
        for path in sorted((root / side).rglob("CMakeLists.txt")):
            text = re.sub(r"#[^\n]*", "", path.read_text(encoding="utf-8"))
            for command, arguments in TARGET.findall(text):
                if command != "target_link_libraries":
                    yield parse_target(root, path, arguments)
                    continue
                name, *needs = arguments.split()
                needs = [word for word in needs if word not in ("PUBLIC", "PRIVATE", "INTERFACE")]
                yield Target(path.relative_to(root).as_posix(), name.removeprefix("lighterman_"), None, needs)


def link_complaints(root: pathlib.Path):
    found = list(targets(root))
    rooms = {f"lighterman::{target.name}": target.room for target in found if target.room}
    for target in found:
        room = target.room or rooms.get(f"lighterman::{target.name}")
        if room is None:
            yield f"{target.listfile}: {target.name} is in no room of the house"
            continue
        for need in (need for need in target.needs if need not in LINK_ANYWHERE):
            if need.startswith("lighterman::"):
                if need not in rooms:
                    yield f"{target.listfile}: {target.name} needs {need}, which nothing defines"
                elif not may_use(room, rooms[need]):
                    yield f"{target.listfile}: {room} may not link {need}"
            elif need not in LINKS:
                yield f"{target.listfile}: {need} is no dependency of ours yet; that takes a decision record"
            elif LINKS[need] is not None and room not in LINKS[need]:
                yield f"{target.listfile}: {room} may not link {need}"


def complaints(root: pathlib.Path):
    for side in OURS:
        for path in sorted((root / side).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                yield from source_complaints(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    yield from link_complaints(root)


if __name__ == "__main__":
    found = list(complaints(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(found) or "floors: clean")
    sys.exit(bool(found))
