"""What takes the forms of the pages: they do what the API does, in the name of who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.respond.pages.people import people_page
from functions.respond.people import change_subscriber, listed_subscribers, remove_subscriber, send_test
from functions.respond.routes.sign_in import Event, enter, received_ms, redirect, sign_in, sign_out
from functions.respond.routes.silences import end
from functions.respond.schemas.form import checked
from functions.respond.schemas.silence import CONDITIONS, SilenceInput, silence_from_input
from functions.respond.schemas.subscriber_settings import SubscriberInput
from shared.domain.brand import SLUG
from shared.domain.errors import InvalidInput
from shared.domain.people.role import Role
from shared.domain.text import digest, whole_number
from shared.domain.time import HOUR_MS, SECOND_MS
from shared.html import frame
from shared.html.form import TOKEN_FIELD
from shared.html.layout import MEDIA_TYPE
from shared.sign_in.forms import one
from shared.sign_in.visitor import posting_visitor, visitor_of
from shared.store.people import silences

TEXTS = ("name", "email", "phone", "role", "time_zone")
LISTS = ("levels", "brands", "severities", "kinds")


def people(event: Event) -> Response[str]:
    """Who is told; the form of one person if the address names one."""
    visitor = visitor_of(event)
    given = event.get("queryStringParameters") or {}
    shown = people_page(visitor, given.get("said", ""), listed_subscribers(visitor.role), given.get("change", ""))
    return Response(200, MEDIA_TYPE, shown, headers=frame.headers())


def post_people(event: Event) -> Response[None]:
    """Add or change a subscriber, send a test, or remove one."""
    _, fields = posting_visitor(event, Role.ADMIN)
    subscriber_id, now_ms = one(fields, "id"), received_ms(event)
    if not SLUG.fullmatch(subscriber_id):
        raise InvalidInput("the id must be 1 to 40 of a-z, 0-9 and -, with no - at either end", field="id")
    match one(fields, "do"):
        case "test":
            send_test(subscriber_id)
            return redirect("people?said=tested")
        case "remove":
            remove_subscriber(subscriber_id, now_ms)
            return redirect("people?said=removed")
        case _:
            change_subscriber(subscriber_id, checked(SubscriberInput, subscriber_settings(fields)), now_ms)
            return redirect("people?said=saved")


def post_silences(event: Event) -> Response[None]:
    """Silence something in the visitor's name, or end a silence."""
    visitor, fields = posting_visitor(event, Role.ACT)
    now_ms = received_ms(event)
    if one(fields, "do") == "end":
        end(one(fields, "id"), visitor.name, now_ms)
        return redirect("silences?said=ended")
    hours = whole_number(one(fields, "hours"))
    settings = {
        **{name: one(fields, name) or None for name in CONDITIONS},
        "even_sev1": bool(one(fields, "even_sev1")),
        "until": str((now_ms + (hours if isinstance(hours, int) else 0) * HOUR_MS) // SECOND_MS),
        "author": visitor.name,
        "reason": one(fields, "reason"),
    }
    given = checked(SilenceInput, settings)
    silences.put(silence_from_input(given, _silence_id(fields, given), now_ms))
    return redirect("silences?said=silenced")


def _silence_id(fields: Mapping[str, list[str]], given: SilenceInput) -> str:
    """The same for the same form sent twice in one session: a button that is pressed again makes no second silence."""
    asked = given.model_dump_json(include={*CONDITIONS, "author", "reason", "even_sev1"})
    return f"page-{digest('|'.join((one(fields, TOKEN_FIELD), one(fields, 'hours'), asked)), 12)}"


def subscriber_settings(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """The settings that a form has, as the API takes them.

    >>> subscriber_settings({"name": ["Ana"], "levels": ["1"], "brands": ["acme, globex"]})["brands"]
    ['acme', 'globex']
    """
    lists: dict[str, list[Any]] = {
        name: [part for value in fields.get(name, []) for part in value.replace(",", " ").split()] for name in LISTS
    }
    lists["levels"] = [whole_number(level) for level in lists["levels"]]
    texts = {name: one(fields, name) for name in TEXTS if name in fields}
    return {**texts, **lists, "drills": bool(one(fields, "drills"))}


FORMS: Mapping[str, Callable[[Event], Response[None]]] = {
    "sign-in": sign_in,
    "enter": enter,
    "sign-out": sign_out,
    "people": post_people,
    "silences": post_silences,
}
"""What takes the form of a page, by the last part of its address."""
