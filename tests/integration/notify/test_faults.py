"""notify when things fail: never a second page, and nothing lost in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from functions.notify import decision, handler
from functions.notify.decision import decide_batch
from functions.notify.messages import notification
from functions.notify.messages.message import Message
from functions.notify.outbox import delivery, store
from functions.notify.outputs import targets
from functions.notify.outputs.alert import Alert
from functions.notify.outputs.targets import PublishResult, PublishStatus
from shared.domain.moments.moment import Moment, Severity, Status, Transition
from shared.domain.people.sms_caps import SmsCaps
from shared.domain.time import MINUTE_MS
from shared.runtime.stream import records
from shared.store.dynamodb import dynamodb
from tests.integration.dead_letters import dead_letters
from tests.integration.notify_stage import Crash, NotifyRun, record, staged, stream, tick, unsent
from tests.unit.notify.examples import START, burst, opened, resolved, resolved_surge, step, surge

URL = "https://sns.eu-west-1.amazonaws.com"
DOUBT = "CHECK acme: a page may not have gone out"
FIRST_MAIL = "SEV1 Acme - 48 negative posts in 5 min, 12x normal"


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    monkeypatch.setenv("PAGES_PER_MINUTE", "1000")
    yield from staged(aws, monkeypatch)


def refused(code: str, status: int, operation: str = "Publish") -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]  # as much as is read
        operation,
    )


@pytest.fixture
def failing_sns(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Makes SNS answer with an error from now on, or work again."""
    real, error = targets._sns(), [None]

    class Client:
        def publish(self, **request: Any) -> Any:
            if error[0] is not None:
                raise error[0]
            return real.publish(**request)

    monkeypatch.setattr(targets, "_sns", Client)

    def fail(with_error: Any) -> None:
        error[0] = with_error

    return fail


class Saboteur:
    """Kills the function before or after its n-th write or publication, once."""

    def __init__(self, stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
        self.point, self.when, self.calls = -1, "before", 0
        real = store._transact

        def transact(writes: list[dict[str, Any]]) -> set[int]:
            self.strike("before")
            lost = real(writes)
            self.strike("after")
            return lost

        def before(_message: Message) -> None:
            self.strike("before")

        monkeypatch.setattr(store, "_transact", transact)
        stage.before = before
        stage.after = lambda _message: self.strike("after")

    def strike(self, when: str) -> None:
        self.calls += when == "before"
        if self.calls == self.point and when == self.when:
            self.point = -1
            raise Crash


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_point_never_pages_twice_and_never_hides_a_page(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    saboteur = Saboteur(stage, monkeypatch)
    for point in range(1, 11):  # one write for the decision; claim, publication and mark of three messages
        moment = surge(id=f"{point:012x}", crisis=f"{point:012x}")
        stage.published.clear()
        saboteur.calls, saboteur.point, saboteur.when = 0, point, when
        with suppress(Crash):
            stream(record(moment))
        stream(record(moment))
        for minute in (4, 6, 7.5):
            tick(minute)
        assert saboteur.point == -1, f"it struck at {point}"
        assert len(stage.pages) <= 1
        assert stage.mails.count(DOUBT) <= 1
        assert stage.pages or DOUBT in stage.mails
        assert FIRST_MAIL in stage.mails
        assert "Moment opened" in stage.subjects("bus")
        assert unsent() == []


@pytest.mark.parametrize(
    "error",
    [
        refused("Throttled", 429),
        refused("AuthorizationError", 403),
        refused("InvalidParameter", 400),
        EndpointConnectionError(endpoint_url=URL),
    ],
)
def test_a_refused_page_is_sent_when_sns_takes_it_again(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None], error: Exception
) -> None:
    failing_sns(error)
    assert stream(record(surge())) == {"batchItemFailures": []}
    assert (stage.pages, stage.mails) == ([], [])
    assert unsent() == ["opened#page", "opened#alert"]
    failing_sns(None)
    tick(4)
    assert (len(stage.pages), stage.mails) == (1, [FIRST_MAIL])


def test_a_refusal_does_not_use_up_the_days_texts(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMS_PER_DAY", "1")
    failing_sns(refused("Throttled", 429))
    for minute in (4, 5, 6):
        stream(record(surge()))
        tick(minute)
    failing_sns(None)
    tick(7)
    assert len(stage.pages) == 1


@pytest.mark.parametrize(
    "error",
    [
        refused("InternalError", 500),
        refused("ServiceUnavailable", 503),
        ReadTimeoutError(endpoint_url=URL),
        ConnectionClosedError(endpoint_url=URL),
    ],
)
def test_a_page_without_an_answer_is_not_repeated_but_reported_once(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None], error: Exception
) -> None:
    failing_sns(error)
    stream(record(surge()))
    failing_sns(None)
    stream(record(surge()))
    tick(4)
    assert (stage.pages, stage.mails) == ([], []), "it may be on its way"
    tick(5)
    tick(6)
    assert stage.pages == []
    assert sorted(stage.mails) == [DOUBT, FIRST_MAIL]
    report = next(message for message in stage.sent_to("alert") if message.subject == DOUBT)
    assert "tried to send a page at 14:08 UTC" in report.text
    assert "SEV1 Acme - 48 negative posts in 5 min, 12x normal, since 14:05 UTC" in report.text


def test_a_page_refused_for_a_quarter_of_an_hour_is_given_up_by_mail(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None]
) -> None:
    failing_sns(refused("EndpointDisabled", 400))
    stream(record(surge()))
    tick(17.9)
    assert "opened#page" in unsent()
    failing_sns(None)
    tick(18)
    assert [page[:9] for page in stage.pages] == ["AGAIN (2)"], "of what waited the newest page goes out, not three"
    assert DOUBT in stage.mails


def answered_surge() -> Moment:
    """A surge that somebody acknowledged two minutes after it opened, so that no deadline pages again."""
    return surge(timeline=(opened(), step(Transition.ACKNOWLEDGED, Severity.SEV1, 5)._replace(by="ann")))


@pytest.mark.parametrize("behind", [17, 90, 600])
def test_a_page_that_nobody_has_tried_is_sent_however_late(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    """The function was stopped between writing the page down and sending it, and no tick came for a while."""
    monkeypatch.setattr(handler, "send_new", lambda _: True)
    stream(record(answered_surge()))
    assert "opened#page" in unsent()
    tick(3 + behind)
    tick(4 + behind)
    assert len(stage.pages) == 1
    assert "since 14:05 UTC" in stage.pages[0]
    assert DOUBT not in stage.mails
    assert unsent() == []


def test_people_get_their_time_to_answer_after_a_page_that_went_out_late(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Level 2 is not paged in the same minute as level 1."""
    monkeypatch.setattr(handler, "send_new", lambda _: True)
    stream(record(surge()))
    tick(20)
    tick(24.9)
    assert [page[:9] for page in stage.pages] == ["SEV1 Acme"]
    tick(25)
    assert [page[:9] for page in stage.pages[1:]] == ["AGAIN (1)"]


def test_a_page_that_was_never_tried_is_refused_for_as_long_as_any_other(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "send_new", lambda _: True)
    stream(record(answered_surge()))
    failing_sns(refused("EndpointDisabled", 400))
    tick(20)
    tick(34.9)
    assert "opened#page" in unsent()
    tick(35)
    failing_sns(None)
    tick(36)
    assert (stage.pages, [mail for mail in stage.mails if mail == DOUBT]) == ([], [DOUBT])


def test_a_page_that_is_being_sent_from_an_old_event_is_not_taken_for_lost(stage: NotifyRun) -> None:
    """The stream is 17 minutes behind, and a tick comes while the page is on its way."""
    stage.clock_ms = START + 20 * MINUTE_MS

    def tick_meanwhile(message: Message) -> None:
        if message.audience == "page":
            tick(20)

    stage.after = tick_meanwhile
    stream(record(answered_surge()))
    assert len(stage.pages) == 1
    assert DOUBT not in stage.mails


def test_a_page_that_waits_is_not_sent_once_somebody_has_answered(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None]
) -> None:
    stream(record(surge()))
    failing_sns(refused("Throttled", 429))
    tick(8)
    ack = step(Transition.ACKNOWLEDGED, Severity.SEV1, 8.5)._replace(by="ann")
    answered = surge()._replace(timeline=(opened(), ack), status=Status.ACKNOWLEDGED)
    stream(record(answered, surge(), 2))
    failing_sns(None)
    tick(9)
    assert len(stage.pages) == 1
    assert unsent() == []


def test_a_mail_refused_for_six_hours_becomes_a_dead_letter(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None]
) -> None:
    failing_sns(refused("InvalidParameter", 400))
    stream(record(surge(severity=Severity.SEV3, timeline=(opened(Severity.SEV3),))))
    tick(3 + 360)
    assert unsent() == []
    assert stage.mails == []
    (dead,) = dead_letters()
    assert dead["reason"] == "refused for six hours"
    assert dead["record"]["letter"] == "opened#alert"


def test_an_event_that_the_bus_refuses_is_sent_again(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    real = targets._events()

    class Client:
        def put_events(self, **_request: Any) -> Any:
            return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}

    monkeypatch.setattr(targets, "_events", Client)
    stream(record(surge()))
    assert stage.sent_to("bus") == []
    assert unsent() == ["opened#bus"]
    monkeypatch.setattr(targets, "_events", lambda: real)
    tick(4)
    assert stage.subjects("bus") == ["Moment opened"]


@pytest.mark.parametrize("operation", ["GetItem", "Query", "TransactWriteItems"])
def test_a_table_that_refuses_makes_the_stream_come_again(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    client = dynamodb()
    method = {"GetItem": "get_item", "Query": "query", "TransactWriteItems": "transact_write_items"}[operation]

    def broken(**_request: Any) -> Any:
        raise refused("ProvisionedThroughputExceededException", 400, operation)

    with monkeypatch.context() as trouble:
        trouble.setattr(client, method, broken)
        assert stream(record(surge(), sequence=7)) == {"batchItemFailures": [{"itemIdentifier": "7"}]}
    assert stream(record(surge(), sequence=7)) == {"batchItemFailures": []}
    assert (len(stage.pages), stage.mails) == (1, [FIRST_MAIL])


def test_a_transaction_that_meets_another_is_tried_again(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    client = dynamodb()
    met: list[dict[str, Any]] = []
    real = client.transact_write_items

    def busy(**request: Any) -> Any:
        if len(met) < 2:
            met.append(request)
            raise client.exceptions.TransactionCanceledException(
                {
                    "Error": {"Code": "TransactionCanceledException"},
                    "CancellationReasons": [{"Code": "TransactionConflict"}],
                },
                "TransactWriteItems",
            )
        return real(**request)

    monkeypatch.setattr(store, "RETRY_PAUSES", (0, 0, 0))
    monkeypatch.setattr(client, "transact_write_items", busy)
    stream(record(surge()))
    assert len(stage.pages) == 1


def test_two_notifiers_with_the_same_record_page_once(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second runs wholly while the first is between reading and writing, then between claim and publish."""
    entered: list[str] = []
    real = notification.notifications

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
    real = notification.notifications

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


def test_an_error_that_proves_nothing_is_unclear(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None]
) -> None:
    assert stage.published == []
    message = Message("alert", "text", "subject")
    for error in (ReadTimeoutError(endpoint_url=URL), BotoCoreError()):
        failing_sns(error)
        assert targets.publish(Alert.target, message) == PublishResult(PublishStatus.UNCLEAR, type(error).__name__)


def test_sns_is_asked_once_because_a_text_cannot_be_taken_back(aws: dict[str, str]) -> None:
    assert aws
    assert vars(targets._sns().meta.config)["_user_provided_options"]["retries"] == {
        "mode": "standard",
        "total_max_attempts": 1,
    }
