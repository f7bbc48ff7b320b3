"""From a page to its answer: what people do through the API stops the pages, and what they reopen is paged again."""

from __future__ import annotations

import pytest

from shared.domain.moments.moment import Moment, Severity, Status
from shared.domain.time import MINUTE_MS
from shared.store import moments
from tests.api_client import ask
from tests.integration.notify_stage import NotifyRun, record, stream, tick, unsent
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, burst, opened, surge


def happens(*found: Moment) -> None:
    """The moments are stored, and their records reach the function."""
    for moment in found:
        put_moment(moment)
    stream(*(record(moment, sequence=n) for n, moment in enumerate(found)))


def does(what: str, minute: float, moment: Moment, **body: str) -> None:
    """Somebody acts through the API, and the change reaches the function."""
    path = what.format(moment=moment.id, crisis=moment.crisis)
    before = {found.id: found for found in moments.in_crisis(moment)}
    answer = ask("POST", path, body={"by": "Ana", **body}, now_ms=START + round(minute * MINUTE_MS))
    assert answer.status == 200, answer.body
    after = [found for found in moments.in_crisis(moment) if found != before[found.id]]
    stream(*(record(found, before[found.id], n) for n, found in enumerate(after)))


def ticks(since: int, until: int) -> None:
    for minute in range(since, until):
        tick(minute)


def why(stage: NotifyRun) -> list[str]:
    return [page.partition(" Acme")[0].split(":")[0] for page in stage.pages]


@pytest.mark.parametrize("act", ["/moments/{moment}/ack", "/crises/{crisis}/ack"])
def test_level_two_is_paged_at_its_deadline_and_an_acknowledgement_ends_it(stage: NotifyRun, act: str) -> None:
    happens(surge(), burst(timeline=(opened(Severity.SEV2, 3.2),)))
    ticks(4, 15)
    assert why(stage) == ["SEV1", "AGAIN (1)", "LEVEL 2"]
    does(act, 15, surge())
    ticks(15, 60)
    assert len(stage.pages) == 3
    assert "NOBODY ANSWERED" not in " ".join(stage.mails)
    assert unsent() == []


def test_what_a_person_resolves_ends_with_one_message_and_what_is_reopened_is_paged_until_it_is_answered(
    stage: NotifyRun,
) -> None:
    happens(surge())
    does("/moments/{moment}/resolve", 6, surge())
    assert why(stage) == ["SEV1", "OVER"]
    ticks(7, 20)
    assert len(stage.pages) == 2
    does("/moments/{moment}/reopen", 20, surge())
    assert len(stage.pages) == 2, "who reopens it knows of it"
    ticks(20, 31)
    assert why(stage)[2:] == ["AGAIN (1)", "LEVEL 2"]
    does("/moments/{moment}/ack", 31, surge())
    ticks(31, 60)
    assert len(stage.pages) == 4
    assert moments.get(surge().id).status is Status.ACKNOWLEDGED
