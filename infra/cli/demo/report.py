"""What the demo prints: its progress, then the messages, what the API answers and the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from infra.cli.demo.outcome import PAGE, Outcome
from infra.local.emulator.inbox import Message
from infra.scenario.deliveries import Step
from shared.domain.time import BUCKET_MINUTES, BUCKET_WORDS, MINUTE_MS
from shared.messages.phrases import duration
from shared.messages.quote import shorten

BARS = " ▁▂▃▄▅▆▇█"
SHOWN_BUCKETS = 40


class Progress:
    """Prints the stage of the scenario and every message as it arrives, with a progress bar on a terminal."""

    def __init__(self, console: Console, items: int) -> None:
        self._console = console
        self._stage = ""
        self._printed = 0
        columns = (TextColumn("{task.description:<26}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Bars(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bars.add_task("", total=items)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def begins(self, step: Step) -> None:
        """Print the step's stage, before its items are delivered."""
        if step.name != self._stage:
            self._stage = step.name
            self._console.print(f"[bold]{step.name}[/bold]")
        self._bars.update(self._task, description=step.name)

    def ended(self, step: Step, time: str, messages: list[Message]) -> None:
        """Print the new messages after a step; ``messages`` are all so far, ``time`` is the scenario's."""
        self._bars.advance(self._task, len(step.pushed) + len(step.dropped))
        for message in messages[self._printed :]:
            level = message.attributes.get("level", message.topic)
            text = message.text if level == PAGE else message.subject
            self._console.print(Text(f"  {time}  {level}: {text}"), soft_wrap=True)
        self._printed = len(messages)

    def said(self, time: str, what: str) -> None:
        """Print what somebody did; ``time`` is the scenario's."""
        self._console.print(Text(f"  {time}  {what}", style="green"), soft_wrap=True)


def report(console: Console, outcome: Outcome) -> None:
    """Print the outcome, and at the end the checks that failed."""
    console.rule("Messages")
    for message in outcome.messages:
        show_message(console, message)
    console.rule("GET /brands/brightkettle/pulse")
    console.print(_pulse(outcome.pulse))
    console.rule("GET /moments")
    console.print(_moments(outcome.moments))
    if outcome.worst:
        console.rule(f"GET /moments/{outcome.worst['id']}")
        console.print(_detail(outcome.worst), soft_wrap=True)
    if outcome.case:
        console.rule(f"GET /moments/{outcome.case['id']}/case")
        console.print(_case(outcome.case), soft_wrap=True)
    console.rule("Figures")
    console.print(_figures(outcome.summary()))
    for failure in outcome.failures():
        console.print(Text(f"Not as expected: {failure}", style="red"))


def show_message(console: Console, message: Message) -> None:
    """Print a message: an SMS, or a mail with its subject; long links are not wrapped."""
    sms = message.attributes.get("level") == PAGE
    title = f"SMS, {len(message.text)} characters" if sms else f"Mail: {message.subject}"
    console.print(Text(title, style="bold red" if sms else "bold blue"))
    console.print(Text(message.text.rstrip() + "\n"), soft_wrap=True)


def sparkline(values: Sequence[float]) -> str:
    """One block for each value; the highest value has a full block.

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
    table.add_row("", Text(f"in steps of {BUCKET_WORDS}, the latest on the right", style="dim"), "")
    return table


def _moments(moments: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1))
    for name in ("severity", "kind", "status", "from UTC", "to UTC", "peak", "mentions"):
        table.add_column(name, no_wrap=True)
    for moment in moments:
        times = [time_of_day(moment["opened_at"]), time_of_day(moment["ended_at"])]
        kind = (moment[name] for name in ("severity", "kind", "status"))
        table.add_row(*kind, *times, _peak(moment), str(moment["mentions"] or ""))
    return table


def _peak(moment: Mapping[str, Any]) -> str:
    """The highest count, and in how long it was counted.

    >>> _peak({"peak": 17, "observed": 102, "minutes": 60}), _peak({"peak": 56, "observed": 1, "minutes": 5})
    ('102 in 1 h', '56 in 5 min')
    """
    minutes = int(moment["minutes"])
    highest = moment["peak"] if minutes == BUCKET_MINUTES else moment["observed"]
    return f"{highest} in {duration(minutes * MINUTE_MS)}"


def time_of_day(instant: str | None) -> str:
    """The time of day of an ISO 8601 time.

    >>> time_of_day("2026-03-01T14:05:00Z"), time_of_day(None)
    ('14:05', '')
    """
    return instant[11:16] if instant else ""


def _detail(moment: Mapping[str, Any]) -> Text:
    return Text("\n".join([*moment["explanation"], *(f"  “{sample['text']}”" for sample in moment["samples"])]))


def _case(case: Mapping[str, Any]) -> Text:
    """What a reader of the case file looks for first: what was said and what it changed, what worked, what did not."""
    said = [
        line
        for each in case["statements"]
        for line in (f"“{shorten(each['text'], 90)}”", f"  {_last_effect(each['effects'])}")
    ]
    actions = [f"{action['text']} ({action['owner']})" for action in case["actions"]]
    parts = {"What was said": said, "What worked": case["what_worked"], "What to do better": actions}
    told = (line for name, lines in parts.items() for line in ("", f"{name}:", *lines))
    return Text("\n".join([*case["summary"], *told]))


def _last_effect(effects: Sequence[Mapping[str, Any]]) -> str:
    return str(effects[-1]["text"]) if effects else "Too early to tell what it changed."


def _figures(summary: Mapping[str, Any]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in summary.items():
        if isinstance(value, int | float):
            table.add_row(name, Text(str(value), style="bold"))
    return table
