"""Tallies add up to the same in any order and grouping."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mentions.tally import SUMS, Tally, most_critical, total
from shared.domain.moments.moment import Sample

COUNTS = st.integers(0, 1_000)
SAMPLES = st.builds(
    Sample,
    text=st.sampled_from("abcdefghijklmnopqr"),
    channel=st.sampled_from(["rss", "hackernews"]),
    url=st.sampled_from(["", "https://x.example/1"]),
    compound=st.sampled_from([-0.9, -0.5, -0.1]),
    published_ms=st.integers(0, 3),
)
NAMES = st.dictionaries(st.sampled_from(["fail", "recall", "kettle"]), st.integers(1, 9))
TALLIES = st.builds(
    Tally,
    **dict.fromkeys(SUMS, COUNTS),
    hashtags=NAMES,
    channels=NAMES,
    samples=st.lists(SAMPLES, max_size=14).map(most_critical),
)


@given(TALLIES, TALLIES, TALLIES)
def test_a_total_does_not_depend_on_how_its_parts_are_grouped(a: Tally, b: Tally, c: Tally) -> None:
    assert total([total([a, b]), c]) == total([a, total([b, c])]) == total([a, b, c])


@given(st.lists(TALLIES, max_size=6), st.randoms(use_true_random=False))
def test_a_total_does_not_depend_on_the_order(parts: list[Tally], chance: random.Random) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)
    assert total(shuffled) == total(parts)


@given(TALLIES)
def test_adding_an_empty_tally_changes_nothing(tally: Tally) -> None:
    assert total([tally]) == total([tally, Tally()]) == tally


@given(st.lists(SAMPLES))
def test_the_most_critical_samples_are_kept_each_text_once(samples: list[Sample]) -> None:
    kept = most_critical(samples, 5)
    texts = [sample.text for sample in kept]
    assert len(set(texts)) == len(texts) == min(5, len({sample.text for sample in samples}))
    left = [sample for sample in samples if sample.text not in texts]
    assert not left or max(s.compound for s in kept) <= min(s.compound for s in left)


def test_shares_are_of_the_scored_mentions_and_none_without_any() -> None:
    assert Tally(mentions=9).negative_share is None
    assert Tally(mentions=9).mean_compound is None
    assert Tally(mentions=9, scored=4, negative=1, compound_e4=-10_000).mean_compound == -0.25
