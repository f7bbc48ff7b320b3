"""The mails after the first one: what else happened, that it is over, that something went wrong with a page."""

from __future__ import annotations

from functions.notify.crisis_state import Crisis, Episode
from functions.notify.messages.email import NEXT
from functions.notify.messages.message import subject_line
from shared.domain.moment import Evidence
from shared.domain.sms_caps import SmsCaps
from shared.messages.figures import count_noun, counting_period, moment_title
from shared.messages.phrases import brand_name, date_and_time, duration, negative_share_text, time_of_day

_AFTERWARDS = """\
What to do now
  - Say publicly that it is over, and name any lasting harm.
  - Note what worked while you remember it; hold the review within five working days."""


def grouped_subject(crisis: Crisis) -> str:
    """The subject of the grouped alert."""
    where = "in this crisis" if crisis.mailed else "from quiet hours"
    return subject_line(f"{crisis.worst.severity.name} {_ascii_name(crisis)}: {_more(crisis)} {where}")


def grouped_body(crisis: Crisis, link: str) -> str:
    """The grouped alert: what came after the first one, a line each."""
    active = sum(episode.ended_ms is None for episode in crisis.episodes.values())
    lines = "\n".join(f"  - {line}" for line in crisis.waiting)
    began, going_on = time_of_day(crisis.began_ms), f"Going on now: {active}." if active else "All of it is over."
    since = (
        f"since the last mail, in the crisis that began at {began}"
        if crisis.mailed
        else f"from the quiet hours, the first at {began}"
    )
    steps = " The first steps in the first mail still apply." if crisis.mailed else ""
    return (
        f"{brand_name(crisis)}: {_more(crisis)} {since}.\n\n{lines}\n\n"
        f"{going_on}{steps}\n\n"
        f"Details:\n  {link}\n\n{NEXT}\n"
    )


def over_subject(crisis: Crisis) -> str:
    """The subject of the end."""
    worst, how = crisis.worst, "closed by hand" if crisis.dismissed else "over"
    if worst.settled and not crisis.dismissed:
        how = "now the new normal,"
    title = moment_title(worst.kind, worst.subject)
    return subject_line(f"OVER {_ascii_name(crisis)}: {title}, {how} after {_length(crisis)}")


def over_body(crisis: Crisis, evidence: Evidence, waiting: tuple[str, ...], *, zone: str, link: str) -> str:
    """The end: how long, how high, how many, the mood now, and the grouped lines that were not sent before."""
    how = "was closed by hand" if crisis.dismissed else "is over"
    episodes = sorted(crisis.episodes.values(), key=lambda e: (e.opened_ms, e.id))
    rows = "\n".join(f"  - {_row(episode)}" for episode in episodes)
    more = "".join(f"\n  - {line}" for line in waiting)
    blocks = [
        f"{brand_name(crisis)}: the crisis {how}. It lasted {_length(crisis)}.{_new_normal(crisis)}",
        f"Ended: {date_and_time(crisis.ended_ms, zone)}\nMood now: {negative_share_text(evidence)}",
        f"What happened\n{rows}",
        f"Also seen meanwhile{more}" if more else "",
        _AFTERWARDS,
        f"Details:\n  {link}",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def unconfirmed_subject(brand: str) -> str:
    """The subject when a page may be lost."""
    return subject_line(f"CHECK {brand}: a page may not have gone out")


def unconfirmed_body(page: str, claimed_ms: int) -> str:
    """What to do when nobody knows whether a page was sent.

    It is not sent again: two pages for one step teach people to ignore them.
    """
    return (
        f"Foreshock tried to send a page at {time_of_day(claimed_ms)} and got no confirmation, so it may not have gone"
        " out.\nNobody will be paged again for this step. Please make sure that somebody knows.\n\n"
        f"The text was:\n  {page}\n"
    )


def over_limit_subject(brand: str) -> str:
    """The subject when a page was not texted."""
    return subject_line(f"NOT TEXTED {brand}: the text messages are used up")


def used_up(counter: str, caps: SmsCaps) -> str:
    """Which limit is reached, and until when pages come by mail."""
    kept = f" {caps.reserve:.0%} of each limit are kept for SEV1 (SmsReserve)." if caps.reserve else ""
    return {
        "day": f"The limit of {caps.per_day} text messages a day (SmsPerDay) is reached. Until midnight UTC, pages"
        f" come by mail only.{kept}",
        "brand": f"The limit of {caps.per_brand} text messages a day for one brand (SmsPerBrand) is reached. Until"
        f" midnight UTC, its pages come by mail only.{kept}",
        "month": f"The budget of {caps.budget_usd:g} USD a month for text messages (SmsBudget) is used up. Until the"
        f" first of the next month, pages come by mail only.{kept}",
    }[counter]


def over_limit_body(page: str, why: str) -> str:
    """A page that comes by mail because the texts are used up."""
    return f"{why} Please make sure that somebody knows.\n\nThe text would have been:\n  {page}\n"


def _more(crisis: Crisis) -> str:
    number, more = len(crisis.waiting), "more " if crisis.mailed else ""
    return f"{number} {more}alert{'s' if number > 1 else ''}"


def _new_normal(crisis: Crisis) -> str:
    settled = [count_noun(episode.kind, episode.subject) for episode in crisis.episodes.values() if episode.settled]
    nouns = " and the ".join(dict.fromkeys(settled))
    return f" The {nouns} have not gone back: this is the new normal." if settled else ""


def _row(episode: Episode) -> str:
    lasted = duration((episode.ended_ms or episode.opened_ms) - episode.opened_ms)
    title = moment_title(episode.kind, episode.subject)
    row = f"{title}, {episode.severity.name}: {lasted} from {time_of_day(episode.opened_ms)}"
    if not episode.peak:
        return row
    peak = f"peak {episode.peak:,} in {counting_period(Evidence())} at {time_of_day(episode.peak_ms)}"
    return f"{row}; {peak}; {episode.mentions:,} in all"


def _ascii_name(crisis: Crisis) -> str:
    return subject_line(brand_name(crisis, 40)) or crisis.brand


def _length(crisis: Crisis) -> str:
    return duration(crisis.ended_ms - crisis.began_ms)
