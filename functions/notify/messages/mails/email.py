"""The first mail about a crisis: everything a person needs at 3 a.m., words before codes, plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from functions.notify.messages.latin import is_mostly_latin
from functions.notify.messages.message import subject_line
from shared.domain.moments.moment import Severity
from shared.messages.crisis.crisis_words import changes, facts, headline, labels, moment_text, steps, why_text
from shared.messages.crisis.first_steps import things_to_avoid
from shared.messages.phrases import brand_name, confidence_note, duration, one_line, time_with_date
from shared.messages.quote import safe_text, shorten
from shared.messages.theme_texts import Quote
from shared.plans.code import code_of

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures

QUOTES = 3
QUOTE_LENGTH = 280

_LATER = (
    "you will hear once more when it is over, and before that only if it gets worse or a step of the plan is overdue."
)
NEXT = f"What happens next: {_LATER}"
NEXT_PAGES = (
    f"What happens next: acknowledge it on the page behind the link, so that nobody else is paged. Then {_LATER}"
)


def alert_subject(figures: CrisisFigures, paged_before: Severity | None = None) -> str:
    """The subject: severity, brand, what it is about, how much."""
    worse, rise = ("WORSE ", f" (was {paged_before.name})") if paged_before else ("", "")
    level = f"{worse}{figures.severity.name}{rise}"
    return subject_line(f"{level} {ascii_name(figures)} - {headline(figures)}")


def alert_body(
    figures: CrisisFigures, *, zone: str, link: str, paged_before: Severity | None = None, begins: str = ""
) -> str:
    """The mail about a crisis that began or became worse; ``zone`` is the brand's time zone, ``begins`` says why."""
    lead = figures.lead
    about = f" about {figures.theme.label}" if figures.theme else ""
    blocks = [
        _sentence(figures, begins or (f"It became worse (was {paged_before.name})." if paged_before else "")),
        facts_block(figures, zone),
        changes_block(figures),
        section(f"What people say{about}", _quotes(figures.quotes, figures.began_ms), numbered=True),
        section(why_text(figures), [one_line(reason) for reason in lead.reasons]),
        section("What to do", steps(figures), numbered=True),
        section("What not to do", things_to_avoid(figures.plan)),
        moments_block(figures),
        details(link),
        f"How sure we are: {confidence_note(lead)}",
        what_next(figures),
        _which_plan_and_crisis(figures),
    ]
    return joined(blocks)


def _which_plan_and_crisis(figures: CrisisFigures) -> str:
    lead, plan = figures.lead, figures.plan
    detected = duration(max(0, lead.detected_ms - lead.opened_ms))
    return f"Plan {code_of(plan)}: {plan.title}.\nCrisis {figures.id}, detected {detected} after it began."


def joined(blocks: Iterable[str]) -> str:
    """The blocks that have content, with an empty line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def facts_block(figures: CrisisFigures, zone: str) -> str:
    """The facts in two columns, the same as on the page."""
    return "\n".join(labels(facts(figures, zone)))


def changes_block(figures: CrisisFigures) -> str:
    """What rose most against the normal."""
    return section("What changed most", labels(changes(figures)))


def moments_block(figures: CrisisFigures) -> str:
    """All moments of the crisis, where there are several."""
    many = len(figures.moments)
    lines = [moment_text(moment, figures.began_ms) for moment in figures.moments]
    return section(f"The {many} moments of this crisis", lines) if many > 1 else ""


def details(link: str) -> str:
    """Where to read on."""
    return f"Details and the posts themselves:\n  {link}" if link else ""


def what_next(figures: CrisisFigures) -> str:
    """What the reader will hear: pages go on while nobody is on it as bad as it is."""
    free = not figures.care.taken
    return NEXT_PAGES if figures.severity.pages and free else NEXT


def section(title: str, lines: Iterable[str], *, numbered: bool = False) -> str:
    """A title with its lines; empty if there are none."""
    marks = (f"{n}." if numbered else "-" for n in range(1, 100))
    rows = [f"  {mark} {line}" for mark, line in zip(marks, lines, strict=False)]
    return "\n".join([title, *rows]) if rows else ""


def ascii_name(figures: CrisisFigures) -> str:
    """The brand's name for a subject; its id where most of the name is in another script."""
    name = brand_name(figures, 40)
    return (subject_line(name) if name.isascii() or is_mostly_latin(name) else "") or figures.brand


def _sentence(figures: CrisisFigures, begins: str) -> str:
    told = f"{brand_name(figures)} - {headline(figures)}."
    return f"{begins} {told}" if begins else told


def _quotes(quotes: Iterable[Quote], began_ms: int) -> list[str]:
    return [
        f'"{shorten(quote.words, QUOTE_LENGTH)}"'
        f" ({safe_text(quote.sample.channel)}, {time_with_date(quote.sample.published_ms, began_ms)})"
        for quote in list(quotes)[:QUOTES]
    ]
