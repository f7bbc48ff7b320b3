"""The sections of the page of a crisis; a section without content is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from functions.query.html.actions import step_button, tick
from shared.domain.drill import MARK
from shared.domain.moments.moment import Status
from shared.domain.time import BUCKET_WORDS, day_stamp, iso
from shared.html.markup import Markup, element, join
from shared.messages.crisis.clock_words import plan_states
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.crisis_words import (
    changes,
    facts,
    is_peak_known,
    moment_text,
    new_normal_text,
    steps,
    why_text,
)
from shared.messages.crisis.first_steps import step_text, things_to_avoid
from shared.messages.crisis.timeline_words import line_of
from shared.messages.crisis.told_timeline import told_timeline
from shared.messages.drill_words import inject_text
from shared.messages.figures import count_noun, moment_title
from shared.messages.phrases import date_of, one_line, time_of_day, time_with_date
from shared.messages.quote import safe_text, shorten
from shared.messages.theme_texts import Quote
from shared.plans.code import code_of
from shared.plans.plan import FIRST_WORD_STEP, LEAD_STEP, Plan
from shared.plans.progress import StepState

MAX_QUOTE_LENGTH = 400
MAX_LINK_LENGTH = 2_000
PLANNED = (Status.OPEN, Status.ACKNOWLEDGED)
"""While a crisis is this, the steps of its plan hold."""

FIRST_FACTS = ("Since", "Trend")
"""Those that the first screen has; the severity is in the banner."""

LONGEST_INJECT = 400


def first_facts(figures: CrisisFigures, zone: str) -> Markup:
    """Since when, and whether it gets worse."""
    return _facts({name: text for name, text in facts(figures, zone).items() if name in FIRST_FACTS}, class_="key")


def more_facts(figures: CrisisFigures, zone: str) -> Markup:
    """The other figures."""
    rows = facts(figures, zone)
    shown = {name: text for name, text in rows.items() if name not in (*FIRST_FACTS, "Severity")}
    normal = new_normal_text(figures)
    return section("In figures", _facts(shown), element("p", normal) if normal else "")


def what_changed(figures: CrisisFigures) -> Markup:
    """What rose most against the normal."""
    rows = changes(figures)
    return section("What changed most", _facts(rows)) if rows else Markup()


def quotes(figures: CrisisFigures) -> Markup:
    """What people say about the leading theme, without their names, each with a link to the post."""
    about = f" about {figures.theme.label}" if figures.theme else ""
    return section(f"What people say{about}", *(_quote(quote, figures.began_ms) for quote in figures.quotes))


def open_steps(figures: CrisisFigures) -> list[str]:
    """The ids of the steps that somebody can say are done; who leads says so by the acknowledgement."""
    left = (state.step.id for state in figures.step_states if state.done is None and state.step.id != LEAD_STEP)
    return list(left) if figures.status in PLANNED else []


def what_to_do(figures: CrisisFigures, tokens: Mapping[str, str]) -> Markup:
    """What to do now and by when, and what not to do while somebody is about to act.

    ``tokens`` are the permitted actions; a step that somebody may say is done has its button.
    """
    avoid = things_to_avoid(figures.plan) if figures.ongoing else []
    if figures.status in PLANNED:
        plan = _which_plan(figures.plan) + element("ol", *_plan_steps(figures, tokens), class_="steps")
    else:
        plan = _list("ol", steps(figures))
    work = section("What to do", plan, _ready_words(figures))
    return work + section("What not to do", _list("ul", avoid))


def all_moments(figures: CrisisFigures) -> Markup:
    """Every moment of the crisis with its kind and figures."""
    many = len(figures.moments)
    heading = f"The {many} moments of this crisis" if many > 1 else "What was detected"
    rows = (element("li", moment_text(moment, figures.began_ms), dir="auto") for moment in figures.moments)
    return section(heading, element("ul", *rows, class_="moments"))


def severity_reasons(figures: CrisisFigures) -> Markup:
    """Why this severity, with the figures of the time when it was set."""
    lines = _list("ul", [one_line(reason) for reason in figures.lead.reasons])
    return section(why_text(figures), lines)


def timeline(figures: CrisisFigures) -> Markup:
    """What happened when, of all moments."""
    lines = [(figures.began_ms, "It began")]
    lead = figures.lead
    if lead.peak and lead.peak_ms:
        noun = count_noun(lead.kind, lead.evidence.subject)
        called = "The peak" if is_peak_known(figures) else "The highest so far"
        lines.append((lead.peak_ms, f"{called}: {lead.peak:,} {noun} in {BUCKET_WORDS}"))
    several = len(figures.moments) > 1
    for at_ms, entry, moment, recorded in told_timeline(figures):
        title = moment_title(moment.kind, moment.evidence.subject) if several else ""
        lines.append((at_ms, ", ".join(filter(None, (line_of(entry, title), recorded)))))
    lines += [(at_ms, f"{MARK}: {one_line(inject_text(inject), LONGEST_INJECT)}") for at_ms, inject in figures.injects]
    told = dict.fromkeys(sorted(lines, key=lambda line: line[0]))
    return section("What happened when, in UTC", element("ol", *_by_day(told, figures.began_ms), class_="times"))


def _by_day(told: Iterable[tuple[int, str]], began_ms: int) -> Iterable[Markup]:
    """A row for each, and before the first of a later day its date; beside every time it would fill a phone."""
    day = day_stamp(began_ms)
    for at_ms, words in told:
        if day_stamp(at_ms) != day:
            day = day_stamp(at_ms)
            yield element("li", date_of(at_ms), class_="day")
        clock = element("time", time_of_day(at_ms).removesuffix(" UTC"), datetime=iso(at_ms))
        yield element("li", clock, element("bdi", words))


def section(heading: str, *content: str) -> Markup:
    """A heading with its content; empty if there is no content.

    >>> print(section("Empty", "") + section("Full", "x"))
    <section><h2>Full</h2>x</section>
    """
    inside = join(content)
    return element("section", element("h2", heading), inside) if inside else Markup()


def post_link(url: str) -> Markup:
    """A link to a post with its host as text; empty unless ``url`` is a plain https address.

    >>> [str(post_link(url))[-19:] for url in ("https://social.example/1", "javascript:alert(1)", "https://a@b.example")]
    ['>social.example</a>', '', '']
    """
    host = _host(url)
    if not host:
        return Markup()
    return element("a", host, href=url, rel="noopener nofollow noreferrer", referrerpolicy="no-referrer")


def _host(url: str) -> str:
    if (
        len(url) > MAX_LINK_LENGTH
        or not url.isascii()
        or not url.isprintable()
        or not url.lower().startswith("https://")
    ):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if "@" not in parts.netloc and " " not in url else ""


def _plan_steps(figures: CrisisFigures, tokens: Mapping[str, str]) -> Iterable[Markup]:
    """Every step of the plan, by whom and by when, or who did it; their numbers are those of the API."""
    for state in plan_states(figures):
        token = tokens.get(step_button(state.step.id), "")
        if state.done:
            by = shorten(safe_text(state.done.by), 40)
            words = f"Done by {by} at {time_with_date(state.done.at_ms, figures.began_ms)}: {state.step.do}"
        else:
            words = _step_left(state, figures)
        yield element("li", words, tick(state.number, token) if token else "", dir="auto")


def _step_left(state: StepState, figures: CrisisFigures) -> str:
    if state.said_ms is not None:
        return f"Said at {time_with_date(state.said_ms, figures.began_ms)}: {state.step.do}"
    late = "Overdue. " if state.overdue(figures.now_ms) else ""
    return late + step_text(state.step, state.due_ms, figures.began_ms)


def _which_plan(plan: Plan) -> Markup:
    """The plan with the code that texts have of it."""
    return element("p", f"Plan {code_of(plan)}: {plan.title}", dir="auto", class_="quiet")


def _ready_words(figures: CrisisFigures) -> Markup:
    """What can be said before anything is known, until a first word is out, and who agrees to it."""
    plan = figures.plan
    if not figures.ongoing or not plan.holding_statement or FIRST_WORD_STEP in figures.done_steps:
        return Markup()
    said = element("p", element("b", "Ready to say"), " ", f"“{plan.holding_statement}”", dir="auto")
    return said + (element("p", plan.approval, dir="auto", class_="quiet") if plan.approval else Markup())


def _quote(quote: Quote, began_ms: int) -> Markup:
    sample, words = quote.sample, shorten(quote.words, MAX_QUOTE_LENGTH)
    at = time_with_date(sample.published_ms, began_ms) if sample.published_ms else ""
    where = ", ".join(part for part in (safe_text(sample.channel), at) if part)
    link = post_link(sample.url)
    source = join(part for part in (element("bdi", where), Markup(" · ") if link else "", link) if part)
    return element("blockquote", element("p", f"“{words}”", dir="auto", lang=""), element("footer", source))


def _facts(rows: Mapping[str, str], class_: str | None = None) -> Markup:
    pairs = (element("dt", name) + element("dd", text, dir="auto") for name, text in rows.items())
    return element("dl", *pairs, class_=class_) if rows else Markup()


def _list(name: str, lines: Iterable[str]) -> Markup:
    rows = join(element("li", line, dir="auto") for line in lines)
    return element(name, rows) if rows else Markup()
