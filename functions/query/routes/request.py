"""What the routes need of a request: its time, its parameters, its page, and the refusal of unknown parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from functions.query.http.problem import unknown_parameters
from functions.query.paging.range import PagedQuery, start_query
from shared.domain.time import DAY_MS
from shared.runtime.secrets import internal_key

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def new_router() -> APIGatewayRouter:
    """A router for the routes of one module."""
    return APIGatewayRouter()  # type: ignore[no-untyped-call]  # Powertools has not annotated it


def request_time_ms(event: APIGatewayProxyEvent) -> int:
    """When API Gateway received the request, epoch milliseconds."""
    return int(event.raw_event["requestContext"]["requestTimeEpoch"])


def query_parameters(event: APIGatewayProxyEvent) -> Mapping[str, Sequence[str]]:
    """Every query parameter with all its values."""
    many: Mapping[str, str | list[str]] = event.raw_event.get("multiValueQueryStringParameters") or {}
    # The router's validation has already unwrapped the parameters with one value.
    return {name: [values] if isinstance(values, str) else list(values) for name, values in many.items()}


def paged_query(event: APIGatewayProxyEvent, route: str, since: int | None, until: int | None) -> PagedQuery:
    """The paged query of a request, at its first page or at the one that its cursor names.

    Without ``until`` it ends a day from now, more than any channel's clock may be ahead.
    """
    latest = max(request_time_ms(event) + DAY_MS, (since or 0) + 1)
    span = since, latest if until is None else min(until, latest)
    return start_query(route, query_parameters(event), span, lambda: internal_key("cursor"))


def reject_unknown_parameters(app: Any, next_middleware: Callable[..., Any]) -> Any:
    """Refuse parameters that the route does not have: without it, a misspelt filter would return too much."""
    allowed = {parameter.alias for parameter in app.context["_route"].dependant.query_params}
    unknown = query_parameters(app.current_event).keys() - allowed
    if unknown:
        raise unknown_parameters(unknown, allowed)
    return next_middleware(app)
