"""What is going on now, the most severe first, and which channels cannot be heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from functions.query.schemas.channel import ChannelHealth, State
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.markup import Markup, element, join
from shared.messages.crisis import crisis_words
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.phrases import time_of_day

TROUBLED = (State.LATE, State.FAILING)


class Going(NamedTuple):
    """A crisis that goes on, and the address of its page."""

    figures: CrisisFigures
    address: str
    silenced_by: str = ""


def now_page(
    visitor: Visitor,
    going: Sequence[Going],
    health: Iterable[ChannelHealth],
    brands: int,
    *,
    now_ms: int,
    hidden: int = 0,
    said: str = "",
) -> str:
    """The page; ``brands`` is how many are watched, ``hidden`` how many more of them have something going on."""
    ordered = sorted(going, key=lambda one: (one.figures.severity, one.figures.began_ms))
    cards = (
        element("ul", *(_card(one, visitor.time_zone) for one in ordered), class_="cards") if ordered else _calm(brands)
    )
    reload = element("p", f"As of {time_of_day(now_ms)}. ", element("a", "Reload", href="now"), class_="quiet")
    return frame.page("now", "Now", visitor, said, reload, cards, _more(hidden), _deaf(health))


def _card(one: Going, zone: str) -> Markup:
    figures = one.figures
    badge = element("span", figures.severity.name, class_=f"badge sev{figures.severity.value}")
    topic, *rest = crisis_words.headline_parts(figures)
    rows = {
        "Since": crisis_words.since_text(figures, zone),
        "Trend": crisis_words.trend(figures),
        "Silenced": f"by {one.silenced_by}" if one.silenced_by else "",
    }
    facts = element("dl", *(element("dt", name) + element("dd", text) for name, text in rows.items() if text))
    link = element("a", f"{figures.brand_name}: {topic}", href=one.address)
    return element(
        "li",
        element("h2", badge, link),
        *(element("p", text) for text in rest),
        element("p", crisis_words.status_text(figures)),
        facts,
        class_=f"edge{figures.severity.value}",
    )


def _more(hidden: int) -> Markup:
    if not hidden:
        return Markup()
    brands = "1 more brand" if hidden == 1 else f"{hidden} more brands"
    return element(
        "p", f"Something goes on for {brands} too. ", element("a", "All moments", href="moments?status=open")
    )


def _calm(brands: int) -> Markup:
    watched = "1 brand is watched." if brands == 1 else f"{brands} brands are watched."
    text = f"Nothing is going on. {watched}" if brands else "Nothing is watched yet."
    add = Markup() if brands else element("p", element("a", "Add a brand", href="brand"))
    return element("p", text) + add


def _deaf(health: Iterable[ChannelHealth]) -> Markup:
    """Channels in trouble: where nothing is heard, nothing can be found."""
    troubled = [found for found in health if found["state"] in TROUBLED]
    if not troubled:
        return Markup()
    names = ", ".join(f"{found['channel']} ({found['state']})" for found in troubled)
    heading = element("h2", "Not heard at the moment")
    return join([heading, element("p", f"{names}. ", element("a", "Channels", href="channels"))])
