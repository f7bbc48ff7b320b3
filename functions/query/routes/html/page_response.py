"""HTTP answers with the page of a crisis or its chart, or a page that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.query.html import sections
from functions.query.html.actions import answer_button, step_button
from functions.query.html.answers import Replies
from functions.query.html.chart import STYLE as CHART_STYLE
from functions.query.html.chart import chart_of, chart_svg
from functions.query.html.crisis_page import crisis_page, page_headers
from functions.query.routes.html.page_reads import (
    brand_or_none,
    figures_with_injects,
    replies_to,
    site_traffic,
    stored_crisis,
)
from shared.domain.moments.act import Act
from shared.html.layout import MEDIA_TYPE, message_page, security_headers
from shared.http.etag import NO_STORE
from shared.links.action_token import action_tokens, answer_tokens, step_tokens
from shared.links.page_link import verified_link
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.runtime.secrets import internal_key, internal_keys
from shared.store import crises, moments
from shared.store.crises import StoredCrisis
from shared.store.response import statements

ERROR_TEXTS = {
    HTTPStatus.NOT_FOUND: ("There is no such page", "Part of the link may be missing: open the link in the message."),
    HTTPStatus.GONE: (
        "This page is closed",
        "A link is good for 30 days. The API still has the moment.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Too many requests at the moment", "Try again in a few seconds."),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "An error on our side",
        "Try again in a minute. The message that brought you here has the most important facts.",
    ),
}
"""Heading and text of the pages for errors; they give no details of any moment."""


def page_response(token: str, now_ms: int) -> Response[str]:
    """The page of the crisis that ``token`` opens; the link is made for any of its moments.

    Whoever looks changes nothing: the scanners of mail systems open every link. The page is not
    kept by the browser, because its buttons are good for an hour only.

    Raises:
        NotFound: the token is not valid, or the moment does not exist any more.
    """
    link = verified_link(token, internal_keys("link"))
    moment = moments.get(link.moment_id)
    if link.expired(moment.opened_ms, now_ms):
        return error_response(HTTPStatus.GONE)
    crisis = stored_crisis(moment, now_ms)
    brand, key = brand_or_none(moment.brand), internal_key("link")
    figures = figures_with_injects(crisis.figures(now_ms)._replace(traffic=site_traffic(brand, now_ms)))
    ticks = step_tokens(link, sections.open_steps(figures), now_ms, key)
    replies = replies_to(crisis, now_ms)
    answers = answer_tokens(link, _drafts(replies), now_ms, key)
    tokens = {
        **action_tokens(link, crisis.moments, now_ms, key),
        **{step_button(step): ticks[step] for step in ticks},
        **{answer_button(draft): answers[draft] for draft in answers},
    }
    drawn = chart_of(figures, crisis.counters.minutes) if crisis.counters else None
    zone = brand.time_zone if brand else "UTC"
    page = crisis_page(figures, drawn, zone, _buttons(figures, tokens), replies)
    return Response(200, MEDIA_TYPE, page, headers={**page_headers(), "Cache-Control": NO_STORE})


def _drafts(replies: Replies) -> list[str]:
    """The ids of the drafts that the page shows."""
    return [post.id for concern in replies.concerns for post in concern.first if post.draft]


def _buttons(figures: CrisisFigures, tokens: Mapping[str, str]) -> Mapping[str, str]:
    """What can still be done: nothing to a crisis that is over but to say that it was a false alarm."""
    return tokens if figures.ongoing else {name: token for name, token in tokens.items() if name == Act.DISMISS}


def chart_response(moment_id: str, now_ms: int) -> Response[str]:
    """The chart of the crisis of a moment.

    Raises:
        NotFound: there is no such moment.
    """
    found = moments.in_crisis(moments.get(moment_id))
    said = statements.of_crisis(found[0].crisis)
    counters = crises.read_counters(found, now_ms, said)
    figures = StoredCrisis(found, counters, statements=said).figures(now_ms)
    svg = str(chart_svg(chart_of(figures, counters.minutes), now_ms))
    return Response(200, "image/svg+xml", svg, headers=security_headers(CHART_STYLE))


def error_response(status: HTTPStatus) -> Response[str]:
    """The page that a person sees when an error prevents the real one; 404 for a status without its own text."""
    shown = status if status in ERROR_TEXTS else HTTPStatus.NOT_FOUND
    return Response(int(shown), MEDIA_TYPE, message_page(*ERROR_TEXTS[shown]), headers=security_headers())
