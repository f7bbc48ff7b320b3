"""Exports of listening tools in, lines as a push has them out: CSV with a header, JSON or NDJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from functions.intake.body import MAX_BODY_BYTES, MAX_ITEMS, MAX_LINE_BYTES, MAX_RAW_BYTES, Line, parse_items
from functions.intake.exports.brand24 import BRAND24
from functions.intake.exports.brandwatch import BRANDWATCH
from functions.intake.exports.columns import Export
from functions.intake.exports.mention import MENTION
from shared.domain.errors import InvalidInput, TooLarge

EXPORTS = {export.name: export for export in (BRANDWATCH, BRAND24, MENTION)}

PREAMBLE_ROWS = 30
"""Rows that may stand before the header: some tools write there what the report is about."""


def export_named(name: str, brand: str) -> Export:
    """The export of this name, for rows of this brand.

    Raises:
        InvalidInput: there is none, or no brand is given.
    """
    if name not in EXPORTS:
        raise InvalidInput(f"there is no mapping {name[:40]!r}; there are {', '.join(EXPORTS)}", field="mapping")
    if not brand:
        raise InvalidInput(f"say which brand the rows of {name} are about", field="brand")
    return EXPORTS[name]


def pushed_lines(body: bytes, export: Export, brand: str) -> list[Line]:
    """The rows of a push, JSON or CSV.

    Raises:
        TooLarge: it has too many bytes.
        InvalidInput: it has too many rows or none, or a CSV misses a column.
    """
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(f"the body has {len(body):,} bytes, {MAX_BODY_BYTES:,} are allowed; split it", field="body")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        lines = list(mapped(_unwrapped(parse_items(body), export), export, brand))
    else:
        lines = list(islice(csv_lines(io.BytesIO(body), export, brand), MAX_ITEMS + 1))
    if len(lines) > MAX_ITEMS:
        raise InvalidInput(f"the body has more than {MAX_ITEMS:,} rows; split it", field="body")
    if not lines:
        raise InvalidInput(f"the body holds no row of {export.name}", field="body")
    return lines


def mapped(lines: Iterable[Line], export: Export, brand: str) -> Iterator[Line]:
    """JSON rows as items; what cannot be one is an error of its own."""
    for line in lines:
        if line.error or not isinstance(line.value, Mapping):
            yield line if line.error else Line(line.number, error="a row must be a JSON object", raw=line.raw)
        else:
            yield _line(line.number, line.value, export, brand)


def csv_lines(stream: Any, export: Export, brand: str) -> Iterator[Line]:
    """The rows of a CSV as items, one at a time; the delimiter is a comma, a semicolon or a tab.

    Raises (while reading):
        InvalidInput: it has no header with the required columns.
    """
    texts = _texts(stream)
    first = list(islice(texts, PREAMBLE_ROWS))
    sample = "".join(first)
    reader = csv.reader(chain(first, texts), delimiter=max(",;\t", key=sample.count))
    header = _header(reader, export)
    while (row := _next(reader)) is not None:
        if isinstance(row, str):
            yield Line(reader.line_num, error=row)
        elif len(row) > len(header):
            problem = f"the row has {len(row)} cells, the header {len(header)}; quote cells that hold the delimiter"
            yield Line(reader.line_num, error=problem, raw=_raw(row))
        elif any(row):
            cells = row + [""] * (len(header) - len(row))
            yield _line(reader.line_num, dict(zip(header, cells, strict=True)), export, brand)


def _header(reader: Iterator[list[str]], export: Export) -> list[str]:
    """The first row that has the required columns.

    Raises:
        InvalidInput: none of the first rows has; the message is about the one with the most cells.
    """
    widest: list[str] = []
    for _ in range(PREAMBLE_ROWS):
        row = _next(reader)
        if row is None:
            break
        if isinstance(row, str):
            continue
        try:
            export.check(row)
        except InvalidInput:
            widest = max(widest, row, key=len)
        else:
            return row
    export.check([name for name in widest if name])
    raise InvalidInput(f"the CSV has no header of {export.name}", field="header")


def _next(reader: Iterator[list[str]]) -> list[str] | str | None:
    """The next row, why it cannot be read, or ``None`` at the end."""
    try:
        return next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        return f"not CSV: {error}"


def _texts(stream: Any) -> Iterator[str]:
    first = True
    while raw := stream.readline(MAX_LINE_BYTES):
        yield raw.decode("utf-8-sig" if first else "utf-8", "replace")
        first = False


def _unwrapped(lines: list[Line], export: Export) -> list[Line]:
    """The rows of a JSON document that holds them under a name, with what stands around them left out."""
    found = lines[0].value if len(lines) == 1 else None
    for _ in range(2):
        inner = next((found[name] for name in export.lists if name in found), None) if isinstance(found, dict) else None
        if isinstance(inner, list):
            return [Line(number, value) for number, value in enumerate(inner, 1)]
        found = inner
    return lines


def _line(number: int, row: Mapping[str, Any], export: Export, brand: str) -> Line:
    raw = _raw(row)
    try:
        return Line(number, export.item(row, brand), raw=raw, size=len(raw))
    except InvalidInput as error:
        return Line(number, error=error.message, raw=raw, size=len(raw))


def _raw(row: Any) -> bytes:
    return json.dumps(row, default=str, ensure_ascii=False).encode("utf-8", "replace")[:MAX_RAW_BYTES]
