"""``foreshock moments``: what is going on, and one moment with its explanation and its timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer
from rich.table import Table

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName, plain_console
from shared.domain.moments.moment import SYSTEM, Status
from shared.domain.text import clean_text

ONGOING = [status.value for status in Status if status.ongoing]


def moments(
    moment: Annotated[str, typer.Argument(metavar="[ID]", help="Show this moment.")] = "",
    *,
    brand: Annotated[str, typer.Option(help="Only moments of this brand.")] = "",
    severity: Annotated[list[str] | None, typer.Option(help="Only this severity; may be given several times.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many, the newest first.", min=1, max=100)] = 20,
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List the moments that are going on, or show one: why it was told, and what happened when.

    Uses FORESHOCK_API and FORESHOCK_KEY (role read), or the AWS credentials and region of the
    environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    api = deployed_api(stack)
    if moment:
        answer = api.get(f"/moments/{quote(moment, safe='')}")
        shown = _details(answer)
    else:
        asked = {"brand": brand, "severity": severity or [], "status": [] if everything else ONGOING, "limit": limit}
        chosen = {name: value for name, value in asked.items() if value}
        answer = api.get(f"/moments?{urlencode(chosen, doseq=True)}")
        shown = [*_lines(answer["moments"])] or ["No such moment." if everything else "Nothing is going on."]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    console = plain_console()
    for part in shown:
        console.print(part)


def _lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """Each moment on a line that a narrow terminal does not break, with its summary below."""
    for one in found:
        crisis = f", of crisis {one['crisis']}" if one["crisis"] != one["id"] else ""
        since = f"since {one['opened_at'][:16].replace('T', ' ')} UTC"
        yield clean_text(f"{one['id']}  {one['severity']}  {one['status']:<12}  {since}{crisis}")
        yield clean_text(f"  {one['summary']}")


def _details(found: dict[str, Any]) -> list[str | Table]:
    """The sentences of one moment, and its timeline."""
    table = Table("at", "what", "", "by", "note", box=None)
    for step in found["timeline"]:
        by = "" if step["by"] == SYSTEM else step["by"]
        table.add_row(*(clean_text(cell) for cell in (step["at"], step["change"], step["severity"], by, step["note"])))
    return [*(clean_text(sentence) for sentence in found["explanation"]), "", table]
