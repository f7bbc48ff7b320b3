"""GET /brands and GET, PUT, DELETE /brands/{brand}."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.query.http.etag import check_precondition
from functions.query.routes.parameters import BrandId, IfMatch, IfNoneMatch
from functions.query.routes.request import new_router, reject_unknown_parameters, request_time_ms
from functions.query.schemas.brand import BrandList, BrandView, brand_etag, brand_view
from functions.query.schemas.brand_settings import BrandInput, brand_from_input
from shared.domain.brand import DEFAULT_MODEL, Brand
from shared.domain.errors import InvalidInput, NotFound
from shared.store import brand_models, brands

router = new_router()


@router.get(
    "/brands", operation_id="listBrands", summary="All brands", tags=["brands"], middlewares=[reject_unknown_parameters]
)
def list_brands() -> BrandList:
    """Every brand with its settings; there are as many as somebody typed in."""
    return BrandList(brands=[brand_view(brand) for brand in brands.every()])


@router.get(
    "/brands/<brand>",
    operation_id="getBrand",
    summary="The settings of a brand",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def get_brand(brand: BrandId) -> Response[BrandView]:
    """The ETag is the one that If-Match wants."""
    return _shown(brands.get(brand), HTTPStatus.OK)


@router.put(
    "/brands/<brand>",
    operation_id="putBrand",
    summary="Create a brand, or replace its settings",
    description="What is left out takes its default. Send `If-Match` with the ETag you read to be sure that nobody "
    "else changed it meanwhile.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def put_brand(
    brand: BrandId,
    settings: Annotated[BrandInput, Body()],
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
) -> Response[BrandView]:
    """The write is conditional on what was read here, so that two at once cannot mix."""
    current = _current(brand)
    check_precondition(brand_etag(current) if current else None, if_match, if_none_match)
    changed = brand_from_input(settings, brand, current, request_time_ms(router.current_event))
    if current and changed.shards < current.shards:
        raise InvalidInput(
            f"shards can only grow, it is {current.shards} now: older mentions lie in all of them", field="shards"
        )
    if not current or changed.sentiment_model != current.sentiment_model:
        _check_table(changed)
    brands.put(changed, expected_version=current.version if current else 0)
    return _shown(changed, HTTPStatus.OK if current else HTTPStatus.CREATED)


@router.delete(
    "/brands/<brand>",
    operation_id="deleteBrand",
    summary="Stop watching a brand",
    description="Its mentions, counters and moments stay until they expire.",
    tags=["brands"],
    status_code=204,
    middlewares=[reject_unknown_parameters],
)
def delete_brand(brand: BrandId, if_match: IfMatch = None) -> Response[None]:
    """404 when there is none, so that a typo does not look like a success."""
    current = brands.get(brand) if if_match else None
    check_precondition(brand_etag(current) if current else None, if_match, None)
    brands.delete(brand, expected_version=current.version if current else None)
    return Response(status_code=204, body=None)


def _current(brand_id: str) -> Brand | None:
    try:
        return brands.get(brand_id)
    except NotFound:
        return None


def _check_table(brand: Brand) -> None:
    """Only a table that can be read is chosen anew; one chosen before must not keep other settings from changing."""
    if brand.sentiment_model == DEFAULT_MODEL:
        return
    try:
        brand_models.get(brand.id, brand.sentiment_model)
    except (NotFound, InvalidInput) as error:
        raise InvalidInput(error.message, field="table") from error


def _shown(brand: Brand, status: HTTPStatus) -> Response[BrandView]:
    return Response(
        status_code=int(status),
        content_type="application/json",
        headers={"ETag": brand_etag(brand)},
        body=brand_view(brand),
    )
