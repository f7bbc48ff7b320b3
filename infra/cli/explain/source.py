"""Where a moment to be explained comes from: the tables of a stack, a file, or standard input.

Whatever the source, it is the document that ``GET /moments/{id}`` answers with.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from functions.query.schemas.moment import moment_detail
from shared.domain.errors import InvalidInput
from shared.domain.tally import Tally
from shared.domain.time import BUCKET_MS, bucket_of
from shared.store import counts, moments

LARGEST = 4_000_000
"""Bytes of a document; a moment is a few thousand."""


def from_tables(moment_id: str) -> dict[str, Any]:
    """The moment of this id.

    Raises:
        NotFound: there is none.
    """
    return dict(moment_detail(moments.get(moment_id)))


def from_file(name: str) -> dict[str, Any]:
    """The moment in a file, or on standard input for ``-``.

    Raises:
        InvalidInput: there is no such file, or no moment in it.
    """
    try:
        raw = sys.stdin.buffer.read(LARGEST) if name == "-" else _bytes(Path(name))
        found = json.loads(raw)
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{name} is not JSON: {str(error)[:80]}") from error
    if not isinstance(found, dict) or not isinstance(found.get("decision"), dict):
        raise InvalidInput(f"{name} holds no moment with its decision; GET /moments/ID answers with one")
    return found


def counted_around(brand: str, count_in: Callable[[Tally], int], around: range) -> dict[int, int]:
    """What was counted in each bucket; those that hold no counter are left out."""
    sums: dict[int, int] = {}
    for count in counts.between(brand, around[0], around[-1] + BUCKET_MS):
        start = bucket_of(count.minute_ms)
        sums[start] = sums.get(start, 0) + count_in(count.tally)
    return sums


def window(bucket_ms: int) -> range:
    """The buckets that a chart shows: three hours before the one that rang, and one after."""
    return range(max(0, bucket_ms - 36 * BUCKET_MS), bucket_ms + 13 * BUCKET_MS, BUCKET_MS)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)


def text_of(document: Mapping[str, Any], field: str) -> str:
    """A field of a document if it is text."""
    value = document.get(field)
    return value if isinstance(value, str) else ""
