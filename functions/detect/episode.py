"""The life of a moment: it opens, gets worse, recovers, relapses and ends, each told once.

Severity only rises. A moment recovers when a closed bucket is calm again, ends after
three in a row, and until then a bucket far beyond normal takes it back to open without
a new alert: firing and clearing levels lie apart, so that it does not flap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.detect.alarm import LEVELS, hot, learning, threshold
from functions.detect.detector import DETECTOR
from functions.detect.evidence import gathered, hottest, situation
from functions.detect.reading import Judged, Reading
from functions.detect.severity import Situation, severity
from functions.detect.snapshot import document
from shared.brand import Brand, Sensitivity
from shared.moment import Change, Moment, Status, Step, moment_id
from shared.tally import Tally

STEPS = 60
"""Lines of a timeline after which a moment that keeps relapsing is no longer written up."""


@dataclass(frozen=True, slots=True)
class View:
    """A signal as it stands now: its reading, the talk around it, and the brand's normal mood."""

    brand: Brand
    reading: Reading
    talk: Tally
    normal: float | None

    @property
    def now_ms(self) -> int:
        """The time of judgement."""
        return self.reading.now_ms

    @property
    def sensitivity(self) -> Sensitivity:
        """How easily the signal alarms; of a kind that was switched off meanwhile, the brand's own."""
        return self.brand.sensitivity_to(self.reading.signal.kind) or self.brand.sensitivity

    def since(self, bucket_ms: int) -> tuple[Judged, ...]:
        """The unsettled buckets from ``bucket_ms`` on."""
        return tuple(j for j in self.reading.recent if j.bucket.start_ms >= bucket_ms)

    def situation(self, at: Judged) -> Situation:
        """What the severity of the bucket ``at`` depends on."""
        return situation(self.reading, at, self.talk, self.normal)


def opened(view: View, first: Judged) -> Moment:
    """The moment that the alarm in the bucket ``first`` opens; its crisis is its own until shared."""
    peak = hottest(view.since(first.bucket.start_ms))
    level, reasons = severity(view.situation(peak))
    name = moment_id(view.brand.id, view.reading.signal.kind, first.bucket.start_ms)
    moment = Moment(
        brand=view.brand.id,
        id=name,
        kind=view.reading.signal.kind,
        severity=level,
        status=Status.OPEN,
        opened_ms=first.bucket.start_ms,
        detected_ms=view.now_ms,
        updated_ms=view.now_ms,
        crisis=name,
        brand_name=view.brand.name,
        reasons=reasons,
        decision=decision(view, first),
        timeline=(Step(view.now_ms, Change.OPENED, level),),
    )
    return replace(_counted(moment, view), evidence=gathered(peak, view.talk, view.normal))


def escalated(moment: Moment, view: View) -> Moment:
    """The moment made worse, if the buckets since its opening now say so."""
    recent = view.since(moment.opened_ms)
    if not recent:
        return moment
    peak = hottest(recent)
    level, reasons = severity(view.situation(peak))
    if level >= moment.severity:
        return moment
    worse = replace(moment, severity=level, reasons=reasons)
    worse = replace(worse, evidence=gathered(peak, view.talk, view.normal, moment.evidence))
    return _stepped(_counted(worse, view), Change.ESCALATED, moment.status, view.now_ms)


def followed(moment: Moment, view: View) -> Moment:
    """The moment as the closed buckets leave it: counted on, recovering, relapsed or over."""
    recent = view.since(moment.opened_ms)
    if not recent:
        return moment
    evidence = gathered(hottest(recent), view.talk, view.normal, moment.evidence)
    moment = replace(_counted(moment, view), evidence=evidence)
    if view.reading.quiet(moment.opened_ms):
        return replace(_stepped(moment, Change.RESOLVED, Status.RESOLVED, view.now_ms), ended_ms=view.now_ms)
    burning = _burning(view)
    if moment.status is Status.RECOVERING and burning:
        return _stepped(moment, Change.RELAPSED, _active(moment), view.now_ms)
    if moment.status is not Status.RECOVERING and not burning and view.reading.quiet(moment.opened_ms, 1):
        return _stepped(moment, Change.RECOVERING, Status.RECOVERING, view.now_ms)
    return moment


def abandoned(moment: Moment, now_ms: int) -> Moment:
    """The moment of a brand that is no longer watched."""
    note = "the brand is no longer watched"
    done = replace(moment, status=Status.DISMISSED, ended_ms=now_ms, updated_ms=now_ms)
    return replace(done, timeline=(*moment.timeline, Step(now_ms, Change.DISMISSED, moment.severity, note=note)))


def decision(view: View, at: Judged) -> Mapping[str, Any]:
    """All that the alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score, signal, sensitivity = at.score, view.reading.signal, view.sensitivity
    return {
        "detector": DETECTOR,
        "signal": signal.value,
        "bucket_ms": score.bucket_ms,
        "observed": score.observed,
        "expected": score.expected,
        "dispersion": score.dispersion,
        "surprise": score.surprise,
        "abrupt": score.abrupt,
        "excess": score.excess,
        "period": score.period,
        "abrupt_period": score.abrupt_period,
        "envelope": score.envelope,
        "threshold": threshold(sensitivity, signal),
        "least": LEVELS[sensitivity].least[signal],
        "sensitivity": sensitivity.value,
        "learning": learning(score),
        "heard": at.bucket.heard,
        "state": document(at.before),
    }


def _counted(moment: Moment, view: View) -> Moment:
    """The moment with its mentions and its peak brought up to date; neither ever falls."""
    recent, seen = view.since(moment.opened_ms), view.reading.seen
    before = moment.decision.get("state", {}).get("seen")
    mentions = moment.mentions if seen is None or before is None else max(moment.mentions, seen - before)
    top = max(recent, key=lambda j: j.bucket.count, default=None)
    if top is None or top.bucket.count <= moment.peak:
        return replace(moment, mentions=mentions)
    return replace(moment, mentions=mentions, peak=top.bucket.count, peak_ms=top.bucket.start_ms)


def _burning(view: View) -> bool:
    """Whether the last closed bucket or the open one is far beyond normal."""
    return any(hot(judged.score, view.reading.signal, view.sensitivity) for judged in view.reading.recent[-2:])


def _active(moment: Moment) -> Status:
    """The status of a moment that is not recovering: acknowledged once somebody has."""
    seen = any(step.change is Change.ACKNOWLEDGED for step in moment.timeline)
    return Status.ACKNOWLEDGED if seen else Status.OPEN


def _stepped(moment: Moment, change: Change, status: Status, now_ms: int) -> Moment:
    step = Step(now_ms, change, moment.severity)
    told = change in (Change.ESCALATED, Change.RESOLVED) or len(moment.timeline) < STEPS
    timeline = (*moment.timeline, step) if told else moment.timeline
    return replace(moment, status=status, updated_ms=now_ms, timeline=timeline)
