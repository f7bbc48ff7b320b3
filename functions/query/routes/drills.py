"""GET and POST /drills, GET /drills/{id}, POST /drills/{id}/end: practice with a stand-in of a brand."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.query.schemas.drill import DrillEndInput, DrillInput, DrillList, DrillView, drill_view
from shared.domain.brand import Brand
from shared.domain.drill import MARK, Drill, Score, drilled_brand, stand_in_id
from shared.domain.errors import IllegalTransition, InvalidInput, NotFound
from shared.domain.time import DAY_MS, iso
from shared.http.parameters import SLUG_PATTERN
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.store import brands, drills, learning, moments

router = new_router()

EARLIER = 5
"""Earlier drills of a brand that a score is shown with."""

LOOKED_BACK_MS = 30 * DAY_MS
"""A moment that began longer ago and still goes on is no reason not to practise."""

DrillId = Annotated[str, Path(alias="id", description="Id of the drill", pattern=SLUG_PATTERN)]


@router.get(
    "/drills",
    operation_id="listDrills",
    summary="Drills and how they went, the latest first",
    tags=["drills"],
    middlewares=[reject_unknown_parameters],
)
def list_drills() -> DrillList:
    """With the scores they ended with; that of one that runs is at GET /drills/{id}."""
    return DrillList(drills=[drill_view(drill, drill.score) for drill in drills.every()])


@router.get(
    "/drills/<id>",
    operation_id="getDrill",
    summary="A drill: its score so far beside the brand's earlier ones, and whether it must stop",
    tags=["drills"],
    middlewares=[reject_unknown_parameters],
)
def get_drill(id: DrillId) -> DrillView:  # noqa: A002 - the name of the path parameter
    """``must_stop`` says why whoever plays it must end it."""
    drill, now_ms = drills.get(id), request_time_ms(router.current_event)
    return _view(drill, _score(drill, now_ms), now_ms)


@router.post(
    "/drills",
    operation_id="startDrill",
    summary="Begin a drill: makes a stand-in of the brand, which posts can be pushed for",
    description="The stand-in has the brand's settings, on-call policy and what is learnt of it, is asked of no "
    "channel, and is told to nobody but subscribers who want drills. Push posts with the drill's id as their brand, "
    "or let `foreshock drill` do it. One drill of a brand at a time, and none while something real goes on. "
    "Needs the role act.",
    tags=["drills"],
    status_code=201,
    middlewares=[reject_unknown_parameters],
)
def start_drill(given: Annotated[DrillInput, Body()]) -> Response[DrillView]:
    """Of two who start one, the second is told who was first."""
    require(router.current_event.raw_event, Role.ACT)
    now_ms = request_time_ms(router.current_event)
    brand = brands.get(given.brand)
    _check(brand, now_ms)
    drill = Drill(
        id=stand_in_id(brand.id, now_ms),
        brand=brand.id,
        name=f"{MARK} {brand.name}",
        case=given.case,
        speed=given.speed,
        by=given.by,
        started_ms=now_ms,
        minutes=given.minutes,
    )
    drills.start(drill)
    drills.copy_baseline(brand.id, drill.id)
    brands.put(stand_in(brand, drill), expected_version=0)
    return Response(int(HTTPStatus.CREATED), "application/json", _view(drill, Score(), now_ms))


@router.post(
    "/drills/<id>/end",
    operation_id="endDrill",
    summary="End a drill, and keep its score",
    description="The stand-in is deleted. Its moments stay, to look back on. To end it again changes nothing. "
    "Needs the role act.",
    tags=["drills"],
    middlewares=[reject_unknown_parameters],
)
def end_drill(id: DrillId, given: Annotated[DrillEndInput, Body()]) -> DrillView:  # noqa: A002 - the name of the path parameter
    """Whoever ends it first is named."""
    require(router.current_event.raw_event, Role.ACT)
    drill, now_ms = drills.get(id), request_time_ms(router.current_event)
    if not drill.ended_ms:
        score = _score(drill, now_ms)
        drill = replace(drill, ended_ms=now_ms, ended_by=given.by, why=given.why, score=score)
        drills.end(drill)
    _remove(drill)
    return _view(drill, drill.score, now_ms)


def stand_in(brand: Brand, drill: Drill) -> Brand:
    """The brand that stands in for ``brand``: named a drill, heard nowhere, otherwise the same."""
    return replace(
        brand,
        id=drill.id,
        name=drill.name,
        aliases=brand.words,
        queries={},
        created_ms=drill.started_ms,
        updated_ms=drill.started_ms,
        version=1,
    )


def _check(brand: Brand, now_ms: int) -> None:
    if drilled_brand(brand.id):
        raise InvalidInput("a stand-in has no drills; name the brand itself", field="brand")
    found = learning.get(brand.id, now_ms)
    if found.reason:
        raise IllegalTransition(f"{brand.id} is still being learnt, so nothing would be detected: {found.reason}")
    if ongoing := _real(brand.id, now_ms - LOOKED_BACK_MS):
        raise IllegalTransition(f"no drill now: {ongoing}")


def _real(brand: str, since_ms: int) -> str:
    """What is really going on for the brand, in words; empty if nothing."""
    for moment in moments.opened_since(brand, since_ms):
        if moment.ended_ms is None:
            return f"a real moment of {brand} is going on since {iso(moment.opened_ms)}, {moment.severity.name}"
    return ""


def _view(drill: Drill, score: Score, now_ms: int) -> DrillView:
    earlier = [one.score for one in drills.every() if one.brand == drill.brand and one.started_ms < drill.started_ms]
    return drill_view(drill, score, earlier[:EARLIER], _must_stop(drill, now_ms))


def _must_stop(drill: Drill, now_ms: int) -> str:
    if drill.ended_ms:
        return f"{drill.ended_by} ended it: {drill.why}"
    if not drill.runs(now_ms):
        return "its time is over"
    return _real(drill.brand, drill.started_ms - LOOKED_BACK_MS)


def _score(drill: Drill, now_ms: int) -> Score:
    """The score until now; the stored one after the end."""
    from functions.query.case.score import score_of  # noqa: PLC0415 - only a drill needs them
    from shared.store import crises, plans  # noqa: PLC0415 - only a score card needs it
    from shared.store.response import statements  # noqa: PLC0415 - only a score card needs it

    found = [] if drill.ended_ms else moments.opened_since(drill.id, drill.started_ms - DAY_MS)
    if not found:
        return drill.score
    first = min(found, key=lambda moment: (moment.detected_ms, moment.id))
    together, said = moments.in_crisis(first) or [first], statements.of_crisis(first.crisis)
    counters = crises.read_counters(together, now_ms, said)
    figures = crises.StoredCrisis(together, counters, plans.own(), said).figures(now_ms)
    return score_of(figures, drill.started_ms)


def _remove(drill: Drill) -> None:
    """Delete the stand-in; again where it broke off before."""
    with suppress(NotFound):
        brands.delete(drill.id)
    drills.delete_baseline(drill.id)
