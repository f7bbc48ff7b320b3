"""``foreshock backfill``: teaches a brand's past, and never alerts."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import boto3
import typer
from rich.console import Console
from rich.progress import Progress

from infra.cli.backfill.past import past_of, polled, stopped, whole_since
from infra.cli.backfill.posts import BATCH, batches
from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, StackName
from infra.cli.deployed.stack_outputs import stack_output
from infra.cli.deployed.stack_tables import use_tables
from infra.cli.push_client import push
from shared.domain.text import digest
from shared.domain.time import DAY_MS, iso, parse_time
from shared.store import brands
from shared.store.counters import learning, rebuilds

FOLLOW_SECONDS = 2.0
"""How often it is asked how far the past is learnt."""

SHOWN = 10
"""Refused posts that are shown."""

FILE_HELP = "Posts to push first: JSON lines, or CSV with a header; the fields are those of POST /mentions."
SINCE_HELP = "From then on no post is missing, such as 2026-10-01: what was not posted teaches as well."
CHANNEL_HELP = "Ask this channel for the past as well; may be repeated. all: those of the brand that cost nothing."
STOP_HELP = "Ask no channel for the past any more, and do nothing else."
WAIT_HELP = "Minutes to wait until the past is learnt; 0: do not wait."


def backfill(
    brand: Annotated[str, typer.Argument(help="The brand's id.")],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", exists=True, dir_okay=False, help=FILE_HELP)] = None,
    *,
    since: Annotated[str, typer.Option(help=SINCE_HELP)] = "",
    days: Annotated[int, typer.Option(min=0, max=400, help="As --since, in days before now.")] = 0,
    channel: Annotated[list[str] | None, typer.Option(metavar="NAME", help=CHANNEL_HELP)] = None,
    stop: Annotated[bool, typer.Option("--stop", help=STOP_HELP)] = False,
    wait: Annotated[float, typer.Option(min=0.0, help=WAIT_HELP)] = 15.0,
    stack: StackName = STACK,
) -> None:
    """Push a brand's past, if there is a file, ask channels for it, and have it learnt; nobody is alerted.

    With --channel, the deployed stack asks that channel for the brand's queries, as far back as
    --days or --since and as far as the channel goes, with what its limits leave beside today's
    posts; it goes on by itself if this command ends.

    It may be repeated: what came counts once. Uses the AWS credentials and region of
    the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = learnt; 75 = not learnt yet, it goes on by itself; 1 = error, or some posts were refused;
    2 = usage error.
    """
    if since and days:
        raise typer.BadParameter("give --since or --days, not both", param_hint="--since")
    now_ms = int(time.time() * 1000)
    whole_since_ms = parse_time(since, field="--since") if since else now_ms - days * DAY_MS if days else None
    use_tables(stack)
    watched, console = brands.get(brand), Console(stderr=True)
    if stop:
        typer.echo(f"{brand}: queries that are asked for its past no more: {stopped(brand)}. What came stays.")
        return
    asked = past_of(watched, channel or [], whole_since_ms, now_ms)
    results = _pushed(brand, file, stack, console) if file else Counter[str]()
    answered = polled(asked, wait, console)
    if asked:
        whole_since_ms = whole_since(watched, asked, now_ms) if answered else None
    rebuilds.ask(brand, int(time.time() * 1000), whole_since_ms)
    learnt = answered and _followed(brand, wait, console)
    if learnt:
        typer.echo(_words(brand, now_ms))
    else:
        typer.echo(f"{brand}: its past is not learnt yet; that goes on by itself.")
    raise typer.Exit(1 if results["rejected"] else 0 if learnt else 75)


def _pushed(brand: str, file: Path, stack: str, console: Console) -> Counter[str]:
    """Push the file; how many posts were accepted, known before, and refused."""
    api, secret, results = deployed_api(stack), intake_secret(stack), Counter[str]()
    with Progress(console=console) as progress:
        task = progress.add_task("pushed", total=None)
        for number, batch in enumerate(batches(file, brand)):
            key = f"backfill-{digest(f'{brand} {number} {batch}')}"
            answer = api.post_mentions(push(batch, secret=secret, key=key, at_ms=int(time.time() * 1000)))
            results.update({name: answer[name] for name in ("accepted", "duplicate", "rejected")})
            _show_refused(answer["items"], number, console)
            progress.update(task, advance=len(batch))
    console.print(", ".join(f"{count:,} {name}" for name, count in results.items()))
    return results


def _show_refused(items: list[dict[str, Any]], batch: int, console: Console) -> None:
    refused = [item for item in items if item["verdict"] == "rejected"]
    for item in refused[:SHOWN]:
        number = batch * BATCH + item["index"]
        console.print(
            f"post {number}: {item['field']}: {item['reason']}", markup=False, highlight=False, soft_wrap=True
        )
    if len(refused) > SHOWN:
        console.print(f"and {len(refused) - SHOWN} more of this batch")


def _followed(brand: str, wait_minutes: float, console: Console) -> bool:
    """Show how far the past is learnt until it is, or for so many minutes; whether it is."""
    end = time.monotonic() + wait_minutes * 60
    with Progress(console=console) as progress:
        task = progress.add_task("learnt", total=rebuilds.DAYS)
        while True:
            found = rebuilds.get(brand)
            if found is None or found.done_ms >= 0:
                progress.update(task, completed=rebuilds.DAYS)
                return True
            if found.day_ms > 0:
                progress.update(task, completed=rebuilds.DAYS - (found.begun_ms - found.day_ms) / DAY_MS)
            if time.monotonic() >= end:
                return False
            time.sleep(FOLLOW_SECONDS)


def _words(brand: str, now_ms: int) -> str:
    found = learning.get(brand, now_ms)
    if found.until_ms is None:
        return f"{brand}: {found.reason or 'its past is learnt, and it is known'}."
    return f"{brand}: its past is learnt, and it is learning until {iso(found.until_ms)}: {found.reason}."


def intake_secret(stack: str) -> str:
    """The key that signs pushes: FORESHOCK_INTAKE_SECRET, or the stack's."""
    given = os.environ.get("FORESHOCK_INTAKE_SECRET", "")
    if given:
        return given
    arn = stack_output(stack, "IntakeSecretArn")
    return boto3.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
