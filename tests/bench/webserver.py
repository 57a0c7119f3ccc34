# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""nginx over http and https, on loopback or at the end of a link."""

import contextlib
import os
import socket

from certificates import Certificates
from longlink import End
from places import LARGE, SMALL, Places, fresh
from processes import start, stop, wait_until

# One cipher for all, so that all do the same work.
SETTINGS = """
worker_processes auto;
daemon off;
pid {run}/nginx.pid;
error_log stderr warn;
{user}
events {{ worker_connections 4096; }}
http {{
    default_type application/octet-stream;
    access_log off;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 1000000;
    gzip off;
    root {www};
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
    server {{ listen {address}:{http} backlog=4096; }}
    {https}
}}
"""
HTTPS = """server {{
        listen 127.0.0.1:{port} ssl backlog=4096;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols TLSv1.3;
        ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;
    }}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class WebServer:
    def __init__(self, places: Places, certificates: Certificates | None, address: str):
        self.address = address
        self.ports = {"http": free_port()}
        if certificates:
            self.ports["https"] = free_port()
        run = fresh(places.disk / f"nginx-{address}")
        self.pid_file = run / "nginx.pid"
        self.file = run / "nginx.conf"
        https = certificates and HTTPS.format(
            port=self.ports["https"], certificate=certificates.certificate, key=certificates.key
        )
        self.file.write_text(
            SETTINGS.format(
                run=run,
                www=places.www,
                address=address,
                http=self.ports["http"],
                https=https or "",
                user="user root root;" if os.geteuid() == 0 else "",
            )
        )

    @property
    def schemes(self) -> list[str]:
        return list(self.ports)

    def base(self, scheme: str) -> str:
        return f"{scheme}://{self.address}:{self.ports[scheme]}"

    def large(self, scheme: str) -> str:
        return f"{self.base(scheme)}/{LARGE}"

    def small(self, scheme: str, name: str) -> str:
        return f"{self.base(scheme)}/{SMALL}/{name}"


@contextlib.contextmanager
def serving(places: Places, certificates: Certificates | None = None, end: End | None = None):
    """Without an end of a link: on loopback."""
    server = WebServer(places, certificates, end.address if end else "127.0.0.1")
    log = places.logs / "nginx.log"
    inside = end.inside if end else []
    nginx = start([*inside, "nginx", "-e", "stderr", "-c", str(server.file)], places.environment(), log)
    try:
        # It listens before it writes this, and another namespace cannot be asked by connecting.
        wait_until("nginx", server.pid_file.exists, nginx, log)
        yield server
    finally:
        stop(nginx)
