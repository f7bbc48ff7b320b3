"""The pages by name: each reads what it shows, for the visitor who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aws_lambda_powertools.event_handler import Response

from functions.query.pages import brands as brand_pages
from functions.query.pages.channels import channels_page
from functions.query.pages.drills import drills_page
from functions.query.pages.sign_in import enter_page, sign_in_page
from functions.query.pages.silences import silences_page
from functions.query.routes.html.moment_views import moment_list, now
from functions.query.routes.html.page_request import (
    Event,
    health_of_channels,
    moment_addresses,
    now_ms_of,
    page_answer,
    parameter,
)
from functions.query.schemas.brand import brand_view
from shared.domain.people.role import Role
from shared.domain.people.visitor import named
from shared.html import frame, refresh
from shared.html.layout import MEDIA_TYPE
from shared.messages.oncall_words import oncall_words
from shared.sign_in.visitor import visitor_of
from shared.store import brands
from shared.store.people import silences


def sign_in(event: Event) -> Response[str]:
    """The page that anybody may see."""
    return page_answer(sign_in_page(parameter(event, "said")))


def enter(event: Event) -> Response[str]:
    """The page behind a mailed link."""
    return page_answer(enter_page(parameter(event, "token")))


def brand_list(event: Event) -> Response[str]:
    """All brands."""
    visitor, stored = visitor_of(event), brands.stored()
    return page_answer(brand_pages.brands_page(visitor, parameter(event, "said"), stored.brands, stored.unreadable))


def brand(event: Event) -> Response[str]:
    """One brand's settings, or an empty form."""
    visitor, brand_id = visitor_of(event), parameter(event, "id")
    if not brand_id:
        visitor.needs(Role.ADMIN)
        return page_answer(brand_pages.brand_page(visitor, "", {}, ()))
    found = brands.get(brand_id)
    words = oncall_words(found.oncall, found.time_zone)
    shown = brand_pages.brand_page(visitor, found.id, brand_view(found), words, said=parameter(event, "said"))
    return page_answer(shown)


def channel_health(event: Event) -> Response[str]:
    """The health of the channels."""
    return page_answer(channels_page(visitor_of(event), health_of_channels(now_ms_of(event))))


def silence_list(event: Event) -> Response[str]:
    """Silences in force, and those that ended lately."""
    visitor, names = visitor_of(event), [known.id for known in brands.every()]
    return page_answer(silences_page(visitor, parameter(event, "said"), silences.every(), names, now_ms_of(event)))


def drill_list(event: Event) -> Response[str]:
    """Drills and how they went."""
    from functions.query.routes.html.shown_drills import choices, shown_drills  # noqa: PLC0415 - only two pages read drills

    visitor, now_ms = visitor_of(event), now_ms_of(event)
    return page_answer(drills_page(visitor, shown_drills(moment_addresses(visitor, now_ms), now_ms), *choices()))


def drill(event: Event) -> Response[str]:
    """One drill; of a table-top exercise with its buttons."""
    from functions.query.pages.exercise import exercise_page, said_text  # noqa: PLC0415 - only this page needs it
    from functions.query.routes.html.shown_drills import shown_drill  # noqa: PLC0415 - as above

    visitor, now_ms = named(visitor_of(event), parameter(event, "by")), now_ms_of(event)
    drill_id = parameter(event, "id")
    if not drill_id:
        return drill_list(event)
    one = shown_drill(drill_id, moment_addresses(visitor, now_ms), now_ms)
    shown = exercise_page(visitor, one, said_text(one, parameter(event, "said")), now_ms)
    return Response(200, MEDIA_TYPE, shown, headers=frame.headers(refresh.SCRIPT))


VIEWS: Mapping[str, Callable[[Event], Response[str]]] = {
    "sign-in": sign_in,
    "enter": enter,
    "now": now,
    "moments": moment_list,
    "brands": brand_list,
    "brand": brand,
    "channels": channel_health,
    "silences": silence_list,
    "drills": drill_list,
    "drill": drill,
}
"""Every page of this function, by the last part of its address."""
