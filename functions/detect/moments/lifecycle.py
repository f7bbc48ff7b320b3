"""The life of a moment: it opens, gets worse, recovers, relapses and ends, each told once.

Severity only rises. A moment recovers when a closed bucket is calm again, ends after
three in a row, and until then a bucket far beyond normal takes it back to open without
a new alert: firing and clearing levels lie apart, so that it does not flap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.moments.evidence import gathered, hottest, situation
from functions.detect.moments.explained import risen
from functions.detect.moments.level_shift import HOURS, counted_on, last_hour, steady
from functions.detect.moments.severity import SeverityInput, severity
from shared.domain.brand import Brand
from shared.domain.moment import NEW_NORMAL, Moment, Status, TimelineEntry, Transition, moment_id
from shared.domain.tally import Tally
from shared.domain.time import HOUR_MS

STEPS = 60
"""Lines of a timeline after which a moment that keeps relapsing is no longer written up."""


HIGH = 6.0
"""A moment that was never so many times the normal must have been calm for longer to be over."""

QUARTER_MS, QUARTERS_KEPT = HOUR_MS // 4, 288
"""Quarters of an hour of a moment that are written down: those of three days."""


@dataclass(frozen=True, slots=True)
class View:
    """A signal as it stands now: its reading, the talk around it, and the brand's normal mood."""

    brand: Brand
    reading: SignalEvaluation
    talk: Tally
    normal: float | None

    @property
    def now_ms(self) -> int:
        """The time of judgement."""
        return self.reading.now_ms

    def since(self, bucket_ms: int) -> tuple[EvaluatedBucket, ...]:
        """The unsettled buckets from ``bucket_ms`` on."""
        return tuple(j for j in self.reading.recent if j.start_ms >= bucket_ms)

    def situation(self, at: EvaluatedBucket) -> SeverityInput:
        """What the severity of the bucket ``at`` depends on."""
        return situation(self.reading, at, self.talk, self.normal)


def opened(view: View, first: EvaluatedBucket) -> Moment:
    """The moment that the alarm in the bucket ``first`` opens; its crisis is its own until shared."""
    peak = hottest(_of(first.subject, view.since(first.start_ms)))
    level, reasons = severity(view.situation(peak))
    name = moment_id(view.brand.id, view.reading.signal.kind, first.start_ms)
    moment = Moment(
        brand=view.brand.id,
        id=name,
        kind=view.reading.signal.kind,
        severity=level,
        status=Status.OPEN,
        opened_ms=first.start_ms,
        detected_ms=view.now_ms,
        updated_ms=view.now_ms,
        crisis=name,
        brand_name=view.brand.name,
        reasons=reasons,
        evidence=gathered(peak, view.talk, view.normal),
        decision=first.record(),
        timeline=(TimelineEntry(view.now_ms, Transition.OPENED, level),),
    )
    return _counted(moment, view)


def escalated(moment: Moment, view: View) -> Moment:
    """The moment made worse, if the buckets since its opening now say so."""
    about = _of(moment.evidence.subject, view.since(moment.opened_ms))
    if not about:
        return moment
    peak = hottest(about)
    level, reasons = severity(view.situation(peak))
    if level >= moment.severity:
        return moment
    worse = replace(moment, severity=level, reasons=reasons)
    worse = replace(worse, evidence=gathered(peak, view.talk, view.normal, moment.evidence))
    return _stepped(_counted(worse, view), Transition.ESCALATED, moment.status, view.now_ms)


def followed(moment: Moment, view: View) -> Moment:
    """The moment as the closed buckets leave it: counted on, recovering, relapsed or over."""
    recent = view.since(moment.opened_ms)
    if not recent:
        return moment
    if about := _of(moment.evidence.subject, recent):
        moment = replace(moment, evidence=gathered(hottest(about), view.talk, view.normal, moment.evidence))
    moment = _by_quarters(_counted(moment, view), view.now_ms)
    slow = _slow(moment)
    if view.reading.quiet(moment.opened_ms, slow=slow) and not (slow and _lately(moment, recent)):
        return _over(moment, view.now_ms)
    if (level := steady(moment.quarters)) is not None:
        return _over(moment, view.now_ms, f"{NEW_NORMAL}, about {level:,.0f} an hour for {HOURS} hours")
    burning = _burning(view)
    if moment.status is Status.RECOVERING and burning:
        return _stepped(moment, Transition.RELAPSED, _active(moment), view.now_ms)
    if moment.status is not Status.RECOVERING and not burning and view.reading.quiet(moment.opened_ms, 1, slow=slow):
        return _stepped(moment, Transition.RECOVERING, Status.RECOVERING, view.now_ms)
    return moment


def abandoned(moment: Moment, now_ms: int) -> Moment:
    """The moment of a brand that is no longer watched."""
    note = "the brand is no longer watched"
    done = replace(moment, status=Status.DISMISSED, ended_ms=now_ms, updated_ms=now_ms)
    return replace(
        done, timeline=(*moment.timeline, TimelineEntry(now_ms, Transition.DISMISSED, moment.severity, note=note))
    )


def _of(subject: str, recent: tuple[EvaluatedBucket, ...]) -> tuple[EvaluatedBucket, ...]:
    """Of the buckets those that are about what the moment is about: its own hashtag, its own channel."""
    return tuple(judged for judged in recent if judged.subject == subject)


def _counted(moment: Moment, view: View) -> Moment:
    """The moment with its mentions and its peak brought up to date; neither ever falls."""
    recent, seen, before = view.since(moment.opened_ms), view.reading.seen, moment.decision.get("seen")
    mentions = moment.mentions if seen is None or before is None else max(moment.mentions, seen - before)
    top = max(_of(moment.evidence.subject, recent), key=lambda j: j.count, default=None)
    if top is None or top.count <= moment.peak:
        return replace(moment, mentions=mentions)
    return replace(moment, mentions=mentions, peak=top.count, peak_ms=top.start_ms)


def _by_quarters(moment: Moment, now_ms: int) -> Moment:
    """The moment with the quarters of an hour that have passed since its opening written down."""
    elapsed = min((now_ms - moment.opened_ms) // QUARTER_MS, QUARTERS_KEPT)
    if not moment.mentions or elapsed <= len(moment.quarters):
        return moment
    return replace(moment, quarters=counted_on(moment.quarters, elapsed, moment.mentions))


def _lately(moment: Moment, recent: tuple[EvaluatedBucket, ...]) -> bool:
    """Whether the last hour as a whole was still above the normal."""
    counted = last_hour(moment.quarters)
    return counted is not None and risen(counted, 12 * recent[-1].expected)


def _over(moment: Moment, now_ms: int, note: str = "") -> Moment:
    return replace(_stepped(moment, Transition.RESOLVED, Status.RESOLVED, now_ms, note), ended_ms=now_ms)


def _slow(moment: Moment) -> bool:
    """Whether it never was high: a quarter of an hour of calm may then be a lull."""
    return moment.peak < HIGH * max(float(moment.decision.get("expected", 0.0)), 1.0)


def _burning(view: View) -> bool:
    """Whether the last closed bucket or the open one is far beyond normal."""
    return any(judged.critical for judged in view.reading.recent[-2:])


def _active(moment: Moment) -> Status:
    """The status of a moment that is not recovering: acknowledged once somebody has."""
    seen = any(step.change is Transition.ACKNOWLEDGED for step in moment.timeline)
    return Status.ACKNOWLEDGED if seen else Status.OPEN


def _stepped(moment: Moment, change: Transition, status: Status, now_ms: int, note: str = "") -> Moment:
    step = TimelineEntry(now_ms, change, moment.severity, note=note)
    told = change in (Transition.ESCALATED, Transition.RESOLVED) or len(moment.timeline) < STEPS
    timeline = (*moment.timeline, step) if told else moment.timeline
    return replace(moment, status=status, updated_ms=now_ms, timeline=timeline)
