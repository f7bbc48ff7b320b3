"""HTTP answers with the page of a crisis or its chart, or a page that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import BotoCoreError, ClientError

from functions.query.html import sections
from functions.query.html.actions import answer_button, step_button
from functions.query.html.answers import CONCERNS, POSTS, Replies
from functions.query.html.chart import STYLE as CHART_STYLE
from functions.query.html.chart import chart_of, chart_svg
from functions.query.html.crisis_page import NO_REPLIES, crisis_page, page_headers
from functions.query.routes.crisis.drill_injects import with_injects
from functions.query.routes.crisis.wanted_answers import crisis_answers
from shared.answers.answers import Shown
from shared.domain.brand import Brand
from shared.domain.errors import ForeshockError
from shared.domain.moments.act import Act
from shared.domain.moments.moment import Moment
from shared.domain.response.statement import Statement
from shared.html.layout import MEDIA_TYPE, message_page, security_headers
from shared.http.etag import NO_STORE
from shared.links.action_token import action_tokens, answer_tokens, step_tokens
from shared.links.page_link import verified_link
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures
from shared.plans.plan import Plan
from shared.runtime.secrets import internal_key, internal_keys
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store import brands, crises, moments, plans
from shared.store.counters import traffic
from shared.store.crises import StoredCrisis
from shared.store.response import statements

if TYPE_CHECKING:
    from shared.domain.site_traffic import SiteTraffic

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

POSTS_OF_A_PAGE = 150
"""The latest posts that are looked at for a page, which opens in a second; the API looks at more."""

READ_ERRORS = (BotoCoreError, ClientError, ForeshockError)


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
    crisis = _crisis(moment, now_ms)
    brand, key = _brand(moment.brand), internal_key("link")
    figures = _with_injects(crisis.figures(now_ms)._replace(traffic=_traffic(brand, now_ms)))
    ticks = step_tokens(link, sections.open_steps(figures), now_ms, key)
    replies = _replies(crisis, now_ms)
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


def _crisis(moment: Moment, now_ms: int) -> StoredCrisis:
    """The moments and counters of the crisis; without counters if these cannot be read.

    A page without its chart is better than no page.
    """
    found, said = moments.in_crisis(moment), _statements(moment.crisis)
    return _with_public_page(StoredCrisis(found, _counters(found, now_ms, said), _own_plans(), said))


def _with_public_page(crisis: StoredCrisis) -> StoredCrisis:
    """What is published about it; nothing where that cannot be read."""
    try:
        return crisis.with_public_page()
    except READ_ERRORS as error:
        logger.warning("shown without the public page", extra={"error": type(error).__name__})
        return crisis


def _with_injects(figures: CrisisFigures) -> CrisisFigures:
    """What happened in a drill beside the posts; nothing where that cannot be read."""
    try:
        return with_injects(figures)
    except READ_ERRORS as error:
        logger.warning("shown without injects", extra={"error": type(error).__name__})
        return figures


def _counters(found: list[Moment], now_ms: int, said: list[Statement]) -> Counters | None:
    try:
        return crises.read_counters(found, now_ms, said)
    except READ_ERRORS as error:
        logger.warning("no chart", extra={"error": type(error).__name__})
        return None


def _own_plans() -> list[Plan]:
    """The plans of the team; none where they cannot be read, and a shipped plan serves."""
    try:
        return plans.own()
    except READ_ERRORS as error:
        logger.warning("shown with a shipped plan", extra={"error": type(error).__name__})
        return []


def _statements(crisis: str) -> list[Statement]:
    """What was said about the crisis; nothing where it cannot be read."""
    try:
        return statements.of_crisis(crisis)
    except READ_ERRORS as error:
        logger.warning("shown without statements", extra={"error": type(error).__name__})
        return []


def _replies(crisis: StoredCrisis, now_ms: int) -> Replies:
    """Whom to answer while the crisis goes on; nobody where that cannot be read."""
    if all(moment.ended_ms for moment in crisis.moments):
        return NO_REPLIES
    try:
        found = crisis_answers(crisis.moments, now_ms, POSTS_OF_A_PAGE, Shown(CONCERNS, POSTS))
    except READ_ERRORS as error:
        logger.warning("shown without answers", extra={"error": type(error).__name__})
        return NO_REPLIES
    return Replies(found.concerns, found.facts, setting("DRAFT_MODEL", ""))


def _brand(brand_id: str) -> Brand | None:
    """The brand; ``None`` if it was deleted or cannot be read."""
    try:
        return brands.get(brand_id)
    except READ_ERRORS:
        return None


def _traffic(brand: Brand | None, now_ms: int) -> SiteTraffic | None:
    """The visitors of the brand's site; ``None`` where they are not counted or cannot be read."""
    try:
        return traffic.now(brand, now_ms) if brand else None
    except READ_ERRORS as error:
        logger.warning("shown without the site's visitors", extra={"error": type(error).__name__})
        return None
