"""The page of a moment and its chart as answers: found, drawn, or a page that says why not."""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import BotoCoreError, ClientError

from functions.query.html.chart_span import bars_of, span_of
from functions.query.html.layout import CACHE_CONTROL, MEDIA_TYPE, SECURITY_HEADERS, message_page
from functions.query.html.moment_page import ChartData, moment_chart, moment_page
from functions.query.reads import minute_counts
from shared.domain.errors import ForeshockError
from shared.domain.moment import Moment
from shared.domain.tally import total
from shared.messages.signed_link import expired, verified_moment_id
from shared.runtime.secrets import internal_key
from shared.runtime.telemetry import logger
from shared.store import brands, moments

ERROR_TEXTS = {
    HTTPStatus.NOT_FOUND: ("There is no such page", "Part of the link may be missing: open it from the message."),
    HTTPStatus.GONE: (
        "This page is closed",
        "A page is shown for 30 days after its moment began. The API still has the moment.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Too much is asked just now", "Look again in a few seconds."),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong on our side",
        "Look again in a minute. The message that brought you here holds the most important.",
    ),
}
"""What people see instead of a page: it tells nothing of what there is."""

READ_ERRORS = (BotoCoreError, ClientError, ForeshockError)


def page_response(token: str, now_ms: int) -> Response[str]:
    """The page that ``token`` opens.

    Raises:
        NotFound: nobody made the token, or the moment is gone.
    """
    moment = moments.get(verified_moment_id(token, internal_key("link")))
    if expired(moment.opened_ms, now_ms):
        return error_response(HTTPStatus.GONE)
    written = moment_page(moment, _around(moment, now_ms), _zone(moment.brand), now_ms)
    return Response(200, MEDIA_TYPE, written, headers={**SECURITY_HEADERS, "Cache-Control": CACHE_CONTROL})


def chart_response(moment_id: str, now_ms: int) -> Response[str]:
    """The chart of a moment.

    Raises:
        NotFound: there is no such moment.
    """
    moment = moments.get(moment_id)
    drawn = str(moment_chart(moment, chart_data(moment, now_ms), now_ms))
    return Response(200, "image/svg+xml", drawn, headers=dict(SECURITY_HEADERS))


def error_response(status: HTTPStatus) -> Response[str]:
    """What a person sees who cannot be shown the page."""
    told = status if status in ERROR_TEXTS else HTTPStatus.NOT_FOUND
    return Response(int(told), MEDIA_TYPE, message_page(*ERROR_TEXTS[told]), headers=dict(SECURITY_HEADERS))


def chart_data(moment: Moment, now_ms: int) -> ChartData:
    """What was counted around the moment, late mentions too: they belong to the picture."""
    span = span_of(moment, now_ms)
    found = minute_counts(moment.brand, span.since_ms, span.until_ms)
    if moment.opened_ms < span.since_ms:
        return ChartData(span, bars_of(span, found))
    ended = span.until_ms if moment.ended_ms is None else moment.ended_ms
    return ChartData(span, bars_of(span, found), total(t for at, t in found if moment.opened_ms <= at < ended))


def _around(moment: Moment, now_ms: int) -> ChartData | None:
    """The surroundings, or none: a page is worth more without its chart than not at all."""
    try:
        return chart_data(moment, now_ms)
    except READ_ERRORS as error:
        logger.warning("no chart", extra={"error": type(error).__name__})
        return None


def _zone(brand_id: str) -> str:
    """The brand's time zone; UTC when the brand was deleted, or cannot be read."""
    try:
        return brands.get(brand_id).time_zone
    except READ_ERRORS:
        return "UTC"
