"""``foreshock explain``: recomputes a moment's decision and explains it in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap
from typing import Annotated, Any

import typer

from functions.detect.detectors.explanation import Explanation
from infra.cli.deployed.stack_tables import use_tables
from infra.cli.explain.chart import draw, text_rows
from infra.cli.explain.decision import explain_decision
from infra.cli.explain.source import counted_around, from_file, from_tables, text_of, window
from infra.cli.plot import Column
from infra.cli.spinner import spinner
from shared.domain.errors import InvalidInput
from shared.domain.text import clean_text
from shared.domain.time import iso
from shared.messages.phrases import one_line

MOMENT = "The id of a moment; or a file with the answer of GET /moments/ID, or - for standard input."
COLUMNS = 110

CHART = "Draw the counts around the moment to this SVG file."


def explain(
    moment: Annotated[str, typer.Argument(help=MOMENT, metavar="MOMENT|FILE.json|-")],
    *,
    chart: Annotated[Path | None, typer.Option(help=CHART)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON.")] = False,
    stack: Annotated[str, typer.Option(help="Name of the deployed stack of an id.")] = "foreshock",
) -> None:
    """Explain why an alert was sent: the count, the normal count, how rare that is, and the threshold.

    The decision is recomputed from its record, and every value must be the same to the last bit.
    An id is looked up with the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the
    local stack). A file needs neither, but its chart has only the count of the alarm.

    Exit codes: 0 = all values are the same; 1 = a value differs, or error; 2 = usage error.
    """
    with spinner("Recomputing"):
        document, stored = _document(moment, stack)
        found = explain_decision(document["decision"])
        columns = list(_columns(document, found, stored=stored))
    if chart is not None:
        _draw(chart, document, found, columns)
    if as_json:
        typer.echo(json.dumps(_values(document, found, columns)))
    else:
        typer.echo("\n".join(_text_lines(document, found, columns)))
    raise typer.Exit(1 if found.differs else 0)


def _document(moment: str, stack: str) -> tuple[dict[str, Any], bool]:
    """The moment's document, and whether its counters can be read."""
    if moment == "-" or moment.endswith(".json") or Path(moment).is_file():
        return from_file(moment), False
    use_tables(stack)
    return from_tables(moment), True


def _columns(document: Mapping[str, Any], found: Explanation, *, stored: bool) -> Iterator[Column]:
    around = window(found.bucket_ms)
    counts: dict[int, int] = {}
    if stored:
        counted = counted_around(text_of(document, "brand"), found.count_in, around)
        counts = {at_ms: counted.get(at_ms, 0) for at_ms in around}
    counts.setdefault(found.bucket_ms, found.observed)
    for at_ms in around:
        yield Column(at_ms, counts.get(at_ms), found.normal(at_ms), alarm=at_ms == found.bucket_ms)


def _text_lines(document: Mapping[str, Any], found: Explanation, columns: Sequence[Column]) -> Iterator[str]:
    yield _title(document)
    yield ""
    for sentence in (*found.sentences, _severity(document)):
        yield from wrap(sentence, COLUMNS, subsequent_indent="  ", break_on_hyphens=False)
    yield ""
    yield from text_rows(columns, found.bucket_ms)
    yield ""
    yield from _comparison(found)


def _comparison(found: Explanation) -> Iterator[str]:
    if not found.differs:
        yield f"Recomputed from its record: {len(found.recomputed)} values, all the same to the last bit."
        return
    if not found.recomputed:
        yield "Not recomputed. Another version of the detector made the decision; only that version can confirm it."
        return
    yield "Recomputed from its record, and NOT the same:"
    for one in found.differs:
        yield f"  {one.field}: recorded {_shown(one.recorded)}, computed {_shown(one.recomputed)}"
    if any(one.field == "detector" for one in found.differs):
        yield "Another version of the detector made the decision; only that version can confirm it."


def _values(document: Mapping[str, Any], found: Explanation, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "id": document.get("id"),
        "brand": document.get("brand"),
        "kind": document.get("kind"),
        "severity": document.get("severity"),
        "signal": document["decision"]["signal"],
        "same": not found.differs,
        "recomputed": dict(found.recomputed),
        "differs": [asdict(one) for one in found.differs],
        "sentences": [*found.sentences, *filter(None, [_severity(document)])],
        "series": [{"at": iso(c.at_ms), "count": c.count, "normal": c.normal} for c in columns],
    }


def _draw(chart: Path, document: Mapping[str, Any], found: Explanation, columns: Sequence[Column]) -> None:
    try:
        chart.write_text(draw(_title(document), columns, found.bucket_ms, found.counts), "utf-8")
    except OSError as error:
        raise InvalidInput(f"{chart} cannot be written: {error.strerror}") from error


def _title(document: Mapping[str, Any]) -> str:
    brand = text_of(document, "brand_name") or text_of(document, "brand")
    parts = (text_of(document, "severity"), text_of(document, "kind").replace("_", " "), "about", brand)
    return one_line(clean_text(" ".join(part for part in parts if part)), 60)


def _severity(document: Mapping[str, Any]) -> str:
    """The severity and the rules that decided it."""
    reasons = document.get("reasons")
    texts = [one_line(clean_text(one)) for one in reasons if isinstance(one, str)] if isinstance(reasons, list) else []
    return f"Severity: {text_of(document, 'severity')[:8]}, {'; '.join(texts)}." if texts else ""


def _shown(value: object) -> str:
    return one_line(clean_text(repr(value)), 80)
