"""The figures of a crisis: its moments and the counters around them in, one set of figures out.

A crisis is the moments of a brand that are open together. Texts, mails, the page, its
chart and the API take their numbers from here and their words from
:mod:`shared.messages.crisis_words`, so that they cannot disagree. The headline depends
on the moments alone; sums, sentiment and reach on the counters, where these can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.mentions.tally import Tally, total
from shared.domain.mentions.theme import Theme
from shared.domain.moments.crowd import Crowd, crowd_of
from shared.domain.moments.history import acknowledgement
from shared.domain.moments.moment import NEW_NORMAL, Evidence, Moment, Severity, Status, TimelineEntry, Transition
from shared.domain.response.feedback import FeedbackTally
from shared.domain.response.publication import Publication
from shared.domain.response.statement import Statement
from shared.domain.text import says_the_same
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.messages.crisis_lead import crisis_status, lead_of, leading_theme
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
from shared.messages.topics import ABOUT_TROUBLE, topic_of
from shared.messages.trend import Trend, trend_of
from shared.messages.what_changed import WhatChanged, what_changed
from shared.plans.choice import choose_plan
from shared.plans.plan import LEAD_STEP, Plan
from shared.plans.progress import StepState, done_steps, step_states

if TYPE_CHECKING:
    from shared.domain.drill import Inject
    from shared.domain.site_traffic import SiteTraffic
    from shared.effect.verdict import Answered

BEFORE_MS = 3 * HOUR_MS
"""How much of the time before a crisis is read, to tell what changed."""

SAMPLES_READ = 60
"""The most critical posts among which quotes and words are looked for."""

QUOTES_KEPT = 5


class Counters(NamedTuple):
    """The tallies of a brand's minutes from ``since_ms`` on, each with the time of its minute."""

    since_ms: int
    minutes: Sequence[tuple[int, Tally]]


class Sums(NamedTuple):
    """What was counted since the crisis began: all posts, those whose sentiment is known, the negative ones."""

    posts: int
    scored: int
    negative: int


class CrisisFigures(NamedTuple):
    """All figures of a crisis at ``now_ms``.

    ``lead`` is the moment that stands for it: the most severe one. ``evidence`` has the
    lead's figures of its peak, and ``past_peak`` says that this is over. ``theme`` is what
    the crisis is about, ``None`` where no theme leads, and ``topic`` the same for a
    headline. ``sums`` is ``None`` where the counters could not be read. The negative
    share is that of the whole crisis, ``latest_share`` that of the last minutes. ``crowd`` is who
    posts; whether it is a few accounts is what the lead's evidence says.
    ``own_plans`` are the response plans of the team, which come before the shipped ones,
    ``answered`` what it said in public with what that changed, the earliest first, ``published`` what stands on the
    public page now, and ``feedback`` what its readers answered; both ``None`` where that was not read.
    ``traffic`` are the visitors of the brand's site, ``None`` where they are not known. ``injects`` is what happened
    in a drill beside the posts, with its times.
    """

    id: str
    now_ms: int
    moments: tuple[Moment, ...]
    lead: Moment
    severity: Severity
    status: Status
    began_ms: int
    ended_ms: int | None
    evidence: Evidence
    past_peak: bool
    theme: Theme | None
    topic: str
    trend: Trend
    sums: Sums | None = None
    negative_share: float | None = None
    normal_negative_share: float | None = None
    latest_share: float | None = None
    reach: int = 0
    themes: tuple[ThemeWords, ...] = ()
    quotes: tuple[Quote, ...] = ()
    channels: Mapping[str, int] = MappingProxyType({})
    hashtags: Mapping[str, int] = MappingProxyType({})
    changed: WhatChanged = WhatChanged()
    crowd: Crowd = Crowd()
    own_plans: Sequence[Plan] = ()
    answered: tuple[Answered, ...] = ()
    published: Publication | None = None
    feedback: FeedbackTally | None = None
    traffic: SiteTraffic | None = None
    injects: tuple[tuple[int, Inject], ...] = ()

    @property
    def brand(self) -> str:
        """The brand's id."""
        return self.lead.brand

    @property
    def brand_name(self) -> str:
        """The brand's name, as somebody typed it."""
        return self.lead.brand_name

    @property
    def ongoing(self) -> bool:
        """Whether it is not over."""
        return self.ended_ms is None

    @property
    def lasted_ms(self) -> int:
        """How long it has been going on, or lasted."""
        return max(0, (self.now_ms if self.ended_ms is None else self.ended_ms) - self.began_ms)

    @property
    def lasted_minutes(self) -> int:
        """The same in whole minutes, at least one, as texts say it."""
        return max(1, round(self.lasted_ms / MINUTE_MS))

    @property
    def settled(self) -> tuple[Moment, ...]:
        """The moments that ended because their level has become the new normal."""
        return tuple(
            moment
            for moment in self.moments
            if any(step.change is Transition.RESOLVED and step.note.startswith(NEW_NORMAL) for step in moment.timeline)
        )

    @property
    def plan(self) -> Plan:
        """The response plan."""
        return choose_plan(self.own_plans, self.lead.kind, self.severity)

    @property
    def done_steps(self) -> Mapping[str, TimelineEntry]:
        """Who did which step of the plan, by the step's id; who acknowledged leads."""
        leads = self.acknowledged_by
        return {**({LEAD_STEP: leads} if leads else {}), **done_steps(self.moments)}

    @property
    def step_states(self) -> list[StepState]:
        """The steps of the plan with their times, and who did them."""
        return step_states(self.plan, self.severity_set_ms, self.done_steps)

    @property
    def acknowledged_by(self) -> TimelineEntry | None:
        """The latest acknowledgement by a person, ``None`` where nobody is on it, or was until it ended."""
        found = [acknowledgement(moment) for moment in self.moments if moment.status.ongoing or not self.ongoing]
        return max(filter(None, found), key=lambda step: step.at_ms, default=None)

    @property
    def severity_set_ms(self) -> int:
        """When this severity was set: at the lead's opening, or at its last escalation."""
        changes = (Transition.OPENED, Transition.ESCALATED)
        times = (step.at_ms for step in self.lead.timeline if step.change in changes)
        return max(times, default=self.lead.detected_ms)


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
        sums=Sums(whole.mentions, whole.scored, whole.negative) if whole else None,
        negative_share=whole.negative_share if whole else latest.negative_share,
        normal_negative_share=latest.normal_negative_share,
        latest_share=latest.negative_share,
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
