"""The section of a crisis page that says whom to answer, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from functions.query.html.sections import MAX_QUOTE_LENGTH, post_link, section
from shared.answers.answers import ConcernToAnswer, PostToAnswer
from shared.answers.templates import label_of
from shared.domain.response.fact import Fact
from shared.html.markup import Markup, element, join
from shared.messages.phrases import time_of_day
from shared.messages.quote import safe_text, shorten

CONCERNS, POSTS = 3, 2
"""Concerns, and posts of each, that a page for a phone shows; the API has more."""


def whom_to_answer(concerns: Sequence[ConcernToAnswer], facts: Sequence[Fact] = ()) -> Markup:
    """The most urgent posts of each concern with their drafts, and what was confirmed so far."""
    parts = [part for concern in concerns[:CONCERNS] for part in _concern(concern)]
    known = element("ul", *(_fact(fact) for fact in facts)) if facts else ""
    confirmed = element("h3", "Confirmed") + known if known else ""
    return section("Whom to answer", *parts, _note() if parts else "", confirmed)


def _note() -> Markup:
    return element("p", "Drafts are texts to start from. Nothing is sent by itself.", class_="quiet")


def _concern(concern: ConcernToAnswer) -> Iterator[Markup]:
    label = label_of(concern.name)
    posts = f"{concern.posts:,} {'post' if concern.posts == 1 else 'posts'}"
    yield element("h3", f"{label[:1].upper()}{label[1:]}, {posts}")
    yield from (_post(post) for post in concern.first[:POSTS])


def _post(post: PostToAnswer) -> Markup:
    wanted = post.wanted
    where = ", ".join((safe_text(wanted.mention.channel), time_of_day(wanted.mention.published_ms)))
    source = [element("bdi", where), post_link(wanted.mention.url), element("span", "; ".join(wanted.reasons))]
    footer = join(Markup(" · ") + part if place else part for place, part in enumerate(filter(None, source)))
    words = element("p", f"“{shorten(wanted.words, MAX_QUOTE_LENGTH)}”", dir="auto", lang="")
    return element("blockquote", words, element("footer", footer)) + _answer(post)


def _answer(post: PostToAnswer) -> Markup:
    """What was approved, else the draft, else why there is none."""
    if post.approval:
        by = shorten(safe_text(post.approval.by), 40)
        return element(
            "p", element("b", "Answer, approved by ", element("bdi", by)), " ", post.approval.text, dir="auto"
        )
    if post.draft is None:
        return Markup()
    if post.draft.text:
        return element("p", element("b", "Draft"), " ", post.draft.text, dir="auto")
    why = "; ".join(breach.text for breach in post.draft.refused[:2])
    return element("p", element("b", "No draft"), f" {why}", dir="auto")


def _fact(fact: Fact) -> Markup:
    by = element("bdi", shorten(safe_text(fact.by), 40))
    return element("li", element("span", fact.text, dir="auto"), " Confirmed by ", by, ".")
