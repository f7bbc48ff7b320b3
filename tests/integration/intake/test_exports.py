"""Exports of listening tools, pushed and dropped: they become mentions once, and how they are read is signed."""

from __future__ import annotations

import gzip

import pytest

from shared.domain.brand import Brand
from shared.domain.time import SECOND_MS, iso
from shared.store import brands
from tests.integration.intake_stage import NOW, drop, push, rejected, stored

pytestmark = pytest.mark.usefixtures("aws")

CSV = f"""Report:,Bulk Mentions Download
Date,Full Text,Url,Page Type
{iso(NOW - 5 * SECOND_MS)},It melted,https://a.example/1,twitter
{iso(NOW - 9 * SECOND_MS)},"It melted, too",https://a.example/2,blog
"""


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there
    brands.put(Brand("acme", "Acme"))


def test_a_pushed_csv_is_stored_once_under_the_brand_that_is_given() -> None:
    query = {"mapping": "brandwatch", "brand": "acme"}
    first, again = push(CSV.encode(), query=query), push(CSV.encode(), query=query, key="batch-2")
    assert (first.json["accepted"], again.json["duplicate"]) == (2, 2)
    assert [(m.channel, m.text, m.late) for m in stored()] == [
        ("x", "It melted", False),
        ("blog", "It melted, too", False),
    ]


def test_how_a_push_is_read_cannot_be_changed_on_its_way() -> None:
    brands.put(Brand("other", "Other"))
    signed = {"mapping": "brandwatch", "brand": "acme"}
    assert push(CSV.encode(), query={**signed, "brand": "other"}, signed_query=signed).status == 401
    assert push(b"[]", query=signed, signed_query={"mapping": ""}).status == 401
    assert stored() == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"mapping": "meltwater", "brand": "acme"}, "mapping"),
        ({"mapping": "brandwatch", "brand": ""}, "brand"),
        ({"mapping": "brand24", "brand": "acme"}, "content"),
    ],
)
def test_a_wrong_mapping_or_column_is_a_400_that_names_it(query: dict[str, str], field: str) -> None:
    answer = push(CSV.encode(), query=query)
    assert answer.status == 400
    assert field in answer.json["detail"]
    assert stored() == []


def test_a_dropped_csv_is_read_by_its_folders() -> None:
    counts = drop(gzip.compress(CSV.encode()), "drop/brandwatch/acme/march.csv.gz")
    assert (counts, len(stored())) == ({"accepted": 2, "duplicate": 0, "rejected": 0}, 2)


def test_a_dropped_file_without_its_columns_or_brand_says_so() -> None:
    drop(b"Colour\nred\n", "drop/mention/acme/a.csv")
    assert "the column uniqueId" in rejected("mention/acme/a.csv")[0]["reason"]
    drop(CSV.encode(), "drop/brandwatch/march.csv")
    assert "which brand" in rejected("brandwatch/march.csv")[0]["reason"]
