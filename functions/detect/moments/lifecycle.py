"""When a moment opens, gets worse, recovers, relapses and ends: a signal's evaluation in, the moment after it out.

Of a brand whose mentions come late, a bucket is closed once the lag has passed it.

The transitions themselves are in :mod:`shared.domain.moments.lifecycle`. Severity only
rises. A moment recovers when a closed bucket is normal again and ends after three in a
row. Until then a bucket far beyond normal makes it relapse, without a new alert. The
levels of alarm and of normal lie apart, so that a moment does not flap. What a person
reopened ends by buckets after that time only.
"""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.detectors.evaluation import QUIET_BUCKETS, EvaluatedBucket, SignalEvaluation
from functions.detect.moments.evidence import build_evidence, most_abnormal, severity_input
from functions.detect.moments.level_shift import STEADY_HOURS, extend_quarters, last_hour, steady_rate
from functions.detect.moments.overall_sentiment import SeverityInput
from functions.detect.moments.severity import severity
from functions.detect.moments.share_of_whole import has_risen
from shared.domain.brand import Brand
from shared.domain.mentions.tally import Tally
from shared.domain.moments.history import reopened_ms
from shared.domain.moments.lifecycle import escalate, open_moment, recover, relapse, resolve
from shared.domain.moments.moment import NEW_NORMAL, Evidence, Kind, Moment, Status
from shared.domain.moments.transitions import Action
from shared.domain.time import BUCKET_MS, BUCKETS_PER_HOUR, DAY_MS, HOUR_MS

HIGH_RATIO = 6.0
"""A moment that was never so many times the normal must have been normal for longer to be over."""

LATE = "late_ms"
"""In a decision record: by how much the alarm came later because its posts came late."""

QUARTER_MS = HOUR_MS // 4
MAX_QUARTERS = 3 * DAY_MS // QUARTER_MS
"""Quarters of an hour of a moment that are written down: those of three days."""


class SignalView(NamedTuple):
    """A signal as it stands now: its evaluation, what was posted, and the brand's normal negative share."""

    brand: Brand
    evaluation: SignalEvaluation
    tally: Tally
    normal_negative_share: float | None

    @property
    def now_ms(self) -> int:
        """The time of the evaluation."""
        return self.evaluation.now_ms

    def since(self, bucket_ms: int) -> tuple[EvaluatedBucket, ...]:
        """The unsettled buckets from ``bucket_ms`` on."""
        return tuple(bucket for bucket in self.evaluation.recent if bucket.start_ms >= bucket_ms)

    def severity_input(self, bucket: EvaluatedBucket) -> SeverityInput:
        """What the severity depends on, by the figures of ``bucket``."""
        return severity_input(self.evaluation.signal.kind, bucket, self.tally, self.normal_negative_share)

    def evidence(self, bucket: EvaluatedBucket, moment: Moment | None = None) -> Evidence:
        """The evidence by the figures of ``bucket``; what it does not tell is taken from that of ``moment``."""
        opened_ms = moment.opened_ms if moment else self.now_ms
        return build_evidence(
            self.evaluation.signal.kind,
            bucket,
            self.tally,
            self.normal_negative_share,
            moment.evidence if moment else None,
            since_opening=self.evaluation.recent[0].start_ms <= opened_ms,
        )


def opened(view: SignalView, first: EvaluatedBucket, late_ms: int = 0) -> Moment:
    """The moment that the alarm in the bucket ``first`` opens, ``late_ms`` later because its posts came late."""
    peak = most_abnormal(_about(first.subject, view.since(first.start_ms)))
    level, reasons = severity(view.severity_input(peak))
    moment = open_moment(
        view.brand,
        view.evaluation.signal.kind,
        first.start_ms,
        view.now_ms,
        severity=level,
        reasons=reasons,
        evidence=view.evidence(peak),
        decision={**first.record(), **({LATE: late_ms} if late_ms else {})},
    )
    return _with_counts(moment, view)


def escalated(moment: Moment, view: SignalView) -> Moment:
    """The moment made worse, if the buckets since its opening now say so."""
    about = _about(moment.evidence.subject, view.since(moment.opened_ms))
    if moment.status not in (Status.OPEN, Status.ACKNOWLEDGED) or not about:
        return moment
    peak = most_abnormal(about)
    level, reasons = severity(view.severity_input(peak))
    if level >= moment.severity:
        return moment
    evidence = view.evidence(peak, moment)
    return escalate(_with_counts(moment._replace(evidence=evidence), view), level, reasons, Action(view.now_ms))


def followed(moment: Moment, view: SignalView) -> Moment:
    """The moment after the closed buckets: its figures brought up to date, recovering, relapsed or over."""
    recent = view.since(moment.opened_ms)
    if not recent:
        return moment
    moment = _with_figures(moment, view)
    slow, since_ms = _rose_slowly(moment), reopened_ms(moment) or moment.opened_ms
    if _calm(moment, view, QUIET_BUCKETS, since_ms, slow=slow) and not (slow and _last_hour_risen(moment, recent)):
        return resolve(moment, Action(view.now_ms))
    rate = steady_rate(moment.quarters)
    if rate is not None and view.evaluation.complete_ms - since_ms > STEADY_HOURS * HOUR_MS:
        note = f"{NEW_NORMAL}, about {rate:,.0f} an hour for {STEADY_HOURS} hours"
        return resolve(moment, Action(view.now_ms, note=note))
    critical = any(bucket.critical for bucket in view.evaluation.newest())
    if moment.status is Status.RECOVERING:
        return relapse(moment, Action(view.now_ms)) if critical else moment
    if not critical and _calm(moment, view, 1, since_ms, slow=slow):
        return recover(moment, Action(view.now_ms))
    return moment


def _calm(moment: Moment, view: SignalView, buckets: int, since_ms: int, *, slow: bool) -> bool:
    """Whether the last ``buckets`` closed buckets were normal, and the posts in them cannot be as late as its first."""
    known_ms = view.now_ms - int(moment.decision.get(LATE, 0)) - moment.opened_ms - BUCKET_MS
    return known_ms >= buckets * BUCKET_MS and view.evaluation.quiet(since_ms, buckets, slow=slow)


def new_level(moment: Moment) -> float | None:
    """The mentions a bucket that are normal after a moment that became the new normal; ``None`` for any other."""
    if not moment.timeline[-1].note.startswith(NEW_NORMAL):
        return None
    rate = steady_rate(moment.quarters)
    return None if rate is None else rate / BUCKETS_PER_HOUR


def is_worse_than_closed(moment: Moment, view: SignalView) -> bool:
    """Whether the buckets since people closed ``moment`` are more severe than it was: what they closed was less."""
    about = _about(moment.evidence.subject, view.since(moment.ended_ms or moment.updated_ms))
    if not about:
        return False
    level, _ = severity(view.severity_input(most_abnormal(about)))
    return level < moment.severity


def _about(subject: str, recent: tuple[EvaluatedBucket, ...]) -> tuple[EvaluatedBucket, ...]:
    """The buckets about what the moment is about: its own hashtag, its own channel."""
    return tuple(bucket for bucket in recent if bucket.subject == subject)


def _with_figures(moment: Moment, view: SignalView) -> Moment:
    """The moment with its evidence, counts and quarters of an hour brought up to date."""
    about = _about(moment.evidence.subject, view.since(moment.opened_ms))
    if moment.kind is Kind.INFLUENTIAL_VOICE:
        about = tuple(bucket for bucket in about if bucket.post)  # it stays about that post
    if about:
        peak = most_abnormal(about)
        evidence = view.evidence(peak, moment)
        moment = moment._replace(evidence=evidence)
    return _with_quarters(_with_counts(moment, view), view.evaluation.complete_ms)


def _with_counts(moment: Moment, view: SignalView) -> Moment:
    """The moment with its mentions and its peak brought up to date; neither ever falls."""
    recent, seen, before = view.since(moment.opened_ms), view.evaluation.seen, moment.decision.get("seen")
    mentions = moment.mentions if seen is None or before is None else max(moment.mentions, seen - before)
    top = max(_about(moment.evidence.subject, recent), key=lambda bucket: bucket.mentions, default=None)
    if top is None or top.mentions <= moment.peak:
        return moment._replace(mentions=mentions)
    return moment._replace(mentions=mentions, peak=top.mentions, peak_ms=top.start_ms)


def _with_quarters(moment: Moment, known_ms: int) -> Moment:
    """The moment with its mentions at the end of each quarter of an hour since its opening, until ``known_ms``."""
    elapsed = min((known_ms - moment.opened_ms) // QUARTER_MS, MAX_QUARTERS)
    if not moment.mentions or elapsed <= len(moment.quarters):
        return moment
    return moment._replace(quarters=extend_quarters(moment.quarters, elapsed, moment.mentions))


def _last_hour_risen(moment: Moment, recent: tuple[EvaluatedBucket, ...]) -> bool:
    """Whether the last hour as a whole was still above the normal."""
    counted = last_hour(moment.quarters)
    return counted is not None and has_risen(counted, BUCKETS_PER_HOUR * recent[-1].expected)


def _rose_slowly(moment: Moment) -> bool:
    """Whether it was never high: a normal quarter of an hour may then be only a pause."""
    return moment.peak < HIGH_RATIO * max(float(moment.decision.get("expected", 0.0)), 1.0)
