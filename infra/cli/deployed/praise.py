"""``foreshock praise``: posts worth showing, and what their authors allow."""

from __future__ import annotations

import getpass
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer
from rich.table import Table

from functions.query.exports.praise import USABLE, praise_csv
from infra.cli.api_client import Api
from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName, plain_console
from shared.domain.text import clean_text

SHOWN = 60
"""Characters of a post that the list shows."""


class What(StrEnum):
    """What to do."""

    LIST = "list"
    FIND = "find"
    ASK = "ask"
    GRANT = "grant"
    USE = "use"
    REFUSE = "refuse"


def praise(
    brand: Annotated[str, typer.Argument(help="The id of the brand.")],
    what: Annotated[What, typer.Argument(help="What to do, or what happened.")] = What.LIST,
    post: Annotated[str, typer.Argument(metavar="[ID]", help="The id of the post's mention.")] = "",
    *,
    place: Annotated[list[str] | None, typer.Option(help="Where it may be, or is, shown; several for grant.")] = None,
    until: Annotated[str, typer.Option(help="Until when the author allows it, such as 2027-03-01.")] = "",
    note: Annotated[str, typer.Option(help="What the author answered, or why.")] = "",
    url: Annotated[str, typer.Option(help="Where it is shown, https.")] = "",
    version: Annotated[int, typer.Option(help="The version that you read, to replace what is recorded.")] = 0,
    by: Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")] = "",
    export: Annotated[Path | None, typer.Option(help="Write what may be shown now to this file, as CSV.")] = None,
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List what authors allow, find posts worth showing, export what may be shown, or record what happened.

    Nothing is sent and nothing is published by it: you ask the author, and record the answer. Uses
    FORESHOCK_API and FORESHOCK_KEY (role act to record), or the AWS credentials and region of the
    environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    if (what not in {What.LIST, What.FIND}) != bool(post):
        raise typer.BadParameter("give what happened and the id of a post, or neither", param_hint="ID")
    if what is What.USE and len(place or []) != 1:
        raise typer.BadParameter("is needed once", param_hint="--place")
    api, path = deployed_api(stack), f"/brands/{quote(brand, safe='')}/praise"
    if what is What.FIND:
        _find(api, path, as_json=as_json)
        return
    if what is What.LIST:
        _list(api, path, (place or [""])[0], export, as_json=as_json)
        return
    places = {"place": place[0]} if what is What.USE and place else {"places": place}
    given = {**places, "until": until, "note": note, "url": url, "version": version, "by": by or getpass.getuser()}
    body = {"via": "cli", **{name: value for name, value in given.items() if value}}
    answer = api.post(f"{path}/{quote(post, safe='')}/{what}", body)
    words = [f"{answer['state']}, recorded by {answer['by']} at {answer['at']}", *_warning(answer)]
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(map(clean_text, words)))


def _list(api: Api, path: str, place: str, export: Path | None, *, as_json: bool) -> None:
    asked: list[tuple[str, str]] = [("state", state) for state in USABLE] if export else []
    found = _every(api, path, [*asked, *([("place", place)] if place else [])])
    if export:
        export.write_text(praise_csv(found), encoding="utf-8", newline="")
        typer.echo(f"{len(found)} posts that may be shown, written to {export}", err=True)
    elif as_json:
        typer.echo(json.dumps({"praise": found}, ensure_ascii=False))
    else:
        console = plain_console()
        for one in found:
            for line in _warning(one):
                console.print(clean_text(f"{one['id']}: {line}"))
        console.print(_table(found) if found else "Nobody was asked yet.")


def _find(api: Api, path: str, *, as_json: bool) -> None:
    """Posts of the last week that nobody has asked for yet."""
    answer = api.get(f"{path}/suggestions")
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    table = Table("worth", "id", "on", "reach", "text", "link", box=None)
    for one in answer["suggestions"]:
        row = (one["worth"], one["id"], one["channel"], one["reach"], _short(one["text"]), one["url"] or "")
        table.add_row(*(clean_text(str(cell)) for cell in row))
    found = table if answer["suggestions"] else "Nothing worth showing was found in the last week."
    plain_console().print(found)


def _every(api: Api, path: str, asked: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """All pages of the list."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = api.get(f"{path}?{urlencode([('limit', '100'), *asked, *([('cursor', cursor)] if cursor else [])])}")
        found += page["praise"]
        cursor = page["next_cursor"] or ""
        if not cursor:
            return found


def _warning(one: dict[str, Any]) -> list[str]:
    """What has to be done about it, most urgent first."""
    return [f"take it down now: {', '.join(one['take_down'])}"] if one["take_down"] else []


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table("id", "state", "where", "until", "on", "text", "link", box=None)
    for one in found:
        where, until = " ".join(one["places"]), one["until"] or ""
        row = (one["id"], one["state"], where, until, one["channel"], _short(one["text"]), one["url"] or "")
        table.add_row(*map(clean_text, row))
    return table


def _short(text: str) -> str:
    words = " ".join(text.split())
    return f"{words[:SHOWN]}{'…' if len(words) > SHOWN else ''}"
