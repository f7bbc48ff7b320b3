"""How a state is stored, and how one of an older format is read."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import json
import math
import random

import pytest

from functions.detect.detectors.count.scoring import begin, judge, settle
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.count.state_document import CODEC
from shared.domain.errors import Poison
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_WEEK, minute_of_week
from tests.unit.detect.simulated_brand import START

FIRST_FORMAT = (
    '{"v":1,"bucket":1764816900000,"seen":1888,"heard":900,"envelope":5.1116,"n":900,"level":[2.07454,2.05451],'
    '"profile":[-0.0382564,0.0127289,0.0793178,-0.0217216,0.0796883,0.0337412,0.0256123,-0.0359018,0.108618,-0.150632,'
    "0.0989268,-0.0143716,-0.0222857,0.102099,0.054416,0.155324,-0.00481862,-0.0215593,0.0117993,-0.117661,-0.0700267,"
    '-0.0211351,-0.0170787,0.0268818],"spread":[0.025751,0.0196432,0.036057],"smooth":[1.68239,2.07585,2.17604],'
    '"peaks":[3.92264,3.47899,3.24768,3.09014,2.97052,2.87407,2.79325,18.5438],"times":[5881824,5881824,5881824,5881824,'
    '5881824,5881824,5881824,5882527],"episode":[7,5882529]}'
)
"""What the first release wrote of three days with a burst on the third."""


def after(state: CountState, mentions: int) -> CountBucket:
    start_ms = state.bucket_ms + BUCKET_MS
    return CountBucket(start_ms, mentions, minute_of_week(start_ms))


def test_a_state_of_the_first_format_keeps_what_it_knew() -> None:
    state = CODEC.load(json.loads(FIRST_FORMAT))
    assert (state.seen, state.buckets, state.baseline.buckets) == (1888, 900, 900)
    assert state.baseline.flat == pytest.approx(2.07454, rel=1e-5)
    assert max(state.rises.surprises) == 18.544
    score = judge(state, after(state, 2))
    assert score.expected == pytest.approx(2.07, rel=0.05)
    assert not judge(state, after(state, 7)).renotified  # notified that day
    assert judge(state, after(state, 70)).renotified


def test_what_is_brought_forward_is_written_in_the_newest_format() -> None:
    written = CODEC.dump(CODEC.load(json.loads(FIRST_FORMAT)))
    assert written["v"] == CODEC.version
    assert CODEC.load(json.loads(json.dumps(written))) == CODEC.load(written)


def test_a_format_newer_than_the_code_is_refused() -> None:
    newer = {**CODEC.dump(CODEC.load(json.loads(FIRST_FORMAT))), "v": CODEC.version + 1}
    with pytest.raises(Poison):
        CODEC.load(newer)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_state_of_a_busy_brand_takes_at_most_700_bytes_and_is_exact(seed: int) -> None:
    """Ten weeks with busy days, quiet nights and a burst in one of a hundred buckets."""
    rng = random.Random(seed)
    state = begin(CountBucket(START, 3, minute_of_week(START)))
    for number in range(1, 10 * BUCKETS_PER_WEEK):
        mean = 40.0 * math.exp(2.0 * math.sin(math.tau * number / BUCKETS_PER_DAY))
        size = rng.paretovariate(1.5) if rng.random() < 0.01 else 1.0
        state = settle(state, after(state, max(0, round(rng.gauss(mean, mean**0.5) * size))))
    text = json.dumps(CODEC.dump(state), separators=(",", ":"))
    assert CODEC.load(json.loads(text)) == state
    assert len(text) <= 700
