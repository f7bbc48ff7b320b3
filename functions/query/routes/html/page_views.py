"""The pages by name: each reads what it shows, for the visitor who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from functions.query.pages import brands as brand_pages
from functions.query.pages.channels import channels_page
from functions.query.pages.drills import drills_page
from functions.query.pages.moments import FILTERS, moments_page
from functions.query.pages.now import Going, now_page
from functions.query.pages.sign_in import enter_page, sign_in_page
from functions.query.pages.silences import silences_page
from functions.query.paging.page import fill_page
from functions.query.paging.range import a_year_ago
from functions.query.reads import MAX_READS, all_moments, brand_moments, minute_counts
from functions.query.routes.paged_list import paged_query
from functions.query.schemas.brand import brand_view
from functions.query.schemas.channel import ChannelHealth, channel_list
from shared import channels
from shared.domain.moments.moment import Moment
from shared.domain.people.role import Role
from shared.domain.people.silence import covering
from shared.domain.people.visitor import Visitor, named
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.html import frame, refresh
from shared.html.layout import MEDIA_TYPE
from shared.links.page_link import Scope, link_token, new_link
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures
from shared.messages.crisis.crisis_summary import crisis_figures
from shared.messages.oncall_words import oncall_words
from shared.runtime.secrets import internal_key
from shared.sign_in.visitor import visitor_of
from shared.store import brands, moments
from shared.store.collection import gaps, poll_statuses, pushed_statuses
from shared.store.people import silences

Event = Mapping[str, Any]

PER_PAGE = 24

SHOWN_BRANDS = 12
"""Brands whose crises the first page shows, the most severe first; each takes some reads and milliseconds."""

TREND_MS = 30 * MINUTE_MS
"""The counters that a trend needs; all those of a long crisis would take longer than the page may."""

LONGEST_MS = 31 * DAY_MS
"""A moment that has been going on for longer has become the normal."""


def sign_in(event: Event) -> Response[str]:
    """The page that anybody may see."""
    return _response(sign_in_page(_parameter(event, "said")))


def enter(event: Event) -> Response[str]:
    """The page behind a mailed link."""
    return _response(enter_page(_parameter(event, "token")))


def now(event: Event) -> Response[str]:
    """What goes on. In a storm of brands the most severe crises are read in full, and the rest is only counted."""
    visitor, now_ms = visitor_of(event), _now_ms(event)
    brand_ids, silenced, address = moments.brands_with_ongoing(), silences.every(), _addresses(visitor, now_ms)
    going = []
    for brand_id in brand_ids[:SHOWN_BRANDS]:
        for figures in _going(brand_id, now_ms):
            silence = covering(silenced, figures.lead, figures.severity, now_ms)
            going.append(Going(figures, address(figures.lead.id), silence.author if silence else ""))
    hidden = len(brand_ids[SHOWN_BRANDS:])
    shown = now_page(
        visitor,
        going,
        _health(now_ms),
        len(brands.every()),
        now_ms=now_ms,
        hidden=hidden,
        said=_parameter(event, "said"),
    )
    return _response(shown)


def _going(brand_id: str, now_ms: int) -> Iterator[CrisisFigures]:
    """The crises of a brand that go on. Quotes are not shown, and to choose them takes longer than all the rest."""
    since_ms = now_ms - TREND_MS
    counted = minute_counts(brand_id, since_ms, now_ms + MINUTE_MS)
    recent = Counters(since_ms, [(at_ms, tally._replace(samples=())) for at_ms, tally in counted])
    ongoing = [m for m in moments.opened_since(brand_id, now_ms - LONGEST_MS) if m.status.ongoing]
    for crisis in dict.fromkeys(moment.crisis for moment in ongoing):
        first = next(moment for moment in ongoing if moment.crisis == crisis)
        yield crisis_figures(moments.in_crisis(first) or [first], recent, now_ms)


def moment_list(event: Event) -> Response[str]:
    """Recent moments."""
    visitor, now_ms = visitor_of(event), _now_ms(event)
    chosen = {name: _parameter(event, name) for name in FILTERS}
    brand = chosen["brand"]
    query = paged_query(
        APIGatewayProxyEvent(_filtered(event)), "/pages/moments", 0 if brand else a_year_ago(now_ms), None
    )
    size = PER_PAGE + 1
    slices = (
        brand_moments(brand, query.after, query.below, size) if brand else all_moments(query.after, query.below, size)
    )
    page = fill_page(slices, partial(_matches, chosen), PER_PAGE, MAX_READS)
    names = [known.id for known in brands.every()]
    return _response(
        moments_page(
            visitor,
            page.items,
            chosen,
            names,
            next_cursor=query.cursor(page.position),
            address=_addresses(visitor, now_ms),
        )
    )


def brand_list(event: Event) -> Response[str]:
    """All brands."""
    visitor, stored = visitor_of(event), brands.stored()
    return _response(brand_pages.brands_page(visitor, _parameter(event, "said"), stored.brands, stored.unreadable))


def brand(event: Event) -> Response[str]:
    """One brand's settings, or an empty form."""
    visitor, brand_id = visitor_of(event), _parameter(event, "id")
    if not brand_id:
        visitor.needs(Role.ADMIN)
        return _response(brand_pages.brand_page(visitor, "", {}, ()))
    found = brands.get(brand_id)
    words = oncall_words(found.oncall, found.time_zone)
    shown = brand_pages.brand_page(visitor, found.id, brand_view(found), words, said=_parameter(event, "said"))
    return _response(shown)


def channel_health(event: Event) -> Response[str]:
    """The health of the channels."""
    return _response(channels_page(visitor_of(event), _health(_now_ms(event))))


def silence_list(event: Event) -> Response[str]:
    """Silences in force, and those that ended lately."""
    visitor, names = visitor_of(event), [known.id for known in brands.every()]
    return _response(silences_page(visitor, _parameter(event, "said"), silences.every(), names, _now_ms(event)))


def drill_list(event: Event) -> Response[str]:
    """Drills and how they went."""
    from functions.query.routes.html.shown_drills import choices, shown_drills  # noqa: PLC0415 - only two pages read drills

    visitor, now_ms = visitor_of(event), _now_ms(event)
    return _response(drills_page(visitor, shown_drills(_addresses(visitor, now_ms), now_ms), *choices()))


def drill(event: Event) -> Response[str]:
    """One drill; of a table-top exercise with its buttons."""
    from functions.query.pages.exercise import exercise_page, said_text  # noqa: PLC0415 - only this page needs it
    from functions.query.routes.html.shown_drills import shown_drill  # noqa: PLC0415 - as above

    visitor, now_ms = named(visitor_of(event), _parameter(event, "by")), _now_ms(event)
    drill_id = _parameter(event, "id")
    if not drill_id:
        return drill_list(event)
    one = shown_drill(drill_id, _addresses(visitor, now_ms), now_ms)
    shown = exercise_page(visitor, one, said_text(one, _parameter(event, "said")), now_ms)
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


def _matches(chosen: Mapping[str, str], moment: Moment) -> bool:
    shown = {"severity": moment.severity.name, "kind": moment.kind.value, "status": moment.status.value}
    return all(not chosen[name] or chosen[name] == value for name, value in shown.items())


def _health(now_ms: int) -> list[ChannelHealth]:
    polls = poll_statuses.load(channels.asked())
    return channel_list(brands.every(), polls, now_ms, pushed_statuses.load(), gaps.load())["channels"]


def _addresses(visitor: Visitor, now_ms: int) -> Callable[[str], str]:
    """The addresses of the pages of moments, by id; the visitor may act there if their role allows it."""
    scope = Scope.ACT if visitor.role.allows(Role.ACT) else Scope.READ
    key = internal_key("link")
    return lambda moment_id: f"../m/{link_token(new_link(moment_id, scope, 0, now_ms), key)}"


def _filtered(event: Event) -> dict[str, Any]:
    """The event without filters that were left at "All": a browser sends them empty."""
    many = event.get("multiValueQueryStringParameters") or {}
    kept = {name: values for name, values in many.items() if any(values) and name in (*FILTERS, "cursor")}
    return {**event, "multiValueQueryStringParameters": kept or None}


def _parameter(event: Event, name: str) -> str:
    return str((event.get("queryStringParameters") or {}).get(name) or "")[:2_000]


def _now_ms(event: Event) -> int:
    return int(event["requestContext"]["requestTimeEpoch"])


def _response(page: str) -> Response[str]:
    return Response(200, MEDIA_TYPE, page, headers=frame.headers())
