"""The page of what goes on, and the list of moments, each read for the visitor who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from functions.query.pages.moments import FILTERS, moments_page
from functions.query.pages.now import Going, now_page
from functions.query.paging.page import fill_page
from functions.query.paging.range import a_year_ago
from functions.query.reads import MAX_READS, minute_counts, some_moments
from functions.query.routes.html.page_request import (
    Event,
    health_of_channels,
    moment_addresses,
    now_ms_of,
    page_answer,
    parameter,
)
from functions.query.routes.paged_list import paged_query
from shared.domain.moments.moment import Moment
from shared.domain.people.silence import covering
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures
from shared.messages.crisis.crisis_summary import crisis_figures
from shared.sign_in.visitor import visitor_of
from shared.store import brands, moments
from shared.store.people import silences

PER_PAGE = 24

SHOWN_BRANDS = 12
"""Brands whose crises the first page shows, the most severe first; each takes some reads and milliseconds."""

TREND_MS = 30 * MINUTE_MS
"""The counters that a trend needs; all those of a long crisis would take longer than the page may."""

LONGEST_MS = 31 * DAY_MS
"""A moment that has been going on for longer has become the normal."""


def now(event: Event) -> Response[str]:
    """What goes on. In a storm of brands the most severe crises are read in full, and the rest is only counted."""
    visitor, now_ms = visitor_of(event), now_ms_of(event)
    brand_ids, silenced, address = moments.brands_with_ongoing(), silences.every(), moment_addresses(visitor, now_ms)
    going = []
    for brand_id in brand_ids[:SHOWN_BRANDS]:
        for figures in _going(brand_id, now_ms):
            silence = covering(silenced, figures.lead, figures.severity, now_ms)
            going.append(Going(figures, address(figures.lead.id), silence.author if silence else ""))
    hidden = len(brand_ids[SHOWN_BRANDS:])
    shown = now_page(
        visitor,
        going,
        health_of_channels(now_ms),
        len(brands.every()),
        now_ms=now_ms,
        hidden=hidden,
        said=parameter(event, "said"),
    )
    return page_answer(shown)


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
    visitor, now_ms = visitor_of(event), now_ms_of(event)
    chosen = {name: parameter(event, name) for name in FILTERS}
    brand = chosen["brand"]
    query = paged_query(
        APIGatewayProxyEvent(_filtered(event)), "/pages/moments", 0 if brand else a_year_ago(now_ms), None
    )
    slices = some_moments(brand, query.after, query.below, PER_PAGE + 1)
    page = fill_page(slices, partial(_matches, chosen), PER_PAGE, MAX_READS)
    names = [known.id for known in brands.every()]
    return page_answer(
        moments_page(
            visitor,
            page.items,
            chosen,
            names,
            next_cursor=query.cursor(page.position),
            address=moment_addresses(visitor, now_ms),
        )
    )


def _matches(chosen: Mapping[str, str], moment: Moment) -> bool:
    shown = {"severity": moment.severity.name, "kind": moment.kind.value, "status": moment.status.value}
    return all(not chosen[name] or chosen[name] == value for name, value in shown.items())


def _filtered(event: Event) -> dict[str, Any]:
    """The event without filters that were left at "All": a browser sends them empty."""
    many = event.get("multiValueQueryStringParameters") or {}
    kept = {name: values for name, values in many.items() if any(values) and name in (*FILTERS, "cursor")}
    return {**event, "multiValueQueryStringParameters": kept or None}
