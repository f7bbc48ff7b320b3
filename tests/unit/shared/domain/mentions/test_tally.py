"""Tallies add up to the same in any order and grouping."""

from __future__ import annotations

import random
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mentions.tally import SUMS, Tally, Voice, most_critical, total
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
VOICES = st.dictionaries(st.sampled_from(["ana", "ben"]), st.builds(Voice, reach=st.integers(0, 2), post=SAMPLES))
TALLIES = st.builds(
    Tally,
    **dict.fromkeys(SUMS, COUNTS),
    **dict.fromkeys(("themes", "hashtags", "channels", "negative_channels", "accounts", "series", "wordings"), NAMES),
    samples=st.lists(SAMPLES, max_size=14).map(most_critical),
    voices=VOICES,
    delays=st.dictionaries(st.sampled_from([1, 5, 360]), st.integers(1, 9)),
)


@given(TALLIES, TALLIES, TALLIES)
def test_a_total_does_not_depend_on_how_its_parts_are_grouped(a: Tally, b: Tally, c: Tally) -> None:
    assert total([total([a, b]), c]) == total([a, total([b, c])]) == total([a, b, c])


@given(st.lists(TALLIES, max_size=6), st.randoms(use_true_random=False))
def test_a_total_does_not_depend_on_the_order(parts: list[Tally], chance: random.Random) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)
    assert total(shuffled) == total(parts)


def test_of_equally_loud_posts_of_an_author_the_first_is_kept_in_any_order() -> None:
    posts = [Sample(text, "rss", published_ms=at) for text, at in (("late", 9), ("b", 3), ("a", 3))]
    parts = [Tally(voices={"ana": Voice(5_000, post)}) for post in posts]
    assert {total(order).voices["ana"].post.text for order in permutations(parts)} == {"a"}


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
