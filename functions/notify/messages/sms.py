"""The text message: one segment that says how bad, who, what, how much, since when, and where to look.

It names its time itself, because SNS may deliver it hours late (it retries for six).
No reply is asked for: the words a phone could answer with are the ones that end a
subscription. No handle, link or number of a stranger gets in.
"""

from __future__ import annotations

from dataclasses import replace

from functions.notify.crisis_state import Crisis
from functions.notify.messages.gsm7 import SEGMENT, reduced, septets, shortened
from shared.domain.moment import Evidence, Kind, Moment, Sample, Severity
from shared.messages.kinds import short_figures
from shared.messages.phrases import duration, percent, time_of_day
from shared.messages.quote import LONGEST, quotable_samples, safe_text

NAME_ROOM = 24
"""Septets of a brand's name."""

LEAST_CONCERN = 16
"""A concern shorter than this many septets, when cut, tells nothing."""

GOOD_CONCERN = 40
"""Room from which a concern is worth more than the share of negative posts."""


def page_text(moment: Moment, link: str, was: Severity | None = None) -> str:
    """The page for a moment, in at most 160 septets of GSM-7.

    ``link`` must leave sixty septets (:func:`functions.notify.messages.links.short_link`);
    ``was`` is the severity already paged, when it is now worse.
    """
    room = SEGMENT - septets(link) - 1
    head = _head(moment, was)
    shares = (_share(moment.evidence), "") if _share_is_news(moment) else ("",)
    concern = _concern(moment)
    for share in shares:
        left = room - septets(head + share) - septets(': ""')
        if not concern or left >= min(septets(concern), GOOD_CONCERN) or not share:
            break
    said = shortened(concern, left) if left >= LEAST_CONCERN else ""
    words = f'{head}{share}: "{said}"' if said else f"{head}{share}"
    return f"{shortened(words, room)} {link}"


def over_text(crisis: Crisis, mood: float | None, link: str) -> str:
    """The one message that it is over, in at most 160 septets of GSM-7."""
    worst = crisis.worst
    ended = max(episode.ended_ms or 0 for episode in crisis.episodes.values())
    began = min(episode.opened_ms for episode in crisis.episodes.values())
    name, what = _name(crisis.brand_name, crisis.brand), reduced(crisis.outcome)
    end = f"OVER {name}: {what} at {time_of_day(ended)} after {duration(ended - began)}."
    sizes = f" Peak {worst.peak:,} in 5 min, {worst.mentions:,} in all." if worst.peak else ""
    now = "" if mood is None else f" Now {percent(mood)} negative."
    room = SEGMENT - septets(link) - 1
    fitting = (words for words in (end + sizes + now, end + sizes, end + now) if septets(words) <= room)
    return f"{next(fitting, shortened(end, room))} {link}"


def _head(moment: Moment, was: Severity | None) -> str:
    rise = f" (was {was.name})" if was else ""
    name = _name(moment.brand_name, moment.brand)
    much = reduced(short_figures(moment.kind, moment.evidence))
    return f"{moment.severity.name}{rise} {name}: {much} since {time_of_day(moment.opened_ms)}"


def _share_is_news(moment: Moment) -> bool:
    """A shift names its share already; of a channel that is silent there is none."""
    told = moment.kind in (Kind.SENTIMENT_SHIFT, Kind.CHANNEL_SILENCE)
    return moment.evidence.negative_share is not None and not told


def _share(evidence: Evidence) -> str:
    return f", {percent(evidence.negative_share or 0.0)} negative"


def _name(name: str, fallback: str) -> str:
    return shortened(safe_text(reduced(name)), NAME_ROOM) or shortened(fallback, NAME_ROOM)


def _concern(moment: Moment) -> str:
    """What people say. Reduced before it is judged, so that no letter left out can join a link together."""
    plain = (words.replace('"', "'") for words, _ in quotable_samples(_reduced(moment)))
    return next(plain, "")


def _reduced(moment: Moment) -> list[Sample]:
    return [replace(sample, text=reduced(sample.text[:LONGEST])) for sample in moment.evidence.samples]
