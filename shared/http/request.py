"""What every route needs of a request: its time, its parameters, and the refusal of unknown parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from shared.http.problem import unknown_parameters

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def new_router() -> APIGatewayRouter:
    """A router for the routes of one module."""
    return APIGatewayRouter()  # type: ignore[no-untyped-call]  # Powertools has not annotated it


def request_time_ms(event: APIGatewayProxyEvent) -> int:
    """When API Gateway received the request, epoch milliseconds."""
    return int(event.raw_event["requestContext"]["requestTimeEpoch"])


def base_address(event: APIGatewayProxyEvent) -> str:
    """The address of the API as this client knows it, without a slash at the end: a domain of its own, or AWS's.

    >>> from types import SimpleNamespace as Event
    >>> context = {"path": "/v1/openapi.json", "domainName": "a1.execute-api.eu-west-1.amazonaws.com"}
    >>> base_address(Event(raw_event={"path": "/openapi.json", "headers": {}, "requestContext": context}))
    'https://a1.execute-api.eu-west-1.amazonaws.com/v1'
    """
    request, context = event.raw_event, event.raw_event["requestContext"]
    headers = {name.lower(): str(value) for name, value in (request.get("headers") or {}).items()}
    host = headers.get("host") or str(context.get("domainName", ""))
    path = str(context.get("path", "")).removesuffix(str(request["path"]))
    return f"{headers.get('x-forwarded-proto', 'https')}://{host}{path}"


def query_parameters(event: APIGatewayProxyEvent) -> Mapping[str, Sequence[str]]:
    """Every query parameter with all its values."""
    many: Mapping[str, str | list[str]] = event.raw_event.get("multiValueQueryStringParameters") or {}
    # The router's validation has already unwrapped the parameters with one value.
    return {name: [values] if isinstance(values, str) else list(values) for name, values in many.items()}


def reject_unknown_parameters(app: Any, next_middleware: Callable[..., Any]) -> Any:
    """Refuse parameters that the route does not have: without it, a misspelt filter would return too much."""
    allowed = {parameter.alias for parameter in app.context["_route"].dependant.query_params}
    unknown = query_parameters(app.current_event).keys() - allowed
    if unknown:
        raise unknown_parameters(unknown, allowed)
    return next_middleware(app)
