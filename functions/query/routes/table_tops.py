"""/drills/{id}/…: what people do in a table-top exercise, with the rules of the buttons on its page."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.query import table_top
from functions.query.routes.drills import DrillId, view
from functions.query.schemas.drill import DrillActInput, DrillNoteInput
from functions.query.schemas.drill_view import DrillView
from shared.domain.drill import Drill
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.plans.table_top import Act

router = new_router()

StepNumber = Annotated[int, Path(alias="n", description="Number of the step in the plan", ge=1, le=30)]
InjectNumber = Annotated[int, Path(alias="n", description="Number of the inject, `n` of the drill", ge=1, le=50)]


@router.post(
    "/drills/<id>/steps/<n>",
    operation_id="doDrillStep",
    summary="Say that a step of the plan of a table-top exercise is done",
    description="The first who says so did it; everybody else gets the same answer, which names the first. In a drill "
    "with posts, steps are ticked off as in a real crisis. Needs the role act.",
    tags=["drills"],
    middlewares=[reject_unknown_parameters],
)
def do_drill_step(id: DrillId, n: StepNumber, given: Annotated[DrillActInput, Body()]) -> DrillView:  # noqa: A002 - the name of the path parameter
    """To repeat the request changes nothing."""
    drill, act = _act(id, given.by)
    table_top.do_step(drill, n, act)
    return view(drill, act.at_ms)


@router.post(
    "/drills/<id>/injects/<n>",
    operation_id="tellDrillInject",
    summary="Tell an inject of a table-top exercise now, before its minute",
    description="It happens in this minute, and its mail goes out with the next tick. The first who tells it did "
    "(`told_by`); one whose minute has come stays as it is. Needs the role act.",
    tags=["drills"],
    middlewares=[reject_unknown_parameters],
)
def tell_drill_inject(id: DrillId, n: InjectNumber, given: Annotated[DrillActInput, Body()]) -> DrillView:  # noqa: A002 - the name of the path parameter
    """To repeat the request changes nothing."""
    drill, act = _act(id, given.by)
    table_top.tell_inject(drill, n, act)
    return view(drill, act.at_ms)


@router.post(
    "/drills/<id>/words",
    operation_id="sayInDrill",
    summary="Say that something was said in public in a table-top exercise",
    description="For updates after the first; the steps that say something in public count by themselves. Two within "
    "five minutes are one. Needs the role act.",
    tags=["drills"],
    middlewares=[reject_unknown_parameters],
)
def say_in_drill(id: DrillId, given: Annotated[DrillActInput, Body()]) -> DrillView:  # noqa: A002 - the name of the path parameter
    """It counts for the clock."""
    drill, act = _act(id, given.by)
    table_top.say_update(drill, act)
    return view(drill, act.at_ms)


@router.post(
    "/drills/<id>/notes",
    operation_id="noteInDrill",
    summary="Write something down in a table-top exercise, for the talk afterwards",
    description="It stands in `notes`, on the page of the exercise and in the mail with the score card. The same note "
    "of the same person is kept once; an exercise takes 200. Needs the role act.",
    tags=["drills"],
    middlewares=[reject_unknown_parameters],
)
def note_in_drill(id: DrillId, given: Annotated[DrillNoteInput, Body()]) -> DrillView:  # noqa: A002 - the name of the path parameter
    """Line breaks become spaces."""
    drill, act = _act(id, given.by)
    table_top.write_note(drill, given.note, act)
    return view(drill, act.at_ms)


def _act(drill_id: str, by: str) -> tuple[Drill, Act]:
    require(router.current_event.raw_event, Role.ACT)
    act = Act(request_time_ms(router.current_event), by)
    return table_top.running(drill_id, act.at_ms), act
