"""How a crisis is summed up: its moments and the counters around them in, one set of figures out.

The headline depends on the moments alone; sums, sentiment and reach on the counters, where these can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shared.domain.mentions.tally import Tally, total
from shared.domain.moments.crowd import crowd_of
from shared.domain.moments.moment import Moment
from shared.domain.response.statement import Statement
from shared.domain.text import says_the_same
from shared.domain.time import HOUR_MS, MINUTE_MS, minute_of
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures, Sums
from shared.messages.crisis.crisis_lead import crisis_status, lead_of, leading_theme
from shared.messages.crisis.topics import ABOUT_TROUBLE, topic_of
from shared.messages.crisis.trend import WINDOW_MINUTES, trend_of
from shared.messages.crisis.what_changed import WhatChanged, what_changed
from shared.messages.figures import is_past_peak, peak_evidence
from shared.messages.theme_texts import (
    Quote,
    ThemeWords,
    counted_themes,
    quotes_about,
    themed_quotes,
    themes_with_words,
    words_of,
)
from shared.plans.plan import Plan

if TYPE_CHECKING:
    from shared.effect.verdict import Answered

BEFORE_MS = 3 * HOUR_MS
"""How much of the time before a crisis is read, to tell what changed."""

SAMPLES_READ = 60
"""The most critical posts among which quotes and words are looked for."""

QUOTES_KEPT = 5


def crisis_figures(
    moments: Sequence[Moment],
    counters: Counters | None,
    now_ms: int,
    own_plans: Sequence[Plan] = (),
    statements: Sequence[Statement] = (),
) -> CrisisFigures:
    """The figures of the crisis of these moments, at least one.

    ``counters`` begin a few hours before the crisis; ``None`` if they could not be read.
    Where they begin after it, nothing is said of the whole.
    """
    ordered = tuple(sorted(moments, key=lambda moment: (moment.opened_ms, moment.id)))
    lead, began, ended = lead_of(ordered), ordered[0].opened_ms, _ended_ms(ordered)
    status = crisis_status(ordered)
    counted = [] if counters is None else counters.minutes
    during = [(at, t) for at, t in counted if began <= at < (ended or now_ms + MINUTE_MS)]
    whole = total(tally for _, tally in during) if during and counters and counters.since_ms <= began else None
    theme = leading_theme(ordered)
    told = themed_quotes(sample for moment in ordered for sample in moment.evidence.samples)
    quotes = [*told, *_more_quotes(told, during)]
    latest = lead.evidence
    return CrisisFigures(
        id=lead.crisis,
        now_ms=now_ms,
        moments=ordered,
        lead=lead,
        severity=lead.severity,
        status=status,
        began_ms=began,
        ended_ms=ended,
        evidence=peak_evidence(lead),
        past_peak=is_past_peak(lead) or not status.ongoing,
        theme=theme,
        topic=topic_of(theme, words_of(told).get(theme, ())) if theme and lead.kind in ABOUT_TROUBLE else "",
        trend=trend_of(lead, status, counted, now_ms),
        sums=_sums(whole) if whole else None,
        negative_share=whole.negative_share if whole else latest.negative_share,
        normal_negative_share=latest.normal_negative_share,
        latest=_latest(during, began, now_ms if ended is None else ended) if whole else None,
        reach=max([whole.reach if whole else 0, *(moment.evidence.reach for moment in ordered)]),
        themes=_themes(whole, ordered, quotes),
        quotes=_told_once(quotes_about(theme, quotes)),
        channels=whole.channels if whole else latest.channels,
        hashtags=whole.hashtags if whole else latest.hashtags,
        changed=_changed(counted, during, ordered, now_ms),
        crowd=crowd_of(whole, few=latest.crowd.few) if whole else latest.crowd,
        own_plans=own_plans,
        answered=tuple(_answered(statements, counters, began, now_ms)),
    )


def _sums(tally: Tally) -> Sums:
    return Sums(tally.mentions, tally.scored, tally.negative)


def _latest(during: Sequence[tuple[int, Tally]], began_ms: int, until_ms: int) -> Sums | None:
    """The sums of the last window; ``None`` while it is the whole."""
    until = minute_of(until_ms)
    since = until - WINDOW_MINUTES * MINUTE_MS
    return _sums(total(tally for at, tally in during if since <= at < until)) if began_ms < since else None


def _answered(statements: Sequence[Statement], counters: Counters | None, began_ms: int, now_ms: int) -> list[Answered]:
    if not statements:
        return []
    from shared.effect.verdict import Answered, effects_of  # noqa: PLC0415 - most crises are told without statements
    from shared.effect.windows import Course  # noqa: PLC0415 - as before

    if counters is None:
        return [Answered(statement, [], None) for statement in statements]
    return effects_of(statements, Course(counters.minutes, counters.since_ms, began_ms), now_ms)


def _ended_ms(moments: Sequence[Moment]) -> int | None:
    if any(moment.status.ongoing for moment in moments):
        return None
    return max(moment.ended_ms or moment.updated_ms for moment in moments)


def _more_quotes(told: Sequence[Quote], during: Sequence[tuple[int, Tally]]) -> list[Quote]:
    """The most critical posts of the counters that the moments do not quote."""
    known = {quote.words.casefold() for quote in told}
    by_text = {sample.text: sample for _, tally in during for sample in tally.samples}
    worst = sorted(by_text.values(), key=lambda sample: (sample.compound, sample.published_ms, sample.text))
    return [quote for quote in themed_quotes(worst[:SAMPLES_READ]) if quote.words.casefold() not in known]


def _told_once(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """The first quotes that do not say the same."""
    kept: list[Quote] = []
    for quote in quotes:
        if len(kept) < QUOTES_KEPT and not any(says_the_same(quote.words, other.words) for other in kept):
            kept.append(quote)
    return tuple(kept)


def _themes(whole: Tally | None, moments: Sequence[Moment], quotes: Sequence[Quote]) -> tuple[ThemeWords, ...]:
    """The themes with their counts of the whole crisis."""
    samples = [sample for moment in moments for sample in moment.evidence.samples]
    if whole is None:
        return tuple(themes_with_words(lead_of(moments).evidence.themes, samples))
    words = words_of(quotes)
    return tuple((theme, posts, words.get(theme, ())) for theme, posts in counted_themes(whole.themes))


def _changed(
    counted: Sequence[tuple[int, Tally]],
    during: Sequence[tuple[int, Tally]],
    moments: Sequence[Moment],
    now_ms: int,
) -> WhatChanged:
    began, ended = moments[0].opened_ms, _ended_ms(moments) or now_ms
    before = [tally for at, tally in counted if began - BEFORE_MS <= at < began]
    names = {moments[0].brand, moments[0].brand_name}
    return what_changed([tally for _, tally in during], before, (max(ended - began, MINUTE_MS), BEFORE_MS), names)
