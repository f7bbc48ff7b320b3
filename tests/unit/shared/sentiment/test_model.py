"""The sentiment model: its probabilities, its file, and files that are not a model."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInput
from shared.sentiment.features import SLOTS
from shared.sentiment.model import SentimentModel, default_model, deserialize, serialize

ZERO_WEIGHTS = array("b", bytes(SLOTS))
FEATURES = st.lists(st.integers(0, SLOTS - 1), min_size=2, max_size=80)


@given(FEATURES)
def test_the_probabilities_add_up_to_one(features: list[int]) -> None:
    probabilities = default_model().probabilities(features)
    assert sum(probabilities) == pytest.approx(1.0)
    assert all(0 <= probability <= 1 for probability in probabilities)


@given(FEATURES)
def test_a_calibrated_probability_is_a_probability(features: list[int]) -> None:
    model = default_model()._replace(slope=2.0, offset=-1.0)
    probabilities = model.probabilities(features)
    assert 0 <= model.p_negative(probabilities) <= 1


def test_without_a_calibration_p_negative_is_the_probability_of_negative() -> None:
    model = SentimentModel(ZERO_WEIGHTS, ZERO_WEIGHTS, (1.0, 1.0), (1.0, -1.0))
    probabilities = model.probabilities([1, 2])
    assert model.p_negative(probabilities) == pytest.approx(probabilities.negative)


def test_very_large_logits_give_probabilities_of_zero_and_one() -> None:
    model = SentimentModel(ZERO_WEIGHTS, ZERO_WEIGHTS, (1.0, 1.0), (5_000.0, -5_000.0))
    assert model.p_negative(model.probabilities([1, 2])) == 1.0
    model = SentimentModel(ZERO_WEIGHTS, ZERO_WEIGHTS, (1.0, 1.0), (-5_000.0, 5_000.0))
    assert model.p_negative(model.probabilities([1, 2])) == 0.0


def test_a_model_can_be_written_and_read_back() -> None:
    assert deserialize(serialize(default_model())) == default_model()
    assert serialize(deserialize(serialize(default_model()))) == serialize(default_model())


def test_the_default_model_is_small() -> None:
    assert len(serialize(default_model())) < 200_000


HEADER, WEIGHTS = serialize(default_model()).split(b"\n", 1)


def changed(**values: object) -> bytes:
    return json.dumps(json.loads(HEADER) | values).encode() + b"\n" + WEIGHTS


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not a sentiment model"),
        (b"{}\n", "not a sentiment model"),
        (b"[" * 100_000, "not a sentiment model"),
        (b"\xff\xfe\x00", "not a sentiment model"),
        (b'{"text": "awful", "label": "neg"}\n', "not a sentiment model"),
        (changed(version=99), "version 99"),
        (changed(slots=4), "with 4 slots"),
        (HEADER + b"\n" + WEIGHTS[:-1], "cut short"),
        (HEADER + b"\n" + b"\x05" + WEIGHTS[1:], "were changed"),
        (changed(scales="x"), "header is not complete"),
        (changed(bias=[1.0]), "header is not complete"),
        (changed(bias=[1.0, float("nan")]), "header is not complete"),
        (changed(slope=None), "header is not complete"),
    ],
    ids=lambda value: value if isinstance(value, str) else "raw",
)
def test_a_file_that_is_not_a_model_is_refused_with_advice(raw: bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as refused:
        deserialize(raw)
    assert "train" in refused.value.message
