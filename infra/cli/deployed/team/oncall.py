"""``foreshock oncall``: a brand's on-call policy in words."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from infra.cli.deployed.options import STACK, StackName
from infra.cli.deployed.stack_tables import use_tables
from shared.domain.people.oncall import to_document
from shared.messages.oncall_words import oncall_words
from shared.store import brands


def oncall(
    brand: Annotated[str, typer.Argument(help="The id of a brand.")],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the policy as JSON, as the brand's settings hold it.")
    ] = False,
    stack: StackName = STACK,
) -> None:
    """Say in words who is paged when for a brand, how often again, and when mails wait.

    The brand is read with the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the
    local stack). To change the policy, PUT the brand's settings with another `oncall`.

    Exit codes: 0 = shown; 1 = error, such as an unknown brand; 2 = usage error.
    """
    use_tables(stack)
    found = brands.get(brand)
    if as_json:
        typer.echo(json.dumps({"brand": found.id, "time_zone": found.time_zone, "oncall": to_document(found.oncall)}))
        return
    typer.echo(f"{found.name} ({found.id})\n")
    for line in oncall_words(found.oncall, found.time_zone):
        typer.echo(f"  {line}")
