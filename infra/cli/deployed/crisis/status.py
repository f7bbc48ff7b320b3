"""``foreshock status``: what is published about a crisis, publish it, or take it off."""

from __future__ import annotations

import getpass
import json
import time
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer

from infra.cli.api_client import Api
from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName
from shared.domain.text import clean_text
from shared.domain.time import MINUTE_MS, iso, minute_of, parse_time
from shared.messages.phrases import date_and_time

KEPT = ("headline", "known", "steps", "statements", "next_update_at", "feedback")
"""What stays published as it is where an option is left out."""


def status(
    moment: Annotated[str, typer.Argument(metavar="ID", help="The id of a crisis, or of one of its moments.")],
    *,
    on: Annotated[bool | None, typer.Option("--on/--off", help="Publish or change it, or take it off.")] = None,
    headline: Annotated[str | None, typer.Option(help="What it is, in your words; needed the first time.")] = None,
    known: Annotated[str | None, typer.Option(help="What you know.")] = None,
    doing: Annotated[list[str] | None, typer.Option(help="A step under way; may be repeated.")] = None,
    done: Annotated[list[str] | None, typer.Option(help="A step that is done; may be repeated.")] = None,
    next_update: Annotated[int | None, typer.Option(min=1, help="Minutes until the next update.")] = None,
    feedback: Annotated[bool | None, typer.Option("--feedback/--no-feedback", help="Ask whether it helped.")] = None,
    by: Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")] = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """Show what the public page tells of a crisis and what readers answered, publish it, or take it off.

    With --on, what you leave out stays as it is; --doing and --done replace all steps. Uses FORESHOCK_API and
    FORESHOCK_KEY (role act to publish), or the AWS credentials and region of the environment (AWS_ENDPOINT_URL for
    the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    api, name = deployed_api(stack), by or getpass.getuser()
    found = api.get(f"/moments/{quote(moment, safe='')}")
    crisis = api.get(f"/crises/{found['crisis']}")
    path = f"/crises/{crisis['id']}/public"
    published = api.get(path) if crisis["published"] else None
    if on:
        given = {"headline": headline, "known": known, "feedback": feedback, **_steps(doing, done, published)}
        if next_update is not None:
            given["next_update_at"] = iso(minute_of(_now_ms()) + (next_update + 1) * MINUTE_MS)
        published = _publish(
            api, path, published, {key: value for key, value in given.items() if value is not None}, name
        )
    elif on is False:
        api.delete(f"{path}?{urlencode({'by': name})}")
        published = None
    if as_json:
        typer.echo(json.dumps({"public": published, "feedback": crisis["feedback"]}, ensure_ascii=False))
    else:
        typer.echo("\n".join(map(clean_text, [*_lines(published), *_answers(crisis["feedback"])])))


def _publish(api: Api, path: str, before: Any, given: dict[str, Any], by: str) -> Any:
    """What is published afterwards."""
    if "headline" not in given and not before:
        raise typer.BadParameter("the first time, say with --headline what it is", param_hint="--headline")
    kept = {key: before[key] for key in KEPT if before and before[key] not in (None, "")}
    overdue = "next_update_at" not in given and kept.get("next_update_at", "~") <= iso(_now_ms())
    if overdue:
        del kept["next_update_at"]
    return api.put(path, {**kept, **given, "by": by, "via": "cli"})


def _now_ms() -> int:
    return int(time.time() * 1000)


def _steps(doing: list[str] | None, done: list[str] | None, before: Any) -> dict[str, Any]:
    """The steps that are given; none where the options are left out. What is done was done now, or as told before."""
    known = {step["text"]: step["at"] for step in (before or {"steps": []})["steps"] if step["done"]}
    finished = [{"text": text, "done": True, "at": known.get(text) or iso(_now_ms())} for text in done or []]
    steps = [*finished, *({"text": text} for text in doing or [])]
    return {"steps": steps} if steps else {}


def _lines(published: Any) -> list[str]:
    if not published:
        return ["Nothing is published."]
    due = published["next_update_at"]
    until = f", next update by {date_and_time(parse_time(due))}" if due else ""
    known = [f"  known: {published['known']}"] if published["known"] else []
    steps = [f"  {'done' if step['done'] else 'under way'}: {step['text']}" for step in published["steps"]]
    since = date_and_time(parse_time(published["published_at"]))
    return [published["headline"], *known, *steps, f"{published['address']} since {since}{until}"]


def _answers(feedback: Any) -> list[str]:
    if not feedback:
        return []
    refused = f", {feedback['refused']} refused as too many" if feedback["refused"] else ""
    return [f"Did it help? Yes {feedback['yes']}, no {feedback['no']}; {feedback['texts']} wrote{refused}."]
