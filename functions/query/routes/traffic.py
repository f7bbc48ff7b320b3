"""GET /brands/{brand}/traffic."""

from __future__ import annotations

from functions.query.paging.range import time_parameter
from functions.query.routes.parameters import Since, Until
from functions.query.schemas.traffic import Traffic, traffic_span, traffic_view
from shared.http.parameters import BrandId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.store import brands
from shared.store.counters import traffic

router = new_router()


@router.get(
    "/brands/<brand>/traffic",
    operation_id="getTraffic",
    summary="Visitors of the brand's site by the minute, and whether they are more than usual",
    description="The last three hours, or at most 24 of the last 30 days. Empty without a query for `ga4`.",
    tags=["brands"],
    middlewares=[reject_unknown_parameters],
)
def get_traffic(brand: BrandId, since: Since = None, until: Until = None) -> Traffic:
    """The minutes between two times; the comparison is always that of now."""
    now_ms, found = request_time_ms(router.current_event), brands.get(brand)
    bounds = traffic_span(time_parameter(since, "since"), time_parameter(until, "until"), now_ms)
    return traffic_view(brand, bounds, traffic.between(brand, *bounds), traffic.now(found, now_ms))
