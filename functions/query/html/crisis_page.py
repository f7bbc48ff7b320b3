"""The page of a crisis, for a person who was woken a minute ago: the most important facts on the first screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from functions.query.html import answers, chart, clock, public_page, sections, statements, style
from functions.query.html.actions import action_block
from functions.query.html.answers import Replies
from functions.query.html.chart import Chart, chart_description, chart_svg
from shared.domain.moments.moment import Status
from shared.domain.time import DAY_MS, iso
from shared.html import refresh
from shared.html.layout import html_page, security_headers
from shared.html.markup import Markup, element
from shared.links.page_link import ACT_VALID_MS, VALID_MS
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.crisis_words import banner_text, headline, headline_parts, next_action_text
from shared.messages.phrases import brand_name, confidence_note, duration, time_of_day

NO_BREAK = "\u00a0"
NO_ACTIONS: Mapping[str, str] = MappingProxyType({})

NO_REPLIES = Replies()


def crisis_page(
    figures: CrisisFigures,
    drawn: Chart | None,
    zone: str,
    actions: Mapping[str, str] = NO_ACTIONS,
    replies: Replies = NO_REPLIES,
) -> str:
    """The whole page.

    ``zone`` is the brand's time zone, ``drawn`` is ``None`` if counters cannot be read, and
    ``actions`` are the permitted actions, each with its signed token.
    """
    facts = (
        _header(figures),
        sections.first_facts(figures, zone),
        element("p", element("b", "Do now"), " ", next_action_text(figures), class_="next"),
        action_block(figures, actions),
        sections.more_facts(figures, zone),
        _figure(figures, drawn),
    )
    work = (sections.what_to_do(figures, actions), clock.clock_section(figures))
    talk = (
        statements.what_we_said(figures),
        public_page.public_page(figures),
        answers.whom_to_answer(replies, actions, figures.began_ms),
        sections.what_changed(figures),
        sections.quotes(figures),
    )
    record = (sections.all_moments(figures), sections.severity_reasons(figures), sections.timeline(figures))
    return html_page(
        _title(figures),
        element("main", _banner(figures), *_blocks(facts, work, talk, record, ongoing=figures.ongoing)),
        _footer(figures, acts=bool(actions)),
        style=style.STYLE,
        script=refresh.SCRIPT if figures.ongoing else "",
    )


def _blocks(
    facts: Sequence[Markup], work: Sequence[Markup], talk: Sequence[Markup], record: Sequence[Markup], *, ongoing: bool
) -> list[Markup]:
    """The blocks in the order of a phone: while it goes on the plan comes before posts and drafts."""
    if ongoing:
        named = {"story": facts, "work": work, "talk": talk, "record": record}
    else:
        named = {"story": (*facts, *talk), "work": (*work, *record)}
    return [element("div", *parts, class_=name) for name, parts in named.items()]


def page_headers() -> dict[str, str]:
    """The security headers of the page: its own styles and its own script, nothing else."""
    return security_headers(style.STYLE, chart.STYLE, script=refresh.SCRIPT)


def _title(figures: CrisisFigures) -> str:
    level = figures.severity.name if figures.ongoing else "OVER"
    return f"{level} {brand_name(figures, 40)} - {headline(figures)}"


def _banner(figures: CrisisFigures) -> Markup:
    """How bad it is now; red only for what asks for somebody."""
    look = {Status.RECOVERING: "easing", Status.RESOLVED: "over", Status.DISMISSED: "over"}
    name = look.get(figures.status, figures.severity.name.lower())
    at = element("time", time_of_day(figures.now_ms), datetime=iso(figures.now_ms))
    return element("p", element("span", banner_text(figures)), at, class_=f"banner {name}")


def _header(figures: CrisisFigures) -> Markup:
    """The headline; the topic stands out, and its figures break only where a person would."""
    *topic, numbers = headline_parts(figures)
    shown = element("span", numbers.replace(" min", f"{NO_BREAK}min").replace(" normal", f"{NO_BREAK}normal"))
    return element("h1", element("bdi", brand_name(figures)), " ", *(f"{each}: " for each in topic), shown)


def _figure(figures: CrisisFigures, drawn: Chart | None) -> Markup:
    if drawn is None:
        return element("p", "The chart cannot be drawn at the moment; try again in a minute.", class_="quiet")
    picture = element("div", chart_svg(drawn, figures.now_ms), aria_hidden="true")
    return element("figure", picture, element("figcaption", chart_description(drawn), class_="unseen"))


def _footer(figures: CrisisFigures, *, acts: bool) -> Markup:
    lead, days = figures.lead, VALID_MS // DAY_MS
    may = (
        f"act here for {ACT_VALID_MS // DAY_MS} days, and read for {days}"
        if acts
        else f"read this page for {days} days"
    )
    delay = duration(max(0, lead.detected_ms - lead.opened_ms))
    return element(
        "footer",
        refresh.refresh_line(figures.now_ms, ongoing=figures.ongoing),
        element("p", f"How sure we are: {confidence_note(lead)}"),
        element("p", f"Crisis {figures.id}, detected {delay} after it began."),
        element("p", f"Anyone with this link can {may}. Share it only with your team."),
    )
