"""A moment's life: which transitions each status allows, and what every one of them leaves behind."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from shared.domain.brand import Brand
from shared.domain.errors import IllegalTransition
from shared.domain.moments.history import acknowledged, acknowledgement, confirmed, dismissed, reopened_ms
from shared.domain.moments.lifecycle import (
    REOPEN_WITHIN_MS,
    acknowledge,
    dismiss,
    escalate,
    next_version,
    note,
    open_moment,
    recover,
    relapse,
    reopen,
    resolve,
)
from shared.domain.moments.moment import Kind, Moment, Severity, Status, TimelineEntry, Transition, moment_id
from shared.domain.moments.moment_json import to_document
from shared.domain.moments.transitions import PEOPLE_LIMIT, TIMELINE_LIMIT, Action
from shared.domain.time import BUCKET_MS, MINUTE_MS
from tests.unit.shared.domain.moments.moment_steps import ANA, OPENED_MS, STEPS, Step, in_status, new, to_sev1


def test_a_new_moment_is_open_and_named_by_its_brand_kind_and_bucket() -> None:
    moment = new()
    assert (moment.status, moment.version, moment.ended_ms) == (Status.OPEN, 1, None)
    assert moment.id == moment.crisis == moment_id("acme", Kind.VOLUME_BURST, OPENED_MS)
    assert moment.timeline == (TimelineEntry(OPENED_MS + MINUTE_MS, Transition.OPENED, Severity.SEV3),)
    assert moment.timeline[0].by == "foreshock"


@pytest.mark.parametrize(
    ("status", "transition", "after"),
    [
        (Status.OPEN, Transition.ESCALATED, Status.OPEN),
        (Status.OPEN, Transition.ACKNOWLEDGED, Status.ACKNOWLEDGED),
        (Status.OPEN, Transition.RECOVERING, Status.RECOVERING),
        (Status.OPEN, Transition.RESOLVED, Status.RESOLVED),
        (Status.OPEN, Transition.DISMISSED, Status.DISMISSED),
        (Status.ACKNOWLEDGED, Transition.ESCALATED, Status.ACKNOWLEDGED),
        (Status.ACKNOWLEDGED, Transition.RECOVERING, Status.RECOVERING),
        (Status.ACKNOWLEDGED, Transition.RESOLVED, Status.RESOLVED),
        (Status.ACKNOWLEDGED, Transition.DISMISSED, Status.DISMISSED),
        (Status.RECOVERING, Transition.ACKNOWLEDGED, Status.RECOVERING),
        (Status.RECOVERING, Transition.RELAPSED, Status.OPEN),
        (Status.RECOVERING, Transition.RESOLVED, Status.RESOLVED),
        (Status.RECOVERING, Transition.DISMISSED, Status.DISMISSED),
        (Status.RESOLVED, Transition.REOPENED, Status.OPEN),
        (Status.DISMISSED, Transition.REOPENED, Status.OPEN),
        *((status, Transition.NOTED, status) for status in Status),
    ],
)
def test_what_a_status_allows(status: Status, transition: Transition, after: Status) -> None:
    before = in_status(status)
    moment = STEPS[transition](before, ANA)
    assert moment.status is after
    entry = moment.timeline[-1]
    assert moment.timeline[:-1] == before.timeline
    assert (entry.change, entry.at_ms, entry.severity) == (transition, ANA.at_ms, moment.severity)
    assert (entry.by, entry.via, entry.note) == (ANA.by, ANA.via, ANA.note)
    assert moment.updated_ms == ANA.at_ms
    assert moment.ended_ms == (None if after.ongoing else before.ended_ms or ANA.at_ms)


@pytest.mark.parametrize(
    ("status", "transition"),
    [
        (Status.OPEN, Transition.RELAPSED),
        (Status.ACKNOWLEDGED, Transition.RELAPSED),
        (Status.RECOVERING, Transition.ESCALATED),
        (Status.OPEN, Transition.REOPENED),
        (Status.ACKNOWLEDGED, Transition.REOPENED),
        (Status.RECOVERING, Transition.REOPENED),
        (Status.RESOLVED, Transition.ESCALATED),
        (Status.RESOLVED, Transition.ACKNOWLEDGED),
        (Status.RESOLVED, Transition.RECOVERING),
        (Status.RESOLVED, Transition.RELAPSED),
        (Status.DISMISSED, Transition.ESCALATED),
        (Status.DISMISSED, Transition.ACKNOWLEDGED),
        (Status.DISMISSED, Transition.RECOVERING),
        (Status.DISMISSED, Transition.RELAPSED),
        (Status.DISMISSED, Transition.RESOLVED),
    ],
)
def test_what_a_status_forbids(status: Status, transition: Transition) -> None:
    moment = in_status(status)
    with pytest.raises(IllegalTransition, match=f"{moment.id}.*is {status}; it cannot become {transition}") as raised:
        STEPS[transition](moment, ANA)
    assert raised.value.field == "status"


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (Status.ACKNOWLEDGED, acknowledge),
        (Status.RECOVERING, recover),
        (Status.RESOLVED, resolve),
        (Status.DISMISSED, dismiss),
    ],
)
def test_a_step_taken_already_changes_nothing(status: Status, step: Step) -> None:
    moment = in_status(status)
    assert step(moment, ANA) is moment


def test_severity_only_rises() -> None:
    moment = escalate(new(Severity.SEV2), Severity.SEV1, ("a large wave",), ANA)
    assert (moment.severity, moment.reasons) == (Severity.SEV1, ("a large wave",))
    assert escalate(moment, Severity.SEV1, ("the same",), ANA) is moment
    assert escalate(moment, Severity.SEV3, ("milder",), ANA) is moment


def test_a_relapse_of_what_somebody_acknowledged_is_acknowledged() -> None:
    first = relapse(recover(acknowledge(new(), ANA), ANA), ANA)
    late = relapse(acknowledge(recover(new(), ANA), ANA), ANA)
    assert first.status is late.status is Status.ACKNOWLEDGED
    assert relapse(recover(new(), ANA), ANA).status is Status.OPEN
    assert acknowledge(recover(first, ANA), ANA) == recover(first, ANA)


def test_a_moment_that_keeps_relapsing_stays_small_and_still_writes_down_everything_else() -> None:
    moment = new()
    assert TIMELINE_LIMIT == 60
    for _ in range(TIMELINE_LIMIT):
        moment = relapse(recover(moment, ANA), ANA)
    assert len(moment.timeline) == TIMELINE_LIMIT
    moment = resolve(to_sev1(acknowledge(moment, ANA), ANA), ANA)
    assert [entry.change for entry in moment.timeline[TIMELINE_LIMIT:]] == [
        Transition.ACKNOWLEDGED,
        Transition.ESCALATED,
        Transition.RESOLVED,
    ]


def test_what_comes_back_after_the_end_is_another_moment() -> None:
    over = resolve(new(), ANA)
    again = open_moment(
        Brand("acme", "Acme"), Kind.VOLUME_BURST, OPENED_MS + BUCKET_MS, OPENED_MS + BUCKET_MS, severity=over.severity
    )
    assert again.id != over.id
    assert again.status is Status.OPEN


def test_the_next_version_is_one_more_and_never_updated_earlier() -> None:
    before = new()._replace(version=7)
    after = acknowledge(before, ANA)
    assert next_version(before, after, ANA.at_ms) == after._replace(version=8)
    assert next_version(before, before, 0).updated_ms == before.updated_ms


BEN = Action(ANA.at_ms + MINUTE_MS, by="ben", via="api")


def test_what_is_reopened_is_open_and_acknowledged_by_nobody() -> None:
    moment = reopen(resolve(acknowledge(new(), ANA), ANA), BEN)
    assert (moment.status, moment.ended_ms, reopened_ms(moment)) == (Status.OPEN, None, BEN.at_ms)
    assert not acknowledged(moment)
    taken = acknowledge(moment, BEN)
    assert taken.status is Status.ACKNOWLEDGED
    entry = acknowledgement(taken)
    assert entry is not None
    assert entry.by == "ben"


def test_a_moment_that_began_long_ago_is_not_reopened() -> None:
    over = resolve(new(), ANA)
    assert reopen(over, ANA._replace(at_ms=OPENED_MS + REOPEN_WITHIN_MS)).status is Status.OPEN
    with pytest.raises(IllegalTransition, match="began more than 6 days ago"):
        reopen(over, ANA._replace(at_ms=OPENED_MS + REOPEN_WITHIN_MS + 1))


def test_the_same_note_of_the_same_person_is_written_once() -> None:
    moment = note(new(), ANA)
    assert note(moment, ANA) is moment
    assert len(note(moment, ANA._replace(note="another")).timeline) == len(moment.timeline) + 1
    assert len(note(moment, ANA._replace(by="ben")).timeline) == len(moment.timeline) + 1


def test_no_client_can_fill_a_moment_and_it_can_still_be_ended() -> None:
    moment = new()
    while len(moment.timeline) < PEOPLE_LIMIT:
        moment = note(moment, ANA._replace(note=str(len(moment.timeline))))
    with pytest.raises(IllegalTransition, match="full"):
        note(moment, BEN)
    over = resolve(acknowledge(moment, BEN), BEN)
    with pytest.raises(IllegalTransition, match="full"):
        reopen(over, BEN)


def test_a_timeline_of_the_longest_notes_and_names_stays_within_an_item_of_the_table() -> None:
    """An item takes 400 KB (Amazon DynamoDB, service quotas); what was too much could never be changed again."""
    moment, dan = new(), Action(ANA.at_ms, by="😀" * 80, via="api")
    with suppress(IllegalTransition):
        for number in range(PEOPLE_LIMIT):
            moment = note(moment, dan._replace(note=f"{number:03}{'😀' * 497}"))
    with pytest.raises(IllegalTransition, match="full"):
        note(moment, dan)
    moment = resolve(acknowledge(moment, dan._replace(note="😀" * 500)), dan._replace(note="😀" * 500))
    assert len(json.dumps(to_document(moment), ensure_ascii=False).encode()) < 350_000


def test_who_comes_too_late_learns_who_ended_it_and_when() -> None:
    with pytest.raises(IllegalTransition, match=r"ana@example.com resolved it at 2024-10-04T00:05:00Z"):
        acknowledge(resolve(new(), ANA), BEN)


SYSTEM_ACTION = Action(ANA.at_ms)


@pytest.mark.parametrize(
    ("moment", "real", "false"),
    [
        (new(), False, False),
        (note(new(), ANA), False, False),
        (resolve(new(), SYSTEM_ACTION), False, False),
        (dismiss(new(), SYSTEM_ACTION), False, False),
        (acknowledge(new(), ANA), True, False),
        (resolve(acknowledge(new(), ANA), SYSTEM_ACTION), True, False),
        (resolve(new(), ANA), True, False),
        (dismiss(new(), ANA), False, True),
        (dismiss(acknowledge(new(), ANA), BEN), False, True),
        (dismiss(resolve(new(), SYSTEM_ACTION), BEN), False, True),
        (reopen(dismiss(new(), ANA), BEN), False, False),
        (acknowledge(reopen(dismiss(new(), ANA), BEN), BEN), True, False),
        (reopen(resolve(new(), ANA), BEN), True, False),
    ],
)
def test_what_people_did_says_whether_the_moment_was_real(moment: Moment, *, real: bool, false: bool) -> None:
    assert (confirmed(moment), dismissed(moment)) == (real, false)
