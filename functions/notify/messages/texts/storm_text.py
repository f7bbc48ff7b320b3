"""The text that tells of many brands in one, and as many of their names as one SMS segment holds."""

from __future__ import annotations

from collections.abc import Sequence

from functions.notify.messages.message import subject_line
from functions.notify.messages.texts.gsm7 import SEGMENT, septets, to_gsm7

_NEWS = {"": "in alarm", "unacknowledged": "unanswered", "over": "over"}


def storm_text(brands: Sequence[str], news: str, link: str) -> str:
    """The brands, the worst first, in at most 160 septets of GSM-7; ``link`` leads to the worst.

    >>> storm_text(["SEV1 acme", "SEV2 bolt"], "", "link")
    '2 more brands in alarm: SEV1 acme, SEV2 bolt. link'
    >>> storm_text([f"SEV2 {'x' * 40}" for n in range(9)], "over", "link")[-15:]
    ', +7 more. link'
    """
    head, available = f"{_head(len(brands), news)}: ", SEGMENT - septets(link) - 1
    named = [to_gsm7(brand) for brand in brands]
    for shown in range(len(named), 0, -1):
        more = f", +{len(named) - shown} more" if shown < len(named) else ""
        text = f"{head}{', '.join(named[:shown])}{more}."
        if septets(text) <= available:
            return f"{text} {link}"
    return f"{_head(len(brands), news)}. {link}"


def storm_subject(brands: int, news: str) -> str:
    """The subject for those who get pages by mail."""
    return subject_line(_head(brands, news))


def _head(brands: int, news: str) -> str:
    return f"{brands} more brand{'s' if brands > 1 else ''} {_NEWS[news]}"
