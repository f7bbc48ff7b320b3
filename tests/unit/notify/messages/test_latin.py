"""Every letter of every script is spelled in what phones and mail subjects have."""

from __future__ import annotations

import sys

from functions.notify.messages.latin import latin_letter
from functions.notify.messages.texts.gsm7 import encodable, to_gsm7

LETTERS = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isalpha()]


def test_the_spelling_of_any_letter_is_letters_and_digits_of_ascii() -> None:
    spelled = set("".join(map(latin_letter, LETTERS)))
    assert spelled
    assert {character for character in spelled if not (character.isascii() and character.isalnum())} == set()


def test_any_letter_fits_into_a_text_message() -> None:
    assert encodable(to_gsm7("".join(LETTERS)))
