"""What a person sees in place of a page: the sign-in, or what went wrong and how to mend it."""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from shared.domain.problem import Problem
from shared.html.frame import headers, problem_page
from shared.html.layout import MEDIA_TYPE

HEADINGS = {
    HTTPStatus.BAD_REQUEST: "That cannot be saved",
    HTTPStatus.FORBIDDEN: "You may not do that",
    HTTPStatus.NOT_FOUND: "There is no such page",
    HTTPStatus.CONFLICT: "Somebody was faster",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too many requests at the moment",
}
ON_OUR_SIDE = "An error on our side"


def error_response(path: str, problem: Problem) -> Response[str]:
    """A redirect to the sign-in for who is not signed in, a page for all other errors."""
    pages = "" if path.startswith("/pages/") else "../pages/"
    if problem.status is HTTPStatus.UNAUTHORIZED:
        to = {"Location": f"{pages}sign-in?said=sign-in", "Cache-Control": "no-store"}
        return Response(int(HTTPStatus.SEE_OTHER), body="", content_type=MEDIA_TYPE, headers=to)
    heading = HEADINGS.get(problem.status, ON_OUR_SIDE)
    text = problem.detail[:1].upper() + problem.detail[1:]
    body = problem_page(heading, "" if text == heading else f"{text}.", f"{pages}now")
    return Response(int(problem.status), MEDIA_TYPE, body, headers=headers())
