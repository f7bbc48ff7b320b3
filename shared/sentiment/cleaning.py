"""Cleaning: the text of a post in, a text that the lexicons can read out.

Each step has a name, so it can be left out and its effect measured:
``python -m tests.benchmarks sentiment`` prints the gain of each step.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection

from shared.domain.text import unescape
from shared.domain.words import MASK, replace_words
from shared.sentiment.hashtags import split_hashtags
from shared.sentiment.vader_lexicon import BOOSTERS, vader_lexicon

MAX_CHARACTERS = 16_384
"""Only so many characters of a text are read. No network's post is longer, and no text can delay the others."""

Step = Callable[[str, tuple[str, ...]], str]

# Patterns that few texts need stay strings until they are used, which saves time at a cold start. Patterns start with
# the character they look for and check what stands before it afterwards, so the search skips quickly through a text.
_HANDLE = re.compile(r"@(?<![\w@]@)[\w][\w.\-]*(?:@[\w.\-]+)?")
_URL = r"[Hh][Tt][Tt][Pp][Ss]?://\S+|[Ww][Ww][Ww]\.\S+|[{\[<](?:link|url|LINK|URL)[}\]>]"
_URL_HINTS = ("://", "{", "[", "<", "www.", "WWW.", "Www.")
"""Every text with a URL contains one of these."""

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u2032": "'"})
_BACKTICK = r"`(?<=[A-Za-z]`)(?=[A-Za-z])"
_VARIATION_SELECTORS = "[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff]"
_EMOJI = "([\u2190-\u2bff\U0001f000-\U0001faff])"

_PAIR = "[A-Za-z]{2}"
_JOINT = rf"/(?<={_PAIR}/)(?={_PAIR})|…(?<={_PAIR}…)(?={_PAIR})|\.(?<={_PAIR}\.)\.+(?={_PAIR})"
_SENTENCE = r"(?:[A-Z][a-z'\u2019]|I\b|[a-z]{2,}(?:\s|[,;:!?]|\.(?:\s|$)|'|$))"
_HOST_OR_FILE = (
    r"(?:[a-z]{2}|com|org|net|edu|gov|info|app|dev|html?|pdf|jpe?g|png|exe|tech|shop|store|blog|news|online|site|cloud|"
    r"live|xyz)\b"
)
_GLUED = rf"\.(?<=[a-z]{{2}}\.)(?={_SENTENCE})(?!{_HOST_OR_FILE})"
"""A full stop between two sentences without a space; not that of a host or a file."""

_POLITE_REFUSAL = r"\b([Nn][Oo]),\s+(?=[Tt]hank)"
"""With its comma, VADER takes it for thanks."""

_MISSING_SPACE = re.compile(r"[,;!?](?<=[A-Za-z][,;!?])[,;!?]*(?=[A-Za-z])")
_REPEATED = re.compile(r"(.)\1\1")
"""Most texts have no character three times in a row, which is found out sooner than for letters in any case."""

_REPEATED_LETTER = r"(?i)([a-z])\1\1+"


def clean_post(text: str, brand_words: tuple[str, ...] = (), without: Collection[str] = ()) -> str:
    """The text as the lexicons can read it, with single spaces; only its first 16,384 characters.

    ``brand_words`` mean the brand and are masked. ``without`` names the steps of :data:`STEPS` to leave out.

    >>> clean_post("@united your flight isn\\u2019t late\\U0001f621terrible&lt;3 slow/rude https://x.example/?a=??")
    "brandname your flight isn't late \\U0001f621 terrible<3 slow rude"
    """
    cleaned = text[:MAX_CHARACTERS]
    for step in [step for name, step in STEPS.items() if name not in without] if without else STEPS.values():
        cleaned = step(cleaned, brand_words)
    if cleaned.isprintable() and "  " not in cleaned:  # of all blanks only the space is printable
        return cleaned.strip()
    return " ".join(cleaned.split())


def has_address(text: str) -> bool:
    """Whether a post has a URL, or what stands for one in recorded posts."""
    return "://" in text or "www." in text or "{link}" in text


def changed_by(text: str, brand_words: tuple[str, ...] = ()) -> list[str]:
    """The names of the steps that change something in a text.

    >>> changed_by("It isn\\u2019t gooood")
    ['quotes', 'drawn-out words']
    """
    before, names = text[:MAX_CHARACTERS], []
    for name, step in STEPS.items():
        after = step(before, brand_words)
        if after != before:
            names.append(name)
        before = after
    return names


def _decode_entities(text: str, _brand: tuple[str, ...]) -> str:
    return unescape(text)


def _remove_urls(text: str, _brand: tuple[str, ...]) -> str:
    return re.sub(_URL, " ", text) if any(map(text.__contains__, _URL_HINTS)) else text


def _mask_handles(text: str, _brand: tuple[str, ...]) -> str:
    return _HANDLE.sub(MASK, text) if "@" in text else text


def _split_hashtags(text: str, brand: tuple[str, ...]) -> str:
    return split_hashtags(text, brand) if "#" in text else text


def _mask_brand(text: str, brand: tuple[str, ...]) -> str:
    return replace_words(brand, _mask, text) if brand else text


def _mask(found: re.Match[str]) -> str:
    """The mask, in capitals if the word was: capitals carry sentiment."""
    return MASK.upper() if found[0].isupper() else MASK


def _straighten_quotes(text: str, _brand: tuple[str, ...]) -> str:
    if "`" in text:
        text = re.sub(_BACKTICK, "'", text)
    return text if text.isascii() else text.translate(_QUOTES)


def _remove_variation_selectors(text: str, _brand: tuple[str, ...]) -> str:
    return text if text.isascii() else re.sub(_VARIATION_SELECTORS, "", text)


def _space_emoji(text: str, _brand: tuple[str, ...]) -> str:
    return text if text.isascii() else re.sub(_EMOJI, r" \1 ", text)


def _split_joined_words(text: str, _brand: tuple[str, ...]) -> str:
    if "/" in text or ".." in text or "…" in text:
        text = re.sub(_JOINT, " ", text)
    if "." in text:
        text = re.sub(_GLUED, ". ", text)
    if ", thank" in text or ", Thank" in text:
        text = re.sub(_POLITE_REFUSAL, r"\1 ", text)
    return _MISSING_SPACE.sub(r"\g<0> ", text) if _MISSING_SPACE.search(text) else text


def _shorten_elongated_words(text: str, _brand: tuple[str, ...]) -> str:
    """Make "hateeeee" into "hate", if a lexicon knows the shorter word, and "<3333" into "<3"."""
    if "<33" in text or "</33" in text:
        text = re.sub("<(/?)33+", r"<\g<1>3", text)
    if (text.isascii() and _REPEATED.search(text.lower()) is None) or re.search(_REPEATED_LETTER, text) is None:
        return text
    return " ".join(_shorten(token) if re.search(_REPEATED_LETTER, token) else token for token in text.split(" "))


def _shorten(token: str) -> str:
    word = token.strip(string.punctuation)
    spellings = (word, re.sub(_REPEATED_LETTER, r"\1\1", word), re.sub(_REPEATED_LETTER, r"\1", word))
    known = next((spelling for spelling in spellings if _is_known(spelling.lower())), word)
    return token.replace(word, known, 1) if word else token


def _is_known(word: str) -> bool:
    return word in vader_lexicon() or word in BOOSTERS


STEPS: dict[str, Step] = {
    "entities": _decode_entities,
    "addresses": _remove_urls,
    "handles": _mask_handles,
    "hashtags": _split_hashtags,
    "brands": _mask_brand,
    "quotes": _straighten_quotes,
    "selectors": _remove_variation_selectors,
    "emoji": _space_emoji,
    "joined words": _split_joined_words,
    "drawn-out words": _shorten_elongated_words,
}
"""The steps in their order."""
