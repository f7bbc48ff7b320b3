"""Stream batches: numbers that sort as text, a response Lambda understands, dead letters that SQS takes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.runtime import stream
from shared.runtime.stream import DEAD_LETTER_BYTES, REASON_CHARACTERS, batch_response, records

NUMBERS = st.integers(10**20, 10**40 - 1)


def event(*numbers: object) -> dict[str, Any]:
    return {"Records": [{"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number)}} for number in numbers]}


@given(st.lists(NUMBERS, min_size=1, unique=True))
def test_sequences_sort_as_the_numbers_they_are(numbers: list[int]) -> None:
    found = records(event(*numbers))
    by_text = [record.sequence.strip() for record in sorted(found, key=lambda record: record.sequence)]
    assert by_text == [str(number) for number in sorted(numbers)]


@given(st.lists(NUMBERS | st.from_regex(r"0{3}[0-9]{27}", fullmatch=True), min_size=1))
def test_the_response_names_the_lowest_failure_just_as_the_stream_does(numbers: list[int | str]) -> None:
    """Lambda takes a number it does not know for a failure of the whole batch; zeros before it count."""
    found = records(event(*numbers))
    (named,) = batch_response(record.sequence for record in found)["batchItemFailures"]
    assert named["itemIdentifier"] in map(str, numbers)
    assert named["itemIdentifier"].rjust(40) == min(record.sequence for record in found)


def test_a_record_is_read_whatever_it_lacks() -> None:
    (record,) = records({"Records": [{}]})
    assert (record.event_name, record.new, record.old, record.at_ms) == ("", {}, {}, 0)
    assert records({}) == []


def test_a_record_has_the_time_it_was_made() -> None:
    (record,) = records({"Records": [{"dynamodb": {"ApproximateCreationDateTime": 1_772_373_900.0}}]})
    assert record.at_ms == 1_772_373_900_000


@given(
    st.text(st.characters(exclude_categories=()), max_size=60).map(lambda text: text * 20_000),
    st.text(st.characters(exclude_categories=())),
)
def test_a_dead_letter_of_anything_fits_a_message_and_holds_its_reason(text: str, reason: str) -> None:
    letter = stream._dead_letter({"text": text}, reason[:REASON_CHARACTERS], "enrich")
    assert letter.isascii()
    assert len(letter) <= DEAD_LETTER_BYTES + 12 * REASON_CHARACTERS
    fields = json.loads(letter)
    assert fields["reason"] == reason[:REASON_CHARACTERS]
    assert fields["record"] == {"text": text} or fields["start"]


def test_the_largest_dead_letter_fits_a_message() -> None:
    """Every character escaped, and the escapes escaped again."""
    letter = stream._dead_letter({"text": "\\" * 400_000}, "\ud800" * REASON_CHARACTERS, "enrich")
    assert len(letter) < 256 * 1024
