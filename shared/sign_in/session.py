"""The session of somebody who signed in: a sealed cookie, and the token that every form of theirs carries.

Nothing is stored. A session says who somebody proved to be; what they may do is looked up
at each request, so that a role that changes, a subscriber who is removed and an API key that
is replaced count at once.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple

from shared.domain.errors import Forbidden, Unauthorized
from shared.domain.time import HOUR_MS, SECOND_MS
from shared.sign_in.sealed import UNTIL, seal, unseal

COOKIE = "__Host-foreshock"
"""The prefix makes browsers take it only from our own host, over HTTPS, for all paths (RFC 6265bis section 4.1.3)."""

SESSION_MS = 8 * HOUR_MS
"""One shift."""

_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"
"""Lax: a link from a mail finds its reader signed in; forms of other sites are sent without it."""


class Session(NamedTuple):
    """Who signed in: a subscriber (``person``) with the time of their entry, or an API key (``key``)."""

    kind: str
    id: str
    since: str
    nonce: str
    until_ms: int


def cookie_of(session: Session, key: bytes) -> str:
    """The value of the header Set-Cookie that begins a session."""
    fields = {"kind": session.kind, "id": session.id, "since": session.since, "nonce": session.nonce}
    age = SESSION_MS // SECOND_MS
    return f"{COOKIE}={seal(fields, session.until_ms, key)}; Max-Age={age}; {_ATTRIBUTES}"


def cookie_that_ends() -> str:
    """The value of the header Set-Cookie that ends a session."""
    return f"{COOKIE}=; Max-Age=0; {_ATTRIBUTES}"


def session_of(cookie_headers: Iterable[str], keys: Iterable[bytes], now_ms: int) -> Session:
    """The session in the headers ``Cookie`` of a request.

    Raises:
        Unauthorized: there is none, or it is not valid (any more).
    """
    found = [morsel.value for header in cookie_headers for name, morsel in _parsed(header).items() if name == COOKIE]
    if len(found) != 1:
        raise Unauthorized("sign in first")
    fields = unseal(found[0], keys, now_ms)
    return Session(fields["kind"], fields["id"], fields["since"], fields["nonce"], int(fields[UNTIL]))


def form_token(session: Session, key: bytes) -> str:
    """The token that forms of this session carry, which no other site can know."""
    return hmac.new(key, f"form {session.kind} {session.id} {session.nonce}".encode(), "sha256").hexdigest()[:32]


def check_form_token(given: str, session: Session, keys: Iterable[bytes]) -> None:
    """Check the token of a form.

    Raises:
        Forbidden: the form is not one that this session was shown.
    """
    sent = given.encode(errors="replace")
    if not any(hmac.compare_digest(form_token(session, key).encode(), sent) for key in keys):
        raise Forbidden("the form is not valid any more; open the page again")


def _parsed(header: str) -> SimpleCookie:
    try:
        return SimpleCookie(header)
    except CookieError:
        return SimpleCookie()
