"""Reports a backtest: text for people, and the rows of a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from infra.cli.backtest.run import Backtest, counted
from infra.cli.backtest.severe import says_sentiment, severe_pages
from infra.cli.backtest.sms_cost import SOURCE, page_of, severity_of, sms_cost
from shared.domain.time import MINUTE_MS
from shared.messages.phrases import duration, times_normal

COLUMNS = ("timestamp", "value", "expected", "score", "alert")

MOST_SHOWN = 40
"""Alarms in the table; the CSV file and the JSON have all of them."""


def write_rows(backtest: Backtest, file: TextIO) -> None:
    """Write every bucket in order, with its time as in the series and numbers with all their digits."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for bucket in backtest.buckets:
        result = bucket.result
        writer.writerow((bucket.stamp, result.count, repr(result.expected), repr(result.score), int(result.alert)))


def text_lines(backtest: Backtest, price_usd: float) -> Iterator[str]:
    """The lines of the report for people."""
    width = duration(backtest.settings.bucket_ms)
    first, last = backtest.buckets[0].stamp, backtest.buckets[-1].stamp
    yield (
        f"{backtest.name}: {len(backtest.buckets):,} buckets of {width}, {backtest.days:.1f} days"
        f" from {first} to {last}"
    )
    yield from _notes(backtest)
    accepted = backtest.settings.false_alarms_per_week
    yield (
        f"Result: {backtest.outcome}; {backtest.alerts_per_week:.2f} alerts per week"
        f" (accepted: {accepted:g} false alarm{'' if accepted == 1 else 's'} per week)."
    )
    yield from _windows(backtest)
    yield from _severe_line(backtest)
    if backtest.alarms:
        yield ""
        yield from _table(backtest)
        yield ""
        yield from _cost(backtest, price_usd)
    each = backtest.seconds / len(backtest.buckets) * 1e6
    yield f"Detector: {backtest.seconds:.2f} s of CPU, {each:.0f} microseconds per bucket."


def advice(backtest: Backtest) -> str:
    """A better --bucket if the rows are clearly farther apart than the buckets; empty if not."""
    distance = backtest.row_distance_ms // MINUTE_MS
    if backtest.row_distance_ms <= backtest.settings.bucket_ms:
        return ""
    width = f"{distance // 60}h" if distance % 60 == 0 else f"{distance}m"
    return f"the rows are usually {duration(backtest.row_distance_ms)} apart: use --bucket {width}"


def _notes(backtest: Backtest) -> Iterator[str]:
    """What is unusual about the series, and how long the detector was learning."""
    if text := advice(backtest):
        yield f"Advice: {text}."
    if backtest.missing:
        yield f"{backtest.missing:,} buckets have no row: they count as not collected, not as zero."
    if backtest.rows > len(backtest.buckets):
        yield f"{backtest.rows:,} rows: those of the same bucket were added up."
    learning = backtest.last_learning
    if learning is None:
        yield "Learning: the whole series; in the first day the expected counts are guesses."
        return
    early = sum(backtest.is_learning(alarm) for alarm in backtest.alarms)
    within = f"; {counted(early, 'alarm')} in that time" if early else ""
    yield f"Learning: until {learning.stamp}; before that the expected counts are guesses{within}."


def _windows(backtest: Backtest) -> Iterator[str]:
    """What the labels say, and what people's word changes."""
    if backtest.labels:
        yield f"Labels: {_outside(backtest)}."
    if (alone := backtest.unconfirmed) is not None:
        labels = f"; {_outside(alone)}" if alone.labels else ""
        yield f"Without a word from anybody: {alone.outcome}; {alone.alerts_per_week:.2f} alerts per week{labels}."


def _outside(backtest: Backtest) -> str:
    return (
        f"{counted(len(backtest.outside), 'alert')} outside the windows, {backtest.outside_per_week:.2f} per week;"
        f" {backtest.caught} of {counted(len(backtest.reached), 'window')} caught"
    )


def _severe_line(backtest: Backtest) -> Iterator[str]:
    if found := severe_pages(backtest):
        if_any = "" if says_sentiment(backtest) else " if these posts were negative, which the series does not say"
        pages = counted(len(found), "page")
        rate = len(found) / backtest.weeks
        yield f"Severity: {pages} more, {rate:.2f} per week, as severe as can be though the brand had as much{if_any}."


def _table(backtest: Backtest) -> Iterator[str]:
    shown = backtest.alarms[:MOST_SHOWN]
    alerts = {alert.start_ms for alert in backtest.alerts}
    wide = max(len("time"), *(len(alarm.stamp) for alarm in shown))
    yield f"  {'time':{wide}}  {'count':>9}  {'expected':>9}  {'ratio':>9}  {'score':>6}  severity"
    for alarm in shown:
        result, level = alarm.result, severity_of(alarm, backtest.settings).name
        notes = (
            f"{', silence' if result.fall else ''}"
            f"{'' if result.start_ms in alerts else ', escalation'}"
            f"{', learning' if backtest.is_learning(alarm) else ''}"
        )
        yield (
            f"  {alarm.stamp:{wide}}  {result.count:>9,}  {result.expected:>9,.1f}  {times_normal(alarm.evidence):>9}"
            f"  {result.score:>6.2f}  {level}{notes}"
        )
    if len(backtest.alarms) > MOST_SHOWN:
        yield f"  and {len(backtest.alarms) - MOST_SHOWN:,} more; -o and --json have all of them"


def _cost(backtest: Backtest, price_usd: float) -> Iterator[str]:
    cost = sms_cost(backtest, price_usd)
    if not cost.segments:
        yield "No SMS would have been sent."
        return
    yield (
        f"SMS to one phone: at most {counted(cost.segments, 'segment')} ({cost.pages} for pages,"
        f" {cost.all_clears} for all-clears), {cost.usd:.2f} USD"
    )
    yield f"at {price_usd:g} USD per segment: the default is the price of Amazon SNS to the United States"
    yield f"without carrier fees ({SOURCE}); --sms-price sets another one."
    pages = (page_of(backtest.name, alarm, backtest.settings) for alarm in backtest.alarms)
    yield f"First SMS: {next(filter(None, pages))}"
