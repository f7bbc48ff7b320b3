"""The page of a list that a request asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.query.paging.range import PagedQuery, start_query
from shared.domain.time import DAY_MS
from shared.http.request import query_parameters, request_time_ms
from shared.runtime.secrets import internal_keys

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def paged_query(event: APIGatewayProxyEvent, route: str, since: int | None, until: int | None) -> PagedQuery:
    """The paged query of a request, at its first page or at the one that its cursor names.

    Without ``until`` it ends a day from now, more than any channel's clock may be ahead.
    """
    latest = max(request_time_ms(event) + DAY_MS, (since or 0) + 1)
    span = since, latest if until is None else min(until, latest)
    return start_query(route, query_parameters(event), span, lambda: internal_keys("cursor"))
