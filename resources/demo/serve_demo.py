#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Serves one made-up file from loopback, slowly enough to watch it arrive.

Prints one line, `URL SHA256`, once it listens (on a port the kernel chooses), and ends when its standard
input does, so that it cannot outlive whoever started it.
"""

import argparse
import email.utils
import hashlib
import http.server
import random
import re
import sys
import threading
import time

NAME = "lighterman-demo.bin"
MODIFIED = email.utils.formatdate(1767225600, usegmt=True)  # fixed, so that a later run serves the same file
PIECES_A_SECOND = 20


class Demo:
    """The file, and how much of it leaves at a time, for each reader."""

    def __init__(self, size: int, seconds: float):
        self.body = random.Random(size).randbytes(size)
        self.sum = hashlib.sha256(self.body).hexdigest()
        self.etag = f'"{self.sum[:16]}"'
        self.piece = max(1, int(size / (seconds * PIECES_A_SECOND)))


def requested_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None for the whole file, ValueError where nothing fits."""
    match = re.fullmatch(r"bytes=(\d+)-(\d*)|bytes=-(\d+)", header or "")
    if not match:
        return None
    first, last, tail = match.groups()
    if tail:
        first, last = max(0, size - int(tail)), size - 1
    elif last and int(last) < int(first):
        return None  # RFC 9110, section 14.1.1: such a header is ignored
    first, last = int(first), min(int(last), size - 1) if last else size - 1
    if first > last:
        raise ValueError("outside the file")
    return first, last


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    demo: Demo

    def do_GET(self):  # noqa: N802, the name is http.server's
        self.answer(with_body=True)

    def do_HEAD(self):  # noqa: N802
        self.answer(with_body=False)

    def answer(self, with_body: bool):
        if self.path != f"/{NAME}":
            self.send_error(404)
            return
        size = len(self.demo.body)
        try:
            wanted = requested_range(self.headers["Range"], size) if self.range_is_current() else None
        except ValueError:
            self.send_head(416, 0, f"bytes */{size}")
            return
        first, last = wanted or (0, size - 1)
        self.send_head(206 if wanted else 200, last - first + 1, f"bytes {first}-{last}/{size}" if wanted else None)
        if with_body:
            self.send_slowly(memoryview(self.demo.body)[first : last + 1])

    def range_is_current(self) -> bool:
        return self.headers.get("If-Range", self.demo.etag) in (self.demo.etag, MODIFIED)

    def send_head(self, status: int, length: int, content_range: str | None):
        self.send_response(status)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(length))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", self.demo.etag)
        self.send_header("Last-Modified", MODIFIED)
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()

    def send_slowly(self, body: memoryview):
        due = time.monotonic()
        try:
            for at in range(0, len(body), self.demo.piece):
                self.wfile.write(body[at : at + self.demo.piece])
                due += 1 / PIECES_A_SECOND
                time.sleep(max(0, due - time.monotonic()))
        except ConnectionError:
            self.close_connection = True  # who paused comes back with a range

    def log_message(self, *_):
        """Silent: the terminal belongs to the progress bar."""


def make_server(demo: Demo) -> http.server.ThreadingHTTPServer:
    handler = type("DemoHandler", (Handler,), {"demo": demo})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    return server


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=8 << 20, help="bytes of the file (8 MiB)")
    options.add_argument("--seconds", type=float, default=4, help="how long one download takes (4)")
    chosen = options.parse_args()
    demo = Demo(chosen.size, chosen.seconds)
    server = make_server(demo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/{NAME}", demo.sum, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
