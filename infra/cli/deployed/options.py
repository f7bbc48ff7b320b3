"""The options that the commands for a deployed stack share, and how they print."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="Print the API's answer as JSON.")]
StackName = Annotated[str, typer.Option(help="Name of the deployed stack.")]

PIPED_WIDTH = 1_000
"""Characters of a line where nobody looks at it on a terminal."""

STACK = "foreshock"
"""The name that a stack has where nobody gives it another."""


def plain_console() -> Console:
    """A console that prints texts of strangers as they are: no markup, no colours, no broken lines.

    What goes through a pipe is never cut: an id or an address without its end is of no use there.
    """
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    return Console(soft_wrap=True, highlight=False, markup=False, width=width)
