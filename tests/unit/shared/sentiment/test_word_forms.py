"""The forms of words: those of a text are those of its words, however often they came before, and memory is bounded."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.intents.lexicon import phrase_lexicon
from shared.intents.phrase_rule import tokenise as phrase_tokens
from shared.sentiment import hashed_words, vader, word_forms
from shared.sentiment.word_forms import LONGEST, forms_of

WORDS = st.text(st.characters(exclude_categories=()) | st.sampled_from("aZ'’#ΣİSs03:.,!?()😡_-"), max_size=8)
TEXTS = st.lists(WORDS, max_size=12).map(lambda words: " ".join(" ".join(words).split()))


@given(TEXTS)
def test_the_forms_of_a_text_are_those_that_each_reader_finds_in_it(text: str) -> None:
    found, words, hashed = forms_of(text), vader.split_words(text), hashed_words.tokenise(text)
    assert (found.words, found.lower) == (words, [word.lower() for word in words])
    assert found.phrase_tokens == phrase_tokens(text, phrase_lexicon().numbers)
    assert (found.hashed, found.codes) == (hashed, list(map(crc32, hashed)))


def test_many_and_long_words_fill_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = word_forms._Memory()
    monkeypatch.setattr(word_forms, "MOST", 3)
    monkeypatch.setattr(word_forms, "_memory", lambda: memory)
    text = f"one two three four {'long' * LONGEST} five one two"
    assert forms_of(text).words == text.split()
    assert forms_of("three").words == ["three"]
    assert sorted(memory) == ["three", "two"]
    assert sorted(memory._older) == ["five", "four", "one"]
