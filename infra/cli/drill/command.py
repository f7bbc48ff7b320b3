"""``foreshock drill``: practise with a well-known crisis, a scenario of your own, or a plan."""

from __future__ import annotations

import getpass
import json
import time
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import quote

import typer

from infra.cli.api_client import Api
from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName
from infra.cli.drill.scenario_file import scenario_of
from shared.domain.drill import Score
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.text import clean_text
from shared.messages.drill_words import score_lines

LOOK_SECONDS = 15
"""How often --follow looks."""


def drill(
    what: Annotated[
        str, typer.Argument(metavar="[CASE|FILE]", help="A case of `foreshock cases`, or a scenario in YAML.")
    ] = "",
    *,
    brand: Annotated[str, typer.Option(help="The id of the brand whose team practises.")] = "",
    plan: Annotated[str, typer.Option(help="Id or code of a plan: a table-top exercise without posts.")] = "",
    situation: Annotated[str, typer.Option(help="What the people of a table-top exercise are told first.")] = "",
    speed: Annotated[float, typer.Option(help="Times as fast as it was; 0 is what suits it.", min=0)] = 0,
    minutes: Annotated[int, typer.Option(help="How long it lasts; 0 is as long as its posts.", min=0)] = 0,
    by: Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")] = "",
    follow: Annotated[bool, typer.Option("--follow", help="Tell what happens until it is over.")] = False,
    step: Annotated[int, typer.Option(help="Tick off this step of the table-top exercise that runs.", min=0)] = 0,
    said: Annotated[bool, typer.Option("--said", help="An update went out in the table-top exercise.")] = False,
    inject: Annotated[int, typer.Option(help="Tell this inject of the table-top exercise now.", min=0)] = 0,
    note: Annotated[str, typer.Option(help="Write this down for the talk after the table-top exercise.")] = "",
    end: Annotated[str, typer.Option(metavar="ID", help="End the drill of this id.")] = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """Practise: the deployed functions play invented posts about a stand-in of your brand, or a plan; list drills.

    It goes on without this command. Every message says DRILL, and only subscribers with --drills get one. Gives way
    by itself when something real opens. Costs what the posts and texts cost. Uses the AWS credentials and region of
    the environment (AWS_ENDPOINT_URL for the local stack), or FORESHOCK_API and FORESHOCK_KEY (role act).

    Exit codes: 0 = done; 1 = error, such as another drill; 2 = usage error.
    """
    acts = {f"steps/{step}": step, "words": said, f"injects/{inject}": inject, "notes": note}
    done = [act for act, wanted in acts.items() if wanted]
    if len(done) + bool(end) + bool(what or plan) > 1:
        raise InvalidInput("one thing at a time: begin, --step, --said, --inject, --note or --end")
    api, who = deployed_api(stack), {"by": by or getpass.getuser()}
    noted = {"note": note} if note else {}
    if end:
        found = api.post(f"/drills/{quote(end)}/end", who)
    elif done:
        found = api.post(f"/drills/{quote(_running(api, brand))}/{done[0]}", {**who, **noted})
    elif what or plan:
        given = scenario_of(what) if what else {}
        asked = {"brand": _named(brand), "plan": plan, "speed": speed, "minutes": minutes, "situation": situation}
        found = api.post("/drills", {**given, **{name: value for name, value in asked.items() if value}, **who})
        found = _followed(api, found) if follow else found
    else:
        listed = api.get("/drills")["drills"]
        typer.echo(json.dumps(listed) if as_json else "\n".join(map(line, listed)) or "There was no drill yet.")
        return
    typer.echo(json.dumps(found) if as_json else "\n".join(shown(found)))


def line(one: Mapping[str, Any]) -> str:
    """A drill on a line."""
    ended = f"ended: {one['why']}" if one["ended_at"] else f"runs until {_time(one['until'])}"
    return clean_text(f"{_time(one['started_at'])}  {one['id']}  {one['case']}, by {one['started_by']}, {ended}")


def shown(one: Mapping[str, Any]) -> Iterator[str]:
    """A drill: what comes when, the steps of a table-top exercise, and how it goes beside the brand's earlier ones."""
    state = one["why"] or f"runs until {_time(one['until'])} as {one['id']}"
    yield clean_text(f"{one['name']}: {one['case']}, {state}")
    if not one["ended_at"]:
        yield from map(_inject_line, one["injects"])
    if one["situation"] and not one["ended_at"]:
        yield clean_text(f"  {' '.join(one['situation'].split())}")
    for each in one["steps"]:
        due = f"within {each['minutes']} minutes" if each["minutes"] else "at once"
        done = f"done by {each['done_by']}" if each["done_by"] else due
        yield clean_text(f"  step {each['n']:<6} {each['owner']}, {done}: {each['do']}")
    yield from (clean_text(f"  note        {each['by']}: {each['text']}") for each in one["notes"])
    if not (one["ended_at"] or one["score"]["plan"]):
        return  # nothing has happened that could be scored
    earlier = [_score(each) for each in one["earlier"]]
    for told in score_lines(_score(one["score"]), earlier, over=bool(one["ended_at"])):
        yield f"  {told}"


def _inject_line(inject: Mapping[str, Any]) -> str:
    told = f", told by {inject['told_by']}" if inject["told_by"] else ""
    return clean_text(f"  inject {inject['n']:<4} minute {inject['minute']}{told}: {inject['who']} {inject['text']}")


def _score(view: Mapping[str, Any]) -> Score:
    return Score(**{name: value for name, value in view.items() if value is not None and name != "right_plan"})


def _named(brand: str) -> str:
    if not brand:
        raise InvalidInput("--brand is missing: whose team practises?", field="brand")
    return brand


def _running(api: Api, brand: str) -> str:
    """The id of the table-top exercise of a brand that runs."""
    found = [one for one in api.get("/drills")["drills"] if one["table_top"] and not one["ended_at"]]
    mine = [str(one["id"]) for one in found if one["brand"] == _named(brand)]
    if not mine:
        raise NotFound(f"no table-top exercise of {brand} runs; `foreshock drill` lists all drills", field="brand")
    return mine[0]


def _followed(api: Api, one: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell what happens; the drill after its end, or as it is where Ctrl-C leaves it."""
    typer.echo(next(shown(one)), err=True)
    told = set[int]()
    try:
        while not one["ended_at"]:
            time.sleep(LOOK_SECONDS)
            one = api.get(f"/drills/{quote(str(one['id']))}")
            for number, each in enumerate(one["injects"]):
                if each["at"] <= _now() and number not in told:
                    told.add(number)
                    typer.echo(clean_text(f"DRILL {each['who']} {each['text']}"), err=True)
    except KeyboardInterrupt:
        typer.echo("It goes on; `foreshock drill` lists it, and --end ID ends it.", err=True)
    return one


def _time(at: str) -> str:
    """A time of the API to the minute."""
    return f"{at[:16].replace('T', ' ')} UTC"


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
