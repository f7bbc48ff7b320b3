"""Reads an event source mapping of a DynamoDB stream from an entry of ``ListEventSourceMappings``."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import Any

from infra.local.streams import filters
from infra.local.streams.batches import FOREVER, Policy


@dataclass(frozen=True, slots=True)
class StreamMapping:
    """A mapping: its stream and function, the size of batches, the filter, and how it handles failures."""

    uuid: str
    stream_arn: str
    function_arn: str
    start: str
    batch_size: int
    window_ms: int
    policy: Policy
    matches: filters.Matcher
    on_failure: str

    @property
    def table(self) -> str:
        """The name of the stream's table."""
        return self.stream_arn.split("/")[1]

    @property
    def function(self) -> str:
        """The name of the function, without its alias or version."""
        return self.function_arn.split(":")[6]


def is_stream(raw: Dictionary[str, Any]) -> bool:
    """Return whether a mapping reads a DynamoDB stream."""
    return ":dynamodb:" in raw.get("EventSourceArn", "") and "/stream/" in raw["EventSourceArn"]


def parse(raw: Dictionary[str, Any]) -> StreamMapping:
    """Read one mapping; raise InvalidInput for a filter that Lambda would reject."""
    age = raw.get("MaximumRecordAgeInSeconds", FOREVER)
    return StreamMapping(
        uuid=raw["UUID"],
        stream_arn=raw["EventSourceArn"],
        function_arn=raw["FunctionArn"],
        start=raw.get("StartingPosition", "LATEST"),
        batch_size=int(raw.get("BatchSize", 100)),
        window_ms=int(raw.get("MaximumBatchingWindowInSeconds", 0)) * 1000,
        policy=Policy(
            retries=int(raw.get("MaximumRetryAttempts", FOREVER)),
            max_age_ms=int(age) * 1000 if int(age) != FOREVER else FOREVER,
            bisect=bool(raw.get("BisectBatchOnFunctionError", False)),
            partial="ReportBatchItemFailures" in raw.get("FunctionResponseTypes", []),
        ),
        matches=filters.parse(raw.get("FilterCriteria")),
        on_failure=raw.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", ""),
    )
