"""``foreshock moments``: what is going on, and one moment with its explanation and its timeline."""

from __future__ import annotations

import json
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
        shown = [_table(answer["moments"])]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    console = plain_console()
    for part in shown:
        console.print(part)


def _table(found: list[dict[str, Any]]) -> Table:
    """A row for each moment."""
    table = Table("since", "", "status", "id", "crisis", "what", box=None)
    for one in found:
        row = (one["opened_at"], one["severity"], one["status"], one["id"], one["crisis"], one["summary"])
        table.add_row(*(clean_text(cell) for cell in row))
    return table


def _details(found: dict[str, Any]) -> list[str | Table]:
    """The sentences of one moment, and its timeline."""
    table = Table("at", "what", "", "by", "note", box=None)
    for step in found["timeline"]:
        by = "" if step["by"] == SYSTEM else step["by"]
        table.add_row(*(clean_text(cell) for cell in (step["at"], step["change"], step["severity"], by, step["note"])))
    return [*(clean_text(sentence) for sentence in found["explanation"]), "", table]
