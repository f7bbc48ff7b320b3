"""Silences: what nobody is told of for a while, why, and a form for a new one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Kind
from shared.domain.people.role import Role
from shared.domain.people.silence import Silence
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.form import button, checkboxes, field, form, hidden, select, text_input
from shared.html.markup import Markup, element
from shared.messages.phrases import date_and_time

HOURS = {"1": "1 hour", "4": "4 hours", "12": "12 hours", "24": "1 day", "72": "3 days", "168": "1 week"}
ANY = {"": "Any"}
SHOWN, SHOWN_ENDED = 50, 10


def silences_page(visitor: Visitor, said: str, found: Iterable[Silence], brands: Sequence[str], now_ms: int) -> str:
    """The page: those in force with a button to end them, a form, and those that ended lately."""
    listed = sorted(found, key=lambda one: one.until_ms)
    in_force = [one for one in listed if one.in_force(now_ms)]
    ended = [one for one in reversed(listed) if not one.in_force(now_ms)][:SHOWN_ENDED]
    acts = visitor.role.allows(Role.ACT)
    cards = [_card(one, visitor, ends=acts) for one in in_force[:SHOWN]]
    more = f"{len(in_force) - SHOWN} more; GET /silences lists all."
    return frame.page(
        "silences",
        "Silences",
        visitor,
        said,
        element("ul", *cards, class_="cards") if cards else element("p", "Nothing is silenced: everything is told."),
        element("p", more) if len(in_force) > SHOWN else "",
        _new(visitor, brands) if acts else "",
        _ended(ended, visitor),
    )


def _card(one: Silence, visitor: Visitor, *, ends: bool) -> Markup:
    end = form("silences", visitor, hidden("id", one.id), button("End it now", name="do", value="end", lesser=True))
    return element(
        "li",
        element("h2", _about(one)),
        element("p", f"Until {date_and_time(one.until_ms, visitor.time_zone)}, by {one.author}"),
        element("p", one.reason),
        element("p", "Even SEV1 is silenced." if one.even_sev1 else "SEV1 is told all the same.", class_="quiet"),
        end if ends else "",
    )


def _new(visitor: Visitor, brands: Sequence[str]) -> Markup:
    return element(
        "details",
        element("summary", "Silence something"),
        form(
            "silences",
            visitor,
            field("Brand", select("brand", ANY | {brand: brand for brand in brands})),
            field("Kind", select("kind", ANY | {kind.value: kind.value.replace("_", " ") for kind in Kind})),
            field("Theme", select("theme", ANY | {theme.value: theme.value.replace("_", " ") for theme in Theme})),
            field("Channel", text_input("channel", maxlength="32")),
            field("Hashtag", text_input("hashtag", maxlength="80")),
            field("For", select("hours", HOURS, "4")),
            field("Why", text_input("reason", required="", maxlength="300"), "For whoever wonders at night."),
            checkboxes("SEV1", "even_sev1", {"yes": "Silence SEV1 too"}, ()),
            button("Silence", name="do", value="add"),
            class_="fields",
        ),
    )


def _ended(ended: Sequence[Silence], visitor: Visitor) -> Markup:
    if not ended:
        return Markup()
    lines = [
        element(
            "li",
            f"{_about(one)}, until {date_and_time(one.until_ms, visitor.time_zone)}, by {one.author}: {one.reason}",
        )
        for one in ended
    ]
    return element("section", element("h2", "Ended"), element("ul", *lines))


def _about(one: Silence) -> str:
    """The conditions in words.

    >>> _about(Silence("s", 1, "ana", "known", 0, brand="acme", kind=Kind.QUESTION_WAVE))
    'brand acme, kind question wave'
    """
    conditions = {
        "brand": one.brand,
        "kind": one.kind.value.replace("_", " ") if one.kind else "",
        "theme": one.theme.value.replace("_", " ") if one.theme else "",
        "channel": one.channel,
        "hashtag": one.hashtag and f"#{one.hashtag}",
    }
    return ", ".join(f"{name} {value}" for name, value in conditions.items() if value)
