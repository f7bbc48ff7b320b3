"""Labelled windows: JSON text in; out comes whether a bucket lies in one.

A window is a time in which something really happened, so an alarm in it is no false alarm.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, parse_time

FIELD = "labels"
FORM = 'the form is [["2026-03-08T14:00:00Z", "2026-03-08T18:00:00Z"], ...] or {"windows": [...]}'


class Windows:
    """Spans of time, both ends included, in epoch milliseconds; they may overlap and be in any order."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        merged = list[tuple[int, int]]()
        for span in sorted(spans):
            if merged and span[0] <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(span[1], merged[-1][1]))
            else:
                merged.append(span)
        self._begins = [begin for begin, _ in merged]
        self._ends = [end for _, end in merged]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The windows in order, those that overlap joined."""
        return list(zip(self._begins, self._ends, strict=True))

    def __bool__(self) -> bool:
        return bool(self._begins)

    def contain(self, start_ms: int) -> bool:
        """Whether any part of the bucket that starts at ``start_ms`` lies in a window.

        >>> windows = Windows([(900_000, 1_200_000), (0, 300_000)])
        >>> [windows.contain(minute * 60_000) for minute in (0, 5, 10, 11, 20, 25)]
        [True, True, False, True, True, False]
        """
        last = bisect_right(self._begins, start_ms + BUCKET_MS - 1) - 1
        return last >= 0 and start_ms <= self._ends[last]


def read_windows(text: str, series: str = "") -> Windows:
    """The windows of a JSON text: a list of [start, end], or an object that has it under ``windows``.

    An object may also have an entry for each ``series``, by its name, with either of these.

    Times are ISO 8601 (without an offset: UTC) or epoch seconds or milliseconds.

    Raises:
        InvalidInput: the text is something else; the message names the entry and what to do.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"this is not JSON ({_short(error)}); {FORM}", field=FIELD) from error
    if isinstance(found, dict) and series and series in found:
        found = found[series]
    if isinstance(found, dict):
        if "windows" not in found:
            raise InvalidInput(
                f'there is no "windows" in the object, only {_short(", ".join(found))!r}; {FORM}', field=FIELD
            )
        found = found["windows"]
    if not isinstance(found, list):
        raise InvalidInput(f"the windows must be a list, not {_short(json.dumps(found))}; {FORM}", field=FIELD)
    return Windows(_span(number, entry) for number, entry in enumerate(found, 1))


def _span(number: int, entry: Any) -> tuple[int, int]:
    if not isinstance(entry, list) or len(entry) != 2:  # noqa: PLR2004 - a start and an end
        raise InvalidInput(
            f"window {number} must be [start, end], not {_short(json.dumps(entry))}; {FORM}", field=FIELD
        )
    try:
        begin, end = parse_time(entry[0], field="its start"), parse_time(entry[1], field="its end")
    except InvalidInput as error:
        raise InvalidInput(f"window {number}, {_short(json.dumps(entry))}: {error.message}", field=FIELD) from error
    if end < begin:
        raise InvalidInput(f"window {number}, {_short(json.dumps(entry))}, ends before it starts; swap its times")
    return begin, end


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - one line
