"""Names that senders invent take limited bytes in a counter, and the sums stay exact."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from functions.enrich.counters import _additions
from functions.enrich.size_limit import (
    CHANNEL_BYTES,
    MOST_ACCOUNTS,
    MOST_NEGATIVE_CHANNELS,
    MOST_SERIES,
    MOST_WORDINGS,
    NUMBER_BYTES,
    OTHER,
    SLOTS_FOR_REPEATED,
    TAG_BYTES,
    KnownNames,
    fit_keys,
    fit_names,
    limited,
)
from functions.enrich.watermark import Watermark
from shared.domain.mentions.from_post import MAX_PEOPLE
from shared.domain.mentions.tally import SUMS, Tally, Voice
from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Sample
from shared.store.counters import counts
from shared.store.dynamodb import number, text
from tests.unit.shared.domain.item_size import item_bytes

NAMES = st.text(min_size=1, max_size=40)
TIMES = st.dictionaries(NAMES, st.integers(1, 1_000), max_size=30)


def size(names: Collection[str]) -> int:
    return sum(len(name.encode()) + NUMBER_BYTES for name in names)


@given(TIMES, st.sets(NAMES, max_size=5), st.integers(0, 300))
def test_new_names_never_exceed_the_limit(times: dict[str, int], known: set[str], limit: int) -> None:
    kept = fit_names(times, known, limit)
    assert size(known | kept.keys()) <= max(limit, size(known))
    assert all(kept[name] == times[name] for name in kept)


@given(TIMES, st.sets(NAMES, max_size=5), st.integers(0, 300))
def test_names_that_are_counted_already_keep_being_counted(times: dict[str, int], known: set[str], limit: int) -> None:
    """The count of a name must not stop in the middle."""
    assert known & times.keys() <= fit_names(times, known, limit).keys()


@given(st.lists(TIMES, max_size=6))
def test_batch_after_batch_the_names_stay_within_the_limit_and_channels_add_up(batches: list[dict[str, int]]) -> None:
    known = KnownNames()
    for times in batches:
        kept = limited(
            Tally(hashtags=times, channels=times, negative_channels=times, accounts=times, wordings=times), known
        )
        assert sum(kept.channels.values()) == sum(times.values())
        assert kept.negative_channels.keys() <= kept.channels.keys()
        assert all(kept.negative_channels[channel] == times[channel] for channel in kept.negative_channels)
        known = known.with_those_of(kept)
    assert size(known.hashtags) <= TAG_BYTES
    assert size(known.channels | {OTHER}) <= CHANNEL_BYTES
    assert len(known.accounts) <= MOST_ACCOUNTS
    assert len(known.wordings) <= MOST_WORDINGS
    assert len(known.negative_channels) <= MOST_NEGATIVE_CHANNELS


def test_a_flood_finds_room_after_many_single_posts() -> None:
    """Single posts leave places for what a batch has twice."""
    singles = fit_keys({f"single{number}": 1 for number in range(9)}, set(), MOST_WORDINGS)
    assert len(singles) == MOST_WORDINGS - SLOTS_FOR_REPEATED
    assert fit_keys({"another": 1, "flood": 40}, singles.keys(), MOST_WORDINGS) == {"flood": 40}


def test_the_most_used_come_first_and_ties_go_by_name() -> None:
    assert list(fit_names({"b": 1, "a": 1, "c": 5}, set(), 2 * (1 + NUMBER_BYTES))) == ["c", "a"]


def test_the_largest_possible_counter_is_one_write_unit() -> None:
    """All sums and themes in six figures, names up to their limit, the longest keys and samples."""
    sums: dict[str, Any] = dict.fromkeys(SUMS, 123_457)
    tally = Tally(
        **sums,
        themes=dict.fromkeys(Theme, 123_457),
        hashtags={"t" * (TAG_BYTES - NUMBER_BYTES): 123_457},
        channels={"c" * (CHANNEL_BYTES - len(OTHER) - 2 * NUMBER_BYTES): 123_457, OTHER: 123_457},
        negative_channels={f"{number:03}": 123_457 for number in range(MOST_NEGATIVE_CHANNELS)},
        accounts={f"{number:03}": 123_457 for number in range(MOST_ACCOUNTS)},
        wordings={f"{number:03}": 123_457 for number in range(MOST_WORDINGS)},
        series={f"{number:03}": 123_457 for number in range(MOST_SERIES)},
    )
    names, values = _additions(tally)
    sums = {names[f"#{value[1:]}"]: counted for value, counted in values.items()}
    keys = counts.counter_key("b" * 40, 1_772_373_900_000, "199~late~" + "d" * 12)
    rest = {
        "wm": text("9" * 41),
        Watermark.of("shardId").attribute: text("9" * 40),
        "seen": number(1_772_373_900_001),
        "x": number(1_772_373_901),
    }
    assert 950 < item_bytes({**keys, **rest, **sums, "ex": text("s" * counts.SAMPLES_BYTES)}) <= 1_024


def test_a_loud_author_adds_half_a_kilobyte_at_most() -> None:
    post = Sample("\u00e9" * 9_000, "c" * 40, "https://social.example/" + "u" * 900, -0.123456, 1_772_373_900_001)
    (row,) = counts.voice_attributes({"1a2b3c": Voice(MAX_PEOPLE, post)}).values()
    assert len(row.encode()) <= 512
