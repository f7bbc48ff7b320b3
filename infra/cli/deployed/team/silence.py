"""``foreshock silence``: for what nobody is told for a while, and why."""

from __future__ import annotations

import json
import time
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer
from rich.table import Table

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName, plain_console
from infra.cli.duration import duration_ms
from shared.domain.text import clean_text
from shared.domain.time import iso

CONDITIONS = ("brand", "kind", "theme", "channel", "hashtag")


class What(StrEnum):
    """What to do."""

    LIST = "list"
    SET = "set"
    END = "end"


def silence(
    what: Annotated[What, typer.Argument(help="What to do.")] = What.LIST,
    silence: Annotated[str, typer.Argument(metavar="[ID]", help="The id that you give the silence.")] = "",
    *,
    brand: Annotated[str, typer.Option(help="Only moments of this brand.")] = "",
    kind: Annotated[str, typer.Option(help="Only moments of this kind.")] = "",
    theme: Annotated[str, typer.Option(help="Only moments of which most posts are about this.")] = "",
    channel: Annotated[str, typer.Option(help="Only moments of which most posts come from here.")] = "",
    hashtag: Annotated[str, typer.Option(help="Only moments of which most posts have this hashtag.")] = "",
    even_sev1: Annotated[bool, typer.Option("--even-sev1", help="Silence SEV1 too.")] = False,
    lasts: Annotated[str, typer.Option("--for", help="How long, such as 30m, 8h or 2d.")] = "",
    by: Annotated[str, typer.Option(help="Your name, as your team knows you.")] = "",
    reason: Annotated[str, typer.Option(help="Why, for whoever wonders at night.")] = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List silences, set one (set ID), or end one early (end ID): nobody is told of what it covers.

    A silence holds for the very next alert; SEV1 is told all the same without --even-sev1. Uses
    FORESHOCK_API and FORESHOCK_KEY (role act), or the AWS credentials and region of the
    environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    if what is not What.LIST and not (silence and by):
        raise typer.BadParameter("give the silence an id, and your name with --by", param_hint="ID")
    api, path = deployed_api(stack), f"/silences/{quote(silence, safe='')}"
    match what:
        case What.LIST:
            answer = api.get("/silences")
        case What.SET:
            given = {"brand": brand, "kind": kind, "theme": theme, "channel": channel, "hashtag": hashtag}
            until = iso(now_ms() + duration_ms(lasts, "--for"))
            chosen = {name: value for name, value in given.items() if value}
            answer = api.put(path, {**chosen, "even_sev1": even_sev1, "until": until, "author": by, "reason": reason})
        case What.END:
            api.delete(f"{path}?{urlencode({'by': by})}")
            answer = api.get(path)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        plain_console().print(_table(answer.get("silences", [answer])))


def now_ms() -> int:
    """The clock of this machine, epoch milliseconds."""
    return time.time_ns() // 1_000_000


def _table(silences: list[dict[str, Any]]) -> Table:
    """A row for each silence."""
    table = Table("id", "state", "until", "what", "by", "why", box=None)
    for found in silences:
        state = "in force" if found["in_force"] else f"ended by {found['ended_by']}" if found["ended_by"] else "over"
        what = ", ".join(f"{name} {found[name]}" for name in CONDITIONS if found[name])
        what += ", also SEV1" if found["even_sev1"] else ""
        row = (found["id"], state, found["until"], what, found["author"], found["reason"])
        table.add_row(*(clean_text(cell) for cell in row))
    return table
