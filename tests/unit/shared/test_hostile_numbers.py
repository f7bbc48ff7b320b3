"""A post with a number of thousands of digits is scored like any other: Python refuses to read such a number."""

import pytest

from shared.enrichment import enrich

ENDLESS = ["&#" + "9" * 5_000, "&#" + "9" * 5_000 + ";", "&#x" + "f" * 5_000, "&#" + "0" * 9_000 + "65;"]


@pytest.mark.parametrize("reference", ENDLESS, ids=["decimal", "with its end", "hexadecimal", "zeros"])
def test_an_endless_character_reference_stops_no_post(reference: str) -> None:
    assert enrich(f"This is terrible {reference} and I hate it").sentiment.compound < 0
