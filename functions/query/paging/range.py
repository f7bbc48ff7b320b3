"""Paged queries: from the parameters of a request to the sort keys to read, and the cursor of the next page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from functions.query.paging.cursor import decode_cursor, encode_cursor
from shared.domain.errors import InvalidInput
from shared.domain.time import parse_time

MAX_TIME_MS = 9_999_999_999_999
"""The last time that fits in the 13 digits of a sort key, in the year 2286."""

PAGING_PARAMETERS = ("cursor", "limit", "format")
"""Parameters that may differ from page to page; all others must stay the same."""


def time_key(at_ms: int) -> str:
    """The sort key below everything of ``at_ms`` and above everything before it.

    >>> time_key(1_500) < "0000000001500#a", time_key(1_500) > "0000000001499#z"
    (True, True)
    """
    return f"{at_ms:013d}"


def a_year_ago(now_ms: int) -> int:
    """The start of the month twelve months ago; it is the same all month, so that all pages of a list begin there.

    >>> a_year_ago(1_772_373_900_000) == datetime(2025, 3, 1, tzinfo=UTC).timestamp() * 1000
    True
    """
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    return int(datetime(now.year - 1, now.month, 1, tzinfo=UTC).timestamp()) * 1000


class PagedQuery(NamedTuple):
    """One query over several pages: ``after <= sort key < below``. The first of ``keys`` signs its cursors."""

    route: str
    filters: Mapping[str, str]
    after: str
    below: str
    keys: Callable[[], Iterable[bytes]]

    def within(self, since_ms: int, until_ms: int | None) -> PagedQuery:
        """The query over the part of its span that is in this one too; it may be empty."""
        after, below = key_range(since_ms, until_ms)
        return self._replace(after=max(self.after, after), below=min(self.below, below))

    def cursor(self, position: str | None) -> str | None:
        """The cursor that goes on after ``position``; none if that was the last page."""
        return None if position is None else encode_cursor(position, self.route, self.filters, next(iter(self.keys())))


def start_query(
    route: str,
    parameters: Mapping[str, Sequence[str]],
    span: tuple[int | None, int | None],
    keys: Callable[[], Iterable[bytes]],
) -> PagedQuery:
    """The query of a request over ``span``; if the request has a cursor, it goes on after the cursor's position.

    Raises:
        InvalidInput: the cursor is not valid, or since is not before until.
    """
    after, below = key_range(*span)
    filters = {name: "\n".join(values) for name, values in parameters.items() if name not in PAGING_PARAMETERS}
    if "cursor" in parameters:
        below = decode_cursor(parameters["cursor"][-1], route, filters, keys())
    return PagedQuery(route, filters, after, below, keys)


def key_range(since_ms: int | None, until_ms: int | None) -> tuple[str, str]:
    """The range of sort keys of a query, ``since_ms`` included, ``until_ms`` not.

    >>> key_range(1_500, None)
    ('0000000001500', '9999999999999')
    """
    start, end = since_ms or 0, MAX_TIME_MS if until_ms is None else until_ms
    if start >= end:
        raise InvalidInput("since must be before until", field="since")
    return time_key(min(start, MAX_TIME_MS - 1)), time_key(min(end, MAX_TIME_MS))


def time_parameter(value: str | None, name: str) -> int | None:
    """The time in the parameter ``name``; a ``+`` that was not encoded arrives as a space.

    Raises:
        InvalidInput: it is not a time; the message names the parameter.

    >>> time_parameter("1970-01-01T01:00:00 01:00", "since"), time_parameter(None, "until")
    (0, None)
    """
    return None if value is None else parse_time(value.strip().replace(" ", "+"), field=name)
