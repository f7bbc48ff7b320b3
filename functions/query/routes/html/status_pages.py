"""GET /status/{brand} and its feed: what a team published about a crisis, for anybody."""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.query.status.told import Told
from shared.domain.errors import NotFound
from shared.domain.problem import Problem
from shared.domain.response.publication import shown_statements
from shared.html.layout import MEDIA_TYPE, message_page, security_headers
from shared.http.parameters import BrandId
from shared.http.request import base_address, new_router, request_time_ms
from shared.store.response import publications, statements

router = new_router()

PATH_PREFIX = "/status/"

CACHE = "public, max-age=30, stale-if-error=600"
"""Browsers and proxies may answer for half a minute, and longer while we cannot."""

MAX_CRISES = 5
"""Crises on one page, the latest."""


@router.get(
    "/status/<brand>",
    operation_id="getStatusPage",
    summary="The public page of a brand: what its team published about a crisis",
    description="No API key is needed. 404 where nothing is published, whether or not there is such a brand.",
    tags=["crises"],
    enable_validation=False,
)
def get_status_page(brand: BrandId) -> Response[str]:
    """Unknown parameters are allowed: apps in which people share links add their own."""
    from functions.query.status.page import page_headers, status_page  # noqa: PLC0415 - only this request needs it

    now_ms, told = request_time_ms(router.current_event), _told(brand)
    page = status_page(brand, told[0].publication.brand_name, told, now_ms)
    return Response(200, MEDIA_TYPE, page, headers={**page_headers(), "Cache-Control": CACHE})


@router.get(
    "/status/<brand>/feed.atom",
    operation_id="getStatusFeed",
    summary="The public page as an Atom feed",
    description="No API key is needed.",
    tags=["crises"],
    enable_validation=False,
)
def get_status_feed(brand: BrandId) -> Response[str]:
    """For feed readers, and for other programs."""
    from functions.query.status.feed import MEDIA_TYPE as ATOM  # noqa: PLC0415 - only this request needs it
    from functions.query.status.feed import status_feed  # noqa: PLC0415 - only the feed needs it

    event, told = router.current_event, _told(brand)
    address = f"{base_address(event)}{PATH_PREFIX}{brand}"
    feed = status_feed(brand, told[0].publication.brand_name, told, address, request_time_ms(event))
    return Response(200, ATOM, feed, headers={"Cache-Control": CACHE})


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page that a person sees when there is none to show; ``None`` for other addresses."""
    if not path.startswith(PATH_PREFIX):
        return None
    if problem.status is HTTPStatus.NOT_FOUND:
        page = message_page("There is no such page", "Nothing is published here at the moment.")
    else:
        page = message_page("The page cannot be shown at the moment", "Try again in a minute.")
    return Response(int(problem.status), MEDIA_TYPE, page, headers={**security_headers(), **problem.headers})


def _told(brand: str) -> list[Told]:
    found = publications.of_brand(brand)[:MAX_CRISES]
    if not found:
        raise NotFound("nothing is published here", field="brand")
    return [Told(each, shown_statements(each, statements.of_crisis(each.crisis))) for each in found]
