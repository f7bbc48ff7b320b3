"""Change here how a crisis reads: its figures in, the words that texts, mails, the page and the API share out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from shared.domain.moments.moment import Moment, Status, TimelineEntry, Transition
from shared.domain.time import day_stamp
from shared.messages.crisis.crowd_words import crowd_text, few_text
from shared.messages.crisis.first_steps import next_action, steps_now
from shared.messages.crisis.share_words import sentiment_text, sums_text
from shared.messages.crisis.trend import trend_text
from shared.messages.crisis.what_changed import Rise
from shared.messages.figures import (
    count_noun,
    headline_figures,
    is_past_peak,
    moment_title,
    peak_evidence,
    short_figures,
)
from shared.messages.phrases import (
    URGENCY,
    date_and_time,
    duration,
    time_with_date,
    times,
    top_counts,
)
from shared.messages.quote import safe_text, shorten
from shared.messages.theme_texts import themes_text

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures

AT_THE_PEAK = " at the peak"
NAME_LENGTH = 40

STATUS_TEXT = {
    Status.OPEN: "Nobody has acknowledged it yet.",
    Status.ACKNOWLEDGED: "Somebody is on it.",
    Status.RECOVERING: "It is going back to normal.",
    Status.RESOLVED: "It is over.",
    Status.DISMISSED: "It was closed by hand.",
}


def headline(figures: CrisisFigures) -> str:
    """What it is about, and how much: ``Fires reported: 40 negative posts in 5 min, 64x normal``."""
    return ": ".join(headline_parts(figures))


def headline_parts(figures: CrisisFigures) -> list[str]:
    """The headline's topic, if it has one, and its figures."""
    when = AT_THE_PEAK if figures.past_peak else ""
    return _with_topic(figures, headline_figures(figures.lead.kind, figures.evidence, when))


def is_peak_known(figures: CrisisFigures) -> bool:
    """Whether the highest count can be called the peak; while it rises nobody knows."""
    return figures.past_peak or figures.status is Status.RECOVERING


def short_headline(figures: CrisisFigures) -> str:
    """The same where there is no room: ``Fires reported: negative posts 64x normal``."""
    return ": ".join(_with_topic(figures, short_figures(figures.lead.kind, figures.evidence)))


def topic_or_title(figures: CrisisFigures) -> str:
    """What it is about, without any figure."""
    return _topic(figures) or moment_title(figures.lead.kind, figures.lead.evidence.subject)


def accounts_text(figures: CrisisFigures) -> str:
    """Who posts: ``300 posts by 4 accounts, 290 alike``; empty where that is not known."""
    return crowd_text(figures.crowd)


def severity_text(figures: CrisisFigures) -> str:
    """How severe it is, and what that asks for now; nobody is told to act on what goes back to normal."""
    level, urgency = figures.severity.name, URGENCY[figures.severity]
    match figures.status:
        case Status.OPEN:
            return f"{level}, {urgency}"
        case Status.ACKNOWLEDGED:
            return f"{level}, {urgency.split(',')[0]}; somebody is on it"
        case Status.RECOVERING:
            return f"{level}, going back to normal"
        case Status.RESOLVED:
            return f"Over; it was {level}"
        case Status.DISMISSED:
            return f"Closed by hand; it was {level}"


def banner_text(figures: CrisisFigures) -> str:
    """The same in as few words as fit on a phone's line."""
    level = figures.severity.name
    match figures.status:
        case Status.OPEN:
            return f"{level}: {URGENCY[figures.severity].split(', ')[-1]}"
        case Status.ACKNOWLEDGED:
            return f"{level}: acknowledged"
        case Status.RECOVERING:
            return f"{level}: recovering"
        case _:
            return severity_text(figures)


def status_text(figures: CrisisFigures) -> str:
    """Who is on it, or that it is over; what somebody took before it got worse is not called taken."""
    care = figures.care
    step = care.by
    if step is None or not figures.ongoing:
        return STATUS_TEXT[figures.status]
    name = shorten(safe_text(step.by), NAME_LENGTH) or "somebody"
    who, since = f"{name[:1].upper()}{name[1:]} is on", time_with_date(step.at_ms, figures.began_ms)
    if figures.status is Status.OPEN and care.waits:
        waits = _waiting_text(care.waits, figures.began_ms)
        return f"Nobody has acknowledged {waits}. {who} what came before, since {since}."
    by = f"{who} it, since {since}."
    return f"{STATUS_TEXT[Status.RECOVERING]} {by}" if figures.status is Status.RECOVERING else by


def _waiting_text(step: TimelineEntry, began_ms: int) -> str:
    """What somebody has to acknowledge once more."""
    at = time_with_date(step.at_ms, began_ms)
    match step.change:
        case Transition.RELAPSED:
            return f"what came back at {at}"
        case Transition.REOPENED:
            return f"what was reopened at {at}"
        case _:
            return f"what is {step.severity.name} now"


def since_text(figures: CrisisFigures, zone: str = "UTC") -> str:
    """Since when and how long, or from when until when; with the date unless it goes on and began today."""
    began, lasted = date_and_time(figures.began_ms, zone), duration(figures.lasted_ms)
    if figures.ongoing and day_stamp(figures.began_ms) == day_stamp(figures.now_ms):
        began = re.sub(r" on \d+ \w+ \d+", "", began)
    if figures.ended_ms is None:
        return f"{began}, for {lasted} now"
    return f"{began}, until {time_with_date(figures.ended_ms, figures.began_ms)}, {lasted} in all"


def trend(figures: CrisisFigures) -> str:
    """Whether it gets worse."""
    return trend_text(figures.trend, figures.lead)


def reach_text(figures: CrisisFigures) -> str:
    """How many people may have seen it; empty where that is not known."""
    return f"up to {figures.reach:,} people" if figures.reach else ""


def traffic_text(figures: CrisisFigures) -> str:
    """The visitors of the brand's site, while the crisis goes on and they are clearly more than usual."""
    traffic = figures.traffic
    if traffic is None or not (figures.ongoing and traffic.clearly_more):
        return ""
    return f"{traffic.now:,.0f} visitors a minute, usually {traffic.usual:,.0f} at this time"


def facts(figures: CrisisFigures, zone: str = "UTC") -> dict[str, str]:
    """The facts by name, in the order of a mail and of the page; what is not known is left out."""
    rows = {
        "Since": since_text(figures, zone),
        "Trend": trend(figures) if figures.ongoing else "",
        "Severity": severity_text(figures),
        "In all": sums_text(figures),
        "Accounts": accounts_text(figures),
        "Sentiment": sentiment_text(figures),
        "Reach": reach_text(figures),
        "Your site": traffic_text(figures),
        "About": themes_text(figures.themes),
        "Where": top_counts(figures.channels),
        "Hashtags": top_counts({f"#{tag}": count for tag, count in figures.hashtags.items()}),
    }
    return {name: text for name, text in rows.items() if text}


def changes(figures: CrisisFigures) -> dict[str, str]:
    """What rose most against the normal, by name; what did not rise is left out."""
    changed = figures.changed
    rows = {
        "New words": ", ".join(changed.words),
        "New links": ", ".join(changed.links),
        "Channels up": ", ".join(_rise(rise) for rise in changed.channels),
        "Hashtags up": ", ".join(f"#{_rise(rise)}" for rise in changed.hashtags),
    }
    return {name: text for name, text in rows.items() if text}


def why_text(figures: CrisisFigures) -> str:
    """The heading of the reasons of the severity, which have the figures of the time when it was set."""
    verb = "is" if figures.ongoing else "was"
    return (
        f"Why it {verb} {figures.severity.name}, as seen at {time_with_date(figures.severity_set_ms, figures.began_ms)}"
    )


def next_action_text(figures: CrisisFigures) -> str:
    """The one thing to do now."""
    return next_action(
        figures.plan,
        figures.severity,
        figures.status,
        figures.severity_set_ms,
        figures.now_ms,
        done=figures.done_steps,
    )


def steps(figures: CrisisFigures) -> list[str]:
    """What is left to do now, in order."""
    return steps_now(figures.plan, figures.severity, figures.status, figures.severity_set_ms, figures.done_steps)


def moment_text(moment: Moment, began_ms: int) -> str:
    """One moment of the crisis that began at ``began_ms``: its kind, severity, figures and times.

    >>> from shared.domain.moments.moment import Evidence, Kind, Severity
    >>> moment_text(Moment("acme", "1", Kind.QUESTION_WAVE, Severity.SEV3, Status.OPEN, 50_700_000, 0, 0, "1",
    ...     evidence=Evidence(30, 3.0)), 50_700_000)
    'Wave of questions, SEV3: 30 questions in 5 min, 10x normal, since 14:05 UTC'
    """
    title = moment_title(moment.kind, moment.evidence.subject)
    when = AT_THE_PEAK if is_past_peak(moment) or not moment.status.ongoing else ""
    figures = headline_figures(moment.kind, peak_evidence(moment), when)
    return f"{title[:1].upper()}{title[1:]}, {moment.severity.name}: {figures}, {_from_to(moment, began_ms)}"


def new_normal_text(figures: CrisisFigures) -> str:
    """What has not gone back to the earlier level; empty where all has."""
    nouns = " and the ".join(
        dict.fromkeys(count_noun(moment.kind, moment.evidence.subject) for moment in figures.settled)
    )
    return f"The {nouns} have not gone back: this is the new normal." if nouns else ""


def labels(rows: Mapping[str, str]) -> list[str]:
    """Names and texts as lines of a mail, in two columns."""
    width = max((len(name) for name in rows), default=0) + 1
    return [f"{name + ':':<{width}} {text}" for name, text in rows.items()]


def _with_topic(figures: CrisisFigures, text: str) -> list[str]:
    topic = _topic(figures)
    return [topic, text] if topic else [f"{text[:1].upper()}{text[1:]}"]


def _topic(figures: CrisisFigures) -> str:
    """That a few accounts make it, before what it is about: it must not be taken for a crowd."""
    return few_text(figures.lead.evidence.crowd) or figures.topic


def _rise(rise: Rise) -> str:
    return f"{rise.name} {rise.posts:,} ({times(rise.ratio)})"


def _from_to(moment: Moment, began_ms: int) -> str:
    began = time_with_date(moment.opened_ms, began_ms)
    if moment.ended_ms is None:
        return f"since {began}"
    return f"{began} to {time_with_date(moment.ended_ms, began_ms)}"
