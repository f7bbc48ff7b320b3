"""A walk through pages: which query it is, where it begins, and the cursor that goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from functions.query.paging.cursor import decode_cursor, encode_cursor
from shared.domain.errors import InvalidInput
from shared.domain.time import parse_time

MAX_TIME_MS = 9_999_999_999_999
"""The last time that sort keys of 13 digits can name, in the year 2286."""

PAGING_PARAMETERS = ("cursor", "limit")
"""Parameters that may differ from page to page."""


def time_key(at_ms: int) -> str:
    """The sort key below everything of ``at_ms`` and above everything before it.

    >>> time_key(1_500) < "0000000001500#a", time_key(1_500) > "0000000001499#z"
    (True, True)
    """
    return f"{at_ms:013d}"


class PagedQuery(NamedTuple):
    """One query over pages: ``after <= sort key < below``. ``key`` signs its cursors."""

    route: str
    filters: Mapping[str, str]
    after: str
    below: str
    key: Callable[[], bytes]

    def cursor(self, position: str | None) -> str | None:
        """The cursor of the page that ended at ``position``."""
        return None if position is None else encode_cursor(position, self.route, self.filters, self.key())


def paged_query(
    route: str, parameters: Mapping[str, Sequence[str]], span: tuple[int | None, int | None], key: Callable[[], bytes]
) -> PagedQuery:
    """The walk of a request over ``span``; its cursor, where it has one, says how far it came.

    Raises:
        InvalidInput: the cursor is wrong, or since is not before until.
    """
    after, below = key_range(*span)
    filters = {name: "\n".join(values) for name, values in parameters.items() if name not in PAGING_PARAMETERS}
    if "cursor" in parameters:
        below = decode_cursor(parameters["cursor"][-1], route, filters, key())
    return PagedQuery(route, filters, after, below, key)


def key_range(since_ms: int | None, until_ms: int | None) -> tuple[str, str]:
    """The sort keys between which a query lies: since included, until not.

    >>> key_range(1_500, None)
    ('0000000001500', '9999999999999')
    """
    start, end = since_ms or 0, MAX_TIME_MS if until_ms is None else until_ms
    if start >= end:
        raise InvalidInput("since must be before until", field="since")
    return time_key(min(start, MAX_TIME_MS - 1)), time_key(min(end, MAX_TIME_MS))


def time_parameter(value: str | None, name: str) -> int | None:
    """The time that parameter ``name`` says; a ``+`` that was not encoded has come as a space.

    Raises:
        InvalidInput: it is not a time; the message names the parameter.

    >>> time_parameter("1970-01-01T01:00:00 01:00", "since"), time_parameter(None, "until")
    (0, None)
    """
    return None if value is None else parse_time(value.strip().replace(" ", "+"), field=name)
