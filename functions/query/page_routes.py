"""GET /m/{token}, the page that the link in an alert opens, and GET /moments/{id}/chart.svg."""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import BotoCoreError, ClientError

from functions.query.archive import counted
from functions.query.chart_span import bars_of, span_of
from functions.query.exchange import new_router, now_of, refuse_unknown
from functions.query.moment_page import Surroundings, chart_of, moment_page
from functions.query.parameters import MomentId, Token
from functions.query.sheet import FRESH, HEADERS, MEDIA_TYPE, notice
from shared.errors import ForeshockError
from shared.keyring import internal_key
from shared.link import expired, moment_of
from shared.moment import Moment
from shared.store import brands, moments
from shared.tally import total
from shared.telemetry import logger

router = new_router()

PLACE = "/m/"
INSTEAD = {
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

TROUBLE = (BotoCoreError, ClientError, ForeshockError)


@router.get(
    "/m/<token>",
    operation_id="getMomentPage",
    summary="The page that the link in an alert opens",
    description="No API key is needed: the signature in the link is the permission, for 30 days from the opening.",
    tags=["moments"],
    enable_validation=False,
)
def get_page(token: Token) -> Response[str]:
    """Unknown parameters are left alone: apps that people share links in add their own."""
    now_ms = now_of(router.current_event)
    moment = moments.get(moment_of(token, internal_key("link")))
    if expired(moment.opened_ms, now_ms):
        return instead(HTTPStatus.GONE)
    page = moment_page(moment, _around(moment, now_ms), _zone(moment.brand), now_ms)
    return Response(200, MEDIA_TYPE, page, headers={**HEADERS, "Cache-Control": FRESH})


@router.get(
    "/moments/<id>/chart.svg",
    operation_id="getMomentChart",
    summary="What was counted around a moment, drawn",
    tags=["moments"],
    middlewares=[refuse_unknown],
    enable_validation=False,
)
def get_chart(id: MomentId) -> Response[str]:  # noqa: A002 - the name of the path parameter
    """The chart of the page, on its own."""
    now_ms = now_of(router.current_event)
    moment = moments.get(id)
    picture = chart_of(moment, surroundings(moment, now_ms), now_ms)
    return Response(200, "image/svg+xml", picture, headers=dict(HEADERS))


def is_page(path: str) -> bool:
    """Whether a person looks at what comes from this address."""
    return path.startswith(PLACE)


def instead(status: HTTPStatus) -> Response[str]:
    """What a person sees who cannot be shown the page."""
    told = status if status in INSTEAD else HTTPStatus.NOT_FOUND
    return Response(int(told), MEDIA_TYPE, notice(*INSTEAD[told]), headers=dict(HEADERS))


def surroundings(moment: Moment, now_ms: int) -> Surroundings:
    """What was counted around the moment, late mentions too: they belong to the picture."""
    span = span_of(moment, now_ms)
    found = counted(moment.brand, span.since_ms, span.until_ms)
    if moment.opened_ms < span.since_ms:
        return Surroundings(span, bars_of(span, found))
    ended = span.until_ms if moment.ended_ms is None else moment.ended_ms
    return Surroundings(span, bars_of(span, found), total(t for at, t in found if moment.opened_ms <= at < ended))


def _around(moment: Moment, now_ms: int) -> Surroundings | None:
    """The surroundings, or none: a page is worth more without its chart than not at all."""
    try:
        return surroundings(moment, now_ms)
    except TROUBLE as error:
        logger.warning("no chart", extra={"error": type(error).__name__})
        return None


def _zone(brand_id: str) -> str:
    """The brand's time zone; UTC when the brand was deleted, or cannot be read."""
    try:
        return brands.get(brand_id).time_zone
    except TROUBLE:
        return "UTC"
