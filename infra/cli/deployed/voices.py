"""``foreshock voices``: who is heard about a brand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

import typer

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName, plain_console
from shared.domain.text import clean_text


def voices(
    brand: Annotated[str, typer.Argument(help="The id of the brand.")],
    *,
    crisis: Annotated[str, typer.Option(help="Only while this crisis went on; without it, the last day.")] = "",
    since: Annotated[str, typer.Option(help="From this time on; at most seven days.")] = "",
    until: Annotated[str, typer.Option(help="Until this time.")] = "",
    reach: Annotated[int, typer.Option(help="Only authors whom at least so many people hear.", min=100)] = 1_000,
    limit: Annotated[int, typer.Option(help="At most so many critics and advocates.", min=1, max=50)] = 10,
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List influential critics and advocates: pseudonyms, counts, and a link to one post of each.

    Uses FORESHOCK_API and FORESHOCK_KEY (role read), or the AWS credentials and region of the
    environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    asked = {"crisis": crisis, "since": since, "until": until, "reach": reach, "limit": limit}
    chosen = {name: value for name, value in asked.items() if value}
    answer = deployed_api(stack).get(f"/brands/{quote(brand, safe='')}/voices", **chosen)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    console = plain_console()
    for title, found in (("Critics", answer["critics"]), ("Advocates", answer["advocates"])):
        console.print(f"{title}:" if found else f"{title}: nobody whom so many people hear")
        if found:
            for line in _lines(found):
                console.print(line)
    if not answer["complete"]:
        console.print(f"Too many posts to read all: {answer['posts_read']} were read; counts are of these.")


def _lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """Who it is, how many hear them, how they speak; below, the post that shows it with its link."""
    for one in found:
        heard = f"heard by {one['reach']:,} people, {_posts(one['posts'])} in {one['hours']} h"
        who = f"{one['author']} on {' '.join(one['channels'])}, {heard}, stance {one['stance']:+.2f}"
        yield clean_text(f"  {who}, influence {one['influence']:g}")
        yield clean_text(f"    {one['strongest']['id']}  {one['strongest']['url'] or ''}".rstrip())


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count:,} posts"
