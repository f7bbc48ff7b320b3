"""One crisis, one story: the text, the mail, the page and the API's answer about one crisis in, what differs out.

Only what all of them were told of the same state can agree: the messages of a step, and
page and API read before the next one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from shared.domain.time import MINUTE_MS
from shared.messages.phrases import duration

_ROW = re.compile(r"^([A-Z][a-z ]+): +(.*)$", re.MULTILINE)
_PAGE_ROW = re.compile(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", re.DOTALL)
_TAG = re.compile(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", re.DOTALL)


class Told(NamedTuple):
    """What was told of one crisis: the text, the body of the mail, the page, and the answer of ``GET /crises/{id}``."""

    text: str
    mail: str
    page: str
    crisis: Mapping[str, Any]


def disagreements(told: Told) -> list[str]:
    """What is not the same everywhere, in words; empty if all agree."""
    return [*_headline(told), *_rows(told), *_figures(told), *_moments(told)]


def _headline(told: Told) -> Iterator[str]:
    headline = str(told.crisis["headline"])
    for name, words in (("the mail", told.mail), ("the page", _plain(told.page))):
        if headline not in words:
            yield f"{name} does not say {headline!r}"
    over, lasted = told.crisis["ended_at"] is not None, duration(int(told.crisis["minutes"]) * MINUTE_MS)
    topic = headline.partition(":")[0]
    said = lasted if over else headline
    if said not in told.text or (not over and topic not in told.text):
        yield f"the text does not say {said!r}"


def _rows(told: Told) -> Iterator[str]:
    """The rows of the mail are on the page; how severe it is stands there in fewer words."""
    page = page_rows(told.page)
    for name, words in mail_rows(told.mail).items():
        if name != "Severity" and page.get(name) != words:
            yield f"{name}: the mail says {words!r}, the page {page.get(name)!r}"


def _figures(told: Told) -> Iterator[str]:
    """The API's figures as the page's rows have them."""
    crisis, page = told.crisis, page_rows(told.page)
    expected = {
        "In all": f"{crisis['posts']:,} posts since it began, {crisis['negative_posts']:,} of them negative",
        "Reach": f"up to {crisis['reach']:,} people",
        "Sentiment": f"{crisis['negative_share'] * 100:.0f}% negative",
        "About": ", ".join(f"{theme['name']} {theme['posts']:,}" for theme in crisis["themes"][:1]).replace("_", " "),
    }
    for name, words in expected.items():
        if not page.get(name, "").startswith(words):
            yield f"{name}: the API says {words!r}, the page {page.get(name)!r}"


def _moments(told: Told) -> Iterator[str]:
    """Every moment of the crisis is named on the page, with its peak."""
    page = _plain(told.page)
    for moment in told.crisis["moments"]:
        if f", {moment['severity']}: " not in page or f"{max(moment['observed'], moment['peak']):,}" not in page:
            yield f"the page does not tell the {moment['kind']}"


def mail_rows(body: str) -> dict[str, str]:
    """The facts of a mail by name."""
    return dict(_ROW.findall(body.split("\n\n")[1]))


def page_rows(page: str) -> dict[str, str]:
    """The facts of a page by name."""
    return {html.unescape(name): html.unescape(words) for name, words in _PAGE_ROW.findall(page)}


def _plain(page: str) -> str:
    return html.unescape(_TAG.sub("", page)).replace("\u00a0", " ")
