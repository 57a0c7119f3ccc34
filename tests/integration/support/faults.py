# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Behaviours of a server that is broken, hostile or just unusual. Each is a value for Resource.behaviour."""

import gzip
from collections.abc import Callable

from support.server import Exchange

Behaviour = Callable[[Exchange], None]
PAGE = b"<!DOCTYPE html><html><body>Please sign in to this network.</body></html>"


def once(first: Behaviour, then: Behaviour = Exchange.honest) -> Behaviour:
    """`first` for the first request of a path, `then` for all later ones."""
    return lambda exchange: (then if exchange.number else first)(exchange)


def close_after(count: int, reset: bool = False) -> Behaviour:
    """Announces everything and leaves after `count` bytes of it, with a RST where asked."""

    def answer(exchange: Exchange):
        first, last = exchange.requested() or (0, len(exchange.resource.body) - 1)
        part = exchange.resource.body[first : last + 1]
        if exchange.requested():
            exchange.head(206, len(part), Content_Range=f"bytes {first}-{last}/{len(exchange.resource.body)}")
        else:
            exchange.head(200, len(part))
        exchange.send(part[:count])
        exchange.reset() if reset else exchange.close()

    return answer


def announce(length: int, keep_open: bool = False) -> Behaviour:
    """Says `length` and sends the body that there is; then leaves, or waits for more questions."""

    def answer(exchange: Exchange):
        exchange.head(200, length)
        exchange.send(exchange.resource.body)
        if not keep_open:
            exchange.close()

    return answer


def whole(exchange: Exchange):
    """Knows no ranges."""
    exchange.head(200, len(exchange.resource.body), Accept_Ranges=None)
    exchange.send(exchange.resource.body)


def no_length(exchange: Exchange):
    """Says nothing of the length, and ends by closing."""
    exchange.head(200, None, Accept_Ranges=None)
    exchange.send(exchange.resource.body)
    exchange.close()


def chunked(cut: int | None = None) -> Behaviour:
    """Comes in chunks; with `cut`, leaves after so many bytes without the last one."""

    def answer(exchange: Exchange):
        exchange.head(200, None, Transfer_Encoding="chunked", Accept_Ranges=None)
        body = exchange.resource.body[:cut]
        for at in range(0, len(body), 8192):
            piece = body[at : at + 8192]
            exchange.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        if cut is None:
            exchange.send(b"0\r\n\r\n")
        exchange.close()

    return answer


def wrong_range(exchange: Exchange):
    """Answers a range with bytes from another place, and says so."""
    wanted = exchange.requested()
    if not wanted:
        exchange.honest()
        return
    body = exchange.resource.body
    exchange.head(206, len(body), Content_Range=f"bytes 0-{len(body) - 1}/{len(body)}")
    exchange.send(body)


def too_much(exchange: Exchange):
    """Answers a range with more bytes than the range has, in chunks so that no length is in the way."""
    wanted = exchange.requested()
    if not wanted:
        exchange.honest()
        return
    size = len(exchange.resource.body)
    part = exchange.resource.body[wanted[0] : wanted[1] + 1] + bytes(10_000)
    exchange.head(206, None, Transfer_Encoding="chunked", Content_Range=f"bytes {wanted[0]}-{wanted[1]}/{size}")
    exchange.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(part), part))
    exchange.close()


def page(exchange: Exchange):
    """A web page in place of the file, as a captive portal has it."""
    exchange.head(200, len(PAGE), Content_Type="text/html", ETag=None, Last_Modified=None, Accept_Ranges=None)
    exchange.send(PAGE)


def compressed(exchange: Exchange):
    """gzip, whatever was asked for."""
    body = gzip.compress(exchange.resource.body)
    exchange.head(200, len(body), Content_Encoding="gzip", Accept_Ranges=None)
    exchange.send(body)


def status(number: int, **headers: str) -> Behaviour:
    """An HTTP status with a page that explains it."""

    def answer(exchange: Exchange):
        exchange.head(number, len(PAGE), Content_Type="text/html", ETag=None, **headers)
        exchange.send(PAGE)

    return answer


def redirect(target: str, number: int = 302) -> Behaviour:
    """The file is elsewhere."""
    return status(number, Location=target)


def stall_after(count: int) -> Behaviour:
    """Sends `count` bytes and then nothing, with the connection open."""

    def answer(exchange: Exchange):
        exchange.head(200, len(exchange.resource.body))
        exchange.send(exchange.resource.body[:count])
        exchange.stall()

    return answer


def never(exchange: Exchange):
    """Takes the request and says nothing at all."""
    exchange.stall()


def named(disposition: bytes) -> Behaviour:
    """The file, with these bytes as its Content-Disposition."""

    def answer(exchange: Exchange):
        exchange.handler.send_response(200)
        exchange.handler.send_header("Content-Length", str(len(exchange.resource.body)))
        exchange.handler.end_headers_with(b"Content-Disposition: " + disposition + b"\r\n")
        exchange.send(exchange.resource.body)

    return answer
