"""Who looks at a page: an event of API Gateway in, the visitor with their role and the token of their forms out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import NotFound, Unauthorized
from shared.domain.people.role import Role
from shared.domain.people.visitor import KEY, Visitor
from shared.html.form import TOKEN_FIELD
from shared.http.roles import key_ids
from shared.runtime.secrets import internal_key, internal_keys
from shared.sign_in.forms import form_fields, one
from shared.sign_in.session import Session, check_form_token, form_token, session_of
from shared.store.people import subscribers


def visitor_of(event: Mapping[str, Any]) -> Visitor:
    """The visitor of a page.

    Raises:
        Unauthorized: nobody is signed in, or what they signed in with is not valid any more.
    """
    session = session_of(
        _cookie_headers(event), internal_keys("session"), int(event["requestContext"]["requestTimeEpoch"])
    )
    name, role, zone = _known(event, session)
    return Visitor(name, role, zone, form_token(session, session_key()))


def posting_visitor(event: Mapping[str, Any], needed: Role) -> tuple[Visitor, dict[str, list[str]]]:
    """The visitor who posted a form, and its fields.

    Raises:
        Unauthorized: nobody is signed in.
        Forbidden: another site sent the form, it has no valid token, or the role does not allow it.
    """
    session = session_of(
        _cookie_headers(event), internal_keys("session"), int(event["requestContext"]["requestTimeEpoch"])
    )
    fields = form_fields(event)
    check_form_token(one(fields, TOKEN_FIELD), session, internal_keys("session"))
    visitor = Visitor(*_known(event, session), form_token(session, session_key()))
    visitor.needs(needed)
    return visitor, fields


def session_key() -> bytes:
    """The key of new sessions; those of the secret before it stay good."""
    return internal_key("session")


def _known(event: Mapping[str, Any], session: Session) -> tuple[str, Role, str]:
    """Name, role and time zone as they are now."""
    if session.kind == "key":
        for role in reversed(Role):
            if session.id in key_ids(event, role):
                return KEY, role, "UTC"
        raise Unauthorized("the API key was replaced; sign in again")
    try:
        stored = subscribers.get(session.id)
    except NotFound as error:
        raise Unauthorized("sign in again") from error
    person = stored.subscriber
    if stored.removed or str(person.created_ms) != session.since:
        raise Unauthorized("sign in again")
    return person.name, person.role, person.time_zone


def _cookie_headers(event: Mapping[str, Any]) -> list[str]:
    many: Mapping[str, list[str]] = event.get("multiValueHeaders") or {}
    return [value for name, values in many.items() if name.lower() == "cookie" for value in values]
