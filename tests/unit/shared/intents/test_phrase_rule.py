"""Phrase rules match within a clause, negations take a match back, and the work is linear in the text."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.intents.lexicon import parse_lexicon, phrase_lexicon
from shared.intents.lexicon_parser import inflect
from shared.intents.phrase import GAP_WORDS
from shared.intents.phrase_rule import NUMBER, tokenise
from tests.unit.shared.call_count import count_calls

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


def phrases_by_group(text: str) -> dict[str, tuple[str, ...]]:
    matches = SMALL.match(text)
    return {group: matches.phrases(found, 9) for group, found in matches.by_group.items()}


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
def test_a_rule_matches_as_its_line_says(text: str, found: dict[str, tuple[str, ...]]) -> None:
    assert phrases_by_group(text) == found


def test_apostrophes_and_numbers_become_as_the_lexicons_spell_them() -> None:
    text = "It's 5 o'clock, I'm sure it isn't Ann's 2hrs"
    assert tokenise(text).normalised == ["its", "0", "o'clock", ",", "im", "sure", "it", "isnt", "ann", "0", "hrs"]


@given(st.lists(st.sampled_from(["It", "o'c", " ", "'", *string.punctuation.replace("_", "\t")])).map("".join))
@example("o'c")
def test_a_text_of_letters_and_marks_has_the_tokens_that_it_has_beside_a_number(text: str) -> None:
    """It is split another way, which is sooner."""
    found, beside = tokenise(text), tokenise(f"{text} 7")
    assert found == (beside.written[:-1], beside.normalised[:-1])


def test_each_phrase_is_listed_once_and_the_strong_ones_come_first() -> None:
    assert phrases_by_group("smoke, smoke, unsafe")["fire"] == ("unsafe", "smoke")


@pytest.mark.parametrize("line", ["word before any group", "[a]\n@nobody speaks"])
def test_a_line_that_cannot_be_read_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"stands before|there is no list"):
        parse_lexicon(line.splitlines())


def test_every_word_of_the_lexicon_is_spelled_as_in_a_normalised_text() -> None:
    """Otherwise it could never match: for instance a word with an apostrophe or a hyphen."""
    lexicon = phrase_lexicon()
    words = lexicon.rules.words() - {"", " ", NUMBER}
    assert [word for word in sorted(words) if tokenise(word, lexicon.numbers).normalised != [word]] == []


def test_english_endings_are_spelled_correctly() -> None:
    assert inflect("cry") == ("cry", "cries", "cried", "crying")
    assert inflect("watch")[1] == "watches"
    assert inflect("play")[1:3] == ("plays", "played")
    assert inflect("ship", doubled=True)[2] == "shipped"


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("'#?!.,0 \x00\ud800\u202e"), max_size=200))
def test_any_text_can_be_matched_and_every_match_lies_in_it(text: str) -> None:
    found = phrase_lexicon().match(text)
    assert len(found.tokens.written) == len(found.tokens.normalised)
    for matches in found.by_group.values():
        for match in matches:
            assert -1 <= match.first < match.end <= len(found.tokens.normalised)


@pytest.mark.parametrize(
    "unit", ["fire ", "not ", "battery ", "is it down? ", "'", "no no ", "still waiting for ", "9"]
)
def test_the_work_grows_linearly_with_the_length_of_a_text(unit: str) -> None:
    phrase_lexicon().match(unit)
    short = count_calls(lambda: phrase_lexicon().match(unit * 100))
    assert count_calls(lambda: phrase_lexicon().match(unit * 1_000)) <= 12 * short + 1_000


def test_a_gap_stands_for_at_most_three_words() -> None:
    assert GAP_WORDS == 3
