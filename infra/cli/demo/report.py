"""The outcome of the demo, for people: what was received, what the API says, what was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.cli.demo.outcome import PAGE, Outcome
from infra.local.emulator.inbox import Message

BARS = " ▁▂▃▄▅▆▇█"
SHOWN_BUCKETS = 40


def report(console: Console, outcome: Outcome) -> None:
    """Print everything, and at the end what should have been otherwise."""
    console.rule("What people received")
    for letter in outcome.letters:
        show_message(console, letter)
    console.rule("GET /brands/brightkettle/pulse")
    console.print(_pulse(outcome.pulse))
    console.rule("GET /moments")
    console.print(_moments(outcome.moments))
    if outcome.worst:
        console.rule(f"GET /moments/{outcome.worst['id']}")
        console.print(_detail(outcome.worst), soft_wrap=True)
    console.rule("In figures")
    console.print(_figures(outcome.summary()))
    for broken in outcome.broken():
        console.print(Text(f"Not as it must be: {broken}", style="red"))


def show_message(console: Console, letter: Message) -> None:
    """A message as it arrived: a text message, or a mail with its subject; long links stay whole."""
    sms = letter.attributes.get("level") == PAGE
    title = f"SMS, {len(letter.text)} characters" if sms else f"Mail: {letter.subject}"
    console.print(Text(title, style="bold red" if sms else "bold blue"))
    console.print(Text(letter.text.rstrip() + "\n"), soft_wrap=True)


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
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for name in ("severity", "kind", "status", "from UTC", "to UTC", "peak", "mentions"):
        table.add_column(name, no_wrap=True)
    for moment in moments:
        times = [clock(moment["opened_at"]), clock(moment["ended_at"])]
        others = [str(moment[name]) for name in ("peak", "mentions")]
        table.add_row(*(moment[name] for name in ("severity", "kind", "status")), *times, *others)
    return table


def clock(instant: str | None) -> str:
    """The time of day of an ISO 8601 time.

    >>> clock("2026-03-01T14:05:00Z"), clock(None)
    ('14:05', '')
    """
    return instant[11:16] if instant else ""


def _detail(moment: Mapping[str, Any]) -> Text:
    return Text("\n".join([*moment["explanation"], *(f"  “{said['text']}”" for said in moment["samples"])]))


def _figures(summary: Mapping[str, Any]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in summary.items():
        if isinstance(value, int | float):
            table.add_row(name, Text(str(value), style="bold"))
    return table
