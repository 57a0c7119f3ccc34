# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A web server on loopback that does what it is told: whole files, slow files, and every kind of lie."""

import collections
import contextlib
import dataclasses
import email.utils
import hashlib
import http.server
import random
import re
import socket
import ssl
import struct
import threading
import time
import urllib.parse
from collections.abc import Callable

MODIFIED = 1_767_225_600  # 2026-01-01, so that a file's time can be told from now
PIECE = 16 * 1024
PIECES_A_SECOND = 50


@dataclasses.dataclass
class Resource:
    """What is served under one path. `behaviour` answers in place of the honest way, see faults.py."""

    body: bytes
    etag: str | None = None
    modified: int | None = MODIFIED
    rate: int | None = None  # bytes a second of each connection; None: as fast as it goes
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    behaviour: Callable[["Exchange"], None] | None = None
    sent: int = 0  # bytes of bodies that left, of all requests

    def __post_init__(self):
        self.sha256 = hashlib.sha256(self.body).hexdigest()
        if self.etag is None:
            self.etag = f'"{self.sha256[:16]}"'

    @staticmethod
    def random(size: int, **more) -> "Resource":
        """`size` bytes that differ from those of any other size."""
        return Resource(random.Random(size).randbytes(size), **more)

    @property
    def last_modified(self) -> str | None:
        return email.utils.formatdate(self.modified, usegmt=True) if self.modified is not None else None


@dataclasses.dataclass
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]  # names in lower case


class Exchange:
    """One request and its answer, in the hands of a behaviour."""

    def __init__(self, handler: "Handler", resource: Resource, request: Request, number: int):
        self.handler = handler
        self.resource = resource
        self.request = request
        self.number = number  # how many requests of this path came before

    def head(self, status: int, length: int | None = None, **headers: str | None):
        """Status line and headers; underscores in names are hyphens, None leaves a header out."""
        own = {"Content-Type": "application/octet-stream", "ETag": self.resource.etag,
               "Last-Modified": self.resource.last_modified, "Accept-Ranges": "bytes",
               "Content-Length": None if length is None else str(length)}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.handler.send_response(status)
        for name, value in (own | self.resource.headers | given).items():
            if value:
                self.handler.send_header(name, value)
        if length is None:
            self.handler.close_connection = True
        self.handler.end_headers()

    def send(self, body: bytes):
        """Body bytes, at the resource's rate; what left is counted."""
        rate = self.resource.rate
        piece = max(1, rate // PIECES_A_SECOND) if rate else PIECE
        due = time.monotonic()
        view = memoryview(body)
        for at in range(0, len(view), piece):
            self.handler.wfile.write(view[at : at + piece])
            with self.handler.server.lock:
                self.resource.sent += len(view[at : at + piece])
            if rate:
                due += piece / rate
                time.sleep(max(0.0, due - time.monotonic()))

    def close(self):
        """Ends the connection in order, whatever was announced."""
        self.handler.close_connection = True
        self.handler.wfile.flush()
        with contextlib.suppress(OSError):
            self.handler.connection.shutdown(socket.SHUT_RDWR)

    def reset(self):
        """Ends the connection with a RST."""
        self.handler.close_connection = True
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.connection.close()

    def stall(self, seconds: float = 60):
        """Says nothing more until the peer leaves."""
        self.handler.close_connection = True
        self.handler.connection.settimeout(seconds)
        with contextlib.suppress(OSError):
            self.handler.connection.recv(1)

    def requested(self) -> tuple[int, int] | None:
        """First and last byte asked for; None for the whole file, or where If-Range does not fit."""
        headers = self.request.headers
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", ""))
        fits = headers.get("if-range", self.resource.etag) in (self.resource.etag, self.resource.last_modified)
        if not found or not fits:
            return None
        last = len(self.resource.body) - 1
        return int(found[1]), min(int(found[2]), last) if found[2] else last

    def honest(self):
        """The file, or the part asked for, as RFC 9110 has it."""
        body = self.resource.body
        wanted = self.requested()
        if wanted is None:
            self.head(200, len(body))
            self.send(body)
        elif wanted[0] > wanted[1]:
            self.head(416, 0, Content_Range=f"bytes */{len(body)}")
        else:
            part = body[wanted[0] : wanted[1] + 1]
            self.head(206, len(part), Content_Range=f"bytes {wanted[0]}-{wanted[1]}/{len(body)}")
            self.send(part)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 0
    disable_nagle_algorithm = True  # else each body waits for an acknowledgement that takes 40 ms
    timeout = 90

    def do_GET(self):  # noqa: N802, the name is http.server's
        self.answer()

    do_HEAD = do_POST = do_PUT = do_OPTIONS = do_GET

    def answer(self):
        server = self.server
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers)
        with server.lock:
            server.requests.append(request)
            number = server.counts[self.path]
            server.counts[self.path] += 1
        resource = server.resources.get(urllib.parse.unquote(self.path))
        with contextlib.suppress(OSError):
            if not resource:
                self.send_error(404)
                return
            exchange = Exchange(self, resource, request, number)
            (resource.behaviour or Exchange.honest)(exchange)

    def end_headers_with(self, line: bytes):
        """Ends the head with a header that need not be text."""
        self._headers_buffer.append(line)
        self.end_headers()

    def log_message(self, *_):
        """Silent: what came is in `requests`."""


class FaultServer(http.server.ThreadingHTTPServer):
    """Listens on a port of the kernel's choice, and remembers what it was asked."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"):
        super().__init__((host, 0), Handler)
        self.host = host
        self.tls = tls
        self.lock = threading.Lock()
        self.requests: list[Request] = []
        self.peers: set[int] = set()  # the ports of all who have connected
        self.counts: collections.Counter[str] = collections.Counter()
        self.resources: dict[str, Resource] = {}
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def serve(self, path: str, resource: Resource) -> str:
        """Puts `resource` under `path`; returns its URL."""
        self.resources[urllib.parse.unquote(path)] = resource
        return self.url(path)

    def url(self, path: str) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.server_port}{path}"

    def resource(self, url: str) -> Resource:
        return self.resources[urllib.parse.unquote(url.partition(f":{self.server_port}")[2])]

    def finish_request(self, request, client_address):
        """On the connection's own thread: a handshake that hangs holds up nobody else."""
        with self.lock:
            self.peers.add(client_address[1])
        if not self.tls:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True) as secure:
            super().finish_request(secure, client_address)

    def handle_error(self, request, client_address):
        """Peers that leave are what these tests are about."""

    def close(self):
        self.shutdown()
        self.server_close()
