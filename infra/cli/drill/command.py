"""``foreshock drill``: practise with a well-known crisis, through the deployed functions."""

from __future__ import annotations

import getpass
import json
import time
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import quote

import typer

from infra.cli.api_client import Api
from infra.cli.backfill.command import intake_secret
from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.drill.player import Player
from infra.scenario.cases import library
from infra.scenario.cases.replay import minutes
from shared.domain.errors import InvalidInput
from shared.domain.text import clean_text
from shared.domain.time import DAY_MS, iso

LEAST_RATE = 0.4
"""Posts a minute that an ordinary minute counts as at least, so that a small brand has a crisis as well."""

SPARE_MINUTES = 15
"""How much longer than its posts a drill may last."""


def drill(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="A case of `foreshock cases`; none: list drills.")] = "",
    *,
    brand: Annotated[str, typer.Option(help="The id of the brand whose team practises.")] = "",
    speed: Annotated[float, typer.Option(help="Times as fast as it was; 0 is what suits the case.", min=0)] = 0,
    by: Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")] = "",
    end: Annotated[str, typer.Option(metavar="ID", help="End the drill of this id.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the API's answer as JSON.")] = False,
    stack: Annotated[str, typer.Option(help="Name of the deployed stack.")] = "foreshock",
) -> None:
    """Practise with a well-known crisis: invented posts about a stand-in of your brand, until they end or Ctrl-C.

    The deployed functions see them as any others; every message says DRILL, and only subscribers with --drills get
    one. Stops by itself when something real opens. Costs what the posts and texts cost. Uses the AWS credentials
    and region of the environment (AWS_ENDPOINT_URL for the local stack), or FORESHOCK_API, FORESHOCK_KEY (role
    act) and FORESHOCK_INTAKE_SECRET.

    Exit codes: 0 = done, also where it was stopped; 1 = error, such as another drill; 2 = usage error.
    """
    api, who = deployed_api(stack), by or getpass.getuser()
    if end:
        found = api.post(f"/drills/{quote(end)}/end", {"by": who, "why": "ended by hand"})
    elif case:
        found = _played(api, stack, case, brand, speed=speed, who=who)
    else:
        listed = api.get("/drills")["drills"]
        typer.echo(json.dumps(listed) if as_json else "\n".join(map(line, listed)) or "There was no drill yet.")
        return
    typer.echo(json.dumps(found) if as_json else "\n".join(score_card(found)))


def line(one: Mapping[str, Any]) -> str:
    """A drill on a line."""
    ended = f"ended: {one['why']}" if one["ended_at"] else f"runs until {one['until']}"
    return clean_text(f"{one['started_at']}  {one['id']}  {one['case']}, by {one['started_by']}, {ended}")


def score_card(one: Mapping[str, Any]) -> Iterator[str]:
    """How it went, beside the brand's earlier drills."""
    yield clean_text(f"{one['name']}: {one['case']}, {one['why'] or 'running'}")
    for name in ("detected", "acknowledged", "first_word"):
        before = [f"{each[name]:g}" for each in one["earlier"] if each[name] is not None]
        value = one["score"][name]
        told = "not at all" if value is None else f"after {value:g} minutes"
        compared = f" (before: {', '.join(before)})" if before else ""
        yield f"  {name.replace('_', ' '):14}{told}{compared}"
    score = one["score"]
    yield f"  {'plan':14}{score['plan'] or 'none'}, {score['steps_done']} of {score['steps']} steps done"
    yield f"  {'clock':14}{score['words_in_time']} of {score['words_due']} public words in time"


def _played(api: Api, stack: str, case: str, brand: str, *, speed: float, who: str) -> Mapping[str, Any]:
    if not brand:
        raise InvalidInput("--brand is missing: whose team practises?", field="brand")
    known = library.case(case)
    chosen = speed or known.scenario.speed
    lasts, rate, secret = minutes(known, chosen), _rate(api, brand), intake_secret(stack)
    began = api.post(
        "/drills",
        {"brand": brand, "case": case, "speed": chosen, "minutes": max(5, lasts + SPARE_MINUTES), "by": who},
    )
    _tell(f"{began['name']} plays {case} for {lasts} minutes as {began['id']}; Ctrl-C ends it.")
    player = Player(api, secret, began, who, _clock_ms, time.sleep, _tell)
    try:
        why = player.play(known, rate)
    except KeyboardInterrupt:
        why = "stopped by hand"
    except BaseException:
        player.end("stopped by an error")
        raise
    ended = player.end(why)
    _tell(f"{began['name']} is over: {why}. {player.sent:,} posts.")
    return ended


def _rate(api: Api, brand: str) -> float:
    """Posts a minute of the brand in the last day, or a few."""
    now_ms = _clock_ms()
    span = {"since": iso(now_ms - DAY_MS), "until": iso(now_ms), "step": "1h"}
    points = api.get(f"/brands/{quote(brand)}/pulse", **span)["points"]
    posts: int = sum(point["mentions"] for point in points)
    return max(LEAST_RATE, posts / (24 * 60))


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000


def _tell(words: str) -> None:
    typer.echo(clean_text(words), err=True)
