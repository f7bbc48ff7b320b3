"""The mails after the first: what else happened, that it is over, that something went wrong with a page."""

from __future__ import annotations

from functions.notify.crisis_state import Crisis, Episode
from functions.notify.messages.message import subject_line
from shared.domain.moment import Evidence
from shared.messages.kinds import count_noun, moment_title
from shared.messages.phrases import date_and_time, duration, negative_share_text, time_of_day
from shared.messages.quote import safe_text, shorten

_AFTERWARDS = """\
What to do now
  - Say publicly that it is over, and name any lasting harm.
  - Note what worked while you remember it; hold the review within five working days."""


def bundle_subject(crisis: Crisis) -> str:
    """The subject of the grouped alert."""
    return subject_line(f"{crisis.worst.severity.name} {_ascii_name(crisis)}: {len(crisis.waiting)} more of the crisis")


def bundle_body(crisis: Crisis, link: str) -> str:
    """The grouped alert: what came after the first one, a line each."""
    began = min(episode.opened_ms for episode in crisis.episodes.values())
    going_on = sum(episode.ended_ms is None for episode in crisis.episodes.values())
    lines = "\n".join(f"  - {line}" for line in crisis.waiting)
    return (
        f"{_name(crisis)}: {len(crisis.waiting)} more since the last mail, part of the crisis that began"
        f" {time_of_day(began)}.\n\n{lines}\n\n"
        f"Going on now: {going_on}. The first steps of the first mail still hold.\n\n"
        f"Details:\n  {link}\n\n"
        "What happens next: you will hear once more when it is over, and before that only if it gets worse.\n"
    )


def over_subject(crisis: Crisis) -> str:
    """The subject of the end."""
    worst, verb = crisis.worst, "over" if _by_itself(crisis) else "closed by hand"
    if worst.settled and _by_itself(crisis):
        verb = "now the new normal,"
    return subject_line(
        f"OVER {_ascii_name(crisis)}: {moment_title(worst.kind, worst.subject)}, {verb} after {_length(crisis)}"
    )


def over_body(crisis: Crisis, evidence: Evidence, untold: tuple[str, ...], *, zone: str, link: str) -> str:
    """The end: how long, how high, how many, the mood now, and what was not told before."""
    how = "It is over" if _by_itself(crisis) else "It was closed by hand"
    settled = [count_noun(episode.kind, episode.subject) for episode in crisis.episodes.values() if episode.settled]
    kept = (
        f" The {' and the '.join(dict.fromkeys(settled))} have not gone back: this is the new normal."
        if settled
        else ""
    )
    episodes = sorted(crisis.episodes.values(), key=lambda e: (e.opened_ms, e.id))
    rows = "\n".join(f"  - {_row(episode)}" for episode in episodes)
    late = "".join(f"\n  - {line}" for line in untold)
    blocks = [
        f"{how}, {_name(crisis)}: the crisis lasted {_length(crisis)}.{kept}",
        f"Ended: {date_and_time(_ended(crisis), zone)}\nMood now: {negative_share_text(evidence)}",
        f"What happened\n{rows}",
        f"Also seen meanwhile{late}" if late else "",
        _AFTERWARDS,
        f"Details:\n  {link}",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def doubt_subject(brand: str) -> str:
    """The subject when a page may be lost."""
    return subject_line(f"CHECK {brand}: a page may not have gone out")


def doubt_body(page: str, claimed_ms: int) -> str:
    """What to do when a page was begun and nobody knows whether it was sent.

    It is not sent again: two pages for one step teach people to ignore them.
    """
    return (
        f"A page was begun at {time_of_day(claimed_ms)} and never confirmed, so it may not have gone out.\n"
        "Nobody will be paged again for this step. Please make sure that somebody knows.\n\n"
        f"The text was:\n  {page}\n"
    )


def capped_subject(brand: str) -> str:
    """The subject when a page was not texted."""
    return subject_line(f"NOT TEXTED {brand}: the day's text messages are used up")


def capped_body(page: str, cap: int) -> str:
    """A page that comes by mail because the day's texts are used up."""
    return (
        f"The limit of {cap} text messages a day (SMS_PER_DAY) is reached, so this page comes by mail alone"
        " until midnight UTC. Please make sure that somebody knows.\n\n"
        f"The text would have been:\n  {page}\n"
    )


def _row(episode: Episode) -> str:
    lasted = duration((episode.ended_ms or episode.opened_ms) - episode.opened_ms)
    name = moment_title(episode.kind, episode.subject)
    row = f"{name}, {episode.severity.name}: {lasted} from {time_of_day(episode.opened_ms)}"
    if not episode.peak:
        return row
    peak = f"peak {episode.peak:,} in five minutes at {time_of_day(episode.peak_ms)}"
    return f"{row}; {peak}; {episode.mentions:,} in all"


def _name(crisis: Crisis) -> str:
    return shorten(safe_text(crisis.brand_name), 60) or crisis.brand


def _ascii_name(crisis: Crisis) -> str:
    return subject_line(shorten(_name(crisis), 40)) or crisis.brand


def _by_itself(crisis: Crisis) -> bool:
    return any(not episode.dismissed for episode in crisis.episodes.values())


def _ended(crisis: Crisis) -> int:
    return max(episode.ended_ms or 0 for episode in crisis.episodes.values())


def _length(crisis: Crisis) -> str:
    return duration(_ended(crisis) - min(episode.opened_ms for episode in crisis.episodes.values()))
