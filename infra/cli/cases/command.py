"""``foreshock cases``: well-known public crises to learn from, and posts to play them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.cases.page import page
from infra.scenario.cases import library
from infra.scenario.cases.case import Case
from shared.domain.brand import SLUG
from shared.domain.errors import InvalidInput
from shared.domain.time import MINUTE_MS, SECOND_MS, iso, parse_time
from shared.scenario.posts import HOUR, Play, minutes, posts


def cases(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A case; without one, all are listed.")] = "",
    *,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False,
    brand: Annotated[str, typer.Option(help="Print the posts of its scenario, for the brand of this id.")] = "",
    brand_name: Annotated[str, typer.Option("--name", help="What posts call the brand; otherwise its id.")] = "",
    speed: Annotated[float, typer.Option(help="Times as fast as it was; 0 is what suits the case.", min=0)] = 0,
    rate: Annotated[float, typer.Option(help="Posts a minute on an ordinary day.", min=0.01, max=100)] = 0.4,
    before: Annotated[int, typer.Option(help="Hours of ordinary posts before it.", min=0, max=336)] = 25,
    until: Annotated[str, typer.Option(help="When the last minute is: ISO 8601 or epoch seconds; else now.")] = "",
) -> None:
    """List well-known public crises, show one with its sources and lessons, or print posts that play it (--brand).

    The posts are invented; they follow the documented course in shape. They are JSON lines as `POST /mentions`,
    a file drop and `foreshock backfill` take them. Needs no AWS.

    Exit codes: 0 = done; 1 = error, such as an unknown name; 2 = usage error.
    """
    if not name:
        _list(as_json=as_json)
        return
    case = library.case(name)
    if brand:
        if not SLUG.fullmatch(brand):
            raise InvalidInput("--brand must be the id of a brand: 1 to 40 of a-z, 0-9 and -", field="brand")
        play = Play(brand_name or brand, rate, speed or case.scenario.speed, before * HOUR)
        end_ms = parse_time(until, field="until") if until else time.time_ns() // 1_000_000
        text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items(case, play, brand, end_ms))
    else:
        text = json.dumps(case.model_dump(mode="json"), ensure_ascii=False, indent=2) if as_json else page(case)
    if output is None:
        typer.echo(text.rstrip("\n"))
    else:
        output.write_text(text, encoding="utf-8")
        typer.echo(f"Written to {output}", err=True)


def items(case: Case, play: Play, brand: str, end_ms: int) -> Iterator[dict[str, object]]:
    """The posts as they are pushed, dated so that the last minute of the case ends at ``end_ms``."""
    start_ms = end_ms - minutes(case.scenario, play.speed) * MINUTE_MS
    for number, posted in enumerate(posts(case.id, case.scenario, play)):
        at_ms = start_ms + posted.minute * MINUTE_MS + number * 7 % 60 * SECOND_MS
        yield {"brand": brand, "published_at": iso(at_ms), **posted.item}


def _list(*, as_json: bool) -> None:
    found = [library.case(name) for name in library.names()]
    if as_json:
        typer.echo(json.dumps([{"name": c.id, "kind": c.kind, "began": c.began, "title": c.title} for c in found]))
        return
    width = max(len(case.id) for case in found)
    for case in found:
        typer.echo(f"{case.id:{width}}  {case.began:10}  {case.title} ({case.kind})")
