"""The report of a backtest for programs."""

from __future__ import annotations

from typing import Any

from infra.cli.backtest.report import advice
from infra.cli.backtest.run import Backtest, JudgedBucket
from infra.cli.backtest.severe import says_sentiment, severe_pages
from infra.cli.backtest.sms_cost import SOURCE, SmsCost, kind_of, page_of, severity_of, sms_cost
from shared.domain.time import SECOND_MS


def as_json(backtest: Backtest, price_usd: float) -> dict[str, Any]:
    """The whole report as JSON values: ``told`` counts alerts, and ``alerts`` lists escalations as well."""
    learning = backtest.last_learning
    return {
        "series": backtest.name,
        "signal": backtest.settings.signal.value,
        "bucket_seconds": backtest.settings.bucket_ms // SECOND_MS,
        "false_alarms_per_week": backtest.settings.false_alarms_per_week,
        "rows": backtest.rows,
        "buckets": len(backtest.buckets),
        "missing": backtest.missing,
        "first": backtest.buckets[0].stamp,
        "last": backtest.buckets[-1].stamp,
        "days": round(backtest.days, 3),
        "told": len(backtest.alerts),
        "told_per_week": round(backtest.alerts_per_week, 4),
        **_labelled(backtest),
        **({"without_a_word": _told(backtest.unconfirmed)} if backtest.unconfirmed else {}),
        "severe_pages": _severe(backtest),
        "alerts_per_week": round(len(backtest.alarms) / backtest.weeks, 4),
        "advice": advice(backtest) or None,
        "learning_until": learning.stamp if learning else None,
        "alerts": [_alarm(backtest, alarm) for alarm in backtest.alarms],
        "texts": _texts(sms_cost(backtest, price_usd)),
        "detector_seconds": round(backtest.seconds, 4),
    }


def _labelled(backtest: Backtest) -> dict[str, Any]:
    if not backtest.labels:
        return {}
    return {
        "outside": len(backtest.outside),
        "outside_per_week": round(backtest.outside_per_week, 4),
        "windows": len(backtest.reached),
        "caught": backtest.caught,
    }


def _told(backtest: Backtest) -> dict[str, Any]:
    told = {"told": len(backtest.alerts), "told_per_week": round(backtest.alerts_per_week, 4)}
    return {**told, **_labelled(backtest)}


def _severe(backtest: Backtest) -> dict[str, Any]:
    found = severe_pages(backtest)
    return {
        "pages": [bucket.stamp for bucket in found],
        "per_week": round(len(found) / backtest.weeks, 4),
        "if_negative": not says_sentiment(backtest),
    }


def _alarm(backtest: Backtest, alarm: JudgedBucket) -> dict[str, Any]:
    result = alarm.result
    return {
        "timestamp": alarm.stamp,
        "value": result.count,
        "expected": result.expected,
        "kind": kind_of(alarm, backtest.settings).value,
        "times_normal": round(alarm.evidence.ratio, 2),
        "score": result.score,
        "severity": severity_of(alarm, backtest.settings).name,
        "learning": backtest.is_learning(alarm),
        "text": page_of(backtest.name, alarm, backtest.settings),
    }


def _texts(cost: SmsCost) -> dict[str, Any]:
    return {
        "pages": cost.pages,
        "all_clears": cost.all_clears,
        "segments": cost.segments,
        "usd_per_segment": cost.price_usd,
        "usd": round(cost.usd, 5),
        "assumed": "one phone, in the United States unless a price was given, without carrier fees",
        "source": SOURCE,
    }
