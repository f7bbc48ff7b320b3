"""GET /pages/{page}, what people look at after they signed in, and the forms of brands and drills.

What draws the pages is imported on first use, so that no other request pays for it.
"""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from shared.domain.errors import NotFound
from shared.domain.problem import Problem
from shared.http.request import new_router

router = new_router()

PREFIXES = ("/pages/", "/settings/", "/exercises/")

Page = Annotated[str, Path(alias="page", max_length=40)]
DrillOrNew = Annotated[str, Path(alias="drill", max_length=60)]
BrandOrNew = Annotated[str, Path(alias="brand", max_length=40)]


@router.get("/pages/<page>", include_in_schema=False, enable_validation=False)
def get_page(page: Page) -> Response[str]:
    """A page by its name."""
    from functions.query.routes.html.page_views import VIEWS  # noqa: PLC0415 - only pages need it

    if page not in VIEWS:
        raise NotFound("there is no such page", field="page")
    return VIEWS[page](router.current_event.raw_event)


@router.post("/settings/<brand>", include_in_schema=False, enable_validation=False)
def post_settings(brand: BrandOrNew) -> Response[str]:
    """Store the settings that a form has; ``-`` for a new brand, whose id is in the form."""
    from functions.query.routes.html.settings_form import save_settings  # noqa: PLC0415 - only pages need it

    return save_settings(brand, router.current_event.raw_event)


@router.post("/exercises/<drill>", include_in_schema=False, enable_validation=False)
def post_exercise(drill: DrillOrNew) -> Response[str]:
    """Do what a button of a drill's page asks for; ``-`` begins a table-top exercise."""
    from functions.query.routes.html.exercise_form import act_on_drill  # noqa: PLC0415 - only pages need it

    return act_on_drill(drill, router.current_event.raw_event)


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page for an error at one of these addresses; ``None`` elsewhere. Who is not signed in is asked to."""
    if not path.startswith(PREFIXES):
        return None
    from shared.sign_in.error_pages import error_response  # noqa: PLC0415 - only pages need it

    return error_response(path, problem)
