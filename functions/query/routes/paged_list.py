"""A list by the page: what a request asks for in; JSON, or CSV with the address of the next page in a header, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, TypeVar, cast
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from functions.query.exports.csv_table import MEDIA_TYPE
from functions.query.paging.range import PagedQuery, start_query
from shared.domain.time import DAY_MS
from shared.http.request import base_address, query_parameters, request_time_ms
from shared.runtime.secrets import internal_keys

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

PageT = TypeVar("PageT", bound=Mapping[str, object])
Format = Literal["json", "csv"]


def paged_query(event: APIGatewayProxyEvent, route: str, since: int | None, until: int | None) -> PagedQuery:
    """The paged query of a request, at its first page or at the one that its cursor names.

    Without ``until`` it ends a day from now, more than any channel's clock may be ahead.
    """
    latest = max(request_time_ms(event) + DAY_MS, (since or 0) + 1)
    span = since, latest if until is None else min(until, latest)
    return start_query(route, query_parameters(event), span, lambda: internal_keys("cursor"))


def list_answer(
    event: APIGatewayProxyEvent, wanted: Format | None, page: PageT, table: Callable[[], str]
) -> Response[PageT | str]:
    """``page`` as JSON, or what ``table`` makes of it; ``wanted`` goes before the header Accept."""
    if answer_format(event, wanted) == "json":
        return Response(int(HTTPStatus.OK), "application/json", page, headers={"Vary": "Accept"})
    name = str(event.raw_event["path"]).strip("/").replace("/", "-")
    headers: dict[str, str | list[str]] = {
        "Vary": "Accept",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
    if cursor := cast("str | None", page["next_cursor"]):
        parameters = {**query_parameters(event), "cursor": [cursor]}
        address = f"{base_address(event)}{event.raw_event['path']}?{urlencode(parameters, doseq=True)}"
        headers["Link"] = f'<{address}>; rel="next"'
    return Response(int(HTTPStatus.OK), MEDIA_TYPE, table(), headers=headers)


def answer_format(event: APIGatewayProxyEvent, wanted: Format | None) -> Format:
    """How the list is sent: as the parameter says, or else the header Accept."""
    return wanted or accepted_format(_header(event, "accept"))


def accepted_format(accept: str) -> Format:
    """CSV where the header names it with a higher weight than JSON (RFC 9110, section 12.5.1), otherwise JSON.

    >>> accepted_format("text/csv"), accepted_format("*/*"), accepted_format("text/csv;q=0.5, application/json")
    ('csv', 'json', 'json')
    """
    weights = dict(_weight(part) for part in accept.lower().split(","))
    return "csv" if weights.get("text/csv", 0.0) > weights.get("application/json", 0.0) else "json"


def _weight(part: str) -> tuple[str, float]:
    kind, _, parameters = part.partition(";")
    _, _, weight = parameters.replace(" ", "").partition("q=")
    try:
        return kind.strip(), float(weight or 1)
    except ValueError:
        return kind.strip(), 0.0


def _header(event: APIGatewayProxyEvent, name: str) -> str:
    given = event.raw_event.get("headers") or {}
    return next((str(value) for key, value in given.items() if key.lower() == name), "")
