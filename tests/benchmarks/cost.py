"""What a month costs at list price, from what the code does and what AWS charges.

Prices are those of us-east-1, August 2026, without any free tier: DynamoDB 0.625 USD a million
writes, 0.125 reads, 0.25 a GB-month; Lambda on arm64 0.0000133334 a GB-second and 0.20 a million
calls; REST API 3.50 a million; Scheduler 1.00 a million; SQS 0.40 a million; logs 0.50 a GB; a metric 0.30, an alarm
0.10, a secret 0.40; 0.00645 a text in the US (carriers' fees come on top), 0.02 a thousand mails.
Not in it: point-in-time recovery (0.20 a GB), a dedicated number for texts, the dashboard (3 USD, from an
account's fourth on), a KMS key of one's own, taxes. X-Ray (5.00 a million traces) is off unless somebody turns it on.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from tests.benchmarks import writes
from tests.benchmarks.__main__ import Figure

MINUTES = 43_200
"""Minutes of a month of thirty days."""

MEMORY_GB = 0.5
BRANDS, CHANNELS = 20, 3
"""Every brand has one query in each channel, polled every minute."""

POLLED_S = 3.0
"""Seconds that ingest runs a minute: the queries of a channel one after another, the channels side by side."""

MENTION_S = 0.0012
"""Seconds that enrich works on a mention: 330 us of CPU, of which a function of 512 MB has 0.29."""

QUIET = 4
"""Of polls one after another that bring nothing, one in so many is written."""

KEYS, KEYS_TOGETHER = 3, 60
"""Write units of the keys of posts already seen, 1 to 2 KB, and how many new ones the cursor holds before all are
written (tests/integration/test_ingest_run.py)."""

LEASED = 2
"""Writes for the lease of a channel, taken and given back by each run."""

STATES = 4
"""Write units of what is remembered of a brand: one item of 3 to 4 KB, its key included, every quarter of an hour."""

READERS = 5
"""Lambda asks a queue with so many, each every 20 seconds, also when it is empty."""

TEXTS, MAILS = 180, 600

ALARMS = Path(__file__).parents[2] / "infra" / "observability.yaml"
METRICS = 2
"""Metrics that come all the time: MentionsCounted, and MomentsChanged, though not in quiet hours. What counts troubles
is there, and paid for, only in hours that have some; those of API methods are off."""

REQUEST_LOGGED = 350
"""Bytes of a request in the log of the API."""

TRACED_PART = 0.05
"""X-Ray traces the first call of every second, and 5 % of the others."""

LOGGED = 500
"""Bytes a call logs: its metrics and a line or two; Lambda's own start and end lines are off."""


@dataclass(frozen=True)
class Load:
    """A month: mentions, how many come in one stream batch on average, API calls."""

    mentions: int
    batch: float
    calls: int
    writes_per_1000: float


def month(load: Load) -> dict[str, float]:
    """US dollars by what they are paid for."""
    batches = load.mentions / load.batch
    ticks = 2 * MINUTES
    polls = BRANDS * CHANNELS * MINUTES
    found = polls * (1 - exp(-load.mentions / polls))
    settled = BRANDS * STATES * MINUTES / 15
    writes_ = load.mentions * load.writes_per_1000 / 1000 + settled + LEASED * CHANNELS * MINUTES
    writes_ += found + (polls - found) / QUIET + KEYS * min(found, load.mentions / KEYS_TOGETHER)
    cursors = polls / 4  # four to a read unit; the keys seen are read once in an environment
    reads = cursors + 2 * (ticks * BRANDS / 4 + batches) + 40 * load.calls
    hours = BRANDS * MINUTES / 60  # each rolled up in an item of 1 to 2 KB, a tenth of them twice
    writes_ += 2.2 * hours
    reads += 20 * hours
    beats = 3 * MINUTES  # heartbeats that call the readers of the streams
    writes_ += beats
    called_s = batches * 0.03 * 2 + beats * 0.01 + ticks * 0.1 + MINUTES * POLLED_S + load.calls * 0.05
    seconds = called_s + load.mentions * MENTION_S
    invocations = batches * 2 + beats + ticks + MINUTES + load.calls
    stored_gb = load.mentions * 1024 / 1e9 * 1.1
    logged_gb = (invocations * LOGGED + load.calls * REQUEST_LOGGED) / 1e9
    return {
        "DynamoDB writes": writes_ * 0.625e-6,
        "DynamoDB reads and storage": reads * 0.125e-6 + stored_gb * 0.25,
        "Lambda": seconds * MEMORY_GB * 0.0000133334 + invocations * 0.20e-6,
        "API Gateway": load.calls * 3.5e-6,
        "schedules": (ticks + MINUTES) * 1e-6,
        "queue of dropped files": READERS * 3 * MINUTES * 0.4e-6,
        "texts and mails": TEXTS * 0.00645 + MAILS * 0.02e-3,
        "logs, metrics, alarms, secrets": logged_gb * 0.5 + METRICS * 0.3 + alarmed() * 0.1 + 2 * 0.4,
    }


def alarmed() -> int:
    """How many metrics the alarms of the deployment look at; each is paid for."""
    resources = yaml_parse(ALARMS.read_text())["Resources"].values()
    alarms = [resource["Properties"] for resource in resources if resource["Type"] == "AWS::CloudWatch::Alarm"]
    return sum(len([m for m in alarm.get("Metrics", [{"MetricStat": 1}]) if "MetricStat" in m]) for alarm in alarms)


def traces(load: Load) -> float:
    """US dollars for X-Ray with Tracing=Active, where calls come evenly."""
    seconds = MINUTES * 60
    each = [load.mentions / load.batch] * 2 + [MINUTES] * 6 + [load.calls]
    return sum(min(calls, seconds) + TRACED_PART * max(calls - seconds, 0) for calls in each) * 5e-6


def figures() -> list[Figure]:
    """A month with a million mentions and one with a hundred million, item by item and in all."""
    small = Load(1_000_000, 1.2, 300_000, writes.writes_per_1000(batch=1))
    big = Load(100_000_000, 40.0, 3_000_000, writes.writes_per_1000(batch=40))
    found: list[Figure] = []
    for name, load, budget in (("1M mentions", small, 15.0), ("100M mentions", big, 185.0)):
        bill = month(load)
        found.extend((f"{name}: {item}", dollars, "USD", None) for item, dollars in bill.items())
        found.append((f"{name}: in all", sum(bill.values()), "USD", budget))
        found.append((f"{name}: X-Ray besides, with Tracing=Active", traces(load), "USD", None))
    return found
