"""notify when SNS, the bus or a table refuses: sent again, or reported, and never twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from functions.notify.messages.message import Message
from functions.notify.outbox import store
from functions.notify.outputs import targets
from functions.notify.outputs.alert import Alert
from functions.notify.outputs.targets import PublishResult, PublishStatus
from shared.domain.moments.moment import Severity, Status, Transition
from shared.store.dynamodb import dynamodb
from tests.integration.dead_letters import dead_letters
from tests.integration.notify.faults.sns_faults import DOUBT, FIRST_MAIL, URL, refused
from tests.integration.notify_stage import NotifyRun, record, stream, tick, unsent
from tests.unit.notify.examples import opened, step, surge

pytestmark = pytest.mark.usefixtures("many_pages")


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
