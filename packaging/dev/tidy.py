#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over many sources: tidy.py BUILD_FOLDER SOURCE...

Most of clang-tidy's time goes into the headers of Qt and of the standard library, which it walks through
again for every source. Sources that are compiled alike are therefore looked at several at a time, through a
file that includes them. Those that do not go together (two own functions of one name, say) are parted
until they do. Ends with 1 and what clang-tidy said when there is a finding.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

BATCH = 8
# The batch is a source that includes sources: on purpose.
CHECKS = "--checks=-bugprone-suspicious-include"
OWN_NAMES = re.compile(
    r"^(?:(?:struct|class|enum|enum class|using)\s+(\w+)"
    r"|(?:static\s+|constexpr\s+|const\s+|inline\s+)*[\w:<>,*& ]+?[\s*&](\w+)\s*(?:\(|=|\{|\[))",
    re.MULTILINE,
)
UNNAMED = re.compile(r"^namespace\s*\{(.*?)^\}", re.MULTILINE | re.DOTALL)


def commands(build):
    """How each source is compiled: its path -> the arguments without source and object, and the folder."""
    known = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        words = shlex.split(entry["command"])
        object_at = words.index("-o")
        del words[object_at : object_at + 2]
        words = [word for word in words if word not in ("-c", entry["file"])]
        known.setdefault(entry["file"], (tuple(words), entry["directory"]))
    return known


def own_names(source):
    """Names that a source keeps to itself, which clash when another has them too."""
    text = pathlib.Path(source).read_text(encoding="utf-8")
    names = set()
    for unnamed in UNNAMED.findall(text):
        names.update(first or second for first, second in OWN_NAMES.findall(unnamed))
    return names


def batches(sources, known):
    """Sources put together that are compiled alike and share no name of their own."""
    alike = collections.defaultdict(list)
    for source in sources:
        alike[known[source]].append(source)
    for group in alike.values():
        made = []
        for source in group:
            names = own_names(source)
            for members, taken in made:
                if len(members) < BATCH and not names & taken:
                    members.append(source)
                    taken |= names
                    break
            else:
                made.append(([source], set(names)))
        yield from (members for members, _ in made)


class Tidy:
    """Runs clang-tidy on batches, each with a compilation database of its own."""

    def __init__(self, build, known):
        self.top = pathlib.Path.cwd()
        self.folder = build.parent / "tidy"
        self.known = known

    def run(self, members):
        """What clang-tidy says of these sources; empty when it is content."""
        words, directory = self.known[members[0]]
        name = os.path.relpath(members[0], self.top).replace("/", "-")
        place = self.folder / name / str(len(members))
        place.mkdir(parents=True, exist_ok=True)
        batch = place / "batch.cpp"
        batch.write_text("".join(f'#include "{member}"\n' for member in members), encoding="utf-8")
        arguments = [*words, "-c", str(batch)]
        entry = {"directory": directory, "file": str(batch), "arguments": arguments}
        (place / "compile_commands.json").write_text(json.dumps([entry]), encoding="utf-8")
        done = subprocess.run(
            ["clang-tidy", "--quiet", CHECKS, "-p", str(place), str(batch)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return ""
        if len(members) > 1 and "clang-diagnostic-error" in done.stdout:
            half = len(members) // 2
            return self.run(members[:half]) + self.run(members[half:])
        return done.stdout + done.stderr


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    known = commands(build)
    sources = [os.path.abspath(source) for source in sys.argv[2:]]
    # A source that nothing builds was never checked by anything: that is a finding too.
    unbuilt = [source for source in sources if source not in known]
    for source in unbuilt:
        print(f"{source}: no target builds it")
    work = sorted(batches([source for source in sources if source in known], known), key=len, reverse=True)
    tidy = Tidy(build, known)
    findings = bool(unbuilt)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for said in pool.map(tidy.run, work):
            if said:
                findings = True
                print(said, flush=True)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
