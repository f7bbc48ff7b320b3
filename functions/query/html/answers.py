"""The section of a crisis page that says whom to answer, and with what."""

from __future__ import annotations

from collections.abc import Sequence

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
    parts = [_concern(concern, first=place == 0) for place, concern in enumerate(concerns[:CONCERNS])]
    if parts:
        parts.insert(0, element("p", "Drafts to start from. Nothing is sent by itself.", class_="quiet"))
    known = element("ul", *(_fact(fact) for fact in facts)) if facts else ""
    return section("Whom to answer", *parts) + section("What is confirmed", known)


def _concern(concern: ConcernToAnswer, *, first: bool) -> Markup:
    """The first concern is in sight; the others are folded, for a page with open folds does not refresh itself."""
    label = label_of(concern.name)
    title = f"{label[:1].upper()}{label[1:]}: {concern.posts:,} {'post' if concern.posts == 1 else 'posts'}"
    posts = join(map(_post, concern.first[:POSTS]))
    if first:
        return element("p", element("b", title)) + posts
    return element("details", element("summary", title), posts)


def _post(post: PostToAnswer) -> Markup:
    wanted = post.wanted
    where = ", ".join((safe_text(wanted.mention.channel), time_of_day(wanted.mention.published_ms)))
    source = [element("bdi", where), post_link(wanted.mention.url), element("span", ", ".join(wanted.reasons))]
    footer = join(Markup(" · ") + part if place else part for place, part in enumerate(filter(None, source)))
    words = element("p", f"“{shorten(wanted.words, MAX_QUOTE_LENGTH)}”", dir="auto", lang="")
    return element("blockquote", words, element("footer", footer)) + _answer(post)


def _answer(post: PostToAnswer) -> Markup:
    """What was approved, else the draft, else why there is none."""
    if post.approval:
        by = element("b", "Answer, approved by ", element("bdi", shorten(safe_text(post.approval.by), 40)))
        return element("p", by, " ", _text(post.approval.text), class_="reply")
    if post.draft is None:
        return Markup()
    if post.draft.text:
        return element("p", element("b", "Draft"), " ", _text(post.draft.text), class_="reply")
    why = "; ".join(breach.text for breach in post.draft.refused[:2])
    return element("p", element("b", "No draft"), f" {why}", class_="reply", dir="auto")


def _text(words: str) -> Markup:
    """A text that one tap selects, to be copied."""
    return element("span", words, class_="copy", dir="auto")


def _fact(fact: Fact) -> Markup:
    by = element("bdi", shorten(safe_text(fact.by), 40))
    return element("li", element("span", fact.text, dir="auto"), " Confirmed by ", by, ".")
