"""Latin letters for an alert: a name or text of any script in, the same in letters of ASCII out.

Phones and mail subjects take few letters. Letters that they do not have are spelled by
anyascii ("Łódź" is "Lodz", "Яндекс" is "Yandeks") rather than dropped.
"""

from __future__ import annotations

import re
import unicodedata

_HASHTAG = re.compile(r"#[^\s,:;]+")

LATIN_SHARE = 0.5
"""A name with fewer Latin letters is better known by the brand's id than by a spelling of its sounds."""


def latin_letter(character: str) -> str:
    """A letter in letters and digits of ASCII; empty for signs and emoji, whose names nobody would read.

    Some letters are spelled by a sign, which may be outside the alphabet of phones: these are dropped.

    >>> latin_letter("ø"), latin_letter("я"), latin_letter("🔥"), latin_letter("ع")
    ('o', 'ya', '', '')
    """
    from anyascii import anyascii  # noqa: PLC0415 - few alerts have such a letter

    return "".join(filter(str.isalnum, anyascii(character))) if character.isalpha() else ""


def with_readable_hashtags(text: str) -> str:
    """``text`` with "a hashtag" for each that has no letter or digit to spell, so that no sentence loses its subject.

    >>> with_readable_hashtags("#🔥 in 60 posts"), with_readable_hashtags("#🔥acme and #бойкот")
    ('a hashtag in 60 posts', '#🔥acme and #бойкот')
    """
    return _HASHTAG.sub(lambda found: found[0] if any(map(_is_spelled, found[0])) else "a hashtag", text)


def _is_spelled(character: str) -> bool:
    return (character.isascii() and character.isalnum()) or bool(latin_letter(character))


def is_mostly_latin(name: str) -> bool:
    """Whether at least half of a name's letters are Latin, accented or not.

    >>> is_mostly_latin("Łódź"), is_mostly_latin("Яндекс 2"), is_mostly_latin("小米 Mi")
    (True, False, True)
    """
    letters = [character for character in name if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith(("LATIN", "FULLWIDTH LATIN")) for character in letters)
    return bool(letters) and latin >= LATIN_SHARE * len(letters)
