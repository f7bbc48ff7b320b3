"""``foreshock step``: the plan of a crisis with who did what, or a step that is done."""

from __future__ import annotations

import getpass
import json
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.table import Table

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName, plain_console
from shared.domain.text import clean_text


def step(
    moment: Annotated[str, typer.Argument(metavar="ID", help="The id of a crisis, or of one of its moments.")],
    number: Annotated[
        int, typer.Argument(metavar="[N]", help="The step that is done; without it, all are listed.")
    ] = 0,
    *,
    by: Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")] = "",
    note: Annotated[str, typer.Option(help="What the team should know, for the timeline.")] = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List the steps of a crisis's plan with owners and times, or say that step N is done; who was first did it.

    Uses FORESHOCK_API and FORESHOCK_KEY (role act for N), or the AWS credentials and region of the
    environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done, now or before; 1 = error, the API says why; 2 = usage error.
    """
    api, path = deployed_api(stack), f"/moments/{quote(moment, safe='')}"
    if number:
        given = {"by": by or getpass.getuser(), "via": "cli", **({"note": note} if note else {})}
        answer = api.post(f"{path}/steps/{number}", given)
        shown: str | Table = _sentence(answer)
    else:
        answer = api.get(path)["plan"]
        shown = _table(answer)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        plain_console().print(shown)


def _sentence(answer: dict[str, Any]) -> str:
    """Who did the step, and when."""
    return clean_text(f"Step {answer['number']} is done, by {answer['by']} at {_minute(answer['at'])}: {answer['do']}")


def _minute(at: str) -> str:
    """A time of the API to the minute."""
    return f"{at[:16].replace('T', ' ')} UTC"


def _table(plan: dict[str, Any]) -> Table:
    """A row for each step."""
    title = clean_text(f"Plan {plan['code']}: {plan['title']}")
    table = Table("n", "due", "owner", "step", "done", box=None, title=title, title_justify="left")
    for one in plan["steps"]:
        done = (
            f"{one['done_by'] or 'said'} at {_minute(one['done_at'])}"
            if one["done_at"]
            else "overdue"
            if one["overdue"]
            else ""
        )
        row = (str(one["number"]), _minute(one["due_at"]), one["owner"], one["do"], done)
        table.add_row(*(clean_text(cell) for cell in row))
    return table
