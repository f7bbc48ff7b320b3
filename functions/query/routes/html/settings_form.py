"""The form of a brand's settings: checked and stored as the API does it, or shown again with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from functions.query.pages.brand_form import settings_from_form
from functions.query.pages.brands import brand_page
from functions.query.routes.brands import store_settings
from functions.query.schemas.brand import brand_view
from functions.query.schemas.brand_settings import BrandInput
from shared.domain.brand import SLUG
from shared.domain.errors import Conflict, ForeshockError, InvalidInput, NotFound
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.layout import MEDIA_TYPE
from shared.http.problem import body_problem
from shared.sign_in.forms import one
from shared.sign_in.visitor import posting_visitor
from shared.store import brands


def save_settings(brand_id: str, event: Mapping[str, Any]) -> Response[str]:
    """Store the settings of a form; the form again with what is wrong, where something is."""
    visitor, fields = posting_visitor(event, Role.ADMIN)
    wanted = one(fields, "id") if brand_id == "-" else brand_id
    current = _settings(wanted)
    given = settings_from_form(partial(one, fields), current)
    try:
        if not SLUG.fullmatch(wanted):
            raise InvalidInput("the id must be 1 to 40 of a-z, 0-9 and -, with no - at either end")
        if brand_id == "-" and current:
            raise InvalidInput("there is a brand of this id already")
        if current and one(fields, "version") != str(current["version"]):
            raise Conflict("somebody else has changed the brand; open its page again")
        store_settings(wanted, BrandInput.model_validate(given), int(event["requestContext"]["requestTimeEpoch"]))
    except ValidationError as error:
        return _again(visitor, brand_id, given, body_problem(error.errors()).detail)
    except ForeshockError as error:
        return _again(visitor, brand_id, given, error.message)
    to = {"Location": f"../pages/brand?id={wanted}&said=saved", "Cache-Control": "no-store"}
    return Response(int(HTTPStatus.SEE_OTHER), MEDIA_TYPE, "", headers=to)


def _again(visitor: Visitor, brand_id: str, given: Mapping[str, Any], problem: str) -> Response[str]:
    shown = brand_page(visitor, "" if brand_id == "-" else brand_id, given, (), problem=problem)
    return Response(int(HTTPStatus.BAD_REQUEST), MEDIA_TYPE, shown, headers=frame.headers())


def _settings(brand_id: str) -> dict[str, Any]:
    try:
        return {**brand_view(brands.get(brand_id))} if SLUG.fullmatch(brand_id) else {}
    except NotFound:
        return {}
