"""``foreshock demo``: plays a brand's day with a crisis in about a minute and reports what came of it."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Console

from infra.cli.demo.outcome import PAGE, Outcome, case_of, outcome_of, told_so_far
from infra.cli.demo.player import Player
from infra.cli.demo.report import Progress, report
from infra.cli.demo.team import Team
from infra.cli.up import describe, show, stay, stop_on_signals
from infra.local.stack import Stack
from infra.scenario.deliveries import BRAND, all_deliveries, steps
from shared.domain.time import bucket_of, iso

PARAMETERS = {"ScheduleState": "DISABLED", "LinkBase": "https://alerts.brightkettle.example"}
"""The scenario has its own clock; the base of the links is as short as a real one would be."""

INTERRUPTED = 130
"""The exit code if the command is stopped before its end."""


def demo(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON line at the end; everything else goes to standard error.")
    ] = False,
    remain: Annotated[bool, typer.Option("--stay", help="Keep it running, live, until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(help="Port of the local AWS; 0 means a free one.", min=0, max=65535)] = 0,
) -> None:
    """Play a day of normal posts and a product-safety crisis through the whole pipeline on this machine.

    Exit codes: 0 = everything is as expected; 1 = something is not (a mention lost or counted twice,
    a page too many or too few, an all-clear missing), or error; 130 = stopped before its end.
    """
    stop_on_signals()
    console = Console(stderr=as_json, highlight=False)
    try:
        as_expected = run(console, as_json=as_json, remain=remain, port=port)
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(0 if as_expected else 1)


def run(console: Console, *, as_json: bool, remain: bool, port: int) -> bool:
    """Start the stack, play the scenario and report; return whether everything is as expected."""
    began = time.monotonic()
    console.print("Starting AWS on this machine and deploying the template")
    with Stack.start(port=port, parameters=PARAMETERS) as stack:
        outcome = play(stack, console, began)
        report(console, outcome)
        if as_json:
            typer.echo(json.dumps(outcome.summary()))
        if remain:
            keep_running(stack, outcome, console)
    return not outcome.failures()


def keep_running(stack: Stack, outcome: Outcome, console: Console) -> None:
    """Turn the schedules on, print the addresses, and print messages as they come until Ctrl-C."""
    stack.schedules(enabled=True)
    show(describe(stack) | {"seconds": round(outcome.seconds, 1)}, console, BRAND)
    for page in outcome.messages_to(PAGE, all_clear=False)[:1]:
        link = re.search(rf"{re.escape(PARAMETERS['LinkBase'])}(/\S+)", page.text)
        if link:
            console.print(
                f"\n[bold]Open the link of the page message:[/bold]\n{stack.api_url}{link[1]}", soft_wrap=True
            )
    with suppress(KeyboardInterrupt):
        stay(stack, console, seen=len(outcome.messages))


def play(stack: Stack, console: Console, began: float) -> Outcome:
    """Play the scenario so that it ends about now; return the outcome."""
    deliveries = all_deliveries()
    player = Player(stack, bucket_of(time.time_ns() // 1_000_000))
    player.add_brand()
    team = Team(stack, player.api, player.start_ms)
    told = None
    with Progress(console, len(deliveries)) as progress:
        for step in steps(deliveries):
            progress.begins(step)
            player.play(step)
            messages, now_ms = stack.inbox.messages(), player.time_of(step)
            progress.ended(step, iso(now_ms), messages)
            for done in team.answer(messages, now_ms):
                progress.said(iso(now_ms), done)
            told = told or told_so_far(player, stack)
    return outcome_of(player, stack, deliveries, began, told=told, case=case_of(player, team.crisis))
