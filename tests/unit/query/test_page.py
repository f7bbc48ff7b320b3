"""Pages hold every item once and in order, for any slices, filter and limit of reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from functions.query.paging.page import Slice, fill_page


def slices(keys: list[str], below: str, size: int) -> Iterator[Slice[str]]:
    """A table read from newest to oldest, ``size`` items per read."""
    while below > "":
        found = [key for key in keys if key < below][:size]
        end = found[-1] if len(found) == size else ""
        yield Slice([(key, key) for key in found], end)
        below = end


def all_pages(keys: list[str], keep: Callable[[str], bool], limit: int, reads: int, size: int) -> list[str]:
    found: list[str] = []
    below: str | None = "z"
    while below is not None:
        page = fill_page(slices(keys, below, size), keep, limit, reads)
        assert len(page.items) <= limit
        found += page.items
        below = page.position or None
    return found


@given(
    st.sets(st.integers(0, 9_999)),
    st.integers(1, 7),
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(1, 5),
)
def test_all_pages_together_hold_every_matching_item_once_and_in_order(
    numbers: set[int], limit: int, reads: int, size: int, divisor: int
) -> None:
    keys = sorted((f"{number:04d}" for number in numbers), reverse=True)
    kept = [key for key in keys if int(key) % divisor == 0]
    assert all_pages(keys, lambda key: int(key) % divisor == 0, limit, reads, size) == kept


def test_the_last_page_has_no_next_position() -> None:
    assert fill_page(slices(["2", "1"], "z", 9), bool, 2, 9).position is None


def test_no_more_slices_are_read_than_allowed() -> None:
    asked = 0

    def endless() -> Iterator[Slice[str]]:
        nonlocal asked
        while True:
            asked += 1
            yield Slice([], "a")

    assert fill_page(endless(), bool, 5, 7).position == "a"
    assert asked == 7
