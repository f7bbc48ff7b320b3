"""GET /crises and GET /crises/{id}."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.query.paging.page import Slice, fill_page
from functions.query.paging.range import a_year_ago, time_parameter
from functions.query.reads import MAX_READS, some_moments
from functions.query.routes.paged_list import paged_query
from functions.query.routes.parameters import BrandFilter, Cursor, SeverityFilter, Since, StatusFilter, Until
from functions.query.schemas.crisis.crisis import CrisisDetail, CrisisPage, crisis_detail, crisis_summary
from shared.domain.moments.moment import Moment
from shared.http.parameters import CrisisId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.crisis_summary import crisis_figures
from shared.store import crises, moments, plans
from shared.store.people import silences
from shared.store.response import statements

router = new_router()

READS = MAX_READS // 10
"""Slices that one request may read: each may need as many further reads as it has crises."""


@router.get(
    "/crises",
    operation_id="listCrises",
    summary="Crises, newest first",
    description="A crisis is the moments of a brand that are open together: it pages once and is told as one. "
    "Without `brand` and `since`: those of the last twelve months.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def list_crises(
    *,
    brand: BrandFilter = None,
    severity: SeverityFilter = None,
    status: StatusFilter = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Query(ge=1, le=50, description="Items per page")] = 20,
    cursor: Cursor = None,  # noqa: ARG001 - paged_query reads it; declared here for the document
) -> CrisisPage:
    """Read until the page is full; a crisis is listed where its first moment is."""
    event = router.current_event
    now_ms = request_time_ms(event)
    start = 0 if brand else a_year_ago(now_ms)
    query = paged_query(
        event, "/crises", start if since is None else time_parameter(since, "since"), time_parameter(until, "until")
    )
    slices = some_moments(brand, query.after, query.below, limit + 1)
    page = fill_page(_crises(slices, now_ms), lambda crisis: _matches(crisis, severity, status), limit, READS)
    return CrisisPage(crises=[crisis_summary(c) for c in page.items], next_cursor=query.cursor(page.position))


@router.get(
    "/crises/<id>",
    operation_id="getCrisis",
    summary="One crisis with all its moments, its trend, what changed, and what to do",
    description="The same figures as in the texts, the mails and on the page.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def get_crisis(id: CrisisId) -> CrisisDetail:  # noqa: A002 - the name of the path parameter
    """The crisis with this id, of any brand."""
    now_ms = request_time_ms(router.current_event)
    found = moments.of_crisis(id)
    said = statements.of_crisis(id)
    stored = crises.StoredCrisis(found, crises.read_counters(found, now_ms, said), plans.own(), said)
    return crisis_detail(stored.with_public_page().figures(now_ms), silences.lookup(now_ms))


def _crises(slices: Iterable[Slice[Moment]], now_ms: int) -> Iterator[Slice[CrisisFigures]]:
    """The crises that have the id of one of the moments."""
    for part in slices:
        found = [
            (key, crisis_figures(moments.in_crisis(moment), None, now_ms))
            for key, moment in part.items
            if moment.id == moment.crisis
        ]
        yield Slice(found, part.below)


def _matches(crisis: CrisisFigures, severity: Container[str] | None, status: Container[str] | None) -> bool:
    return (not severity or crisis.severity.name in severity) and (not status or crisis.status in status)
