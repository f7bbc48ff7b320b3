"""What a trial is told as: words for a person, values for a machine, a line of a table, rows of a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, TextIO

from infra.cli.backtest.run import Backtest, JudgedBucket
from infra.cli.backtest.sms_cost import SOURCE, SmsCost, kind_of, page_of, severity_of, sms_cost
from shared.domain.time import MINUTE_MS, SECOND_MS
from shared.messages.phrases import duration, times_normal

COLUMNS = ("timestamp", "value", "expected", "score", "alert")

MOST_SHOWN = 40
"""Alerts told one by one; the file and the JSON have them all."""


def write_rows(trial: Backtest, file: TextIO) -> None:
    """Every bucket in order, its time as it was given, numbers with all their digits."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for verdict in trial.verdicts:
        found = verdict.traced
        writer.writerow((verdict.bucket.stamp, found.count, repr(found.expected), repr(found.score), int(found.alert)))


def as_json(trial: Backtest, price_usd: float) -> dict[str, Any]:
    """All that is told of a trial, as JSON values."""
    cost, learnt = sms_cost(trial, price_usd), trial.learnt_with
    return {
        "series": trial.name,
        "signal": trial.terms.signal.value,
        "bucket_seconds": trial.terms.bucket_ms // SECOND_MS,
        "false_alarms_per_week": trial.terms.false_alarms_per_week,
        "rows": trial.rows,
        "buckets": len(trial.verdicts),
        "missing": trial.missing,
        "first": trial.verdicts[0].bucket.stamp,
        "last": trial.verdicts[-1].bucket.stamp,
        "days": round(trial.days, 3),
        "told": len(trial.told),
        "told_per_week": round(trial.told_per_week, 4),
        "alerts_per_week": round(len(trial.alerts) / trial.weeks, 4),
        "advice": advice(trial) or None,
        "learning_until": learnt.bucket.stamp if learnt else None,
        "alerts": [_alert(trial, verdict) for verdict in trial.alerts],
        "texts": _texts(cost),
        "detector_seconds": round(trial.seconds, 4),
    }


def text_lines(trial: Backtest, price_usd: float) -> Iterator[str]:
    """A trial in words, line by line."""
    width = duration(trial.terms.bucket_ms)
    first, last = trial.verdicts[0].bucket.stamp, trial.verdicts[-1].bucket.stamp
    yield f"{trial.name}: {len(trial.verdicts):,} buckets of {width}, {trial.days:.1f} days from {first} to {last}"
    yield from _notes(trial)
    worse = len(trial.alerts) - len(trial.told)
    within = f" (and {_times(worse)} worse before it was over)" if worse else ""
    accepted = trial.terms.false_alarms_per_week
    yield (
        f"Told {_times(len(trial.told))}{within}, {trial.told_per_week:.2f} a week;"
        f" accepted: {accepted:g} false alarm{'' if accepted == 1 else 's'} a week."
    )
    if trial.alerts:
        yield ""
        yield from _table(trial)
        yield ""
        yield from _cost(trial, price_usd)
    each = trial.seconds / len(trial.verdicts) * 1e6
    yield f"Detector: {trial.seconds:.2f} s of CPU, {each:.0f} microseconds a bucket."


def advice(trial: Backtest) -> str:
    """What to ask instead, if the rows are plainly recorded in other steps; empty where all is well."""
    apart = trial.apart_ms // MINUTE_MS
    if trial.apart_ms <= trial.terms.bucket_ms:
        return ""
    width = f"{apart // 60}h" if apart % 60 == 0 else f"{apart}m"
    return f"the rows are usually {duration(trial.apart_ms)} apart: --bucket {width} judges them as they are"


def _notes(trial: Backtest) -> Iterator[str]:
    """What is not as usual about the series, and how long it was learnt."""
    if said := advice(trial):
        yield f"Advice: {said}."
    if trial.missing:
        yield f"{trial.missing:,} buckets in between hold no row: taken as not collected, not as silence."
    if trial.rows > len(trial.verdicts):
        yield f"{trial.rows:,} rows were added up where they fall into one bucket."
    learnt = trial.learnt_with
    if learnt is None:
        yield "All of it is learning: what is normal is a guess for the first day."
        return
    early = sum(trial.learning(alert) for alert in trial.alerts)
    within = f"; {early} of the alerts fall within" if early else ""
    yield f"Learning until {learnt.bucket.stamp}: until then what is normal is a guess{within}."


def _table(trial: Backtest) -> Iterator[str]:
    shown = trial.alerts[:MOST_SHOWN]
    first = {verdict.bucket.start_ms for verdict in trial.told}
    wide = max(len("when"), *(len(verdict.bucket.stamp) for verdict in shown))
    yield f"  {'when':{wide}}  {'count':>9}  {'expected':>9}  {'normal':>9}  {'score':>6}  severity"
    for verdict in shown:
        found, level = verdict.traced, severity_of(verdict, trial.terms).name
        worse = "" if found.start_ms in first else ", worse"
        guess = f"{', silence' if found.fall else ''}{worse}{', learning' if trial.learning(verdict) else ''}"
        times = times_normal(verdict.evidence)
        yield (
            f"  {verdict.bucket.stamp:{wide}}  {found.count:>9,}  {found.expected:>9,.1f}  {times:>9}"
            f"  {found.score:>6.2f}  {level}{guess}"
        )
    if len(trial.alerts) > MOST_SHOWN:
        yield f"  and {len(trial.alerts) - MOST_SHOWN:,} more; -o and --json have them all"


def _cost(trial: Backtest, price_usd: float) -> Iterator[str]:
    cost = sms_cost(trial, price_usd)
    if not cost.segments:
        yield "Nobody would have been texted."
        return
    yield (
        f"Texts to one telephone: at most {cost.segments} segments (pages {cost.pages}, all-clears {cost.all_clears}),"
        f" {cost.usd:.2f} USD"
    )
    yield f"at {price_usd:g} USD a segment: by default Amazon SNS to the United States, carriers' fees not in it"
    yield f"({SOURCE}; --sms-price takes another country's)."
    pages = (page_of(trial.name, alert, trial.terms) for alert in trial.alerts)
    yield f"The first would have read: {next(filter(None, pages))}"


def _alert(trial: Backtest, verdict: JudgedBucket) -> dict[str, Any]:
    found = verdict.traced
    return {
        "timestamp": verdict.bucket.stamp,
        "value": found.count,
        "expected": found.expected,
        "kind": kind_of(verdict, trial.terms).value,
        "times_normal": round(verdict.evidence.ratio, 2),
        "score": found.score,
        "severity": severity_of(verdict, trial.terms).name,
        "learning": trial.learning(verdict),
        "text": page_of(trial.name, verdict, trial.terms),
    }


def _texts(cost: SmsCost) -> dict[str, Any]:
    return {
        "pages": cost.pages,
        "all_clears": cost.all_clears,
        "segments": cost.segments,
        "usd_per_segment": cost.price_usd,
        "usd": round(cost.usd, 5),
        "assumed": "one telephone, in the United States unless a price was given, without carriers' fees",
        "source": SOURCE,
    }


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number:,} times")
