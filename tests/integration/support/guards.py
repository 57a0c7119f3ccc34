# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Behaviours of a FaultServer that wants to know who asks, and counts who says so: what neither apache nor squid can."""

import hashlib
import re
import secrets
import threading

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
