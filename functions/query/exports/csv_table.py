"""Rows in, CSV text out (RFC 4180) that a spreadsheet shows and never runs.

What people post may begin like a formula, and a spreadsheet would run it for whoever opens
the file (OWASP, "CSV Injection"); such a text gets an apostrophe before it, which makes it text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
MEDIA_TYPE = "text/csv; charset=utf-8"


def csv_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A line of names, then a line for each row; a field that a row does not have is empty.

    >>> csv_table(["text", "n"], [{"text": "=1+1", "n": -0.5}, {"text": "a, b"}]).splitlines()
    ['text,n', "'=1+1,-0.5", '"a, b",']
    """
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(columns)
    lines.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    shown = " ".join(map(str, value)) if isinstance(value, list | tuple) else value
    runs = isinstance(shown, str) and (shown.startswith(FORMULA_STARTS) or shown.lstrip().startswith(FORMULA_STARTS))
    return f"'{shown}" if runs else shown
