"""``foreshock plans``: list response plans, write them into a folder, or put a folder's."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.table import Table

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, StackName, plain_console
from infra.cli.plans import folder
from shared.domain.text import clean_text


class What(StrEnum):
    """What to do."""

    LIST = "list"
    PULL = "pull"
    PUSH = "push"


def plans(
    what: Annotated[What, typer.Argument(help="What to do.")] = What.LIST,
    directory: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="A folder with a YAML file a plan.")] = None,
    *,
    stack: StackName = STACK,
) -> None:
    """List response plans, write them as YAML files (pull DIR), or put those of a folder (push DIR).

    `push` checks every file first and puts nothing if one is broken; it puts what differs, and deletes nothing.
    Uses FORESHOCK_API and FORESHOCK_KEY (role act to pull, admin to push), or the AWS credentials and region
    of the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, with the file, the field and the remedy; 2 = usage error.
    """
    if what is not What.LIST and directory is None:
        raise typer.BadParameter("name the folder", param_hint="DIR")
    given = folder.read(directory) if what is What.PUSH and directory else {}
    api = deployed_api(stack)
    there = {plan["id"]: plan for plan in api.get("/plans")["plans"]}
    if directory is None or what is What.LIST:
        plain_console().print(_table(list(there.values())))
    elif what is What.PULL:
        typer.echo(f"{len(folder.written(directory, there.values()))} plans are in {directory}")
    else:
        changed = [name for name, body in given.items() if name not in there or not folder.same(body, there[name])]
        for name in changed:
            api.put(f"/plans/{quote(name)}", given[name])
            typer.echo(f"put {name}")
        typer.echo(f"{len(changed)} put, {len(given) - len(changed)} as they were")


def _table(found: list[dict[str, Any]]) -> Table:
    """A row for each plan."""
    table = Table("id", "code", "title", "for", "steps", "whose", box=None)
    for plan in found:
        what = ", ".join([*plan["kinds"], *plan["severities"]]) or "all"
        row = (
            plan["id"],
            plan["code"],
            plan["title"],
            what,
            str(len(plan["steps"])),
            "shipped" if plan["shipped"] else "yours",
        )
        table.add_row(*(clean_text(cell) for cell in row))
    return table
