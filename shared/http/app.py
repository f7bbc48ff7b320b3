"""The application of an HTTP function: a resolver with its routes, and every error as problem details or as a page."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from aws_lambda_powertools.event_handler.router import APIGatewayRouter
from botocore import exceptions as botocore
from botocore.exceptions import ClientError

from shared.domain.errors import ForeshockError, StorageBusy
from shared.domain.problem import MEDIA_TYPE, Problem, problem_from
from shared.http.body import body_problem
from shared.http.cors import preflight, with_cors
from shared.http.etag import conditional_response
from shared.http.problem import no_route_problem, validation_problem
from shared.http.resolver import Resolver
from shared.http.unreadable import unreadable_header
from shared.runtime.telemetry import logger, metrics
from shared.store.dynamodb import TRANSIENT_ERRORS
from shared.store.readable import naming_what_is_left_out

compact_json = partial(json.dumps, separators=(",", ":"))

PageOf = Callable[[str, Problem], Response[str] | None]
"""The page for an error at a path that people look at; ``None`` where a program reads the answer."""


def new_app(routers: Iterable[APIGatewayRouter], error_page: PageOf) -> APIGatewayRestResolver:
    """An application with the routes of ``routers``, which answers errors with ``error_page`` or as problem details."""
    app = Resolver(
        enable_validation=True,
        response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
        serializer=compact_json,
    )
    for router in routers:
        app.include_router(router)
    app.exception_handler(Exception)(partial(_handle_error, app, error_page))
    return app


def answer(app: APIGatewayRestResolver, event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request of API Gateway, with a line in the log that names the route and never the path.

    A path may hold a signed token, and whoever reads logs must not be able to use it.
    """
    headers = {name.lower(): values[-1] for name, values in (event.get("multiValueHeaders") or {}).items()}
    with naming_what_is_left_out() as left_out:
        given = _given(app, event, context, headers)
    if left_out:
        metrics.flush_metrics()
    logger.info(
        "answered",
        extra={
            "method": event["httpMethod"],
            "resource": event.get("resource"),
            "status": given["statusCode"],
            "request": event["requestContext"].get("requestId"),
        },
    )
    found = conditional_response(event["httpMethod"], headers.get("if-none-match", ""), given)
    shown = found["multiValueHeaders"] | unreadable_header(left_out, event["path"])
    return {**found, "multiValueHeaders": with_cors(shown, event)}


def _given(
    app: APIGatewayRestResolver, event: dict[str, Any], context: Any, headers: Mapping[str, str]
) -> dict[str, Any]:
    if event["httpMethod"] == "OPTIONS":
        allowed = preflight(event, headers.get("origin", ""))
        if isinstance(allowed, Problem):
            return _as_given(_problem_response(event, allowed))
        return {"statusCode": int(HTTPStatus.NO_CONTENT), "body": "", "multiValueHeaders": allowed}
    problem = body_problem(event)
    return _as_given(_problem_response(event, problem)) if problem else app.resolve(event, context)


def allowed_methods(app: APIGatewayRestResolver, path: str) -> frozenset[str]:
    """The methods that ``path`` has, to tell a wrong method (405) from a wrong path (404)."""
    routes = [*app._static_routes, *app._dynamic_routes]  # noqa: SLF001 - Powertools has no public list of its routes
    return frozenset(route.method for route in routes if route.rule.match(path))


def _handle_error(app: APIGatewayRestResolver, error_page: PageOf, error: Exception) -> Response[str]:
    """The log gets the place of an unexpected error, and never its message, which may quote a client."""
    problem = _problem(app, error)
    if problem.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("unexpected error", extra={"error": type(error).__name__, "where": _frames(error)})
    return error_page(app.current_event.path, problem) or _problem_response(app.current_event.raw_event, problem)


def _problem(app: APIGatewayRestResolver, error: Exception) -> Problem:
    if isinstance(error, RequestValidationError):
        return validation_problem(error.errors(), creates=app.current_event.http_method == "PUT")
    if isinstance(error, RequestUnsupportedContentType):
        return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must be JSON; send Content-Type: application/json")
    if isinstance(error, NotFoundError):
        path = app.current_event.path
        return no_route_problem(app.current_event.http_method, path, allowed_methods(app, path))
    if _is_temporary(error):
        return problem_from(StorageBusy("the tables do not answer"))
    return problem_from(error, conditional=isinstance(error, ForeshockError) and error.field.startswith("if-"))


def _is_temporary(error: Exception) -> bool:
    """Whether a table is busy or cannot be reached, so that a retry may succeed."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"] in TRANSIENT_ERRORS
    return isinstance(error, botocore.ConnectionError | botocore.HTTPClientError)


def _problem_response(event: Mapping[str, Any], problem: Problem) -> Response[str]:
    request_id = str(event.get("requestContext", {}).get("requestId", ""))
    body = compact_json(problem.document(request_id))
    return Response(int(problem.status), MEDIA_TYPE, body, headers=dict(problem.headers))


def _as_given(response: Response[str]) -> dict[str, Any]:
    """An answer that no route made, in the form of API Gateway."""
    headers = {name: [value] for name, value in response.headers.items()} | {
        "Content-Type": [str(response.content_type)]
    }
    return {
        "statusCode": response.status_code,
        "body": response.body,
        "isBase64Encoded": False,
        "multiValueHeaders": headers,
    }


def _frames(error: Exception) -> list[str]:
    """The last frames of the traceback as ``file:line``."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]
