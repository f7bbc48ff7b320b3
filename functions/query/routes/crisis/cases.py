"""GET /moments/{id}/case and /moments/{id}/case.md."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from functions.query.case.case_file import case_file
from functions.query.case.markdown import case_markdown
from functions.query.case.trust import Trust, trust_of, trust_spans
from functions.query.routes.crisis.drill_injects import with_injects
from functions.query.schemas.crisis.case import CaseFile
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.store import crises, moments, plans
from shared.store.counters import rollups
from shared.store.response import statements

router = new_router()


@router.get(
    "/moments/<id>/case",
    operation_id="getCase",
    summary="The case file of a crisis: its course, what was done, what it changed, what to do better",
    description="Of the whole crisis of the moment, also while it goes on. Members of the team have numbers instead of "
    "names, authors none. Notes and statements are as somebody wrote them.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def get_case(id: MomentId) -> CaseFile:  # noqa: A002 - the name of the path parameter
    """The case of the crisis of this moment."""
    return _case(id)


@router.get(
    "/moments/<id>/case.md",
    operation_id="getCaseDocument",
    summary="The same as a document in Markdown",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
    enable_validation=False,
)
def get_case_document(id: MomentId) -> Response[str]:  # noqa: A002 - the name of the path parameter
    """For a wiki, or the review."""
    return Response(200, "text/markdown; charset=utf-8", case_markdown(_case(id)))


def _case(moment_id: str) -> CaseFile:
    moment, now_ms = moments.get(moment_id), request_time_ms(router.current_event)
    found, said = moments.in_crisis(moment) or [moment], statements.of_crisis(moment.crisis)
    counters = crises.read_counters(found, now_ms, said)
    stored = crises.StoredCrisis(found, counters, plans.own(), said)
    figures = with_injects(stored.figures(now_ms))
    return case_file(figures, counters.minutes, _trust(figures))


def _trust(figures: CrisisFigures) -> Trust | None:
    """Trust after the crisis; the hours that are rolled up tell it, so that the reads stay few."""
    spans = trust_spans(figures)
    if spans is None:
        return None
    before, after = (
        [tally for _, tally in rollups.rolled_up_between(figures.brand, span.since_ms, span.until_ms)] for span in spans
    )
    return trust_of(before, after, spans[1])
