"""GET /m/{token}, the page that the link in an alert opens, and GET /moments/{id}/chart.svg.

What draws and writes them is imported when first asked for: no other request pays for it.
"""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.query.http.request import new_router, now_of, refuse_unknown
from functions.query.routes.parameters import MomentId, Token

router = new_router()

PLACE = "/m/"


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
    from functions.query.html.response import page  # noqa: PLC0415 - only this request needs it

    return page(token, now_of(router.current_event))


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
    from functions.query.html.response import picture  # noqa: PLC0415 - only this request needs it

    return picture(id, now_of(router.current_event))


def is_page(path: str) -> bool:
    """Whether a person looks at what comes from this address."""
    return path.startswith(PLACE)


def instead(status: HTTPStatus) -> Response[str]:
    """What a person sees who cannot be shown the page."""
    from functions.query.html.response import refusal  # noqa: PLC0415 - only where a page was asked for

    return refusal(status)
