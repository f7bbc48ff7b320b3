"""``foreshock statement``: record what was said in public about a crisis, or list it with what it changed."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Annotated, Any
from urllib.parse import quote

import typer

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName
from shared.domain.text import clean_text


def statement(
    moment: Annotated[str, typer.Argument(metavar="ID", help="The id of a crisis, or of one of its moments.")],
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="What was said; - reads it from standard input.")] = "",
    *,
    channel: Annotated[str, typer.Option(help="Where: a channel that you listen to, or another place.")] = "website",
    at: Annotated[str, typer.Option(help="When: ISO 8601 or epoch seconds; without it, now.")] = "",
    url: Annotated[str, typer.Option(help="Its address, https.")] = "",
    by: Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")] = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List what was said in public about a crisis and what it changed, or record a statement. Nothing is published.

    Uses FORESHOCK_API and FORESHOCK_KEY (role act to record), or the AWS credentials and region of
    the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done, now or before; 1 = error, the API says why; 2 = usage error.
    """
    api, path = deployed_api(stack), f"/moments/{quote(moment, safe='')}"
    if text:
        words = sys.stdin.read() if text == "-" else text
        given = {"text": words, "channel": channel, "published_at": at, "url": url, "by": by or getpass.getuser()}
        answer = api.post(
            f"{path}/statements", {"via": "cli", **{name: value for name, value in given.items() if value}}
        )
        known = api.get(f"/crises/{answer['crisis']}/statements")["statements"]
        told = [each["recognisable_text"] for each in known if each["id"] == answer["id"]]
        lines = [f"Recorded by {answer['recorded_by']}: {_where(answer)}", *filter(None, told)]
    else:
        answer = api.get(f"/crises/{api.get(path)['crisis']}/statements")
        lines = [line for each in answer["statements"] for line in _lines(each)] or ["Nothing is recorded yet."]
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(map(clean_text, lines)))


def _lines(each: dict[str, Any]) -> list[str]:
    """A statement, and a line for each estimate of its effect."""
    effects = [f"  {effect['text']}" for effect in each["effects"]]
    return [f"{_where(each)}: {' '.join(each['text'].split())}", *(effects or ["  Too early to tell what it changed."])]


def _where(each: dict[str, Any]) -> str:
    return f"{each['published_at']} on {each['channel']}"
