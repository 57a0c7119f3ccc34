# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""nginx over https, with certificates of its own making."""

import pathlib
import subprocess

from support.daemons import Daemon, program

CONFIG = """daemon off;
master_process off;
pid {folder}/own/pid;
error_log {folder}/own/error.log;
events {{ worker_connections 256; }}
http {{
 log_format exchange "$status\\t$request_method\\t$uri\\t$http_range\\t$shown\\t$ssl_client_s_dn";
 map $connection $shown {{ ~[02468]$ {even}; default server; }}
 access_log {folder}/own/exchanges exchange;
 client_body_temp_path {folder}/own/body;
 proxy_temp_path {folder}/own/proxy;
 fastcgi_temp_path {folder}/own/fastcgi;
 uwsgi_temp_path {folder}/own/uwsgi;
 scgi_temp_path {folder}/own/scgi;
 server {{
  listen 127.0.0.1:{port} ssl;
  ssl_certificate {folder}/$shown.pem;
  ssl_certificate_key {folder}/$shown.key;
  ssl_session_tickets off;
  root {folder}/www;
  {more}
 }}
}}
"""
REQUEST = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Nginx(Daemon):
    """Its certificate is its own issuer."""

    even = "server"

    def __init__(self, more: str = ""):
        super().__init__("nginx", user="www-data")
        (self.folder / "www").mkdir(0o755)
        self.more = more
        self.certify()

    def certify(self):
        """A new certificate, which it shows from now on."""
        self.make("server")
        self.begin()

    def make(self, name: str, *more: str | pathlib.Path):
        openssl(*REQUEST, "-days", "2", "-subj", f"/O=Quay of a test/CN={name}", "-addext",
                "subjectAltName=IP:127.0.0.1", *more, "-keyout", self.folder / f"{name}.key", "-out",
                self.folder / f"{name}.pem")
        (self.folder / f"{name}.key").chmod(0o644)

    def begin(self):
        self.stop()
        path = self.write("nginx.conf", CONFIG.format(folder=self.folder, port=self.port, even=self.even, more=self.more))
        self.run("nginx", "-p", str(self.folder), "-e", str(self.own / "error.log"), "-c", str(path))

    @property
    def fingerprint(self) -> str:
        return self.fingerprint_of("server")

    def fingerprint_of(self, name: str) -> str:
        """SHA-256 with colons, as openssl has it."""
        said = openssl("x509", "-in", self.folder / f"{name}.pem", "-noout", "-fingerprint", "-sha256")
        return said.partition("=")[2].strip()

    def serve(self, name: str, body: bytes) -> str:
        """A file; its URL."""
        (self.folder / "www" / name).write_bytes(body)
        return f"https://127.0.0.1:{self.port}/{name}"

    def exchanges(self, name: str) -> list[list[str]]:
        """Status, method, path, Range, certificate and client of those that have ended so far, for a path that begins
        so."""
        split = (line.split("\t") for line in self.read("own/exchanges").splitlines())
        return [one for one in split if one[2].startswith(f"/{name}")]


class TwoFaced(Nginx):
    """Shows two certificates of one issuer by turns, and the issuer with them."""

    even = "other"

    def certify(self):
        openssl(*REQUEST, "-days", "2", "-subj", "/CN=Harbour of a test", "-keyout", self.folder / "issuer.key",
                "-out", self.folder / "issuer.pem")
        for name in ("server", "other"):
            self.make(name, "-addext", "basicConstraints=critical,CA:FALSE", "-CA", self.folder / "issuer.pem",
                      "-CAkey", self.folder / "issuer.key")
            with open(self.folder / f"{name}.pem", "a", encoding="ascii") as chain:
                chain.write((self.folder / "issuer.pem").read_text())
        self.begin()


def openssl(*arguments: str | pathlib.Path) -> str:
    """What it prints."""
    done = subprocess.run([program("openssl"), *map(str, arguments)], check=True,  # noqa: S603
                          capture_output=True, text=True)
    return done.stdout
