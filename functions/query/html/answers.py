"""The section of a crisis page that says whom to answer, and with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from functions.query.html.actions import answer_button, approve
from functions.query.html.sections import MAX_QUOTE_LENGTH, post_link, section
from shared.answers.answers import ConcernToAnswer, PostToAnswer
from shared.answers.templates import label_of
from shared.domain.response.fact import Fact
from shared.html.markup import Markup, element, join
from shared.messages.phrases import time_with_date
from shared.messages.quote import safe_text, shorten

CONCERNS, POSTS = 3, 2
"""Concerns, and posts of each, that a page for a phone shows; the API has more."""

WITHOUT_THEME = {"question": "other questions", "complaint": "other complaints"}
"""What a team calls the posts that have no theme."""

NO_TOKENS: Mapping[str, str] = MappingProxyType({})


class _Forms(NamedTuple):
    """What the forms of a page permit, the model that they may ask, and when the crisis began."""

    tokens: Mapping[str, str]
    model: str
    began_ms: int


class Replies(NamedTuple):
    """Whom to answer with what, the facts that were confirmed, and the model that may word drafts, if any."""

    concerns: Sequence[ConcernToAnswer] = ()
    facts: Sequence[Fact] = ()
    model: str = ""


def whom_to_answer(replies: Replies, tokens: Mapping[str, str] = NO_TOKENS, began_ms: int = 0) -> Markup:
    """The most urgent posts of each concern with their drafts, and what was confirmed so far.

    The crisis began at ``began_ms``. ``tokens`` are the permitted actions; a draft that somebody may approve has its
    form.
    """
    concerns, facts, model = replies
    forms = _Forms(tokens, model, began_ms)
    parts = [_concern(concern, forms, first=place == 0) for place, concern in enumerate(concerns[:CONCERNS])]
    if parts:
        parts.insert(0, element("p", "Drafts to start from. Nothing is sent by itself.", class_="quiet"))
    known = element("ul", *(_fact(fact) for fact in facts)) if facts else ""
    return section("Whom to answer", *parts) + section("What is confirmed", known)


def _concern(concern: ConcernToAnswer, forms: _Forms, *, first: bool) -> Markup:
    """The first concern is in sight; the others are folded, for a page with open folds does not refresh itself."""
    label = WITHOUT_THEME.get(concern.name) or label_of(concern.name)
    title = f"{label[:1].upper()}{label[1:]}: {concern.posts:,} {'post' if concern.posts == 1 else 'posts'}"
    posts = join(_post(post, forms) for post in concern.first[:POSTS])
    if first:
        return element("p", element("b", title)) + posts
    return element("details", element("summary", title), posts)


def _post(post: PostToAnswer, forms: _Forms) -> Markup:
    wanted = post.wanted
    where = ", ".join((safe_text(wanted.mention.channel), time_with_date(wanted.mention.published_ms, forms.began_ms)))
    source = [element("bdi", where), post_link(wanted.mention.url), element("span", ", ".join(wanted.reasons))]
    footer = join(Markup(" · ") + part if place else part for place, part in enumerate(filter(None, source)))
    words = element("p", f"“{shorten(wanted.words, MAX_QUOTE_LENGTH)}”", dir="auto", lang="")
    return element("blockquote", words, element("footer", footer)) + _answer(post, forms)


def _answer(post: PostToAnswer, forms: _Forms) -> Markup:
    """What was approved, else the draft with its form, else why there is none."""
    if post.approval:
        worded = f", worded by {post.approval.worded_by}" if post.approval.worded_by else ""
        by = element("b", "Answer, approved by ", element("bdi", shorten(safe_text(post.approval.by), 40)), worded)
        return element("p", by, " ", _text(post.approval.text), class_="reply")
    if post.draft is None:
        return Markup()
    token = forms.tokens.get(answer_button(post.id), "")
    form = approve(post.draft.text, token, forms.model) if token else Markup()
    if post.draft.text:
        return element("p", element("b", "Draft"), " ", _text(post.draft.text), class_="reply") + form
    why = "; ".join(breach.text for breach in post.draft.refused[:2])
    return element("p", element("b", "No draft"), f" {why}", class_="reply", dir="auto") + form


def _text(words: str) -> Markup:
    """A text that one tap selects, to be copied."""
    return element("span", words, class_="copy", dir="auto")


def _fact(fact: Fact) -> Markup:
    by = element("bdi", shorten(safe_text(fact.by), 40))
    return element("li", element("span", fact.text, dir="auto"), " Confirmed by ", by, ".")
