#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Fails when a file or a function has outgrown what one can hold in the head."""

import ast
import dataclasses
import pathlib
import re
import sys

FILE_LINES = 400
TEST_FILE_LINES = 600
HEADER_LINES = 150
FUNCTION_LINES = 40
TABLE_LINES = 60  # also the end of every exception
PARAMETERS = 5
# Functions of Qt Test that are a table of rows and nothing else.
TABLE = re.compile(r"_data$")
# "path" (a header) or "path:function": why it may pass 150 lines, or 40 (up to 60). May only shrink.
EXCEPTIONS: dict[str, str] = {}

SKIPPED_FOLDERS = {"build", ".git", ".cache", "__pycache__"}
SUFFIXES = {".h", ".cpp", ".py", ".sh", ".cmake", ".txt"}

# What means nothing to the shape: comments, literals, and lines of the preprocessor. A quote within a
# number (1'000) is none.
MEANINGLESS = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    r'|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"
    r"|^[ \t]*#(?:\\\n|[^\n])*",
    re.DOTALL | re.MULTILINE,
)
SCOPE = re.compile(r"\b(namespace|class|struct|union)\b|\bextern\s*$")
NAME = re.compile(r"((?:\w+::)*operator\s*(?:\(\s*\)|[^\s\w(]+)|[\w:]*~?\w+)\s*\(")
NO_FUNCTION = re.compile(r"^\s*(if|for|while|switch|do|else|enum)\b")
QUALIFIERS = re.compile(r"(\b(const|noexcept|override|final|mutable|try)\b|&|->[^()]*|\bnoexcept\([^()]*\))\s*$")


@dataclasses.dataclass
class Function:
    name: str
    line: int
    lines: int
    parameters: int


def blanked(text: str) -> str:
    """The text with everything meaningless as spaces, line for line."""
    return MEANINGLESS.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def closing(code: str, at: int, pair: str) -> int:
    """Where the bracket at `at` closes; the end where it never does."""
    depth = 0
    for index in range(at, len(code)):
        depth += {pair[0]: 1, pair[1]: -1}.get(code[index], 0)
        if depth == 0:
            return index
    return len(code) - 1


def without_template(head: str) -> str:
    head = re.sub(r"^(\s*(public|protected|private|signals|Q_SIGNALS|public slots)\s*:(?!:))+", "", head)
    start = re.match(r"\s*template\s*<", head)
    return head[closing(head, start.end() - 1, "<>") + 1 :] if start else head


def count_parameters(inside: str) -> int:
    if inside.strip() in ("", "void"):
        return 0
    depth = commas = 0
    for character in inside.replace("->", "  "):
        depth += {"(": 1, "<": 1, "[": 1, "{": 1, ")": -1, ">": -1, "]": -1, "}": -1}.get(character, 0)
        commas += character == "," and depth == 0
    return commas + 1


def signature(head: str) -> tuple[str, int] | None:
    """Name and number of parameters where `head` is what stands before a function's body."""
    head = without_template(head)
    found = NAME.search(head)
    while found and found.group(1) in ("explicit", "alignas", "decltype", "requires", "noexcept"):
        found = NAME.search(head, closing(head, found.end() - 1, "()"))
    if not found or NO_FUNCTION.match(head) or re.search(r"(?<![=!<>])=(?!=)", head[: found.start()]):
        return None
    end = closing(head, found.end() - 1, "()")
    rest = head[end + 1 :]
    while QUALIFIERS.search(rest):
        rest = QUALIFIERS.sub("", rest)
    if rest.strip() and not re.match(r"\s*(:(?!:)|requires\b|->|const\b|noexcept\b)", rest):
        return None
    return found.group(1), count_parameters(head[found.end() : end])


def is_member_initialiser(head: str) -> bool:
    """`Thing::Thing() : m_a` before a brace: it initialises a member, and the body is still to come."""
    return bool(re.search(r"\)[^;{}]*[^:]:(?!:)", head)) and bool(re.search(r"[\w>]\s*$", head))


def cpp_functions(text: str):
    code = blanked(text)
    at = start = 0
    while at < len(code):
        if code[at] == "(":
            at = closing(code, at, "()")
        elif code[at] in ";}":
            start = at + 1
        elif code[at] == "{":
            head = code[start:at]
            found = signature(head)
            end = closing(code, at, "{}")
            if found and is_member_initialiser(without_template(head)):
                at = end
            elif found:
                first = code.count("\n", 0, start + len(head) - len(without_labels(head))) + 1
                yield Function(found[0], first, code.count("\n", 0, end) + 2 - first, found[1])
                at, start = end, end + 1
            elif SCOPE.search(without_template(head)) and "=" not in head:
                start = at + 1
            else:
                at, start = end, end + 1
        at += 1


def without_labels(head: str) -> str:
    return re.sub(r"^(\s*((public|protected|private)(\s+(slots|Q_SLOTS))?|signals|Q_SIGNALS)\s*:(?!:))*\s*", "", head)


def python_functions(text: str):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            own = names[:1] in (["self"], ["cls"])
            yield Function(node.name, node.lineno, node.end_lineno - node.lineno + 1, len(names) - own)


def shell_functions(text: str):
    for found in re.finditer(r"^([\w-]+)\(\) \{\n(?:.*\n)*?\}$", text, re.MULTILINE):
        yield Function(found[1], text.count("\n", 0, found.start()) + 1, found[0].count("\n") + 1, 0)


def functions(path: pathlib.Path, text: str):
    if path.suffix in (".h", ".cpp"):
        return cpp_functions(text)
    if path.suffix == ".py":
        return python_functions(text)
    return shell_functions(text) if text.startswith("#!/bin/bash") or path.suffix == ".sh" else ()


def file_limit(name: str) -> int:
    if name.startswith("tests/"):
        return TEST_FILE_LINES
    return HEADER_LINES if name.endswith(".h") and name not in EXCEPTIONS else FILE_LINES


def function_limit(name: str, function: Function) -> int:
    is_table = name.startswith("tests/") and TABLE.search(function.name)
    return TABLE_LINES if is_table or f"{name}:{function.name}" in EXCEPTIONS else FUNCTION_LINES


def files(root: pathlib.Path):
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if SKIPPED_FOLDERS.isdisjoint(inside.parts) and path.is_file():
            if path.suffix in SUFFIXES or inside.as_posix() in ("dev", ".ci/run"):
                yield inside.as_posix(), path


def complaints(root: pathlib.Path):
    for name, path in files(root):
        if name.startswith(("tests/data/", "tests/fuzz/corpus/", "LICENSES/")):
            continue
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > file_limit(name):
            yield f"{name}: {lines} lines, at most {file_limit(name)}"
        for function in functions(path, text):
            where = f"{name}:{function.line}: {function.name}()"
            if function.lines > (limit := function_limit(name, function)):
                yield f"{where} has {function.lines} lines, at most {limit}"
            if function.parameters > PARAMETERS:
                yield f"{where} has {function.parameters} parameters, at most {PARAMETERS}"


if __name__ == "__main__":
    found = list(complaints(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(found) or "sizes: clean")
    sys.exit(bool(found))
