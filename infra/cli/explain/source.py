"""Reads the moment to explain from the tables of a stack, a file or standard input, and the counts around it.

From every source it is the document that ``GET /moments/{id}`` returns.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from functions.query.schemas.crisis.moment import moment_detail
from shared.domain.errors import InvalidInput
from shared.domain.mentions.tally import Tally
from shared.domain.time import BUCKET_MS, bucket_of
from shared.store import moments
from shared.store.counters import counts

LARGEST = 4_000_000
"""The largest document in bytes; a moment has a few thousand."""


def from_tables(moment_id: str) -> dict[str, Any]:
    """The moment with this id.

    Raises:
        NotFound: there is none.
    """
    return dict(moment_detail(moments.get(moment_id)))


def from_file(name: str) -> dict[str, Any]:
    """The moment in a file, or on standard input for ``-``.

    Raises:
        InvalidInput: the file cannot be read, or has no moment.
    """
    try:
        raw = sys.stdin.buffer.read(LARGEST) if name == "-" else _bytes(Path(name))
        found = json.loads(raw)
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{name} is not JSON: {str(error)[:80]}") from error
    if not isinstance(found, dict) or not isinstance(found.get("decision"), dict):
        raise InvalidInput(f"{name} has no moment with its decision; GET /moments/ID returns one")
    return found


def counted_around(brand: str, count_in: Callable[[Tally], int], around: range) -> dict[int, int]:
    """The count of each bucket; buckets without a counter are left out."""
    sums: dict[int, int] = {}
    for count in counts.between(brand, around[0], around[-1] + BUCKET_MS):
        start = bucket_of(count.minute_ms)
        sums[start] = sums.get(start, 0) + count_in(count.tally)
    return sums


def window(bucket_ms: int) -> range:
    """The buckets of the chart: three hours before the alarm, and one after."""
    return range(max(0, bucket_ms - 36 * BUCKET_MS), bucket_ms + 13 * BUCKET_MS, BUCKET_MS)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)


def text_of(document: Mapping[str, Any], field: str) -> str:
    """A field of a document if it is text, else an empty text."""
    value = document.get(field)
    return value if isinstance(value, str) else ""
