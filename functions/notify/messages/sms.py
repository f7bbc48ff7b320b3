"""The text message: a moment or the end of a crisis in, one SMS segment out.

It says how bad, who, what, how much, since when, and where to look. It names its time
itself, because SNS may deliver it hours late (it retries for six). It asks for no
reply: the words a phone could answer with are the ones that end a subscription. No
handle, link or number of a stranger gets in.
"""

from __future__ import annotations

from dataclasses import replace

from functions.notify.crisis_state import Crisis
from functions.notify.messages.gsm7 import SEGMENT, septets, shorten_septets, to_gsm7
from shared.domain.moment import Moment, Sample, Severity
from shared.domain.time import BUCKET_MS
from shared.messages.figures import count_noun, recovery_text, short_figures
from shared.messages.kinds import KINDS
from shared.messages.phrases import duration, percent, time_of_day
from shared.messages.quote import LONGEST, quotable_samples, safe_text

NAME_SEPTETS = 24
"""Septets of a brand's name."""

MIN_QUOTE_SEPTETS = 16
"""A quote that is cut to less than this says nothing."""

GOOD_QUOTE_SEPTETS = 40
"""A quote of this length is worth more than the share of negative posts."""


def page_text(moment: Moment, link: str, paged_before: Severity | None = None) -> str:
    """The page for a moment, in at most 160 septets of GSM-7.

    ``link`` must leave sixty septets (:func:`functions.notify.messages.links.short_link`);
    ``paged_before`` is the severity already paged, when it is now worse.
    """
    available = SEGMENT - septets(link) - 1
    head, quote = _head(moment, paged_before), _quote(moment)
    for share in (_negative_share(moment), ""):
        left = available - septets(head + share) - septets(': ""')
        if not quote or left >= min(septets(quote), GOOD_QUOTE_SEPTETS):
            break
    shown = shorten_septets(quote, left) if left >= MIN_QUOTE_SEPTETS else ""
    words = f'{head}{share}: "{shown}"' if shown else f"{head}{share}"
    return f"{shorten_septets(words, available)} {link}"


def over_text(crisis: Crisis, negative_share: float | None, link: str) -> str:
    """The message that a crisis is over, in at most 160 septets of GSM-7."""
    name, ended = short_name(crisis.brand_name, crisis.brand), time_of_day(crisis.ended_ms)
    end = f"OVER {name}: {_outcome(crisis)} at {ended} after {duration(crisis.ended_ms - crisis.began_ms)}."
    worst = crisis.worst
    sizes = f" Peak {worst.peak:,} in {duration(BUCKET_MS)}, {worst.mentions:,} in all." if worst.peak else ""
    now = "" if negative_share is None else f" Now {percent(negative_share)} negative."
    available = SEGMENT - septets(link) - 1
    fitting = (words for words in (end + sizes + now, end + sizes, end + now) if septets(words) <= available)
    return f"{next(fitting, shorten_septets(end, available))} {link}"


def _head(moment: Moment, paged_before: Severity | None) -> str:
    rise = f" (was {paged_before.name})" if paged_before else ""
    figures = to_gsm7(short_figures(moment.kind, moment.evidence))
    name = short_name(moment.brand_name, moment.brand)
    return f"{moment.severity.name}{rise} {name}: {figures} since {time_of_day(moment.opened_ms)}"


def _negative_share(moment: Moment) -> str:
    """The share of negative posts, unless it is unknown or in the text already."""
    share = moment.evidence.negative_share
    return f", {percent(share)} negative" if share is not None and KINDS[moment.kind].shows_share else ""


def _outcome(crisis: Crisis) -> str:
    """How it ended, for after the brand's name."""
    worst = crisis.worst
    if worst.settled:
        return to_gsm7(f"{count_noun(worst.kind, worst.subject)} steady at a new normal")
    return to_gsm7(recovery_text(worst.kind, worst.subject))


def short_name(name: str, fallback: str) -> str:
    """A brand's name as a text has room for it; ``fallback``, its id, where none of the name is left."""
    return shorten_septets(safe_text(to_gsm7(name)), NAME_SEPTETS) or shorten_septets(fallback, NAME_SEPTETS)


def _quote(moment: Moment) -> str:
    """What people say. It is made safe after it is in GSM-7, so that no dropped letter can join a link together."""
    plain = (words.replace('"', "'") for words, _ in quotable_samples(_gsm7_samples(moment)))
    return next(plain, "")


def _gsm7_samples(moment: Moment) -> list[Sample]:
    return [replace(sample, text=to_gsm7(sample.text[:LONGEST])) for sample in moment.evidence.samples]
