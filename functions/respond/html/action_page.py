"""What a person sees before and after pressing a button of a crisis's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.moments.act import Act
from shared.domain.moments.moment import TimelineEntry
from shared.html.layout import html_page
from shared.html.markup import Markup, element
from shared.messages.phrases import date_and_time, time_of_day
from shared.messages.quote import safe_text, shorten

NAME_LENGTH = 60


class ActText(NamedTuple):
    """The words for one act: its button, and the headings when it is done now, and when it was done before."""

    button: str
    done: str
    before: str
    verb: str


TEXTS: Mapping[Act, ActText] = MappingProxyType(
    {
        Act.ACK: ActText("Acknowledge: I am on it", "You are on it", "Somebody is on it already", "acknowledged it"),
        Act.RESOLVE: ActText("It is over", "Closed: it is over", "It is over already", "closed it"),
        Act.DISMISS: ActText("False alarm", "Closed: a false alarm", "It is closed already", "dismissed it"),
    }
)
AFTER: Mapping[Act, str] = MappingProxyType(
    {
        Act.ACK: "Nobody else is paged about it, unless it becomes worse.",
        Act.RESOLVE: "It opens again only if it becomes worse, or when it comes back later.",
        Act.DISMISS: "It opens again only if it becomes worse, or when it comes back later.",
    }
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a button: the step that holds, whether this press made it, and what the page did not show yet.

    ``unseen`` is how many moments of the crisis are newer than the page; ``page`` the token of its address.
    """

    act: Act
    brand_name: str
    entry: TimelineEntry
    now: bool
    unseen: int
    page: str


def outcome_page(outcome: Outcome) -> str:
    """The answer to a press: done now, or done before by whom and when."""
    texts, at = TEXTS[outcome.act], _when(outcome.entry.at_ms, now=outcome.now)
    who = _name(outcome.entry.by) if outcome.entry.by_person else "It went back to normal by itself"
    said = f"{who} {texts.verb} at {at}." if outcome.entry.by_person else f"{who} at {at}."
    more = f"{_moments(outcome.unseen)} since your page was shown. Look again." if outcome.unseen else ""
    return page_of(
        texts.done if outcome.now else texts.before,
        element("p", element("bdi", safe_text(outcome.brand_name)), ": ", element("bdi", said)),
        element("p", AFTER[outcome.act]) if outcome.now else "",
        element("p", element("strong", more)) if more else "",
        back_link(outcome.page),
    )


def question_page(act: Act, brand_name: str, token: str, page: str) -> str:
    """What a person sees who opens the address of a button: the button. To look at it changes nothing."""
    name = element("label", "Your name (optional) ", element("input", name="by", maxlength=str(NAME_LENGTH)))
    button = element("button", TEXTS[act].button, type="submit")
    return page_of(
        "One more tap",
        element("p", element("bdi", safe_text(brand_name)), ": press the button, and it is done."),
        element("form", element("p", name), button, method="post", action=token),
        back_link(page),
    )


def step_page(brand_name: str, do: str, token: str, page: str) -> str:
    """What a person sees who opens the address of a step's button: the step, and the button."""
    name = element("label", "Your name (optional) ", element("input", name="by", maxlength=str(NAME_LENGTH)))
    button = element("button", "Done", type="submit")
    return page_of(
        "Is it done?",
        element("p", element("bdi", safe_text(brand_name)), ": ", element("bdi", do)),
        element("form", element("p", name), button, method="post", action=token),
        back_link(page),
    )


def step_done_page(do: str, entry: TimelineEntry, page: str, *, now: bool) -> str:
    """The answer to who says that a step is done: done now, or before by whom and when."""
    said = f"{_name(entry.by)} did it at {_when(entry.at_ms, now=now)}."
    return page_of(
        "Done" if now else "It was done already",
        element("p", element("bdi", do)),
        element("p", element("bdi", said)),
        back_link(page),
    )


def over_page(brand_name: str, entry: TimelineEntry | None, page: str) -> str:
    """The answer to an acknowledgement that comes after the end."""
    ended = f"It ended at {_when(entry.at_ms, now=False)}" if entry else ""
    words = f"{ended}, closed by {_name(entry.by)}." if entry and entry.by_person else f"{ended}."
    return page_of(
        "It is over already",
        element("p", element("bdi", safe_text(brand_name)), ": nothing is left to do. ", element("bdi", words)),
        back_link(page),
    )


def late_page(page: str) -> str:
    """The answer to a press on a page that is older than an hour, or that has changed since."""
    return page_of(
        "This page is old",
        element("p", "Nothing was changed. Buttons work for an hour, and things may have changed since."),
        back_link(page, "Open the page anew"),
    )


def page_of(heading: str, *content: str) -> str:
    """A page with this heading."""
    return html_page(heading, element("main", element("h1", heading), *content))


def back_link(page: str, words: str = "Back to the page") -> Markup:
    """The way back to the page of the crisis."""
    return element("p", element("a", words, href=f"../m/{page}"))


def _moments(count: int) -> str:
    return f"{count} more moment{' has' if count == 1 else 's have'} begun or begun again"


def _when(at_ms: int, *, now: bool) -> str:
    """What was done before may be days ago, so it has its date."""
    return time_of_day(at_ms) if now else date_and_time(at_ms)


def _name(by: str) -> str:
    return shorten(safe_text(by), NAME_LENGTH) or "Somebody"
