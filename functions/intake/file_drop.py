"""A file dropped into the bucket in, stored mentions and a report of the rejected lines out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.intake.body import Line, decompressed, read_lines
from functions.intake.item_results import ItemResult, Outcome
from functions.intake.service import store_items
from shared.domain.errors import InvalidInput
from shared.domain.time import parse_time
from shared.runtime.aws import client
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

BATCH_LINES, BATCH_BYTES = 500, 4 * 1024 * 1024
"""Lines, and bytes of lines, that are checked and stored together."""

MAX_REJECTS = 10_000
"""Rejected lines of one file that are written out; a file with more is the wrong file."""

MAX_QUOTED_BYTES = 2 * 1024 * 1024
"""Bytes of rejected lines that a report quotes; after them it names lines and reasons only."""

AGAIN_S = 60
"""Seconds until a file that could not be read is tried again; after three times it is a dead letter."""


def store_file(event: Mapping[str, Any]) -> dict[str, int]:
    """Store a dropped file's mentions; rejected lines, with their reasons, go to ``rejected/<key>.ndjson``.

    The call may be repeated: what is stored already is then a duplicate.
    """
    bucket, key = event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]
    now_ms = parse_time(event["time"])
    counts = Counter({outcome.value: 0 for outcome in Outcome})
    rejected: list[ItemResult] = []
    for batch in _batches(_lines(_s3().get_object(Bucket=bucket, Key=key)["Body"], key)):
        results = store_items(batch, now_ms)
        counts.update(result.outcome.value for result in results)
        now_rejected = [result for result in results if result.outcome is Outcome.REJECTED]
        rejected.extend(now_rejected[: MAX_REJECTS - len(rejected)])
    if rejected:
        _write_report(bucket, key, rejected, counts[Outcome.REJECTED.value] - len(rejected))
    return dict(counts)


def again_soon(receipt: str) -> None:
    """Have the message of a file that could not be read come again in a minute, not after the time of a whole call."""
    try:
        _sqs().change_message_visibility(
            QueueUrl=setting("DROPS_URL"), ReceiptHandle=receipt, VisibilityTimeout=AGAIN_S
        )
    except (ClientError, BotoCoreError) as error:
        logger.warning("a file comes again later", error=type(error).__name__)


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines in batches that fit into memory, however long the lines are."""
    batch: list[Line] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += line.size
        if len(batch) == BATCH_LINES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _lines(body: Any, key: str) -> Iterator[Line]:
    """The lines of the file; where the file itself is broken, one last line that says so."""
    number = 0
    try:
        for line in _items(decompressed(body), key):
            number = line.number
            yield line
    except InvalidInput as error:
        yield Line(number + 1, error=error.message)


def _items(stream: Any, key: str) -> Iterator[Line]:
    """The items: of ``drop/<mapping>/<brand>/...`` the rows of an export, of any other file as in a push.

    Raises (while reading):
        InvalidInput: the file is broken, or is no such export.
    """
    from functions.intake.exports.reading import (  # noqa: PLC0415 - no push needs it
        EXPORTS,
        csv_lines,
        export_named,
        mapped,
    )

    _, name, *rest = key.split("/")
    if name not in EXPORTS or not rest:
        yield from read_lines(stream)
        return
    brand = rest[0] if len(rest) > 1 else ""
    export = export_named(name, brand)
    if key.lower().removesuffix(".gz").endswith((".csv", ".tsv")):
        yield from csv_lines(stream, export, brand)
    else:
        yield from mapped(read_lines(stream), export, brand)


def _write_report(bucket: str, key: str, rejected: list[ItemResult], more: int) -> None:
    left, lines = MAX_QUOTED_BYTES, list[dict[str, Any]]()
    for one in rejected:
        left -= len(one.raw)
        raw = one.raw.decode("utf-8", "replace") if left >= 0 else ""
        lines.append({"line": one.index, "field": one.field, "reason": one.reason, "raw": raw})
    if more:
        lines.append({"reason": f"{more:,} more lines were rejected"})
    name = f"rejected/{key.removeprefix('drop/')}.ndjson"
    report = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    _s3().put_object(
        Bucket=bucket, Key=name, Body=report.encode("utf-8", "replace"), ContentType="application/x-ndjson"
    )


@cache
def _sqs() -> SQSClient:
    made: SQSClient = client("sqs")
    return made


@cache
def _s3() -> S3Client:
    made: S3Client = client("s3")
    return made
