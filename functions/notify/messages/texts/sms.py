"""The text message: the figures of a crisis and why it is told in, one SMS segment out.

It says how bad, who, what, how much, since when, and where to look. It names its time
itself, because SNS may deliver it hours late (it retries for six). It asks for no
reply: the words a phone could answer with are the ones that end a subscription. No
handle, link or number of a stranger gets in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from functions.notify.messages.latin import is_mostly_latin, with_readable_hashtags
from functions.notify.messages.texts.gsm7 import SEGMENT, septets, shorten_septets, to_gsm7
from shared.domain.moments.moment import Severity, Status
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.crisis_words import headline, short_headline, topic_or_title
from shared.messages.crisis.crowd_words import crowd_texts
from shared.messages.crisis.trend import WINDOW_MINUTES
from shared.messages.figures import count_noun, recovery_text
from shared.messages.kinds import KINDS
from shared.messages.phrases import duration, percent, time_with_date
from shared.messages.quote import safe_text
from shared.messages.theme_texts import Quote, around
from shared.plans.code import code_of

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures

NAME_SEPTETS = 24
"""Septets of a brand's name."""

MIN_QUOTE_SEPTETS = 16
"""A quote that is cut to less than this says nothing."""

GOOD_QUOTE_SEPTETS = 40
"""A quote of this length is worth more than the share of negative posts."""

LATE_MS = 10 * MINUTE_MS
"""So long after it began, when that was matters more than how much it is."""

HAD_AS_MUCH = ", as much as in past weeks"
"""What a text says that is sent for its severity, though the brand had as much of late."""


class Occasion(NamedTuple):
    """Why a text is sent: the words before the severity, behind the severity, and behind the brand."""

    before: str = ""
    severity: str = ""
    brand: str = ""


OPENED = Occasion()


def worse(paged_before: Severity | None) -> Occasion:
    """It is worse than what was paged before; the opening where nothing was."""
    return Occasion("WORSE ", f" (was {paged_before.name})") if paged_before else OPENED


def page_text(figures: CrisisFigures, link: str, occasion: Occasion = OPENED) -> str:
    """The text of a crisis, in at most 160 septets of GSM-7.

    ``link`` must leave sixty septets (:func:`functions.notify.messages.links.short_link`).
    The headline comes first, then since when, and always the code of the plan, by which people find it and
    name it on the phone (shorter where there is a quote). As far as there is room it says who posts, if that is
    a few accounts or many with the same words, what people say about the leading theme, and how many posts are
    negative.
    """
    available = SEGMENT - septets(link) - 1
    code = code_of(figures.plan)
    head = _with_crowd(_head(figures, occasion, available, f", P{code}"), figures, available)
    share, quote = _negative_share(figures), _quote(figures, available - septets(head) - septets(': ""'))
    if not quote:
        head = _with_crowd(_head(figures, occasion, available, f", plan {code}", f", P{code}"), figures, available)
    if not quote or septets(head + share + quote) + septets(': ""') > available:
        share = "" if quote or septets(head + share) > available else share
    words = f'{head}{share}: "{quote}"' if quote else f"{head}{share}"
    return f"{words} {link}"


def over_text(figures: CrisisFigures, link: str) -> str:
    """The text that a crisis is over, in at most 160 septets of GSM-7."""
    ended = figures.now_ms if figures.ended_ms is None else figures.ended_ms
    name, when = short_name(figures), f"at {time_with_date(ended, figures.now_ms)} after {duration(figures.lasted_ms)}."
    topic = f" - {figures.topic}:" if figures.topic else ":"
    whole, short = (f"OVER {name}{what} {_words(_outcome(figures))} {when}" for what in (topic, ":"))
    peak = f" Peak {_counted(figures)}." if figures.lead.peak else ""
    now = _last_share(figures, f"Last {WINDOW_MINUTES} min:")
    end = _last_share(figures, "At end")
    shares = (whole + peak + now, whole + peak + end)
    return fitted(link, *shares, whole + peak, short + peak + now, whole + now, whole, short, f"OVER {name} {when}")


def fitted(link: str, *versions: str) -> str:
    """The first version that fits beside the link, or the last one cut."""
    available = SEGMENT - septets(link) - 1
    fitting = (words for words in versions if septets(words) <= available)
    return f"{next(fitting, shorten_septets(versions[-1], available))} {link}"


def short_name(figures: CrisisFigures) -> str:
    """The brand's name as a text has room for it; its id where most of the name is in another script."""
    told = figures.brand_name
    name = shorten_septets(_safe(told), NAME_SEPTETS) if told.isascii() or is_mostly_latin(told) else ""
    return name or shorten_septets(figures.brand, NAME_SEPTETS)


def _with_crowd(head: str, figures: CrisisFigures, available: int) -> str:
    fitting = (f"{head}, {who}" for who in crowd_texts(figures.crowd))
    return next((told for told in fitting if septets(told) <= available), head)


def _head(figures: CrisisFigures, occasion: Occasion, available: int, *plans: str) -> str:
    """How bad, who, what, how much, since when and by which plan; less of it where the link is long.

    ``plans`` says which plan it is, the last one in the least room.
    """
    level = f"{occasion.before}{figures.severity.name}{occasion.severity}"
    who = f"{level} {short_name(figures)}{occasion.brand}"
    since = f", since {time_with_date(figures.began_ms, figures.now_ms)}"
    told = [_words(words) for words in (headline(figures), short_headline(figures), topic_or_title(figures))]
    whole, short, topic = (f"{who} - {words}" for words in told)
    versions: tuple[str, ...] = (whole + since, short + since, whole, short, topic + since, topic)
    if figures.now_ms - figures.began_ms >= LATE_MS:
        versions = (whole + since, short + since, topic + since, whole, short, topic)
    if figures.lead.decision.get("severe"):
        versions = (whole + since + HAD_AS_MUCH, short + since + HAD_AS_MUCH, *versions)
    fitting = (words + code for words in versions for code in plans if septets(words + code) <= available)
    return next(fitting, shorten_septets(versions[-1], available - septets(plans[-1])) + plans[-1])


def _negative_share(figures: CrisisFigures) -> str:
    """The share of negative posts, unless it is unknown or in the headline already."""
    share, of_all = figures.negative_share, " in all" if figures.latest else ""
    return f", {percent(share)} negative{of_all}" if share is not None and KINDS[figures.lead.kind].shows_share else ""


def _last_share(figures: CrisisFigures, lately: str) -> str:
    """The share of negative posts ``lately``, as a sentence; that of all where it was no longer."""
    latest = figures.latest
    if latest is None:
        share = figures.negative_share
        return "" if share is None else f" {'In all' if figures.sums else 'At end'} {percent(share)} negative."
    if not latest.scored:
        return ""
    counts = f"{latest.negative} of {latest.scored}"
    return f" {lately} {percent(latest.negative / latest.scored) if latest.tells_a_share else counts} negative."


def _outcome(figures: CrisisFigures) -> str:
    """How it ended, for after the brand's name."""
    kind, subject = figures.lead.kind, figures.lead.evidence.subject
    if figures.status is Status.DISMISSED:
        return "closed by hand"
    if figures.lead in figures.settled:
        return f"{count_noun(kind, subject)} steady at a new normal"
    return recovery_text(kind, subject)


def _counted(figures: CrisisFigures) -> str:
    evidence = figures.evidence
    noun = _words(count_noun(figures.lead.kind, evidence.subject))
    return f"{evidence.observed:,} {noun} in {duration(evidence.minutes * 60_000)}"


def _quote(figures: CrisisFigures, available: int) -> str:
    """What people say about the leading theme: the first quote that shows its words in the room there is."""
    if available < MIN_QUOTE_SEPTETS:
        return ""
    plain = [(_plain(quote), _about(quote, figures)) for quote in figures.quotes]
    shown = [(shorten_septets(around(words, about, available), available), about) for words, about in plain if words]
    if not any(about for _, about in shown):
        return shown[0][0] if shown else ""
    naming = (words for words, about in shown if any(word.casefold() in words.casefold() for word in about))
    return next(naming, "")


def _plain(quote: Quote) -> str:
    return _safe(quote.words).replace('"', "'")


def _words(text: str) -> str:
    """Words of ours with a hashtag of strangers in them."""
    return _safe(with_readable_hashtags(text))


def _safe(text: str) -> str:
    """``text`` in GSM-7. It is made safe after that, so that no dropped letter can join a link together."""
    return " ".join(word for word in safe_text(to_gsm7(text)).split() if word != "#")


def _about(quote: Quote, figures: CrisisFigures) -> tuple[str, ...]:
    return quote.themes.get(figures.theme, ()) if figures.theme else ()
