# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Behaviours of a FaultServer that wants to know who asks, and counts who says so: what neither apache nor squid can."""

import base64
import hashlib
import re
import secrets
import threading

from support.ntlm import Account, greet
from support.server import Exchange


class Guard:
    """Lets in who says `accepted`, and counts logins: requests that say who they are, but for stale nonces."""

    def __init__(self):
        self.logins = 0
        self.refused = 0
        self.lock = threading.Lock()

    def __call__(self, exchange: Exchange):
        said = exchange.request.headers.get("authorization", "")
        right = self.knows(said, exchange)
        with self.lock:
            self.logins += bool(said) and right is not None
            self.refused += bool(said) and right is False
        if right:
            exchange.honest()
        else:
            body = b"who is there?"
            exchange.head(401, len(body), ETag=None, Last_Modified=None, Accept_Ranges=None,
                          WWW_Authenticate=self.challenge(stale=bool(said) and right is None))
            exchange.send(body)

    def challenge(self, stale: bool) -> str:
        raise NotImplementedError

    def knows(self, said: str, exchange: Exchange) -> bool | None:
        """None where it is neither right nor wrong."""
        raise NotImplementedError


class Token(Guard):
    """RFC 6750."""

    def __init__(self, token: str):
        super().__init__()
        self.token = token

    def challenge(self, stale: bool) -> str:
        return 'Bearer realm="tides"'

    def knows(self, said: str, exchange: Exchange) -> bool:
        return said == f"Bearer {self.token}"


class Sha256(Guard):
    """Digest with SHA-256 (RFC 7616), qop=auth. A nonce counts `life` times."""

    def __init__(self, user: str, password: str, life: int = 1_000_000):
        super().__init__()
        self.user, self.password, self.life = user, password, life
        self.nonces: dict[str, set[str]] = {}

    def challenge(self, stale: bool) -> str:
        nonce = secrets.token_hex(8)
        with self.lock:
            self.nonces[nonce] = set()
        more = ", stale=true" if stale else ""
        return f'Digest realm="tides, \\"high\\"", nonce="{nonce}", qop="auth", algorithm=SHA-256{more}'

    def knows(self, said: str, exchange: Exchange) -> bool | None:
        said = said.removeprefix("Digest ")
        fields = {name: quoted.replace('\\"', '"') or plain
                  for name, quoted, plain in re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', said)}
        if fields.get("algorithm") != "SHA-256" or fields.get("username") != self.user:
            return False

        def hashed(*parts: str) -> str:
            return hashlib.sha256(":".join(parts).encode()).hexdigest()

        secret = hashed(self.user, 'tides, "high"', self.password)
        what = hashed("GET", exchange.request.path)
        right = hashed(secret, fields["nonce"], fields["nc"], fields["cnonce"], "auth", what)
        if fields["response"] != right or fields["uri"] != exchange.request.path:
            return False
        with self.lock:
            used = self.nonces.get(fields["nonce"])
            if used is None or len(used) >= self.life:
                return None
            assert fields["nc"] not in used, "a count is never used again"
            used.add(fields["nc"])
        return True


class Ntlm(Guard):
    """NTLMv2 (MS-NLMP), which lets connections in. `bare`: the second step is answered as if nobody had spoken."""

    def __init__(self, user: str, password: str, also: str = "", bare: bool = False):
        """`also` are challenges beside it."""
        super().__init__()
        self.account = Account(user, password)
        self.also = also
        self.bare = bare
        self.greeted: dict[tuple, bytes] = {}  # by connection: what it has to encrypt
        self.known: set[tuple] = set()

    def __call__(self, exchange: Exchange):
        peer = exchange.handler.client_address
        said = exchange.request.headers.get("authorization", "")
        message = base64.b64decode(said.removeprefix("NTLM ")) if said.startswith("NTLM ") else b""
        greeting = "NTLM"
        if message[8:12] == b"\x01\0\0\0" and not self.bare:
            self.greeted[peer] = nonce = secrets.token_bytes(8)
            greeting = "NTLM " + base64.b64encode(greet(nonce)).decode()
        elif message[8:12] == b"\x03\0\0\0":
            right = self.account.is_meant(message, self.greeted.pop(peer, bytes(8)))
            with self.lock:
                self.logins += 1
                self.refused += not right
                if right:
                    self.known.add(peer)
        if peer in self.known:
            exchange.honest()
            return
        body = b"who is there?"
        exchange.head(401, len(body), ETag=None, Last_Modified=None, Accept_Ranges=None,
                      WWW_Authenticate=greeting, Www_authenticate=self.also)  # in lines of their own
        exchange.send(body)
