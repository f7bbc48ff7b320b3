"""``foreshock demo``: a day in the life of a brand, with a crisis in it, in about a minute."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Console

from infra.cli.demo.outcome import PAGE, Outcome, outcome_of
from infra.cli.demo.player import Player
from infra.cli.demo.progress import Progress
from infra.cli.demo.report import report
from infra.cli.up import describe, show, stay, stop_on_signals
from infra.local.stack import Stack
from infra.scenario.deliveries import BRAND, all_deliveries
from infra.scenario.steps import steps
from shared.domain.time import bucket_of, iso

PARAMETERS = {"ScheduleState": "DISABLED", "LinkBase": "https://alerts.brightkettle.example"}
"""The scenario brings its own minutes; the links are as short as the address of the brand's own team."""

INTERRUPTED = 130
"""The exit code of a command that was stopped before its end."""


def demo(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="End with one JSON line; all else on standard error.")
    ] = False,
    remain: Annotated[bool, typer.Option("--stay", help="Leave it running, live, until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(help="Port of the local AWS; 0 takes a free one.", min=0, max=65535)] = 0,
) -> None:
    """Play a day of normal talk and a product-safety crisis through the whole pipeline on this machine.

    Exits 1 when something did not come out as it must: a mention lost or counted
    twice, a page too many or too few, an all-clear missing;
    130 when it was stopped before its end.
    """
    stop_on_signals()
    console = Console(stderr=as_json, highlight=False)
    try:
        kept = run(console, as_json=as_json, remain=remain, port=port)
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(0 if kept else 1)


def run(console: Console, *, as_json: bool, remain: bool, port: int) -> bool:
    """Bring the stack up, play, report; return whether everything came out as it must."""
    began = time.monotonic()
    console.print("Bringing up AWS on this machine and deploying the template")
    with Stack.start(port=port, parameters=PARAMETERS) as stack:
        outcome = play(stack, console, began)
        report(console, outcome)
        if as_json:
            typer.echo(json.dumps(outcome.summary()))
        if remain:
            linger(stack, outcome, console)
    return not outcome.broken()


def linger(stack: Stack, outcome: Outcome, console: Console) -> None:
    """Let the schedules run, say where everything is, and show what comes until Ctrl-C."""
    stack.schedules(enabled=True)
    show(describe(stack) | {"seconds": round(outcome.seconds, 1)}, console, BRAND)
    for page in outcome.told(PAGE, over=False)[:1]:
        link = re.search(rf"{re.escape(PARAMETERS['LinkBase'])}(/\S+)", page.text)
        if link:
            console.print(f"\n[bold]Open the link of the page:[/bold]\n{stack.api_url}{link[1]}", soft_wrap=True)
    with suppress(KeyboardInterrupt):
        stay(stack, console, seen=len(outcome.letters))


def play(stack: Stack, console: Console, began: float) -> Outcome:
    """Play the scenario up to about now; return what came of it."""
    told = all_deliveries()
    player = Player(stack, bucket_of(time.time_ns() // 1_000_000))
    player.add_brand()
    with Progress(console, len(told)) as progress:
        for step in steps(told):
            progress.begins(step)
            player.play(step)
            progress.ended(step, iso(player.time_of(step)), stack.inbox.messages())
    return outcome_of(player, stack, told, began)
