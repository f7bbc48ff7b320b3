"""The index of phrase rules: a phrase is found through its key word, in its order, with its gaps."""

from __future__ import annotations

from shared.intents.phrase import Step
from shared.intents.phrase_index import PhraseIndex
from shared.intents.phrase_rule import CLAUSE_ENDS, Match, PhraseRule

RULE = PhraseRule("test")
START = Step(CLAUSE_ENDS, after_gap=False)


def word(*alternatives: str, after_gap: bool = False) -> Step:
    return Step(frozenset(alternatives), after_gap)


def index_of(*steps: Step) -> PhraseIndex:
    index = PhraseIndex()
    index.add(RULE, steps)
    return index


def test_a_phrase_is_filed_under_each_alternative_of_its_first_rare_word() -> None:
    assert index_of(word("on"), word("fire", "smoke"), word("alarm")).entries.keys() == {"fire", "smoke"}


def test_a_phrase_of_common_words_is_filed_under_its_first_word() -> None:
    assert index_of(word("on"), word("it")).entries.keys() == {"on"}


def test_the_start_of_a_sentence_is_never_the_key_word() -> None:
    assert index_of(START, word("is")).entries.keys() == {"is"}


def test_a_match_is_given_by_the_positions_of_its_words() -> None:
    assert index_of(word("on"), word("fire")).find(["it", "is", "on", "fire"]) == [Match(RULE, 2, 4)]


def test_words_before_the_key_word_must_match_too() -> None:
    assert index_of(word("caught"), word("fire"), word("today")).find(["saw", "fire", "today"]) == []


def test_a_gap_may_come_before_or_after_the_key_word() -> None:
    before = index_of(word("you"), word("kettle", after_gap=True))
    after = index_of(word("kettle"), word("broke", after_gap=True))
    assert before.find(["you", "sold", "a", "kettle"]) == [Match(RULE, 0, 4)]
    assert after.find(["kettle", "just", "broke"]) == [Match(RULE, 0, 3)]
    assert after.find(["kettle", ".", "broke"]) == []


def test_the_start_of_a_text_is_the_start_of_a_sentence() -> None:
    index = index_of(START, word("refund"))
    assert index.find(["refund", "me"]) == [Match(RULE, -1, 1)]
    assert index.find(["ok", ".", "refund", "me"]) == [Match(RULE, 1, 3)]
    assert index.find(["please", "refund", "me"]) == []


def test_all_words_of_the_rules_are_listed() -> None:
    assert index_of(word("on"), word("fire", "smoke")).words() == {"on", "fire", "smoke"}
