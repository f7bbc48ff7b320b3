"""A body or a file in, its items out: JSON or NDJSON, read so that a bad line stops no other."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from shared.domain.errors import InvalidInput, TooLarge

T = TypeVar("T")

MAX_BODY_BYTES = 4 * 1024 * 1024
"""Bytes that a push may have: Lambda takes an event of 6 MB, in which the body is an escaped JSON string."""

MAX_ITEMS = 1_000
"""Items that a push may have: they are stored while the sender waits."""

MAX_LINE_BYTES = 1024 * 1024
"""Bytes that a line of a dropped file may have."""

MAX_FILE_BYTES = 50 * 1024 * 1024
"""Bytes that a dropped file may have when decompressed: what the function can read and store in its 15 minutes."""

MAX_RAW_BYTES = 2_000
"""Bytes of a rejected line that are kept to show what was wrong with it."""

MAX_DIGITS = 400
"""A number with this many digits or more becomes infinite."""

_ARRAY = re.compile(rb'\s*(?:\{\s*"mentions"\s*:)?\s*(\[.*\])\s*\}?\s*', re.DOTALL)
_JSON_PART = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{},]', re.DOTALL)
"""A string, or a character that opens, closes or separates values."""

GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number (from 1), its JSON value, or why there is none.

    ``raw`` is the start of the line as it came, ``size`` its bytes.
    """

    number: int
    value: Any = None
    error: str = ""
    raw: bytes = b""
    size: int = 0


def parse_items(body: bytes) -> list[Line]:
    """The items of a push: a JSON array, ``{"mentions": [...]}``, one object, or NDJSON.

    Raises:
        TooLarge: it has too many bytes.
        InvalidInput: it has too many items, is empty, or is not JSON at all.
    """
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"the body has {len(body):,} bytes, {MAX_BODY_BYTES:,} are allowed; split it", field="body")
    values = _whole_body(body)
    if values is None:
        lines = _limited(_array_items(body) or read_lines(io.BytesIO(body)))
    else:
        lines = [Line(number, value) for number, value in enumerate(_limited(values), 1)]
    if not lines or all(line.error for line in lines):
        raise InvalidInput("the body holds no item; it is a JSON array, {'mentions': [...]} or NDJSON", field="body")
    return lines


def _limited(items: Iterable[T]) -> list[T]:
    items_read = list(islice(items, MAX_ITEMS + 1))
    if len(items_read) > MAX_ITEMS:
        raise InvalidInput(f"the body has more than {MAX_ITEMS:,} items; split it", field="body")
    return items_read


def read_lines(stream: Any) -> Iterator[Line]:
    """The lines of NDJSON, one at a time, without blank ones; a broken or endless line becomes an error of its own."""
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) > MAX_LINE_BYTES:
            start = raw[:MAX_RAW_BYTES]
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_LINE_BYTES)
            yield Line(number, error=f"longer than {MAX_LINE_BYTES:,} bytes", raw=start)
        elif raw.strip():
            yield _line(number, raw.strip().removeprefix(b"\xef\xbb\xbf"))


def decompressed(stream: Any) -> Any:
    """A dropped file as plain bytes, gzip or not, never more than the limit.

    Raises (while reading):
        InvalidInput: it is longer than a dropped file may be, or its gzip is broken.
    """
    buffered = io.BufferedReader(stream)
    compressed = buffered.peek(2)[:2] == GZIP_MAGIC
    return _LimitedStream(gzip.GzipFile(fileobj=buffered) if compressed else buffered)


class _LimitedStream:
    """Reads lines up to the limit, so that a decompression bomb costs its first megabytes and no more."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._left = MAX_FILE_BYTES

    def readline(self, size: int) -> bytes:
        try:
            line: bytes = self._stream.readline(size)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InvalidInput(f"the file breaks off or is no gzip: {error}", field="file") from error
        self._left -= len(line)
        if self._left < 0:
            raise InvalidInput(f"the file has more than {MAX_FILE_BYTES:,} bytes; split it", field="file")
        return line


def _whole_body(body: bytes) -> list[Any] | None:
    """The items of a body that is one JSON value, or ``None`` where it is not."""
    try:
        value = _decoded(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        mentions = value.get("mentions")
        return mentions if isinstance(mentions, list) else [value]
    return value if isinstance(value, list) else None


def _array_items(body: bytes) -> Iterator[Line] | None:
    """The items of a JSON array (or of ``mentions``), each read on its own: one nested too deeply stops no other.

    ``None`` where the body is no array, or where its brackets do not match.
    """
    array = _ARRAY.fullmatch(body)
    if not array:
        return None
    body = array[1]
    depth, start, found = 0, 0, list[bytes]()
    for part in _JSON_PART.finditer(body):
        mark = part[0]
        if mark in b"[{":
            depth += 1
            start = part.end() if depth == 1 else start
        elif mark in b"]}":
            depth -= 1
        if (depth == 1 and mark == b",") or (depth == 0 and mark == b"]"):
            found.append(body[start : part.start()])
            start = part.end()
    return (_line(number, item.strip()) for number, item in enumerate(found, 1)) if depth == 0 else None


def _line(number: int, raw: bytes) -> Line:
    start, size = raw[:MAX_RAW_BYTES], len(raw)
    try:
        return Line(number, _decoded(raw), raw=start, size=size)
    except (ValueError, RecursionError) as error:
        return Line(number, error=f"not JSON: {str(error)[:80]}", raw=start, size=size)


def _decoded(raw: bytes) -> Any:
    return json.loads(raw, parse_int=_whole_number)


def _whole_number(digits: str) -> float:
    """The number; Python refuses to read thousands of digits, and no field may hold that much."""
    return int(digits) if len(digits) < MAX_DIGITS else float(digits)
