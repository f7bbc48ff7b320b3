"""GET /moments and GET /moments/{id}."""

from __future__ import annotations

from collections.abc import Container, Iterator

from aws_lambda_powertools.event_handler import Response

from functions.query.exports.moments import moments_csv
from functions.query.paging.page import fill_page
from functions.query.paging.range import a_year_ago, time_parameter
from functions.query.reads import MAX_READS, crisis_moments, sample_ids, some_moments
from functions.query.routes.paged_list import list_answer, paged_query
from functions.query.routes.parameters import (
    BrandFilter,
    CrisisFilter,
    Cursor,
    FormatParameter,
    KindFilter,
    Limit,
    SeverityFilter,
    Since,
    StatusFilter,
    TextFilter,
    Until,
)
from functions.query.schemas.crisis.moment import MomentDetail, MomentPage, moment_detail, moment_summary
from functions.query.schemas.crisis.summary import summary
from functions.query.text_search import TextSearch
from shared.domain.brand import Brand
from shared.domain.errors import NotFound, Unreadable
from shared.domain.moments.moment import Moment
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.store import brand_models, brands, moments
from shared.store.people import silences

router = new_router()


@router.get(
    "/moments",
    operation_id="listMoments",
    summary="Moments, newest first",
    description="Of one brand or of all. Without `brand`, `crisis` and `since`: those of the last twelve months. "
    "`q` looks into the summary, the samples, the hashtags, the themes and the notes.",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def list_moments(
    *,
    brand: BrandFilter = None,
    kind: KindFilter = None,
    severity: SeverityFilter = None,
    status: StatusFilter = None,
    q: TextFilter = None,
    crisis: CrisisFilter = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,  # noqa: ARG001 - paged_query reads it; declared here for the document
    format: FormatParameter = None,  # noqa: A002 - the name of the parameter
) -> Response[MomentPage | str]:
    """Read until the page is full; filters are applied after reading, so they lose no moment."""
    event, search = router.current_event, TextSearch(q) if q else None
    start = 0 if brand or crisis else a_year_ago(request_time_ms(event))
    query = paged_query(
        event, "/moments", start if since is None else time_parameter(since, "since"), time_parameter(until, "until")
    )
    slices = (
        crisis_moments(crisis, query.after, query.below)
        if crisis
        else some_moments(brand, query.after, query.below, limit + 1)
    )

    def wanted(moment: Moment) -> bool:
        return (
            (not brand or moment.brand == brand)
            and _matches(moment, kind, severity, status)
            and (not search or search.matches(_texts(moment)))
        )

    page = fill_page(slices, wanted, limit, MAX_READS)
    silence_of = silences.lookup(request_time_ms(event))
    views = [moment_summary(m, silence_of(m)) for m in page.items]
    shown = MomentPage(moments=views, next_cursor=query.cursor(page.position))
    return list_answer(event, format, shown, lambda: moments_csv(views))


@router.get(
    "/moments/<id>",
    operation_id="getMoment",
    summary="One moment with its evidence, explanation, decision record and timeline",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def get_moment(id: MomentId) -> MomentDetail:  # noqa: A002 - the name of the path parameter
    """The moment with this id, of any brand."""
    from functions.query.routes.crisis.drill_injects import with_injects  # noqa: PLC0415 - as before
    from shared.messages.crisis.crisis_summary import crisis_figures  # noqa: PLC0415 - a list of moments tells no crisis
    from shared.store import plans  # noqa: PLC0415 - only one moment needs it, no list
    from shared.store.response import statements  # noqa: PLC0415 - only one moment needs it, no list

    moment, now_ms = moments.get(id), request_time_ms(router.current_event)
    said = statements.of_crisis(moment.crisis)
    crisis = crisis_figures(moments.in_crisis(moment) or [moment], None, now_ms, plans.own(), said)
    brand = _brand(moment.brand)
    context = brand_models.brand_context(brand) if brand else None
    ids = sample_ids(brand, moment.evidence.samples, now_ms) if brand else []
    return moment_detail(moment, context, silences.lookup(now_ms)(moment), with_injects(crisis), ids)


def _brand(brand_id: str) -> Brand | None:
    """The brand; ``None`` if it was deleted or cannot be read."""
    try:
        return brands.get(brand_id)
    except (NotFound, Unreadable):
        return None


def _texts(moment: Moment) -> Iterator[str]:
    """What a search looks into."""
    found = moment.evidence
    yield from (summary(moment), *(sample.text for sample in found.samples))
    yield from (*(f"#{tag}" for tag in found.hashtags), *found.themes, *(entry.note for entry in moment.timeline))


def _matches(
    moment: Moment, kind: Container[str] | None, severity: Container[str] | None, status: Container[str] | None
) -> bool:
    return (
        (not kind or moment.kind in kind)
        and (not severity or moment.severity.name in severity)
        and (not status or moment.status in status)
    )
