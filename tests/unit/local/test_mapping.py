"""Event source mappings are read from the service's list."""

from infra.local.streams.batches import FOREVER, Policy
from infra.local.streams.mapping import is_stream, parse

STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/mentions/stream/2026-11-22T00:00:00.000"
MINIMAL = {
    "UUID": "u",
    "EventSourceArn": STREAM,
    "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:enrich:live",
    "State": "Enabled",
}


def test_a_minimal_mapping_has_the_defaults_of_lambda() -> None:
    mapping = parse(MINIMAL)
    assert (mapping.batch_size, mapping.window_ms, mapping.start, mapping.on_failure) == (100, 0, "LATEST", "")
    assert mapping.policy == Policy(retries=FOREVER, max_age_ms=FOREVER, bisect=False, partial=False)


def test_a_complete_mapping_is_read_with_times_in_milliseconds() -> None:
    mapping = parse(
        MINIMAL
        | {
            "StartingPosition": "TRIM_HORIZON",
            "BatchSize": 1000,
            "MaximumBatchingWindowInSeconds": 5,
            "MaximumRetryAttempts": 3,
            "MaximumRecordAgeInSeconds": 3600,
            "BisectBatchOnFunctionError": True,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:dead"}},
            "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
        }
    )
    assert (mapping.batch_size, mapping.window_ms, mapping.start) == (1000, 5_000, "TRIM_HORIZON")
    assert mapping.policy == Policy(retries=3, max_age_ms=3_600_000, bisect=True, partial=True)
    assert mapping.on_failure.endswith(":dead")
    assert [mapping.matches({"eventName": name}) for name in ("INSERT", "MODIFY")] == [True, False]


def test_a_mapping_knows_the_names_of_its_table_and_function() -> None:
    assert (parse(MINIMAL).table, parse(MINIMAL).function) == ("mentions", "enrich")


def test_only_table_streams_count_as_streams() -> None:
    assert is_stream(MINIMAL)
    assert not is_stream(MINIMAL | {"EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:q"})
    assert not is_stream({})
