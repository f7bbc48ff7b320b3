"""Pages: newest first, nothing twice and nothing skipped, also while new items arrive.

A position is a sort key (``time#id``). Reading goes on strictly below it, so an item that
is inserted above it while a client pages cannot shift or repeat the next page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Slice(NamedTuple, Generic[T]):
    """The result of one read: items with their sort keys, newest first.

    Reading goes on below ``below``, which is at or above every key not read yet. ``reads`` is what it cost.
    """

    items: Sequence[tuple[str, T]]
    below: str
    reads: int = 1


class Page(NamedTuple, Generic[T]):
    """Some items, and the position after which there may be more (``None``: this is the last page)."""

    items: tuple[T, ...]
    position: str | None


def fill_page(slices: Iterable[Slice[T]], keep: Callable[[T], bool], limit: int, reads: int) -> Page[T]:
    """The first ``limit`` items of the slices that ``keep`` accepts.

    With a filter, a page may need many reads. After so many ``reads`` the page is returned
    with fewer items and a position, so that no request runs out of time.

    >>> fill_page([Slice([("3", 3), ("2", 2)], "2"), Slice([("1", 1)], "1")], lambda n: n != 2, 1, 9)
    Page(items=(3,), position='3')
    """
    kept: list[tuple[str, T]] = []
    spent = 0
    for part in slices:
        spent += part.reads
        kept.extend(item for item in part.items if keep(item[1]))
        if len(kept) > limit:
            return Page(tuple(item for _, item in kept[:limit]), kept[limit - 1][0])
        if spent >= reads:
            return Page(tuple(item for _, item in kept), part.below)
    return Page(tuple(item for _, item in kept), None)
