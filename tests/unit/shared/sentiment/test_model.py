"""The table of moods: what it weighs, and that a file which is none is told from one."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.sentiment.features import SLOTS
from shared.sentiment.model import SentimentModel, default_model, deserialize, serialize

NOTHING = array("b", bytes(SLOTS))
FEATURES = st.lists(st.integers(0, SLOTS - 1), min_size=2, max_size=80)


@given(FEATURES)
def test_the_chances_of_the_three_add_up_to_one(features: list[int]) -> None:
    chances = default_model().probabilities(features)
    assert sum(chances) == pytest.approx(1.0)
    assert all(0 <= share <= 1 for share in chances)


@given(FEATURES)
def test_a_calibration_keeps_the_order_and_stays_a_probability(features: list[int]) -> None:
    table = default_model()._replace(slope=2.0, offset=-1.0)
    chances = table.probabilities(features)
    assert 0 <= table.p_negative(chances) <= 1


def test_without_a_calibration_the_probability_is_the_chance() -> None:
    table = SentimentModel(NOTHING, NOTHING, (1.0, 1.0), (1.0, -1.0))
    chances = table.probabilities([1, 2])
    assert table.p_negative(chances) == pytest.approx(chances.negative)


def test_logits_beyond_all_bounds_break_nothing() -> None:
    table = SentimentModel(NOTHING, NOTHING, (1.0, 1.0), (5_000.0, -5_000.0))
    assert table.p_negative(table.probabilities([1, 2])) == 1.0
    table = SentimentModel(NOTHING, NOTHING, (1.0, 1.0), (-5_000.0, 5_000.0))
    assert table.p_negative(table.probabilities([1, 2])) == 0.0


def test_a_table_comes_back_as_it_was_written() -> None:
    assert deserialize(serialize(default_model())) == default_model()
    assert serialize(deserialize(serialize(default_model()))) == serialize(default_model())


def test_the_shipped_table_is_small() -> None:
    assert len(serialize(default_model())) < 200_000


HEADER, WEIGHTS = serialize(default_model()).split(b"\n", 1)


def changed(**values: object) -> bytes:
    return json.dumps(json.loads(HEADER) | values).encode() + b"\n" + WEIGHTS


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "no table of moods"),
        (b"{}\n", "no table of moods"),
        (b"[" * 100_000, "no table of moods"),
        (b"\xff\xfe\x00", "no table of moods"),
        (b'{"text": "awful", "label": "neg"}\n', "no table of moods"),
        (changed(version=99), "version 99"),
        (changed(slots=4), "with 4 slots"),
        (HEADER + b"\n" + WEIGHTS[:-1], "cut short"),
        (HEADER + b"\n" + b"\x05" + WEIGHTS[1:], "were changed"),
        (changed(scales="x"), "header is not whole"),
        (changed(bias=[1.0]), "header is not whole"),
        (changed(bias=[1.0, float("nan")]), "header is not whole"),
        (changed(slope=None), "header is not whole"),
    ],
    ids=lambda value: value if isinstance(value, str) else "raw",
)
def test_a_file_that_is_no_table_is_refused_and_says_what_to_do(raw: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told) as refused:
        deserialize(raw)
    assert "train" in refused.value.message
