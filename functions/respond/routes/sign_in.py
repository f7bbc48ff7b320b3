"""POST /pages/sign-in, /pages/enter and /pages/sign-out: sessions begin and end.

The pages themselves are the reading function's; the answer is a redirect to one.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.respond.signing_in import api_key, mail_link
from shared.domain.errors import Unauthorized
from shared.domain.people.role import Role
from shared.runtime.telemetry import logger
from shared.sign_in.forms import form_fields, one
from shared.sign_in.session import SESSION_MS, Session, cookie_of, cookie_that_ends
from shared.sign_in.visitor import posting_visitor, session_key

Event = Mapping[str, Any]

FIRST_PAGE = "now"


def sign_in(event: Event) -> Response[None]:
    """Begin a session with a key, or mail a link to an address."""
    now_ms = received_ms(event)
    fields = form_fields(event)
    if one(fields, "email"):
        mail_link.send(one(fields, "email"), event, now_ms)
        return redirect("sign-in?said=sent")
    key_id = api_key.key_id_of(one(fields, "key"), event)
    if key_id is None:
        logger.warning("a wrong key was typed")
        return redirect("sign-in?said=wrong-key")
    return _begin("key", key_id, "", now_ms)


def enter(event: Event) -> Response[None]:
    """Begin a session with the token of a mailed link."""
    now_ms = received_ms(event)
    fields = form_fields(event)
    try:
        person = mail_link.subscriber_of(one(fields, "token"), now_ms)
    except Unauthorized:
        return redirect("sign-in?said=link-over")
    return _begin("person", person.id, str(person.created_ms), now_ms)


def sign_out(event: Event) -> Response[None]:
    """End the session of this browser."""
    posting_visitor(event, Role.READ)
    return redirect("sign-in?said=signed-out", cookie_that_ends())


def received_ms(event: Event) -> int:
    """When API Gateway received the request, epoch milliseconds."""
    return int(event["requestContext"]["requestTimeEpoch"])


def redirect(to: str, *cookies: str) -> Response[None]:
    """See another of our pages (RFC 9110 section 15.4.4); ``to`` is relative to the present one."""
    headers: dict[str, str | list[str]] = {"Location": to, "Cache-Control": "no-store"}
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return Response(status_code=int(HTTPStatus.SEE_OTHER), body=None, headers=headers)


def _begin(kind: str, who: str, since: str, now_ms: int) -> Response[None]:
    session = Session(kind, who, since, secrets.token_urlsafe(12), now_ms + SESSION_MS)
    return redirect(FIRST_PAGE, cookie_of(session, session_key()))
