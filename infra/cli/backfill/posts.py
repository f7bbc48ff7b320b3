"""A file of posts in, batches of items to push out: JSON lines, or CSV with a header."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from shared.domain.errors import InvalidInput

BATCH = 500
"""Items of one push: half of what intake takes, so that long posts fit as well."""

Item = dict[str, Any]


def batches(path: Path, brand: str) -> Iterator[list[Item]]:
    """The posts of the file as items of this brand that count and never alert.

    Raises:
        InvalidInput: a line cannot be read; the message names it.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = _csv(lines) if path.suffix.lower() == ".csv" else _json_lines(lines)
        items = (_item(row, brand) for row in rows)
        while batch := list(islice(items, BATCH)):
            yield batch


def _item(row: Mapping[str, Any], brand: str) -> Item:
    return {**row, "brand": brand, "backfill": True}


def _json_lines(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InvalidInput(f"line {number} is not JSON: {error}; one post a line", field="FILE") from error
        if not isinstance(row, dict):
            raise InvalidInput(f"line {number} is no JSON object; one post a line", field="FILE")
        yield row


def _csv(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """The rows by the names of the header; empty cells are left out, and hashtags are words."""
    reader = csv.DictReader(lines)
    if "id" not in (reader.fieldnames or ()):
        raise InvalidInput("line 1: name the columns, among them id, text and published_at", field="FILE")
    for row in reader:
        found: Item = {name: value for name, value in row.items() if name and value}
        if "hashtags" in found:
            found["hashtags"] = found["hashtags"].split()
        yield found
