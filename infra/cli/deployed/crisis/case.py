"""``foreshock case``: the case file of a crisis, as Markdown or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, StackName


def case(
    moment: Annotated[str, typer.Argument(metavar="ID", help="The id of a crisis, or of one of its moments.")],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of Markdown.")] = False,
    stack: StackName = STACK,
) -> None:
    """Print the case file of a crisis: its course, what was done, what it changed, and what to do better.

    People have numbers instead of names. Uses FORESHOCK_API and FORESHOCK_KEY, or the AWS credentials and
    region of the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    api, path = deployed_api(stack), f"/moments/{quote(moment, safe='')}/case"
    text = json.dumps(api.get(path), ensure_ascii=False, indent=2) if as_json else api.text(f"{path}.md")
    if output is None:
        typer.echo(text.rstrip("\n"))
    else:
        output.write_text(text, encoding="utf-8")
        typer.echo(f"Written to {output}", err=True)
