"""A file put into the drop bucket: good lines become mentions, bad ones are explained in a report."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.intake import body, file_drop
from functions.intake.handler import handler
from functions.intake.item_results import ItemResult
from functions.intake.service import store_items
from infra.cli.deployed.replay import read
from shared.domain.brand import Brand
from shared.domain.errors import StorageBusy
from shared.domain.time import iso
from shared.runtime.settings import setting
from shared.store import brands
from tests.integration.intake_stage import NOW, drop, item, notify_drop, rejected, reports, stored
from tests.lambda_context import Context


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there
    brands.put(Brand("acme", "Acme"))


def ndjson(*items: Any) -> bytes:
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in items)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_file_becomes_mentions(pack: Any) -> None:
    file = pack(ndjson(*(item(number) for number in range(7))))
    assert drop(file) == {"accepted": 7, "duplicate": 0, "rejected": 0}
    assert len(stored()) == 7
    assert reports() == []


def test_a_bad_line_stops_no_other_and_is_explained() -> None:
    file = ndjson(item(1), b'{"id": "2", cut', item(3, brand="nobody"), b"", item(4, reach=-1), item(5))
    assert drop(file) == {"accepted": 2, "duplicate": 0, "rejected": 3}
    assert [(line["line"], line["field"]) for line in rejected()] == [(2, "line"), (3, "brand"), (5, "reach")]
    assert rejected()[0]["raw"] == '{"id": "2", cut'
    assert all(line["reason"] for line in rejected())


def test_the_same_file_again_is_all_duplicates() -> None:
    """EventBridge delivers at least once, and a person may copy a file twice."""
    file = ndjson(item(1), item(2, published_at=None))
    drop(file)
    assert notify_drop("drop/posts.ndjson", NOW + 60_000) == {"accepted": 0, "duplicate": 2, "rejected": 0}
    assert len(stored()) == 2


def test_a_truncated_gzip_gives_what_it_has_and_says_where_it_breaks() -> None:
    file = gzip.compress(ndjson(*(item(number) for number in range(600))))[:-200]
    counted = drop(file)
    assert counted["rejected"] == 1
    assert 0 < counted["accepted"] == len(stored()) < 600
    (line,) = rejected()
    assert "breaks off" in line["reason"]
    assert line["line"] == counted["accepted"] + 1


def test_a_gzip_bomb_is_cut_off_and_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MAX_FILE_BYTES", 2 * 1024 * 1024)
    file = gzip.compress(ndjson(item(1)) + b"0" * 50_000_000, compresslevel=1)
    assert drop(file) == {"accepted": 1, "duplicate": 0, "rejected": 1}
    assert "more than" in rejected()[0]["reason"]


def test_a_file_of_one_endless_line_is_one_rejected_line() -> None:
    assert drop(b"x" * (3 * 1024 * 1024)) == {"accepted": 0, "duplicate": 0, "rejected": 1}
    assert "longer than" in rejected()[0]["reason"]
    assert len(rejected()[0]["raw"]) == body.MAX_RAW_BYTES


@pytest.mark.parametrize("file", [b"", b"\n\n \n", gzip.compress(b"")], ids=["empty", "blank", "empty gzip"])
def test_an_empty_file_is_nothing(file: bytes) -> None:
    assert drop(file) == {"accepted": 0, "duplicate": 0, "rejected": 0}
    assert reports() == []


@pytest.mark.parametrize("file", [b"\x1f\x8bno gzip", b"\xff\xfe\x00\x01", b"%PDF-1.7\n%\xe2\xe3", b"<html>\n</html>"])
def test_a_file_of_another_kind_is_explained_and_fails_nothing(file: bytes) -> None:
    counted = drop(file)
    assert counted["accepted"] == 0
    assert counted["rejected"] == len(rejected()) > 0


@pytest.mark.parametrize(
    "name", ["a b+c%20d.ndjson", "ümläut/日本.ndjson", "x" * 200, "&?#=.gz", "deep/er/still.ndjson"]
)
def test_a_key_with_odd_characters_is_taken_literally(name: str) -> None:
    """EventBridge gives keys as they are; S3's own notifications would encode them."""
    assert drop(ndjson(item(1), b"bad"), key=f"drop/{name}")["accepted"] == 1
    assert rejected(name)[0]["line"] == 2


def test_of_more_rejects_than_are_kept_the_number_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_drop, "MAX_REJECTS", 3)
    assert drop(b"bad\n" * 1_200)["rejected"] == 1_200
    assert [line.get("line") for line in rejected()] == [1, 2, 3, None]
    assert rejected()[-1]["reason"] == "1,197 more lines were rejected"


def test_long_lines_are_checked_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred lines of a megabyte are more than the function's memory."""
    sizes: list[int] = []

    def noted(lines: list[body.Line], now_ms: int) -> list[ItemResult]:
        sizes.append(len(lines))
        return store_items(lines, now_ms)

    monkeypatch.setattr(file_drop, "store_items", noted)
    drop(ndjson(*(item(number, text="x" * 900_000) for number in range(12))))
    assert sizes == [5, 5, 2]
    assert len(stored()) == 12


def test_a_file_that_is_gone_is_an_error_and_the_event_is_repeated() -> None:
    """Lambda repeats the event and then makes it a dead letter; nothing is dropped unnoticed."""
    with pytest.raises(ClientError):
        notify_drop("drop/never-was.ndjson")


def test_the_report_of_a_file_of_junk_stays_small() -> None:
    counted = drop(b"\x01" * 2_000 + b"\n" + (b"\x01" * 2_000 + b"\n") * 2_999)
    assert counted["rejected"] == len(rejected()) == 3_000
    assert sum(len(line["raw"]) for line in rejected()) <= file_drop.MAX_QUOTED_BYTES
    assert all(line["reason"] for line in rejected())


def test_a_file_comes_through_the_queue_and_one_that_cannot_be_read_comes_again_in_a_minute(
    aws: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule and the queue are those of the template; the event is the one that S3 gives EventBridge."""
    monkeypatch.setattr("moto.events.models.EventTemplateParser.parse", lambda event, **_: event)  # needs a package
    boto3.client("s3").put_object(Bucket=aws["DropBucket"], Key="drop/a.ndjson", Body=ndjson(item(1)))
    for key in ("drop/a.ndjson", "rejected/a.ndjson"):
        detail = json.dumps({"bucket": {"name": aws["DropBucket"]}, "object": {"key": key}})
        boto3.client("events").put_events(
            Entries=[{"Source": "aws.s3", "DetailType": "Object Created", "Detail": detail}]
        )
    queues = boto3.client("sqs")
    (message,) = queues.receive_message(QueueUrl=aws["DropsUrl"], MaxNumberOfMessages=10)["Messages"]
    record = {"eventSource": "aws:sqs", "receiptHandle": message["ReceiptHandle"], "body": message["Body"]}
    asked: list[dict[str, Any]] = []
    with monkeypatch.context() as broken:
        queue = SimpleNamespace(change_message_visibility=lambda **again: asked.append(again))
        broken.setattr(file_drop, "_sqs", lambda: queue)
        broken.setattr(file_drop, "store_items", raises(StorageBusy("busy")))
        with pytest.raises(StorageBusy):
            handler({"Records": [record]}, Context())
    again = {"QueueUrl": aws["DropsUrl"], "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 60}
    assert (asked, stored()) == ([again], [])
    assert handler({"Records": [record]}, Context())["accepted"] == 1


def test_the_event_of_a_file_is_read_without_a_message_as_replay_and_earlier_versions_send_it() -> None:
    boto3.client("s3").put_object(Bucket=setting("DROP_BUCKET"), Key="drop/a.ndjson", Body=ndjson(item(1)))
    detail = {"bucket": {"name": setting("DROP_BUCKET")}, "object": {"key": "drop/a.ndjson"}}
    event = {"source": "aws.s3", "detail-type": "Object Created", "time": iso(NOW), "detail": detail}
    letter = read({"Body": json.dumps(event), "ReceiptHandle": "r", "MessageId": "m"})
    assert (letter.function, letter.event) == ("intake", event)
    assert handler(event, Context())["accepted"] == 1


def raises(error: Exception) -> Any:
    def fails(*_: object) -> None:
        raise error

    return fails
