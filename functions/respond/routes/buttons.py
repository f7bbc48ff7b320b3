"""GET and POST /a/{token}: the buttons of a crisis's page. Only POST changes something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import ForeshockError
from shared.domain.problem import Problem
from shared.http.parameters import Token
from shared.http.request import new_router, request_time_ms
from shared.sign_in.visitor import visitor_of

router = new_router()

PATH_PREFIX = "/a/"


@router.get(
    "/a/<token>",
    operation_id="getButton",
    summary="The button of a page, on its own",
    description="To look at it changes nothing: the scanners of mail systems open every address. No API key is "
    "needed: the signature is the permission, for an hour from when the page was shown.",
    tags=["crises"],
    enable_validation=False,
)
def get_button(token: Token) -> Response[str]:
    """What a person sees who opens the address of a button."""
    from functions.respond.routes.button_response import question_response  # noqa: PLC0415 - only pages need it

    return question_response(token, request_time_ms(router.current_event))


@router.post(
    "/a/<token>",
    operation_id="pressButton",
    summary="Press a button of a page: acknowledge, resolve or dismiss its crisis, tick a step, or approve an answer",
    description="The body is a form with `by` (your name) and `note`, both optional; to approve the answer to a post, "
    "with `text` and `by`. It acts on the moments that the page showed. To press it again changes nothing and says who "
    "was first. No API key is needed.",
    tags=["crises"],
    enable_validation=False,
)
def press_button(token: Token) -> Response[str]:
    """What came of it, as a page."""
    from functions.respond.routes.button_response import pressed_response  # noqa: PLC0415 - only pages need it

    event = router.current_event
    name = _signed_in(event.raw_event)
    return pressed_response(token, event.decoded_body or "", request_time_ms(event), name)


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page that a person sees when a button fails; ``None`` where a program reads the answer."""
    if not path.startswith(PATH_PREFIX):
        return None
    from functions.respond.routes.button_response import error_response  # noqa: PLC0415 - only pages need it

    return error_response(problem.status)


def _signed_in(event: Mapping[str, Any]) -> str:
    """The name of whoever signed in to the pages, for the timeline; empty for who came by a link alone.

    A name that cannot be read must not keep anybody from acknowledging.
    """
    try:
        return visitor_of(event).name
    except (ForeshockError, BotoCoreError, ClientError):
        return ""
