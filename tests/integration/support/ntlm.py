# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""The server's side of NTLMv2 (MS-NLMP). As a program it is what squid asks: ntlm.py USER, the password in a file beside
it, `YR` and `KK` on the input. A file `once` below `own` has it take a password once, and no more after that."""

import base64
import hmac
import pathlib
import secrets
import struct
import sys


def md4(data: bytes) -> bytes:
    """RFC 1320: the library here has put it away, and NTLM stands on it."""
    def rotated(value: int, by: int) -> int:
        value &= 0xFFFFFFFF
        return (value << by | value >> (32 - by)) & 0xFFFFFFFF

    rounds = ((lambda x, y, z: x & y | ~x & z, 0, range(16), (3, 7, 11, 19)),
              (lambda x, y, z: x & y | x & z | y & z, 0x5A827999, [i % 4 * 4 + i // 4 for i in range(16)], (3, 5, 9, 13)),
              (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1, (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15),
               (3, 9, 11, 15)))
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + struct.pack("<Q", 8 * len(data))
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    for at in range(0, len(padded), 64):
        words = struct.unpack("<16I", padded[at : at + 64])
        now = list(state)
        for mix, constant, order, shifts in rounds:
            for step, index in enumerate(order):
                a = -step % 4
                b, c, d = ((a + i) % 4 for i in (1, 2, 3))
                now[a] = rotated(now[a] + (mix(now[b], now[c], now[d]) & 0xFFFFFFFF) + words[index] + constant,
                                 shifts[step % 4])
        state = [(one + other) & 0xFFFFFFFF for one, other in zip(state, now, strict=True)]
    return struct.pack("<4I", *state)


def greet(nonce: bytes) -> bytes:
    """The second message: what is to be encrypted, of the domain QUAY."""
    name = "QUAY".encode("utf-16-le")
    info = b"".join(struct.pack("<HH", kind, len(name)) + name for kind in (2, 1)) + bytes(4)
    flags = 0x00A28205  # Unicode, NTLM, a domain, information about it
    head = b"NTLMSSP\0" + struct.pack("<IHHII", 2, len(name), len(name), 56, flags) + nonce + bytes(8)
    return head + struct.pack("<HHI", len(info), len(info), 56 + len(name)) + bytes(8) + name + info


class Account:
    def __init__(self, user: str, password: str):
        self.user = user
        self.key = md4(password.encode("utf-16-le"))

    def is_meant(self, message: bytes, nonce: bytes) -> bool:
        """Whether the third message knows the password."""
        def field(at: int) -> bytes:
            size, _, begin = struct.unpack_from("<HHI", message, at)
            return message[begin : begin + size]

        proof, blob = field(20)[:16], field(20)[16:]
        domain, user = field(28).decode("utf-16-le"), field(36).decode("utf-16-le")
        key = hmac.digest(self.key, (user.upper() + domain).encode("utf-16-le"), "md5")
        return user == self.user and hmac.compare_digest(hmac.digest(key, nonce + blob, "md5"), proof)


def is_known(user: str, message: bytes, nonce: bytes) -> bool:
    folder = pathlib.Path(__file__).parent
    once, spent = folder / "own" / "once", folder / "own" / "spent"
    if spent.exists() or not Account(user, (folder / "password").read_text()).is_meant(message, nonce):
        return False
    if once.exists():
        once.rename(spent)
    return True


def main():
    user, nonce = sys.argv[1], bytes(8)
    for line in sys.stdin:
        step, _, message = line.strip().partition(" ")
        if step == "YR":
            nonce = secrets.token_bytes(8)
            answer = "TT " + base64.b64encode(greet(nonce)).decode()
        elif step == "KK" and is_known(user, base64.b64decode(message), nonce):
            answer = f"AF {user}"
        else:
            answer = "NA wrong"
        print(answer, flush=True)


if __name__ == "__main__":
    main()
