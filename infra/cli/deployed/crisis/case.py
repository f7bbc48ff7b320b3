"""``foreshock case``: the case file of a crisis, as Markdown or JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, StackName

CHART = re.compile(r"\]\((/moments/[^/)]+/chart\.svg)\)$", re.MULTILINE)
"""Where a document says that its chart is: an address of the API, which no other tool can read."""


def case(
    moment: Annotated[str, typer.Argument(metavar="ID", help="The id of a crisis, or of one of its moments.")],
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of Markdown.")] = False,
    stack: StackName = STACK,
) -> None:
    """Print the case file of a crisis: its course, what was done, what it changed, and what to do better.

    A Markdown file gets its chart beside it, as a picture of the same name.

    People have numbers instead of names. Uses FORESHOCK_API and FORESHOCK_KEY, or the AWS credentials and
    region of the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    api, path = deployed_api(stack), f"/moments/{quote(moment, safe='')}/case"
    text = json.dumps(api.get(path), ensure_ascii=False, indent=2) if as_json else api.text(f"{path}.md")
    if output is None:
        typer.echo(text.rstrip("\n"))
    elif as_json:
        output.write_text(text, encoding="utf-8")
        typer.echo(f"Written to {output}", err=True)
    else:
        chart = output.with_suffix(".svg")
        address = CHART.search(text)
        if address:
            chart.write_text(api.text(address[1]), encoding="utf-8")
            text = text.replace(address[0], f"]({quote(chart.name)})", 1)
        output.write_text(text, encoding="utf-8")
        typer.echo(f"Written to {output}, its chart to {chart}", err=True)
