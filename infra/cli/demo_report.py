"""The outcome of the demo, for people: what was received, what the API says, what was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from infra.cli.demo_outcome import PAGE_MARK, Outcome
from infra.local.inbox import Letter

BARS = " ▁▂▃▄▅▆▇█"
SHOWN_BUCKETS = 40


def report(console: Console, outcome: Outcome) -> None:
    """Print everything, and at the end what should have been otherwise."""
    console.rule("What people received")
    for letter in outcome.letters:
        console.print(shown(letter))
    console.rule("GET /brands/brightkettle/pulse")
    console.print(_pulse(outcome.pulse))
    console.rule("GET /moments")
    console.print(_moments(outcome.moments))
    if outcome.worst:
        console.rule(f"GET /moments/{outcome.worst['id']}")
        console.print(_detail(outcome.worst))
    console.rule("In figures")
    console.print(_figures(outcome.summary()))
    for broken in outcome.broken():
        console.print(Text(f"Not as it must be: {broken}", style="red"))


def shown(letter: Letter) -> Panel:
    """A message as it arrived: a text message, or a mail with its subject."""
    sms = letter.attributes.get("level") == PAGE_MARK
    title = f"SMS · {len(letter.text)} characters" if sms else f"Mail · {letter.subject}"
    return Panel(Text(letter.text), title=Text(title), title_align="left", border_style="red" if sms else "blue")


def sparkline(values: Sequence[float]) -> str:
    """One block a value, the highest full.

    >>> sparkline([0, 1, 8])
    ' ▁█'
    """
    top = max(values, default=0) or 1
    return "".join(BARS[-(-int(value * 8) // int(top)) if value else 0] for value in values)


def _pulse(pulse: Mapping[str, Any]) -> Table:
    points = pulse["points"][-SHOWN_BUCKETS:]
    table = Table.grid(padding=(0, 2))
    for name in ("mentions", "negative"):
        values = [point[name] or 0 for point in points]
        table.add_row(
            name, Text(sparkline(values), style="red" if name == "negative" else "cyan"), f"peak {max(values)}"
        )
    table.add_row("", Text("in steps of five minutes, the latest on the right", style="dim"), "")
    return table


def _moments(moments: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("severity", "kind", "status", "opened", "ended", "peak in 5 min", box=SIMPLE_HEAD)
    for moment in moments:
        cells = (moment[name] for name in ("severity", "kind", "status", "opened_at", "ended_at", "peak"))
        table.add_row(*(Text(str(cell)) for cell in cells))
    return table


def _detail(moment: Mapping[str, Any]) -> Text:
    return Text(
        "\n".join([str(moment["explanation"]), *(f"  “{said['text']}”" for said in moment["evidence"]["samples"])])
    )


def _figures(summary: Mapping[str, Any]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in summary.items():
        if name not in {"broken", "kinds"}:
            table.add_row(name, Text(str(value), style="bold"))
    return table
