"""The buttons of a drill's page: they do what the API does, in the name of who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from functions.query import table_top
from functions.query.routes.drills import begin
from functions.query.schemas.drill import DrillInput
from shared.domain.drill import Drill
from shared.domain.errors import InvalidInput
from shared.domain.people.role import Role
from shared.domain.people.visitor import named
from shared.domain.text import whole_number
from shared.html.layout import MEDIA_TYPE
from shared.http.problem import body_problem
from shared.plans.table_top import Act
from shared.sign_in.forms import one
from shared.sign_in.visitor import posting_visitor
from shared.store.drill import drills
from shared.store.drill.drill_end import close

Fields = Mapping[str, list[str]]


def act_on_drill(drill_id: str, event: Mapping[str, Any]) -> Response[str]:
    """Do what a button asks for; the page then says what came of it, and who was first."""
    signed_in, fields = posting_visitor(event, Role.ACT)
    visitor = named(signed_in, one(fields, "by"))
    by = visitor.name if visitor != signed_in else ""
    act = Act(int(event["requestContext"]["requestTimeEpoch"]), visitor.name)
    if drill_id == "-":
        return _to(begin(_asked(fields, visitor.name), act.at_ms).id, by)
    if one(fields, "do") == "end":
        drill = close(drills.get(drill_id), act.at_ms, by=act.by, why="ended by hand")
        return _to(drill.id, by)
    drill = table_top.running(drill_id, act.at_ms)
    return _to(drill.id, by, _done(drill, fields, act))


def _done(drill: Drill, fields: Fields, act: Act) -> str:
    """What was done, as a word for the page."""
    number = _number(fields)
    match one(fields, "do"):
        case "step":
            return _word(f"step-{number}", act, table_top.do_step(drill, number, act))
        case "inject":
            return _word(f"inject-{number}", act, table_top.tell_inject(drill, number, act))
        case "update":
            return _word("update", act, table_top.say_update(drill, act))
        case "note":
            table_top.write_note(drill, one(fields, "note"), act)
            return "note"
        case _:
            raise InvalidInput("the form names nothing to do; open the page again", field="do")


def _word(word: str, mine: Act, holds: Act | None) -> str:
    return word if holds == mine else f"{word}-before"


def _number(fields: Fields) -> int:
    """The number of a step or an inject; 0, which none has, where the form has no number."""
    given = one(fields, "n")
    return int(given) if given.isdecimal() and len(given) < 4 else 0  # noqa: PLR2004 - no plan has a thousand steps


def _asked(fields: Fields, by: str) -> DrillInput:
    given = {name: one(fields, name).replace("\r", "") for name in ("brand", "plan", "situation")}
    filled: dict[str, Any] = {name: value for name, value in given.items() if value}
    if minutes := one(fields, "minutes"):
        filled["minutes"] = whole_number(minutes)
    try:
        return DrillInput.model_validate({**filled, "by": by})
    except ValidationError as error:
        raise InvalidInput(body_problem(error.errors()).detail) from error


def _to(drill_id: str, by: str, said: str = "") -> Response[str]:
    kept = {name: value for name, value in {"id": drill_id, "by": by, "said": said}.items() if value}
    address = f"../pages/drill?{urlencode(kept)}"
    headers = {"Location": address, "Cache-Control": "no-store"}
    return Response(int(HTTPStatus.SEE_OTHER), MEDIA_TYPE, "", headers=headers)
