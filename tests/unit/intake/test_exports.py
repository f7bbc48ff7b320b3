"""Exports of listening tools: CSV and JSON give the same items, and a column that is missing is named."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intake.exports.columns import plain
from functions.intake.exports.reading import EXPORTS, PREAMBLE_ROWS, csv_lines, export_named, pushed_lines
from functions.intake.item_schema import parse_item
from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention import Post
from shared.domain.time import iso

ROWS: dict[str, dict[str, Any]] = {
    "brandwatch": {
        "Resource Id": "r1",
        "Date": "2026-03-01 14:05:00.0",
        "Full Text": 'It "melted", twice\nreally',
        "Title": "Kettles",
        "Author": "ana",
        "Twitter Followers": "1,234",
        "Language": "en",
        "Url": "https://a.example/1",
        "Page Type": "twitter",
        "Sentiment": "negative",
    },
    "brand24": {
        "date": "2026-03-01",
        "time": "14:05",
        "title": "Kettles",
        "content": "It melted",
        "url": "https://a.example/1",
        "category": "News",
    },
    "mention": {
        "unique_id": "u1",
        "published_at": "2026-03-01T14:05:00.0+00:00",
        "title": "Kettles",
        "description": "It melted",
        "original_url": "https://a.example/1",
        "source_type": "blogs",
        "language_code": "en",
    },
}


def posts(lines: Any) -> list[Post]:
    return [parse_item(line.value).post() for line in lines]


def as_csv(*rows: dict[str, Any], delimiter: str = ",", before: str = "") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return (before + out.getvalue()).encode()


@pytest.mark.parametrize("name", EXPORTS)
def test_csv_json_and_ndjson_of_a_tool_are_the_same_items(name: str) -> None:
    row, export = ROWS[name], EXPORTS[name]
    bodies = [
        as_csv(row),
        b"\xef\xbb\xbf" + as_csv(row, delimiter=";"),
        json.dumps([row]).encode(),
        json.dumps({export.lists[0]: [row]}).encode(),
        json.dumps(row).encode() + b"\n",
    ]
    found = [posts(pushed_lines(body, export, "acme")) for body in bodies]
    assert found == [found[0]] * len(bodies)
    (post,) = found[0]
    assert (iso(post.published_ms or 0), post.title) == ("2026-03-01T14:05:00Z", "Kettles")
    assert post.url == "https://a.example/1"
    assert post.channel == {"brandwatch": "x", "brand24": "news", "mention": "blogs"}[name]


def test_the_fields_of_a_row_are_read_and_its_sentiment_is_ours_to_tell() -> None:
    (post,) = posts(pushed_lines(as_csv(ROWS["brandwatch"]), EXPORTS["brandwatch"], "acme"))
    assert (post.id, post.text, post.author, post.reach) == ("r1", 'It "melted", twice\nreally', "ana", 1234)


def test_what_stands_before_the_header_is_left_out() -> None:
    report = "Report:,Bulk Mentions Download\nBrand:,Acme\nFrom:,2026-03-01\n\n"
    (line,) = csv_lines(io.BytesIO(as_csv(ROWS["brandwatch"], before=report)), EXPORTS["brandwatch"], "acme")
    assert line.value["id"] == "r1"


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("field", ["id", "text", "published_at"])
def test_a_missing_column_is_named_with_what_is_there(name: str, field: str) -> None:
    export = EXPORTS[name]
    gone = {plain(column) for column in export.columns[field]}
    row = {column: cell for column, cell in ROWS[name].items() if plain(column) not in gone} | {"Colour": "red"}
    missing = export.columns[field][0]
    with pytest.raises(InvalidInput, match=f"the column {missing}.*is missing; there are .*Colour") as caught:
        pushed_lines(as_csv(row), export, "acme")
    assert caught.value.field == export.columns[field][0]
    (line,) = pushed_lines(json.dumps([row]).encode(), export, "acme")
    assert f"the column {export.columns[field][0]}" in line.error


def test_a_row_with_too_many_cells_stops_no_other() -> None:
    body = as_csv(ROWS["brand24"]) + b"a,b,c,d,e,f,g\n" + as_csv(ROWS["brand24"]).splitlines()[1] + b"\n"
    lines = pushed_lines(body, EXPORTS["brand24"], "acme")
    assert [bool(line.error) for line in lines] == [False, True, False]
    assert "7 cells, the header 6" in lines[1].error


def test_a_value_that_cannot_be_is_named_by_its_field() -> None:
    (line,) = pushed_lines(as_csv({**ROWS["mention"], "reach": "many"}), EXPORTS["mention"], "acme")
    with pytest.raises(InvalidInput, match="reach"):
        parse_item(line.value)


@pytest.mark.parametrize(
    ("name", "brand", "reason"), [("meltwater", "acme", "no mapping 'meltwater'"), ("mention", "", "which brand")]
)
def test_an_unknown_mapping_or_no_brand_is_refused(name: str, brand: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        export_named(name, brand)


def read_or_refused(body: bytes) -> None:
    try:
        lines = pushed_lines(body, EXPORTS["brandwatch"], "acme")
    except InvalidInput as error:
        assert error.message  # noqa: PT017 - either is right
    else:
        assert all(line.error for line in lines)


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\x00\xff\xfe", b"%PDF-1.7\n", b"{}", b"[]", b"a" * 200_000, b'"' * 9])
def test_junk_is_refused_or_is_an_error_of_its_own(body: bytes) -> None:
    read_or_refused(body)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    read_or_refused(body)


def test_a_header_far_down_is_not_looked_for() -> None:
    body = b"x\n" * (PREAMBLE_ROWS + 1) + as_csv(ROWS["brand24"])
    with pytest.raises(InvalidInput, match="is missing"):
        pushed_lines(body, EXPORTS["brand24"], "acme")
