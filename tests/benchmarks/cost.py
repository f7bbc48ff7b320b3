"""What a month costs at list price, from what the code does and what AWS charges.

Prices are those of us-east-1, August 2026, without any free tier: DynamoDB 0.625 USD a million
writes, 0.125 reads, 0.25 a GB-month; Lambda on arm64 0.0000133334 a GB-second and 0.20 a million
calls; REST API 3.50 a million; Scheduler 1.00 a million; SQS 0.40 a million; logs 0.50 a GB; an alarm 0.10 for each
metric it looks at, a secret 0.40; 0.00645 a text in the US (carriers' fees come on top), 0.02 a thousand mails.
Not in it: point-in-time recovery (0.20 a GB), a dedicated number for texts, the dashboard (3 USD, from an
account's fourth on), a KMS key of one's own, taxes. X-Ray (5.00 a million traces) is off unless somebody turns it on.
A metric of our own costs 0.30, or an hour's part for each hour in which it is written; all of them count troubles.

Posts come as polls bring them (:mod:`tests.benchmarks.arrival`), and reads are those of the real code
(:mod:`tests.benchmarks.reads`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from tests.benchmarks.__main__ import Figure
from tests.benchmarks.arrival import BRANDS, CHANNELS, MINUTES, POLLED_S, Arrival, arrival
from tests.benchmarks.reads import reads
from tests.benchmarks.workload import LATE

MEMORY_GB = 0.5

MENTION_S = 0.0012
"""Seconds that enrich works on a mention: 330 us of CPU, of which a function of 512 MB has 0.29."""

EVALUATED_S = 0.05
"""Seconds of an evaluation: six requests of 5 ms, and 6 ms of CPU, of which a function of 512 MB has 0.29."""

BATCH_S, CALL_S = 0.03, 0.05
"""Seconds of a call of a stream without its mentions or evaluations, and of a request."""

QUIET = 4
"""Of polls one after another that bring nothing, one in so many is written."""

KEYS, KEYS_TOGETHER = 3, 60
"""Write units of the keys of posts already seen, 1 to 2 KB, and how many new ones the cursor holds before all are
written (tests/integration/ingest/test_cursors.py)."""

LEASED = 2
"""Writes for the lease of a channel, taken and given back by each run."""

STATES = 4
"""Write units of what is remembered of a brand: one item of 3 to 4 KB, its key included, every quarter of an hour."""

READERS = 5
"""Lambda asks a queue with so many, each every 20 seconds, also when it is empty."""

POLL_READS = 4
"""Read units of what a run of ingest reads beside its cursors, which are four to a unit."""

ENRICH_READS = 2
"""Read units of a call of enrich: the settings and the model of a brand that it does not know yet."""

MOST_POSTS = 116.0
"""Posts of a brand in a minute from which on its counters do not grow: names and samples in them are limited."""

MENTIONS_KEPT, COUNTERS_KEPT = 1, 400 / 30
"""Months that mentions and counters are kept."""

TEXTS, MAILS = 180, 600

ALARMS = Path(__file__).parents[2] / "infra" / "observability.yaml"
REQUEST_LOGGED = 350
"""Bytes of a request in the log of the API."""

TRACED_PART = 0.05
"""X-Ray traces the first call of every second, and 5 % of the others."""

LOGGED = 500
"""Bytes of a line in the log; of a call of enrich with posts, of a channel that brought some, of a request. A tick and
an evaluation log nothing, and Lambda's own start and end lines are off."""


@dataclass(frozen=True)
class Load:
    """A month: mentions, API calls, and what a minute of it takes."""

    mentions: int
    calls: int
    minute: Arrival


def month(load: Load) -> dict[str, float]:
    """US dollars by what they are paid for."""
    minute, calls = load.minute, _calls(load)
    logged_gb = (
        (minute.enrich_calls + min(CHANNELS, minute.posts)) * MINUTES * LOGGED + load.calls * (LOGGED + REQUEST_LOGGED)
    ) / 1e9
    return {
        "DynamoDB writes": _written(load) * 0.625e-6,
        "DynamoDB reads": _read(load) * 0.125e-6,
        "DynamoDB storage, after 400 days": _stored_gb(load) * 0.25,
        "Lambda": _seconds(load) * MEMORY_GB * 0.0000133334 + calls * 0.20e-6,
        "API Gateway": load.calls * 3.5e-6,
        "schedules": 3 * MINUTES * 1e-6,
        "queue of dropped files": READERS * 3 * MINUTES * 0.4e-6,
        "texts and mails": TEXTS * 0.00645 + MAILS * 0.02e-3,
        "logs, metrics, alarms, secrets": logged_gb * 0.5 + alarmed() * 0.1 + 2 * 0.4,
    }


def _written(load: Load) -> float:
    polls = BRANDS * CHANNELS * MINUTES
    found = polls * (1 - exp(-load.mentions / polls))  # the polls that bring something
    cursors = found + (polls - found) / QUIET + KEYS * min(found, load.mentions / KEYS_TOGETHER)
    settled = BRANDS * STATES * MINUTES / 15
    hours = BRANDS * MINUTES / 60 * 2.2  # each rolled up in an item of 1 to 2 KB, a tenth of them twice
    beats = 3 * MINUTES
    return load.minute.units * MINUTES + cursors + settled + hours + beats + LEASED * CHANNELS * MINUTES


def _read(load: Load) -> float:
    posts = load.minute.posts / BRANDS
    known = reads(min(posts, MOST_POSTS))
    polled = BRANDS * CHANNELS / 4 + POLL_READS
    evaluated = (_active(load) + load.minute.evaluations) * known.evaluation
    each_minute = polled + known.ticks + evaluated + ENRICH_READS * load.minute.enrich_calls
    return each_minute * MINUTES + 20 * BRANDS * MINUTES / 60 + known.request * load.calls


def _active(load: Load) -> float:
    """The brands that a tick evaluates: those with a post in the last 25 minutes."""
    return BRANDS * (1 - exp(-load.minute.posts / BRANDS * 25))


def _stored_gb(load: Load) -> float:
    posts = load.minute.posts / BRANDS
    counters = sum(1 - exp(-posts * part) for part in (1 - LATE, LATE)) * BRANDS * MINUTES
    kept = counters * load.minute.counter_bytes * COUNTERS_KEPT
    return (load.mentions * load.minute.post_bytes * MENTIONS_KEPT + kept) / 1e9


def _seconds(load: Load) -> float:
    """Seconds of all functions: ingest a few a minute, then what is done with posts, brands and requests."""
    streams = (load.minute.enrich_calls + load.minute.detect_calls + 3) * BATCH_S
    evaluated = (_active(load) + load.minute.evaluations) * EVALUATED_S
    ticks = 2 * 0.1
    return (POLLED_S + streams + evaluated + ticks) * MINUTES + load.mentions * MENTION_S + load.calls * CALL_S


def _calls(load: Load) -> float:
    streams = load.minute.enrich_calls + load.minute.detect_calls + 3  # with the heartbeats of three streams
    return (streams + 3) * MINUTES + load.calls


def alarmed() -> int:
    """How many metrics the alarms of the deployment look at; each is paid for."""
    resources = yaml_parse(ALARMS.read_text())["Resources"].values()
    alarms = [resource["Properties"] for resource in resources if resource["Type"] == "AWS::CloudWatch::Alarm"]
    return sum(len([m for m in alarm.get("Metrics", [{"MetricStat": 1}]) if "MetricStat" in m]) for alarm in alarms)


def traces(load: Load) -> float:
    """US dollars for X-Ray with Tracing=Active, where calls come evenly."""
    seconds, streams = MINUTES * 60, (load.minute.enrich_calls, load.minute.detect_calls)
    each = [*(calls * MINUTES for calls in streams), *[MINUTES] * 6, load.calls]
    return sum(min(calls, seconds) + TRACED_PART * max(calls - seconds, 0) for calls in each) * 5e-6


def figures() -> list[Figure]:
    """A month with a million mentions and one with a hundred million, item by item and in all."""
    found: list[Figure] = []
    for name, mentions, calls, budget in (("1M", 1_000_000, 300_000, 15.0), ("100M", 100_000_000, 3_000_000, 185.0)):
        load = Load(mentions, calls, arrival(mentions))
        bill = month(load)
        found.extend((f"{name} mentions: {item}", dollars, "USD", None) for item, dollars in bill.items())
        found.append((f"{name} mentions: in all", sum(bill.values()), "USD", budget))
        found.append((f"{name} mentions: X-Ray besides, with Tracing=Active", traces(load), "USD", None))
        pushed = sum(month(Load(mentions, calls, arrival(mentions, pushed=True))).values())
        found.append((f"{name} mentions: in all, if each were pushed by itself", pushed, "USD", None))
    return found
