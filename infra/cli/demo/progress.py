"""How far the demo is: a bar on a terminal, a line a stage elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from infra.cli.demo.outcome import PAGE
from infra.local.emulator.inbox import Message
from infra.scenario.steps import Step


class Progress:
    """Says what is going on while the scenario is played; every message received is told at once."""

    def __init__(self, console: Console, items: int) -> None:
        self._console = console
        self._stage = ""
        self._told = 0
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
        """A step is about to be handed in."""
        if step.name != self._stage:
            self._stage = step.name
            self._console.print(f"[bold]{step.name}[/bold]")
        self._bars.update(self._task, description=step.name)

    def ended(self, step: Step, clock: str, letters: list[Message]) -> None:
        """A step was handled; ``letters`` are all messages so far, ``clock`` is the scenario's time."""
        self._bars.advance(self._task, len(step.pushed) + len(step.dropped))
        for letter in letters[self._told :]:
            level = letter.attributes.get("level", letter.topic)
            said = letter.text if level == PAGE else letter.subject
            self._console.print(Text(f"  {clock}  {level}: {said}"), soft_wrap=True)
        self._told = len(letters)
