"""A sign of life on standard error while something takes longer than a second; none where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Say what is being done, on a terminal, until it is done."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True).status(words):
        yield
