"""/drills: practice with a stand-in of a brand, or with a plan."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.query.drill_start import beginning, stand_in
from functions.query.reads import bucket_counts
from functions.query.schemas.drill import DrillEndInput, DrillInput
from functions.query.schemas.drill_view import DrillList, DrillView, TableTop, drill_view
from shared.domain.brand import Brand
from shared.domain.drill import Drill, drilled_brand
from shared.domain.errors import IllegalTransition, InvalidInput
from shared.domain.moments.moment import SYSTEM
from shared.domain.time import DAY_MS, MINUTE_MS, bucket_of
from shared.http.parameters import SLUG_PATTERN
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.store import brands, plans
from shared.store.counters import learning
from shared.store.drill import drills, table_tops
from shared.store.drill.drill_end import PLAYED, close, earlier_scores, plan_of, real_moment, score_now, stop_reason

router = new_router()

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
    """``must_stop`` says why whoever pushes its posts must stop."""
    return view(drills.get(id), request_time_ms(router.current_event))


@router.post(
    "/drills",
    operation_id="startDrill",
    summary="Begin a drill: a well-known crisis, a scenario of your own, a plan, or posts that you push",
    description="With a `case` or a `scenario`, posts come minute by minute about a stand-in of the brand, which has "
    "its settings, on-call policy and what is learnt of it, and is asked of no channel. With a `plan` alone it is a "
    "table-top exercise: no posts, the steps and the clock of the plan by mail. With none of them, push posts with the "
    "drill's id as their brand. Only subscribers who want drills are told, by text and mail. It ends by itself, and "
    "gives way when something real begins. One drill of a brand at a time. Needs the role act.",
    tags=["drills"],
    status_code=201,
    middlewares=[reject_unknown_parameters],
)
def start_drill(given: Annotated[DrillInput, Body()]) -> Response[DrillView]:
    """Of two who start one, the second is told who was first."""
    require(router.current_event.raw_event, Role.ACT)
    now_ms = request_time_ms(router.current_event)
    return Response(int(HTTPStatus.CREATED), "application/json", view(begin(given, now_ms), now_ms))


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
    now_ms = request_time_ms(router.current_event)
    return view(close(drills.get(id), now_ms, by=given.by, why=given.why), now_ms)


def begin(given: DrillInput, now_ms: int) -> Drill:
    """The drill that was begun.

    Raises:
        Conflict, IllegalTransition, InvalidInput, NotFound: it cannot be played, or not now.
    """
    brand = brands.get(given.brand)
    drill, script = beginning(given, brand, _rate(brand.id, now_ms), plans.own(), now_ms)
    _check(brand, drill, now_ms)
    drills.start(drill, script, [] if drill.table_top else _stand_in_writes(brand, drill))
    return drill


def _stand_in_writes(brand: Brand, drill: Drill) -> list[dict[str, Any]]:
    """The stand-in, and what is learnt of its brand: stored with the drill, so that none runs without them."""
    return [*drills.baseline_copy(brand.id, drill.id), brands.first_write(stand_in(brand, drill))]


def _check(brand: Brand, drill: Drill, now_ms: int) -> None:
    if drilled_brand(brand.id):
        raise InvalidInput("a stand-in has no drills; name the brand itself", field="brand")
    found = learning.get(brand.id, now_ms)
    if found.reason and not drill.table_top:
        raise IllegalTransition(
            f"{brand.id} is still being learnt, so nothing would be detected: {found.reason}; "
            "a table-top exercise needs only a `plan`"
        )
    if ongoing := real_moment(brand.id, now_ms):
        raise IllegalTransition(f"no drill now: {ongoing}, and is not over")
    before = drills.latest(brand.id)
    if before and not before.ended_ms and not before.runs(now_ms):  # the tick that ends it has not come yet
        close(before, now_ms, by=SYSTEM, why=PLAYED)


def _rate(brand: str, now_ms: int) -> float:
    """Posts a minute of the brand in the last day."""
    since_ms = bucket_of(now_ms) - DAY_MS
    return sum(tally.mentions for _, tally in bucket_counts(brand, since_ms, bucket_of(now_ms))) / (DAY_MS // MINUTE_MS)


def view(drill: Drill, now_ms: int) -> DrillView:
    """The drill as it stands now."""
    must_stop = _must_stop(drill, now_ms)
    if not drill.table_top:
        return drill_view(drill, score_now(drill, now_ms), earlier_scores(drill), must_stop)
    played = table_tops.played(drill.id)
    shown = drill.with_told({place: act.at_ms for place, act in played.told.items()})
    found = TableTop(plan_of(drill), played)
    return drill_view(shown, score_now(drill, now_ms), earlier_scores(drill), must_stop, found)


def _must_stop(drill: Drill, now_ms: int) -> str:
    return f"{drill.ended_by} ended it: {drill.why}" if drill.ended_ms else stop_reason(drill, now_ms)
