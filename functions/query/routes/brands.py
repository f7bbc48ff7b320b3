"""GET /brands and GET, PUT, DELETE /brands/{brand}."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from functions.query.schemas.brand import (
    BrandDetails,
    BrandList,
    BrandView,
    brand_details,
    brand_etag,
    brand_from_input,
    brand_view,
)
from functions.query.schemas.brand_settings import BrandInput
from shared.domain.brand import DEFAULT_MODEL, Brand
from shared.domain.drill import drilled_brand
from shared.domain.errors import InvalidInput, NotFound, Unreadable
from shared.http.etag import check_precondition
from shared.http.fields import ShortText
from shared.http.parameters import BrandId, IfMatch, IfNoneMatch
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.store import brand_models, brands
from shared.store.counters import learning

router = new_router()


@router.get(
    "/brands", operation_id="listBrands", summary="All brands", tags=["brands"], middlewares=[reject_unknown_parameters]
)
def list_brands() -> BrandList:
    """All brands in one answer: people create them by hand, so there are few."""
    found = brands.stored()
    return BrandList(brands=[brand_view(brand) for brand in found.brands], unreadable=found.unreadable)


@router.get(
    "/brands/<brand>",
    operation_id="getBrand",
    summary="The settings of a brand, and whether it is still learnt what is normal for it",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def get_brand(brand: BrandId) -> Response[BrandDetails]:
    """The brand with its ETag, which If-Match takes."""
    found = brands.get(brand)
    return Response(
        status_code=int(HTTPStatus.OK),
        content_type="application/json",
        headers={"ETag": brand_etag(found)},
        body=brand_details(found, learning.get(found.id, request_time_ms(router.current_event))),
    )


@router.put(
    "/brands/<brand>",
    operation_id="putBrand",
    summary="Create a brand, or replace its settings",
    description="A missing field gets its default. Send `If-Match` with the ETag that you read, to be sure that nobody "
    "else has changed the brand since. Needs the role admin.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def put_brand(
    brand: BrandId,
    settings: Annotated[BrandInput, Body()],
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response[BrandView]:
    """The write is conditional on the version read here, so that two requests at once cannot mix."""
    require(router.current_event, Role.ADMIN)
    if drilled_brand(brand):
        raise InvalidInput("such ids are for drills; POST /drills makes them, or choose another id", field="brand")
    now_ms = request_time_ms(router.current_event)
    changed, created = store_settings(brand, settings, now_ms, if_match=if_match, if_none_match=if_none_match)
    return _response(changed, HTTPStatus.CREATED if created else HTTPStatus.OK)


def store_settings(
    brand_id: str,
    settings: BrandInput,
    now_ms: int,
    *,
    if_match: str | None = None,
    if_none_match: str | None = None,
) -> tuple[Brand, bool]:
    """Store the settings of a brand; also whether the brand is new."""
    current, version = _current(brand_id)
    check_precondition(brand_etag(current) if current else None, if_match, if_none_match)
    changed = brand_from_input(settings, brand_id, current, now_ms)
    if current and changed.shards < current.shards:
        raise InvalidInput(
            f"shards can only grow, and there are {current.shards} now: all of them hold older mentions", field="shards"
        )
    if not current or changed.sentiment_model != current.sentiment_model:
        _check_model(changed)
    brands.put(changed, expected_version=version)
    return changed, current is None


@router.delete(
    "/brands/<brand>",
    operation_id="deleteBrand",
    summary="Stop watching a brand",
    description="Its mentions, counters and moments stay until they expire. With `mentions=erase` all that is kept of "
    "it is erased after the grace time of the deployment, and after an hour at least; the answer is then 202 with the "
    "erasure, which can be cancelled until it begins (see POST /erasures). Needs the role admin.",
    tags=["brands"],
    status_code=204,
    middlewares=[reject_unknown_parameters],
)
def delete_brand(
    brand: BrandId,
    if_match: IfMatch = None,
    mentions: Annotated[
        Literal["keep", "erase"], Query(description="What becomes of its mentions and all that is made of them")
    ] = "keep",
    by: Annotated[
        ShortText | None,
        Query(description="With `mentions=erase`: your name, as your team knows you", examples=["ana"]),
    ] = None,
) -> Response[Any]:
    """404 when there is no such brand, so that a typo does not look like a success."""
    require(router.current_event, Role.ADMIN)
    current = brands.get(brand) if if_match else None
    check_precondition(brand_etag(current) if current else None, if_match, None)
    if mentions == "erase":
        return _erased(brand, current, by or "")
    brands.delete(brand, expected_version=current.version if current else None)
    return Response(status_code=204, body=None)


def _erased(brand_id: str, current: Brand | None, by: str) -> Response[Any]:
    """Stop watching the brand, and have all of it erased; a request that got no answer may come again."""
    from functions.query import erasing  # noqa: PLC0415 - no other request about brands needs it
    from functions.query.schemas.erasure import erasure_view  # noqa: PLC0415 - the same

    event = router.current_event.raw_event
    now_ms = request_time_ms(router.current_event)
    try:
        brands.delete(brand_id, expected_version=current.version if current else None)
        wanted = erasing.unwatched_erasure(brand_id, now_ms)
    except NotFound:
        wanted = erasing.brand_erasure(brand_id, now_ms)
    view = erasure_view(erasing.ask_for(wanted, by, str(event["requestContext"]["identity"]["apiKeyId"])))
    return Response(int(HTTPStatus.ACCEPTED), "application/json", view, headers={"Location": view["href"]})


def _current(brand_id: str) -> tuple[Brand | None, int | None]:
    """The stored brand, and the version that a write expects: 0 where there is none, any where it cannot be read."""
    try:
        found = brands.get(brand_id)
    except NotFound:
        return None, 0
    except Unreadable:
        return None, None
    return found, found.version


def _check_model(brand: Brand) -> None:
    """Check that a new sentiment model can be read; an old one is not checked, so that other settings can change."""
    if brand.sentiment_model == DEFAULT_MODEL:
        return
    try:
        brand_models.get(brand.id, brand.sentiment_model)
    except (NotFound, InvalidInput) as error:
        raise InvalidInput(error.message, field="table") from error


def _response(brand: Brand, status: HTTPStatus) -> Response[BrandView]:
    return Response(
        status_code=int(status),
        content_type="application/json",
        headers={"ETag": brand_etag(brand)},
        body=brand_view(brand),
    )
