"""notify under faults: a third of the batches die, a tenth of the calls fail, the sums still hold."""

# ruff: noqa: S311 - seeded chance, so that the faults are the same every time

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.notify.messages.message import Message
from functions.notify.outbox import store
from functions.notify.outputs.targets import PublishResult, PublishStatus
from shared.domain.moments.moment import Moment, Severity, Transition
from tests.integration.notify_stage import Crash, NotifyRun, record, staged, stream, tick, unsent
from tests.unit.notify.examples import opened, resolved_surge, step, surge

CRISES = 12
LOST, REFUSED, SILENT = 0.1, 0.1, 0.05
DEATH = 0.04
"""The chance to die at one of the twenty points of a batch; about a third of the batches do."""


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    for limit in ("SMS_PER_DAY", "PAGES_PER_MINUTE"):
        monkeypatch.setenv(limit, "1000")
    yield from staged(aws, monkeypatch)


def inject_faults(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> dict[str, bool]:
    """Kill, lose and refuse at random while the answer's ``on`` is true."""
    faults = {"on": True}
    real = store._transact

    def strike() -> None:
        if faults["on"] and chance.random() < DEATH:
            raise Crash

    def transact(writes: list[dict[str, Any]]) -> set[int]:
        strike()
        if faults["on"] and chance.random() < LOST:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "TransactWriteItems")
        lost = real(writes)
        strike()
        return lost

    def before(_message: Message) -> PublishResult | None:
        strike()
        draw = chance.random() if faults["on"] else 1.0
        if draw < REFUSED:
            return PublishResult(PublishStatus.REFUSED, "Throttled")
        return PublishResult(PublishStatus.UNCLEAR, "InternalError") if draw < REFUSED + SILENT else None

    monkeypatch.setattr(store, "_transact", transact)
    stage.before = before
    stage.after = lambda _message: strike()
    return faults


def delivered(*records: dict[str, Any]) -> None:
    """The stream: the batch comes again until it is through."""
    for _ in range(20):
        with suppress(Crash):
            if not stream(*records)["batchItemFailures"]:
                return


def named(moment: Moment, n: int) -> Moment:
    name = f"brand-{n}"
    return moment._replace(id=f"{n:012x}", crisis=f"{n:012x}", brand=name, brand_name=name)


@pytest.mark.parametrize("seed", [1, 2])
def test_under_faults_nothing_is_paged_twice_and_no_page_is_lost_in_silence(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    faults = inject_faults(stage, monkeypatch, random.Random(seed))
    for n in range(CRISES):
        delivered(record(named(surge(), n)))
    for minute in (4, 6, 7.5):
        with suppress(Crash):
            tick(minute)
    for n in range(CRISES):
        delivered(record(named(resolved_surge(), n), named(surge(), n), 2))
    for minute in (71, 73):
        with suppress(Crash):
            tick(minute)
    faults["on"] = False
    for minute in (75, 78):
        tick(minute)

    pages = Counter((m.attributes["brand"], m.text[:4]) for m in stage.sent_to("page"))
    doubts = Counter(m.attributes["brand"] for m in stage.sent_to("alert") if m.subject.startswith("CHECK"))
    assert max(pages.values()) == 1
    assert len(pages) < 2 * CRISES, "the faults struck"
    for n in range(CRISES):
        brand = f"brand-{n}"
        known = pages[brand, "SEV1"] + pages[brand, "OVER"] + doubts[brand]
        assert known >= 2, f"{brand}: its page and its end went out, or a mail asks somebody to check"
    events = Counter(m.text.split('"id":"')[1].split('"')[0] for m in stage.sent_to("bus"))
    assert len(events) == 2 * CRISES
    assert unsent() == []


def test_under_faults_and_lost_ticks_no_deadline_is_paged_twice_and_none_after_an_answer(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody answers for the first brands; the last one is acknowledged after ten minutes."""
    chance = random.Random(5)
    faults = inject_faults(stage, monkeypatch, chance)
    crises = [named(surge(), n) for n in range(3)]
    for crisis in crises:
        delivered(record(crisis))
    answered = crises[-1]._replace(
        timeline=(opened(), step(Transition.ACKNOWLEDGED, Severity.SEV1, 13)._replace(by="ann"))
    )
    for minute in range(4, 70):  # a page that faults held back begins its deadlines when it is sent
        if minute == 13:
            delivered(record(answered, crises[-1], 2))
        for _ in range(chance.choice((0, 1, 1, 2))):
            with suppress(Crash):
                tick(minute)
        faults["on"] = minute < 36
    sent = Counter((m.attributes["brand"], m.text.partition(":")[0]) for m in stage.sent_to("page"))
    assert max(sent.values()) == 1
    said = {brand: {why for found, why in sent if found == brand} for brand, _ in sent}
    doubts = Counter(m.attributes["brand"] for m in stage.sent_to("alert") if m.subject.startswith("CHECK"))
    for crisis in crises[:-1]:
        assert len(said[crisis.brand]) + doubts[crisis.brand] >= 4, "late or lost ticks leave out few of the seven"
        reached = {why for why in said[crisis.brand] if why in {"LEVEL 3", "AGAIN (3)", "AGAIN (4)"}}
        assert reached or doubts[crisis.brand], "the last level was paged, or a mail asks somebody to check"
    assert not said[answered.brand] & {"AGAIN (2)", "LEVEL 3", "AGAIN (3)", "AGAIN (4)"}
    over = [m.subject for m in stage.sent_to("alert") if m.subject.startswith("NOBODY ANSWERED")]
    assert len(over) == len(crises) - 1
    assert unsent() == []
