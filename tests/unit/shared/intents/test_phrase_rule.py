"""Cues are found in one pass, hold their gaps and negations to the clause, and no input stalls the search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.intents.inflection import inflected
from shared.intents.lexicon import parse_lexicon, phrase_lexicon
from shared.intents.phrase_index import GAP_WORDS
from shared.intents.phrase_rule import NUMBER, tokens_of
from tests.unit.shared.work import calls_of

SMALL = parse_lexicon(
    """
    @staff = crew|agent~
    [fire]
    caught fire
    battery .. fire -- with a gap
    ? smoke
    = unsafe
    [rude]
    @staff .. rude
    [figurative]
    is fire
    """.splitlines()
)


def groups(text: str) -> dict[str, tuple[str, ...]]:
    reading = SMALL.read(text)
    return {group: reading.said(hits, 9) for group, hits in reading.by_group.items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It CAUGHT fire!", {"fire": ("caught fire",)}),
        ("the battery is on fire", {"fire": ("battery is on fire",)}),
        ("battery one two three fire", {"fire": ("battery one two three fire",)}),
        ("battery one two three four fire", {}),
        ("New battery. Fire alarm test today", {}),
        ("no smoke here", {}),
        ("not without unsafe parts", {"fire": ("unsafe",)}),
        ("No, smoke", {"fire": ("smoke",)}),
        ("my agents were all rude", {"rude": ("agents were all rude",)}),
        ("this phone is fire", {}),
        ("#BatteryFire", {"fire": ("battery fire",)}),
    ],
)
def test_a_cue_is_found_as_its_line_says(text: str, found: dict[str, tuple[str, ...]]) -> None:
    assert groups(text) == found


def test_apostrophes_and_numbers_are_read_as_the_lexicons_spell_them() -> None:
    text = "It's 5 o'clock, I'm sure it isn't Ann's 2hrs"
    assert tokens_of(text).words == ["its", "0", "o'clock", ",", "im", "sure", "it", "isnt", "ann", "0", "hrs"]


def test_no_cue_is_said_twice_and_the_strong_come_first() -> None:
    assert groups("smoke, smoke, unsafe")["fire"] == ("unsafe", "smoke")


@pytest.mark.parametrize("line", ["word before any group", "[a]\n@nobody speaks"])
def test_a_lexicon_that_cannot_be_read_says_so(line: str) -> None:
    with pytest.raises(ValueError, match=r"stands before|there is no list"):
        parse_lexicon(line.splitlines())


def test_every_word_that_ships_is_spelt_as_the_words_of_a_text_are() -> None:
    """Else it could never be found: a number, an apostrophe or a hyphen of its own."""
    known, numbers = phrase_lexicon().known, phrase_lexicon().numbers
    words = set(known)
    for anchored in known.values():
        for phrase in anchored.phrases:
            words.update(word for step in (*phrase.behind, *phrase.ahead) for word in step.words)
    spelt = words - {"", " ", NUMBER}
    assert [word for word in sorted(spelt) if tokens_of(word, numbers).words != [word]] == []


def test_english_endings_are_spelt_as_they_are_written() -> None:
    assert inflected("cry") == ("cry", "cries", "cried", "crying")
    assert inflected("watch")[1] == "watches"
    assert inflected("play")[1:3] == ("plays", "played")
    assert inflected("ship", doubled=True)[2] == "shipped"


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("'#?!.,0 \x00\ud800\u202e"), max_size=200))
def test_any_text_can_be_read_and_every_hit_lies_in_it(text: str) -> None:
    reading = phrase_lexicon().read(text)
    assert len(reading.tokens.spelt) == len(reading.tokens.words)
    for hits in reading.by_group.values():
        for hit in hits:
            assert -1 <= hit.first < hit.end <= len(reading.tokens.words)


@pytest.mark.parametrize(
    "unit", ["fire ", "not ", "battery ", "is it down? ", "'", "no no ", "still waiting for ", "9"]
)
def test_work_grows_with_the_length_of_a_text_and_no_faster(unit: str) -> None:
    phrase_lexicon().read(unit)
    short = calls_of(lambda: phrase_lexicon().read(unit * 100))
    assert calls_of(lambda: phrase_lexicon().read(unit * 1_000)) <= 12 * short + 1_000


def test_a_gap_is_a_few_words() -> None:
    assert GAP_WORDS == 3
