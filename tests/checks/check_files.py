#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Fails when the repository holds what does not belong there: binaries, large files, untidy text."""

import os
import pathlib
import subprocess
import sys

# Folders that may hold binary files, and how large one may be.
BINARY_LIMITS = {
    "docs/images/": 150 << 10,
    "resources/icons/": 64 << 10,
    "tests/data/": 64 << 10,
    "tests/fuzz/corpus/": 16 << 10,
}
LARGEST_TEXT = 128 << 10
# Bytes that are kept as they were recorded, even where they happen to be text.
VERBATIM = ("tests/data/", "tests/fuzz/corpus/", "LICENSE")


def tracked(root: pathlib.Path) -> list[str]:
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return sorted(name for name in listed.split("\0") if name and (root / name).is_file())


def untidy(name: str, data: bytes):
    if data and not data.endswith(b"\n"):
        yield f"{name}: no line break at the end"
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.endswith((b" ", b"\t", b"\r")):
            yield f"{name}:{number}: white space at the end of the line"
        if line.startswith((b"<<<<<<< ", b">>>>>>> ")):
            yield f"{name}:{number}: a merge was left unfinished"


def complaints(root: pathlib.Path):
    for name in tracked(root):
        path = root / name
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            limit = next((size for folder, size in BINARY_LIMITS.items() if name.startswith(folder)), 0)
            if len(data) > limit:
                yield f"{name}: a binary file of {len(data)} bytes, at most {limit} are allowed here"
            continue
        if len(data) > LARGEST_TEXT:
            yield f"{name}: {len(data)} bytes of text, at most {LARGEST_TEXT}"
        if not name.startswith(VERBATIM):
            yield from untidy(name, data)
            if data.startswith(b"#!") != os.access(path, os.X_OK):
                yield f"{name}: a first line with #! and the executable bit go together"


if __name__ == "__main__":
    found = list(complaints(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(found) or "files: clean")
    sys.exit(bool(found))
