"""GET /pages/people, and POST /pages/{page}: forms of the pages.

What takes them is imported on first use, so that whoever presses a button at night waits for none of it.
"""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from shared.domain.errors import NotFound
from shared.domain.problem import Problem
from shared.http.request import new_router

router = new_router()

Page = Annotated[str, Path(alias="page", max_length=40)]


@router.get("/pages/people", include_in_schema=False, enable_validation=False)
def get_people() -> Response[str]:
    """Who is told. This function shows it, for it is the one that may ask SNS."""
    from functions.respond.routes.page_forms import people  # noqa: PLC0415 - only pages need it

    return people(router.current_event.raw_event)


@router.post("/pages/<page>", include_in_schema=False, enable_validation=False)
def post_page(page: Page) -> Response[None]:
    """Do what a form of this page asks for."""
    from functions.respond.routes.page_forms import FORMS  # noqa: PLC0415 - the same

    if page not in FORMS:
        raise NotFound("there is no such page", field="page")
    return FORMS[page](router.current_event.raw_event)


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page for an error at the address of a page; ``None`` elsewhere."""
    if not path.startswith("/pages/"):
        return None
    from shared.sign_in.error_pages import error_response  # noqa: PLC0415 - the same

    return error_response(path, problem)
