# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Where a secret may have been left, and what it may look like there."""

import base64
import collections
import contextlib
import hashlib
import pathlib
import re
import threading
import urllib.parse

LOOK = 0.05  # s between two looks at what runs


def forms(secret: str, user: str = "", realms: tuple[str, ...] = ()) -> dict[str, bytes]:
    """As it is, and as programs write it down: each name with the bytes to look for. What is as good as the password
    for a realm of Digest is one of them."""
    plain = secret.encode()
    found = {"plain": plain, "UTF-16": secret.encode("utf-16-le"), "Latin-1": secret.encode("latin-1"),
             "hexadecimal": plain.hex().encode(), "percent": urllib.parse.quote(secret, safe="").encode(),
             "base64 of a pair": base64.b64encode(f"{user}:{secret}".encode()).rstrip(b"=")}
    for shift, start in enumerate((0, 2, 3)):  # wherever it stands in what is encoded
        whole = base64.b64encode(bytes(shift) + plain).rstrip(b"=")
        spare = (shift + len(plain)) % 3
        found[f"base64 at {shift}"] = whole[start : len(whole) - (spare > 0)]
    for realm in realms:
        for name in ("md5", "sha256"):
            hashed = hashlib.new(name, f"{user}:{realm}:{secret}".encode(), usedforsecurity=False).hexdigest()
            found[f"{name} for {realm}"] = hashed.encode()
    return found


class Wanted:
    """All the forms of all secrets, to be looked for at once."""

    def __init__(self):
        self.names: dict[bytes, tuple[str, str]] = {}
        self.pattern = re.compile(b"(?!)")

    def add(self, secret: str, user: str, *realms: str):
        for form, text in forms(secret, user, realms).items():
            self.names.setdefault(text, (secret, form))
        self.pattern = re.compile(b"|".join(sorted(map(re.escape, self.names), key=len, reverse=True)))

    def found_in(self, data: bytes) -> list[tuple[str, str]]:
        """Which, and how it is written."""
        return sorted({self.names[one] for one in self.pattern.findall(data)})


class Watch:
    """Looks at the arguments and the environment of every process of a sandbox while it runs."""

    def __init__(self, runtime: pathlib.Path, wanted: Wanted, spared: tuple[bytes, ...] = ()):
        """`spared` are the words by which one knows commands in whose arguments a person has put secrets."""
        self.mark = f"XDG_RUNTIME_DIR={runtime}".encode()
        self.wanted = wanted
        self.spared = spared
        self.found: set[str] = set()
        self.seen: collections.Counter[str] = collections.Counter()  # looks, by program
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.is_over.wait(LOOK):
            for folder in pathlib.Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError):
                    self._look(folder)

    def _look(self, folder: pathlib.Path):
        environment = (folder / "environ").read_bytes()
        if self.mark not in environment:
            return
        arguments = (folder / "cmdline").read_bytes()
        self.seen[pathlib.Path(arguments.partition(b"\0")[0].decode()).name] += 1
        is_spared = bool(self.spared) and b"\0".join(self.spared) in arguments
        for what in (b"" if is_spared else arguments, environment):
            self.found |= {f"{arguments!r}: {one}" for one in self.wanted.found_in(what)}

    def close(self):
        self.is_over.set()
        self.thread.join(20)


def memory_of(pid: int):
    """The writable memory of a process as it is now, piece by piece: where it is, and what is there."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb") as memory:
        for line in maps:
            place, rights, *_, name = [*line.split(maxsplit=5), ""][:7]
            begin, end = (int(word, 16) for word in place.split("-"))
            if "w" not in rights:
                continue
            with contextlib.suppress(OSError, ValueError, OverflowError):
                memory.seek(begin)
                yield name.strip() or "anonymous", memory.read(end - begin)
