"""The section of a crisis page that shows what the brand said in public."""

from __future__ import annotations

from functions.query.html.sections import MAX_QUOTE_LENGTH, post_link, section
from shared.domain.time import iso
from shared.effect.verdict import Answered
from shared.html.markup import Markup, element, join
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.effect_words import (
    change_text,
    channels_text,
    effect_text,
    recognisable_text,
    shared_effect_text,
)
from shared.messages.phrases import time_with_date
from shared.messages.quote import safe_text, shorten


def what_we_said(figures: CrisisFigures) -> Markup:
    """Every statement about the crisis, the earliest first: where, when, who recorded it, and what it changed."""
    return section("What we said", *(_statement(each, figures.began_ms) for each in figures.answered))


def _statement(answered: Answered, began_ms: int) -> Markup:
    statement = answered.statement
    words = shorten(" ".join(statement.text.split()), MAX_QUOTE_LENGTH)
    at = element("time", time_with_date(statement.published_ms, began_ms), datetime=iso(statement.published_ms))
    by = element("bdi", f"recorded by {shorten(safe_text(statement.by), 40)}")
    source = [part for part in (element("bdi", statement.channel), at, post_link(statement.url), by) if part]
    between = join(Markup(" · ") + part if place else part for place, part in enumerate(source))
    quote = element("blockquote", element("p", f"“{words}”", dir="auto", lang=""), element("footer", between))
    return quote + element("ul", *(element("li", text) for text in _effect(answered)))


def _effect(answered: Answered) -> list[str]:
    """The latest verdict and the latest clear one, the change in figures, and whether another statement had a part."""
    if not answered.effects:
        return [
            *filter(None, ("Its effect is estimated 30, 60 and 180 minutes after it.", recognisable_text(answered)))
        ]
    latest = answered.effects[-1]
    clear = [effect for effect in answered.effects if effect.verdict is answered.verdict]
    told = dict.fromkeys((effect_text(clear[-1]), effect_text(latest)))
    beside = channels_text(latest.channels, answered.statement.channel)
    return [*told, *filter(None, (change_text(latest), beside, shared_effect_text(answered)))]
