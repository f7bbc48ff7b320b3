"""Shows a spinner on standard error during a long step, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def spinner(text: str) -> Iterator[None]:
    """Show ``text`` with a spinner until the block ends."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True).status(text):
        yield
