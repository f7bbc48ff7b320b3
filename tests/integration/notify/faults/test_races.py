"""Two notifiers at once, and records out of order: one page for a crisis, none after its end."""

from __future__ import annotations

from typing import Any

import pytest

from functions.notify import decision
from functions.notify.decision import decide_batch
from functions.notify.messages import announcements
from functions.notify.messages.message import Message
from functions.notify.outbox import delivery, store
from functions.notify.outputs.targets import PublishResult
from shared.domain.moments.moment import Severity, Status
from shared.domain.people.sms_caps import SmsCaps
from shared.runtime.stream import records
from tests.integration.notify.faults.sns_faults import FIRST_MAIL
from tests.integration.notify_stage import NotifyRun, record, stream, tick, unsent
from tests.unit.notify.examples import START, burst, opened, resolved, resolved_surge, surge

pytestmark = pytest.mark.usefixtures("many_pages")


def test_two_notifiers_with_the_same_record_page_once(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second runs wholly while the first is between reading and writing, then between claim and publish."""
    entered: list[str] = []
    real = announcements.notifications

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        if "deciding" not in entered:
            entered.append("deciding")
            stream(record(surge()))
        return real(*args, **kwargs)

    def before(message: Message) -> PublishResult | None:
        if message.audience == "page" and "sending" not in entered:
            entered.append("sending")
            stream(record(surge()))
            tick(4)
        return None

    monkeypatch.setattr(decision, "notifications", meanwhile)
    stage.before = before
    stream(record(surge()))
    assert entered == ["deciding", "sending"]
    assert (len(stage.pages), stage.mails, len(stage.sent_to("bus"))) == (1, [FIRST_MAIL], 1)


@pytest.mark.parametrize("moment", ["while the first publishes", "when the first is done"])
def test_two_deliverers_that_read_the_same_messages_publish_each_once(stage: NotifyRun, moment: str) -> None:
    """Both have read what is pending before either claims; only the claim can tell them apart."""
    decide_batch(records({"Records": [record(surge())]}))
    first, second = (store.read_pending()[0] for _ in range(2))
    assert [found.name for found in first] == ["opened#page", "opened#alert", "opened#bus"]
    assert second == first

    def the_second_sends() -> None:
        assert delivery.send_all(second, opened().at_ms + 1)

    def before(_message: Message) -> None:
        stage.before = lambda _message: None
        the_second_sends()

    if moment == "while the first publishes":
        stage.before = before
    assert delivery.send_all(first, opened().at_ms)
    if moment == "when the first is done":
        the_second_sends()
    assert sorted(message.audience for message in stage.published) == ["alert", "bus", "page"]
    assert unsent() == []


def test_a_page_that_another_run_has_claimed_is_not_called_over_the_limit(stage: NotifyRun) -> None:
    """The other run took the day's last text as well; only one of the two reasons is right."""
    decide_batch(records({"Records": [record(surge())]}))
    page = store.read_pending()[0][0]
    assert store.claim(page, opened().at_ms, opened().at_ms, SmsCaps(per_day=1)) == ""
    assert store.claim(page, opened().at_ms, opened().at_ms + 1, SmsCaps(per_day=1)) == "taken"
    assert stage.published == []


def test_two_notifiers_with_two_kinds_of_one_crisis_page_once(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered: list[bool] = []
    real = announcements.notifications

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        if not entered:
            entered.append(True)
            stream(record(burst()))
        return real(*args, **kwargs)

    monkeypatch.setattr(decision, "notifications", meanwhile)
    stream(record(surge()))
    assert [page[:9] for page in stage.pages] == ["SEV2 Acme"]
    tick(6)
    assert [page[:9] for page in stage.pages[1:]] == ["NOW: SEV1"], "nobody has answered for a minute"
    assert stage.mails[1:] == ["ALSO SEV1 Acme - surge of negative posts"]
    assert len(stage.sent_to("bus")) == 2


def test_a_grouped_mail_that_the_crisis_overtakes_is_part_of_the_last_mail(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both moments end while the retry sweep is about to send what waited."""
    two = burst(timeline=(opened(Severity.SEV2, 4),))
    two_ended = burst(status=Status.RESOLVED, ended_ms=START, timeline=(*two.timeline, resolved(69, Severity.SEV2)))
    stream(record(surge()), record(two))
    real = store.read_crisis

    def meanwhile(crisis_id: str) -> Any:
        found = real(crisis_id)
        if not ended:
            ended.append(True)
            stream(record(two_ended, two), record(resolved_surge(), surge()))
        return found

    ended: list[bool] = []
    monkeypatch.setattr(store, "read_crisis", meanwhile)
    tick(70)
    tick(71)
    assert stage.mails == [FIRST_MAIL, "OVER Acme - surge of negative posts: over after 55 min"]
    assert "Also seen meanwhile\n  - burst of posts, SEV2" in stage.sent_to("alert")[-1].text
    assert len(stage.pages) == 2


def test_records_out_of_order_page_at_most_once_and_never_after_the_end(stage: NotifyRun) -> None:
    stream(record(resolved_surge(), surge(), 2))
    stream(record(surge(), sequence=1))
    assert (stage.pages, stage.mails) == ([], [])
    assert sorted(stage.subjects("bus")) == ["Moment opened", "Moment resolved"]
