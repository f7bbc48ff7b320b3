"""Items that cannot be read: each costs only itself. It is left out, logged, counted, and named in answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from shared.domain.errors import ForeshockError
from shared.runtime.telemetry import logger, trouble
from shared.store.dynamodb import Item

T = TypeVar("T")

READ_ERRORS = (LookupError, ValueError, TypeError, AttributeError, ForeshockError)
"""What reading an item raises that another version, or a person, has written."""

_left_out: ContextVar[list[str] | None] = ContextVar("left_out", default=None)


def readable(items: Iterable[Item], read: Callable[[Item], T], what: str) -> Iterator[T]:
    """What ``read`` makes of each item, without those that cannot be read; ``what`` they are, for the log."""
    for item in items:
        try:
            found = read(item)
        except READ_ERRORS as error:
            leave_out(item, what, error)
        else:
            yield found


def readable_or_none(item: Item, read: Callable[[Item], T], what: str) -> T | None:
    """What ``read`` makes of the item; ``None`` if it cannot be read."""
    return next(readable([item], read, what), None)


def leave_out(item: Item, what: str, error: Exception) -> None:
    """Report an item that cannot be read: its key, and nothing of what it holds."""
    name = f"{item['pk']['S']}/{item['sk']['S']}"
    logger.error(f"{what} cannot be read", item=name, error=type(error).__name__)
    found = _left_out.get()
    trouble(name="ItemsUnreadable", value=1)
    if found is not None and name not in found:
        found.append(name)


@contextmanager
def naming_what_is_left_out() -> Iterator[list[str]]:
    """The keys of the items that were left out inside, each once."""
    found: list[str] = []
    before = _left_out.set(found)
    try:
        yield found
    finally:
        _left_out.reset(before)
