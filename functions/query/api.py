"""The API: all routes in one resolver, and every error as problem details."""

from __future__ import annotations

import json
import traceback
from functools import partial
from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from botocore import exceptions as botocore
from botocore.exceptions import ClientError

from functions.query.http.methods import no_route_problem
from functions.query.http.problem import MEDIA_TYPE, Problem, problem_from, validation_problem
from functions.query.routes import brands, channels, labels, mentions, moment_pages, moments
from shared.domain.errors import ForeshockError, StorageBusy
from shared.runtime.telemetry import logger
from shared.store.dynamodb import TRANSIENT_ERRORS

app = APIGatewayRestResolver(
    enable_validation=True,
    response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    serializer=partial(json.dumps, separators=(",", ":")),
)
for routes in (moments, moment_pages, brands, mentions, labels, channels):
    app.include_router(routes.router)


def handle_error(error: Exception) -> Response[str]:
    """Any error as problem details, or a page where a person looks; the log gets no word of an unforeseen message."""
    problem = _problem(error)
    if problem.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("unforeseen", extra={"error": type(error).__name__, "where": _where(error)})
    if moment_pages.is_page_path(app.current_event.path):
        return moment_pages.error_page(problem.status)
    return _answer(problem)


def _problem(error: Exception) -> Problem:
    if isinstance(error, RequestValidationError):
        return validation_problem(error.errors())
    if isinstance(error, RequestUnsupportedContentType):
        return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must be JSON; send Content-Type: application/json")
    if isinstance(error, NotFoundError):
        return no_route_problem(app.current_event.http_method, app.current_event.path)
    if _passes(error):
        return problem_from(StorageBusy("the tables do not answer"))
    return problem_from(error, conditional=isinstance(error, ForeshockError) and error.field.startswith("if-"))


def _passes(error: Exception) -> bool:
    """Whether a table is busy or out of reach, and may answer in a moment."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"] in TRANSIENT_ERRORS
    return isinstance(error, botocore.ConnectionError | botocore.HTTPClientError)


def _answer(problem: Problem) -> Response[str]:
    request_id = str(app.current_event.raw_event.get("requestContext", {}).get("requestId", ""))
    body = json.dumps(problem.document(request_id), separators=(",", ":"))
    return Response(int(problem.status), MEDIA_TYPE, body, headers=dict(problem.headers))


def _where(error: Exception) -> list[str]:
    """The way to the error as ``file:line``; its message may quote what a client sent, so it stays out."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]


app.exception_handler(Exception)(handle_error)
