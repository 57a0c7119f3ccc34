# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The agent's socket from the outside: bytes in, bytes out."""

import contextlib
import pathlib
import socket
import struct


def frame(payload: bytes) -> bytes:
    """A payload with its length before it, as docs/protocol.md has it."""
    return struct.pack("<I", len(payload)) + payload


def cbor(value) -> bytes:
    """The few kinds of CBOR (RFC 8949) that requests are made of."""
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(0, value)
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(cbor, value))
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    return bytes([major << 5 | 26]) + struct.pack(">I", number)


def request(kind: str, number: int, **fields) -> bytes:
    """A request as a frame."""
    return frame(cbor({"kind": kind, "id": number} | fields))


class Peer:
    """A client that need not keep to anything."""

    def __init__(self, path: pathlib.Path, seconds: float = 20):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))  # without a time-out, for with one a full queue is an error
        self.socket.settimeout(seconds)

    def send(self, data: bytes):
        """Sends what the agent still takes; it may have hung up already."""
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(data)

    def read_frame(self) -> bytes | None:
        """The payload of the next frame; None at the end of the connection."""
        head = self._exactly(4)
        return None if head is None else self._exactly(struct.unpack("<I", head)[0])

    def _exactly(self, count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            try:
                more = self.socket.recv(count - len(data))
            except ConnectionError:
                return None
            if not more:
                return None
            data += more
        return data

    def greet(self):
        """Says hello: the agent's own words, said back to it."""
        self.send(frame(self.read_frame() or b""))

    def is_hung_up_on(self) -> bool:
        """Whether the agent closes the connection before the time is up."""
        try:
            while self.read_frame() is not None:
                pass
        except TimeoutError:
            return False
        return True

    def close(self):
        self.socket.close()
