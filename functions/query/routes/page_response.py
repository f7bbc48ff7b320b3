"""HTTP answers with the page of a moment or its chart, or a page that says why there is none."""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import BotoCoreError, ClientError

from functions.query.html.chart import STYLE as CHART_STYLE
from functions.query.html.chart_span import bars_of, span_of
from functions.query.html.moment_page import ChartData, moment_chart, moment_page
from functions.query.reads import minute_counts
from shared.domain.errors import ForeshockError
from shared.domain.moment import Moment
from shared.domain.tally import total
from shared.html.layout import CACHE_CONTROL, MEDIA_TYPE, message_page, security_headers
from shared.messages.signed_link import expired, verified_moment_id
from shared.runtime.secrets import internal_key
from shared.runtime.telemetry import logger
from shared.store import brands, moments

ERROR_TEXTS = {
    HTTPStatus.NOT_FOUND: ("There is no such page", "Part of the link may be missing: open the link in the message."),
    HTTPStatus.GONE: (
        "This page is closed",
        "A page is open for 30 days after its moment began. The API still has the moment.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Too many requests at the moment", "Try again in a few seconds."),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "An error on our side",
        "Try again in a minute. The message that brought you here has the most important facts.",
    ),
}
"""Heading and text of the pages for errors; they give no details of any moment."""

READ_ERRORS = (BotoCoreError, ClientError, ForeshockError)


def page_response(token: str, now_ms: int) -> Response[str]:
    """The page that ``token`` opens.

    Raises:
        NotFound: the token is not valid, or the moment does not exist any more.
    """
    moment = moments.get(verified_moment_id(token, internal_key("link")))
    if expired(moment.opened_ms, now_ms):
        return error_response(HTTPStatus.GONE)
    page = moment_page(moment, _chart_data(moment, now_ms), _time_zone(moment.brand), now_ms)
    return Response(200, MEDIA_TYPE, page, headers={**security_headers(CHART_STYLE), "Cache-Control": CACHE_CONTROL})


def chart_response(moment_id: str, now_ms: int) -> Response[str]:
    """The chart of a moment.

    Raises:
        NotFound: there is no such moment.
    """
    moment = moments.get(moment_id)
    svg = str(moment_chart(moment, chart_data(moment, now_ms), now_ms))
    return Response(200, "image/svg+xml", svg, headers=security_headers(CHART_STYLE))


def error_response(status: HTTPStatus) -> Response[str]:
    """The page that a person sees when an error prevents the real one; 404 for a status without its own text."""
    shown = status if status in ERROR_TEXTS else HTTPStatus.NOT_FOUND
    return Response(int(shown), MEDIA_TYPE, message_page(*ERROR_TEXTS[shown]), headers=security_headers())


def chart_data(moment: Moment, now_ms: int) -> ChartData:
    """The counts around the moment, with those of late mentions."""
    span = span_of(moment, now_ms)
    counted = minute_counts(moment.brand, span.since_ms, span.until_ms)
    if moment.opened_ms < span.since_ms:
        return ChartData(span, bars_of(span, counted))
    ended = span.until_ms if moment.ended_ms is None else moment.ended_ms
    return ChartData(span, bars_of(span, counted), total(t for at, t in counted if moment.opened_ms <= at < ended))


def _chart_data(moment: Moment, now_ms: int) -> ChartData | None:
    """The chart's data, or ``None`` if it cannot be read: a page without its chart is better than no page."""
    try:
        return chart_data(moment, now_ms)
    except READ_ERRORS as error:
        logger.warning("no chart", extra={"error": type(error).__name__})
        return None


def _time_zone(brand_id: str) -> str:
    """The brand's time zone; UTC if the brand was deleted or cannot be read."""
    try:
        return brands.get(brand_id).time_zone
    except READ_ERRORS:
        return "UTC"
