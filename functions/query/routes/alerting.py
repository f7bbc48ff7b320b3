"""GET /alerting."""

from __future__ import annotations

from functions.query.schemas.alerting import Alerting, alerting_view
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.runtime.sms_settings import sms_caps
from shared.store.people import sms_counts

router = new_router()


@router.get(
    "/alerting",
    operation_id="getAlerting",
    summary="How many texts went out, how many may still, and what they cost",
    tags=["channels"],
    middlewares=[reject_unknown_parameters],
)
def get_alerting() -> Alerting:
    """Two counters, beside the limits of the deployment."""
    now_ms = request_time_ms(router.current_event)
    return alerting_view(sms_caps(), sms_counts.read(now_ms), now_ms)
