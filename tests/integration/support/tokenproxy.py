# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""A small proxy that asks for a token (RFC 6750 in the fields of proxies), which squid cannot."""

import contextlib
import http.client
import http.server
import select
import socket
import threading
import urllib.parse

PIECE = 65_536


def pump(one: socket.socket, other: socket.socket):
    """Until either side has ended."""
    while True:
        readable, _, _ = select.select([one, other], [], [], 60)
        for source in readable:
            piece = source.recv(PIECE)
            if not piece:
                return
            (other if source is one else one).sendall(piece)
        if not readable:
            return


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def is_known(self) -> bool:
        said = self.headers.get("Proxy-Authorization", "")
        right = said == f"Bearer {self.server.token}"
        with self.server.lock:
            self.server.exchanges.append((200 if right else 407, self.command, said))
        if not right:
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Bearer realm="locks"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        return right

    def do_GET(self):  # noqa: N802, the name is http.server's
        if not self.is_known():
            return
        url = urllib.parse.urlsplit(self.path)
        server = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=60)
        fields = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
        server.request("GET", url.path + (f"?{url.query}" if url.query else ""), headers=fields)
        answer = server.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        server.close()

    def do_CONNECT(self):  # noqa: N802
        if not self.is_known():
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port)), 60) as server:
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                pump(self.connection, server)
        self.close_connection = True

    def log_message(self, *_):
        """Silent: what came is in `exchanges`."""


class TokenProxy(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, token: str):
        super().__init__(("127.0.0.1", 0), Handler)
        self.token = token
        self.lock = threading.Lock()
        self.exchanges: list[tuple[int, str, str]] = []  # status, method, and what was said
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Peers that leave are no matter."""

    def close(self):
        self.shutdown()
        self.server_close()
