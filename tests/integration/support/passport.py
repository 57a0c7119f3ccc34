# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
"""Passport 1.4 as MS-PASS has it, played: a login server with its nexus, and partners. They hold whoever asks to the
letter of it, and count."""

import re
import secrets
import ssl
import threading
import urllib.parse

from support.server import Exchange, FaultServer, Request, Resource

CHALLENGE = "id=7,ct=1700000000,kpp=0"
CUSTOM = "ts=-2"
REALM = "Quay.Test"
TICKET_REQUEST = re.compile(rf"Passport1\.4 tname=,OrgVerb=GET,OrgUrl=(?P<url>[^,\s]+),{CHALLENGE}")
SIGN_IN = re.compile(r"Passport1\.4 sign-in=(?P<user>[^,\s]+),pwd=(?P<password>[^,\s]*),elapsed-time=\d+,"
                     rf"OrgVerb=GET,OrgUrl=(?P<url>[^,\s]+),{CUSTOM},{CHALLENGE}")
# All that a login server or a nexus may be told: nothing of the job.
FIELDS = {"host", "user-agent", "accept", "accept-encoding", "accept-language", "connection"}


class Played:
    """Who writes down what was not as it has to be."""

    def __init__(self):
        self.lock = threading.Lock()
        self.complaints: list[str] = []

    def expect(self, is_so: bool, what: str, request: Request):
        if not is_so:
            self.complaints.append(f"{what}: {request}")


class LoginServer(Played):
    """Nexus and login server of one realm; the attributes say what they do, and count what came."""

    def __init__(self, tls: ssl.SSLContext, user: str, password: str):
        super().__init__()
        self.server = FaultServer(tls)
        self.user, self.password = user, password
        self.status = "failed"  # what a request for a ticket is answered with
        self.srealm = REALM.upper()
        self.version = self.announced = 3  # of the nexus; of the login server
        self.redirects: list[str] = []  # where the next ones who sign in are sent first
        self.link = ""  # in place of the one that was asked for
        self.asked = self.logins = self.refused = self.looked = 0  # at the nexus
        self.tickets: dict[str, str] = {}  # and the link of each
        self.cookies: set[str] = set()
        self.last = ""
        for path, behaviour in (("/rdr/pprdr.asp", self.nexus), ("/login2.srf", self.login), ("/login3.srf", self.login)):
            self.server.serve(path, Resource(b"", etag="", modified=None, behaviour=behaviour))
        self.nexus_url = self.server.url("/rdr/pprdr.asp")

    def nexus(self, exchange: Exchange):
        with self.lock:
            self.looked += 1
            self.expect(set(exchange.request.headers) <= FIELDS, "told too much", exchange.request)
        place = self.server.url("/login2.srf").removeprefix("https://")
        urls = f"DARealm={REALM},DALogin={place},DAReg=https://x.test/reg,ConfigVersion={self.version}"
        exchange.head(200, 0, PassportURLs=urls)

    def login(self, exchange: Exchange):
        with self.lock:
            status, fields = self.answer(exchange.request)
        exchange.head(status, 0, PassportConfig=f"ConfigVersion={self.announced}", **fields)

    def answer(self, request: Request) -> tuple[int, dict[str, str]]:
        said = request.headers.get("authorization", "")
        self.expect(set(request.headers) <= FIELDS | {"authorization", "cookie"}, "told too much", request)
        ticket, sign_in = TICKET_REQUEST.fullmatch(said), SIGN_IN.fullmatch(said)
        self.expect(bool(ticket or sign_in), "neither a request for a ticket nor a sign-in", request)
        if ticket:
            return self.ticket(request, urllib.parse.unquote(ticket["url"]))
        if not sign_in:
            return self.failed("failed-noretry")
        self.expect(self.asked > 0, "a password that nobody has asked for", request)
        if request.path == "/login3.srf":
            self.expect(said == self.last, "the redirected sign-in is another one", request)
        self.last = said
        if self.redirects:
            return 302, {"Authentication_Info": "Passport1.4 da-status=redir", "Location": self.redirects.pop(0)}
        return self.sign_in(*(urllib.parse.unquote(sign_in[name]) for name in ("user", "password", "url")))

    def ticket(self, request: Request, url: str) -> tuple[int, dict[str, str]]:
        self.asked += 1
        self.expect(request.path == "/login2.srf", "asked elsewhere", request)
        if request.headers.get("cookie", "").removeprefix("PPAuth=") in self.cookies:
            return self.success(url)
        return self.failed(f"{self.status},{CUSTOM},cbtxt=Sign%20in")

    def sign_in(self, user: str, password: str, url: str) -> tuple[int, dict[str, str]]:
        self.logins += 1
        if (user, password) == (self.user, self.password):
            return self.success(url)
        self.refused += 1
        return self.failed(f"failed,{CUSTOM},prompt")

    def failed(self, how: str) -> tuple[int, dict[str, str]]:
        status, _, more = how.partition(",")
        return 401, {"WWW_Authenticate": f"Passport1.4 da-status={status},srealm={self.srealm}{',' if more else ''}{more}"}

    def success(self, url: str) -> tuple[int, dict[str, str]]:
        ticket, cookie = f"'t={secrets.token_hex(6)}*!&p=x$$'", secrets.token_hex(6)
        self.tickets[ticket] = url
        self.cookies.add(cookie)
        info = f"Passport1.4 da-status=success,tname=PPAuth,from-PP={ticket},ru={self.link or url}"
        return 200, {"Authentication_Info": info, "Set_Cookie": f"PPAuth={cookie}; path=/; Secure"}

    def close(self):
        self.server.close()


class Partner(Played):
    """The behaviour of resources behind a login server: who has a ticket, used once, or a cookie of here is let in."""

    def __init__(self, login: LoginServer, status: int = 302):
        super().__init__()
        self.login = login
        self.status = status
        self.page = "/login.html"  # for browsers, at status 302
        self.is_deaf = False  # to tickets
        self.moved = ""  # where who has a ticket is sent
        self.entered = self.welcomed = 0  # with a ticket; with a cookie
        self.used: set[str] = set()
        self.cookies: set[str] = set()

    def __call__(self, exchange: Exchange):
        with self.lock:
            cookie = self.let_in(exchange.request)
        if cookie is None:
            place = {"Location": self.page} if self.status == 302 else {}
            exchange.head(self.status, 0, ETag=None, Last_Modified=None, Accept_Ranges=None,
                          WWW_Authenticate=f"Passport1.4 {CHALLENGE}", **place)
            return
        own = exchange.resource.headers
        if cookie:
            own |= {"Set-Cookie": f"MSPAuth={cookie}; path=/", "Authentication-Info": "Passport1.4 tname=MSPAuth"}
        if self.moved:
            exchange.head(302, 0, Location=self.moved)
        else:
            exchange.honest()

    def let_in(self, request: Request) -> str | None:
        """A cookie for who has a ticket, an empty one for who has a cookie, None for others."""
        said, cookie = request.headers.get("authorization", ""), request.headers.get("cookie", "")
        self.expect(not (said and cookie), "ticket and cookie", request)
        if cookie.removeprefix("MSPAuth=") in self.cookies:
            self.welcomed += 1
            return ""
        if not said:
            return None
        ticket = said.removeprefix("Passport1.4 from-PP=")
        is_ticket = ticket in self.login.tickets and self.login.tickets[ticket].endswith(request.path)
        self.expect(is_ticket, "no ticket for here", request)
        self.expect(ticket not in self.used, "a ticket that was shown before", request)
        self.used.add(ticket)
        if self.is_deaf or not is_ticket:
            return None
        self.entered += 1
        new = secrets.token_hex(6)
        self.cookies.add(new)
        return new
