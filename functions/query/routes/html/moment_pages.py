"""GET /m/{token}, the page that the link in an alert opens, and GET /moments/{id}/chart.svg.

The modules that draw the page are imported on first use, so that no other request pays for them.
"""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from shared.domain.problem import Problem
from shared.http.parameters import MomentId, Token
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms

router = new_router()

PATH_PREFIX = "/m/"


@router.get(
    "/m/<token>",
    operation_id="getMomentPage",
    summary="The page that the link in an alert opens",
    description="No API key is needed: the signature in the link is the permission, for 30 days from the opening.",
    tags=["moments"],
    enable_validation=False,
)
def get_page(token: Token) -> Response[str]:
    """Unknown parameters are allowed here: apps in which people share links add their own."""
    from functions.query.routes.html.page_response import page_response  # noqa: PLC0415 - only this request needs it

    return page_response(token, request_time_ms(router.current_event))


@router.get(
    "/moments/<id>/chart.svg",
    operation_id="getMomentChart",
    summary="What was counted around a moment, drawn",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
    enable_validation=False,
)
def get_chart(id: MomentId) -> Response[str]:  # noqa: A002 - the name of the path parameter
    """The chart of the page, on its own."""
    from functions.query.routes.html.page_response import chart_response  # noqa: PLC0415 - only this request needs it

    return chart_response(id, request_time_ms(router.current_event))


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page that a person sees when the page of a moment cannot be shown; ``None`` where a program reads."""
    if not path.startswith(PATH_PREFIX):
        return None
    from functions.query.routes.html.page_response import error_response  # noqa: PLC0415 - only needed for pages

    return error_response(problem.status)
