"""The posts that want an answer: scored posts in; groups by concern, the most urgent first, out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.answers.own_words import own_words
from shared.domain.mentions.fingerprint import wording
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.theme import Theme
from shared.enrichment import Enrichment
from shared.intents.intent import IntentKind
from shared.messages.quote import safe_quote
from shared.sentiment.score import Label

HARM = frozenset({Theme.SAFETY, Theme.DATA_BREACH, Theme.DISCRIMINATION})
"""Themes of posts that may tell of harm to people."""

NEWS = frozenset({"gdelt", "rss"})
"""Channels of news and feeds; an article waits for no reply."""

ANGRY = 0.7
"""The probability of being negative from which a post counts as angry."""

KNOWN_AUDIENCE = 1_000
"""People from which the reach of a post is a reason to answer it."""


class WantedAnswer(NamedTuple):
    """A post that wants an answer.

    ``words`` are its author's, safe to show, and ``quote`` the part that an answer repeats, if any. ``reasons`` say why
    it stands where it stands.
    """

    mention: Mention
    concern: str
    words: str
    quote: str
    reasons: tuple[str, ...]
    urgency: tuple[int, ...]


class Concern(NamedTuple):
    """A theme, or ``question`` or ``complaint``, and the posts about it that want an answer, the most urgent first.

    Of posts with the same words, and of those of one author, the most urgent stands for all.
    """

    name: str
    posts: int
    first: tuple[WantedAnswer, ...]


def wanted_answers(posts: Iterable[tuple[Mention, Enrichment]], shown: int) -> list[Concern]:
    """The posts that want an answer by concern, at most ``shown`` of each concern.

    Posts that are withheld are not among them: nobody sees their words here, nor repeats them.
    The order is harm first, then reach (by powers of ten), questions, anger, and posts to which nobody replied yet.
    """
    found = sorted(_wanted(posts), key=lambda wanted: (wanted.urgency, wanted.mention.published_ms), reverse=True)
    groups: dict[str, list[WantedAnswer]] = {}
    for wanted in _one_of_each(found):
        groups.setdefault(wanted.concern, []).append(wanted)
    return [Concern(name, len(all_), tuple(all_[:shown])) for name, all_ in groups.items()]


def _wanted(posts: Iterable[tuple[Mention, Enrichment]]) -> Iterator[WantedAnswer]:
    for mention, found in posts:
        words = safe_quote(mention.shown_text) if _wants_answer(mention, found) else ""
        if words:
            yield _answer_to(mention, found, words)


def _wants_answer(mention: Mention, found: Enrichment) -> bool:
    """Whether somebody asks, complains, or tells of harm; who repeats another one's words does not wait for a reply."""
    if mention.form is Form.REPOST or mention.channel in NEWS or not found.sentiment.scored:
        return False
    return found.intent.question or found.intent.kind is IntentKind.COMPLAINT or _harm(found)


def _answer_to(mention: Mention, found: Enrichment, words: str) -> WantedAnswer:
    harm, angry = _harm(found), found.sentiment.p_negative >= ANGRY
    replied = mention.engagement.replies > 0
    why = {
        "may tell of harm": harm,
        f"reaches {mention.reach:,} people": mention.reach >= KNOWN_AUDIENCE,
        "asks a question": found.intent.question,
        "is angry": angry,
        "has a reply already": replied,
    }
    urgency = (harm, int(math.log10(mention.reach + 1)), found.intent.question, angry, not replied)
    reasons = tuple(reason for reason, holds in why.items() if holds)
    return WantedAnswer(mention, _concern(found), words, _quote(words, found), reasons, tuple(map(int, urgency)))


def _harm(found: Enrichment) -> bool:
    return found.sentiment.label is Label.NEGATIVE and any(match.theme in HARM for match in found.themes)


def _concern(found: Enrichment) -> str:
    """The first theme, in the order of severity of :class:`Theme`; what has none is a question or a complaint."""
    if found.themes:
        return found.themes[0].theme.value
    return "question" if found.intent.question else "complaint"


def _quote(words: str, found: Enrichment) -> str:
    """The author's own words that name the concern."""
    return own_words(words, [word for match in found.themes[:1] for word in match.why] or found.intent.why)


def _one_of_each(found: Iterable[WantedAnswer]) -> Iterator[WantedAnswer]:
    """The first of each author and of each wording."""
    authors: set[str] = set()
    wordings: set[tuple[str, ...]] = set()
    for wanted in found:
        words = tuple(wording(wanted.mention.text))
        author = wanted.mention.author
        if words not in wordings and (not author or author not in authors):
            yield wanted
        authors.add(author)
        wordings.add(words)
