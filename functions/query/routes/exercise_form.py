"""The buttons of a drill's page: they do what the API does, in the name of who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from functions.query.pages.exercise import MOST_NOTE
from functions.query.routes.drills import begin
from functions.query.schemas.drill import DrillInput
from shared.domain.drill import Drill
from shared.domain.errors import IllegalTransition, InvalidInput, NotFound
from shared.domain.people.role import Role
from shared.domain.people.visitor import named
from shared.domain.text import clean_text
from shared.html.layout import MEDIA_TYPE
from shared.http.problem import validation_problem
from shared.plans.table_top import Act
from shared.sign_in.forms import one
from shared.sign_in.visitor import posting_visitor
from shared.store import drills, table_tops
from shared.store.drill_end import close, plan_of

Fields = Mapping[str, list[str]]


def act_on_drill(drill_id: str, event: Mapping[str, Any]) -> Response[str]:
    """Do what a button asks for; the page then says what came of it, and who was first."""
    signed_in, fields = posting_visitor(event, Role.ACT)
    visitor = named(signed_in, one(fields, "by"))
    by = visitor.name if visitor != signed_in else ""
    act = Act(int(event["requestContext"]["requestTimeEpoch"]), visitor.name)
    if drill_id == "-":
        return _to(begin(_asked(fields, visitor.name), act.at_ms).id, by)
    drill = drills.get(drill_id)
    if one(fields, "do") == "end":
        close(drill, act.at_ms, by=act.by, why="ended by hand")
        return _to(drill.id, by)
    if not drill.table_top:
        raise IllegalTransition("this drill has posts; act on the page of its crisis")
    if not drill.runs(act.at_ms):
        raise IllegalTransition("this exercise is over; its page has the score card")
    return _to(drill.id, by, _done(drill, fields, act))


def _done(drill: Drill, fields: Fields, act: Act) -> str:
    """What was done, as a word for the page."""
    match one(fields, "do"):
        case "step":
            number, steps = _number(fields), plan_of(drill).steps
            if not 0 < number <= len(steps):
                raise NotFound(f"the plan has {len(steps)} steps; open the page again", field="n")
            return _word(f"step-{number}", act, table_tops.tick(drill.id, steps[number - 1].id, act.at_ms, act.by))
        case "inject":
            return _told(drill, _number(fields), act)
        case "update":
            return _word("update", act, table_tops.say(drill.id, act.at_ms, act.by))
        case "note":
            table_tops.write_down(drill.id, act._replace(text=_note(fields)))
            return "note"
        case _:
            raise InvalidInput("the form names nothing to do; open the page again", field="do")


def _told(drill: Drill, number: int, act: Act) -> str:
    if not 0 <= number < len(drill.injects):
        raise NotFound("the drill has no such inject; open the page again", field="n")
    if drill.inject_ms(drill.injects[number]) <= act.at_ms:
        return f"inject-{number}-before"
    return _word(f"inject-{number}", act, table_tops.tell(drill.id, number, act.at_ms, act.by))


def _word(word: str, mine: Act, holds: Act) -> str:
    return word if holds == mine else f"{word}-before"


def _number(fields: Fields) -> int:
    given = one(fields, "n")
    return int(given) if given.isdecimal() and len(given) < 4 else -1  # noqa: PLR2004 - no plan has a thousand steps


def _note(fields: Fields) -> str:
    note = " ".join(clean_text(one(fields, "note")).split())
    if not note:
        raise InvalidInput("the note is empty; write down what you want to talk about", field="note")
    if len(note) > MOST_NOTE:
        raise InvalidInput(f"the note has {len(note)} characters; at most {MOST_NOTE} are kept", field="note")
    return note


def _asked(fields: Fields, by: str) -> DrillInput:
    given = {name: one(fields, name).replace("\r", "") for name in ("brand", "plan", "minutes", "situation")}
    minutes = int(given["minutes"]) if given["minutes"].isdecimal() else None
    try:
        return DrillInput.model_validate({**{k: v for k, v in given.items() if v}, "minutes": minutes, "by": by})
    except ValidationError as error:
        located = [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]
        raise InvalidInput(validation_problem(located).detail) from error


def _to(drill_id: str, by: str, said: str = "") -> Response[str]:
    kept = {name: value for name, value in {"id": drill_id, "by": by, "said": said}.items() if value}
    address = f"../pages/drill?{urlencode(kept)}"
    headers = {"Location": address, "Cache-Control": "no-store"}
    return Response(int(HTTPStatus.SEE_OTHER), MEDIA_TYPE, "", headers=headers)
