"""A file dropped into the bucket: read line by line, stored in batches, its bad lines explained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import boto3

from functions.intake.body import Line, lines_of, unpacked
from functions.intake.desk import take
from functions.intake.verdict import Outcome, Verdict
from shared.bucket import parse_time
from shared.errors import InvalidInput

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BATCH = 500
"""Lines judged and stored together."""

REJECTS_KEPT = 10_000
"""Rejected lines written out of one file; a file with more is the wrong file."""


def take_file(event: Mapping[str, Any]) -> dict[str, int]:
    """Store a dropped file's mentions; rejected lines, with their reasons, go to ``rejected/<key>.ndjson``.

    The whole may be repeated: what is stored already is a duplicate then.
    """
    bucket, key = event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]
    now_ms = parse_time(event["time"])
    counted = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    rejected: list[Verdict] = []
    lines = _lines(_bucket().get_object(Bucket=bucket, Key=key)["Body"])
    while batch := list(islice(lines, BATCH)):
        for verdict in take(batch, now_ms):
            counted[verdict.outcome.value] += 1
            if verdict.outcome is Outcome.REJECTED and len(rejected) < REJECTS_KEPT:
                rejected.append(verdict)
    if rejected:
        _explain(bucket, key, rejected)
    return counted


def _lines(body: Any) -> Iterator[Line]:
    """The file's lines; where the file itself breaks, one last line that says so."""
    number = 0
    try:
        for line in lines_of(unpacked(body)):
            number = line.number
            yield line
    except InvalidInput as error:
        yield Line(number + 1, error=error.message)


def _explain(bucket: str, key: str, rejected: list[Verdict]) -> None:
    report = "\n".join(
        json.dumps(
            {"line": v.index, "field": v.field, "reason": v.reason, "raw": v.raw[:2_000].decode("utf-8", "replace")}
        )
        for v in rejected
    )
    name = f"rejected/{key.removeprefix('drop/')}.ndjson"
    _bucket().put_object(Bucket=bucket, Key=name, Body=report.encode(), ContentType="application/x-ndjson")


@cache
def _bucket() -> S3Client:
    return boto3.client("s3")
