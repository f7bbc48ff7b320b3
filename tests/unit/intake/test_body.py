"""A body or a file is read item by item; a broken item stops no other."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intake import body
from functions.intake.body import MAX_ITEMS, MAX_LINE_BYTES, MAX_RAW_BYTES, decompressed, parse_items, read_lines
from shared.domain.errors import InvalidInput, TooLarge

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text().filter(lambda name: name != "mentions"), JSON, max_size=4)


@given(st.lists(OBJECTS, min_size=1, max_size=8))
def test_four_spellings_of_a_batch_are_the_same_items(items: list[Any]) -> None:
    array, wrapped = json.dumps(items), json.dumps({"mentions": items})
    lines = "\n".join(json.dumps(item) for item in items)
    for text in (array, wrapped, lines, "\ufeff" + lines.replace("\n", "\r\n\r\n") + "\n"):
        assert [line.value for line in parse_items(text.encode())] == items


def test_a_broken_line_is_named_by_its_number_and_the_others_are_read() -> None:
    lines = parse_items(b'{"id": 1}\n{"id": 2\n\n{"id": 3}')
    assert [(line.number, line.value, bool(line.error)) for line in lines] == [
        (1, {"id": 1}, False),
        (2, None, True),
        (4, {"id": 3}, False),
    ]
    assert lines[1].raw == b'{"id": 2'


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b" \n ",
        b"[]",
        b"<html>",
        b"\xff\xfe\x00",
        b"\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"\x1f\x8b\x08",
        b"{]\n{]",
    ],
)
def test_a_body_without_a_single_item_is_refused_whole(garbage: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_items(garbage)
    assert refusal.value.field == "body"


@given(st.binary(max_size=400))
def test_any_bytes_are_items_or_refused(raw: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        assert all(line.error or line.raw or line.number for line in parse_items(raw))


@pytest.mark.parametrize(
    "text", ["[" + "1," * MAX_ITEMS + "1]", "1\n" * (MAX_ITEMS + 1), '{"mentions": [' + "1," * MAX_ITEMS + "1]}"]
)
def test_a_batch_of_too_many_items_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="split it"):
        parse_items(text.encode())


def test_a_million_tiny_items_are_not_even_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two million lines would fit five megabytes, and not the memory if each became an object."""
    made = 0
    line = body._line

    def counted(number: int, raw: bytes) -> body.Line:
        nonlocal made
        made += 1
        return line(number, raw)

    monkeypatch.setattr(body, "_line", counted)
    with pytest.raises(InvalidInput):
        parse_items(b"1\n" * 1_000_000)
    assert made == MAX_ITEMS + 1


def test_a_body_that_is_too_big_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MAX_BODY_BYTES", 10)
    with pytest.raises(TooLarge, match="split it"):
        parse_items(b"[{}" + b" " * 10 + b"]")


def test_a_push_may_have_what_senders_are_promised_and_not_a_byte_or_item_more() -> None:
    """1,000 items and 4 MB."""
    assert len(parse_items(b"1\n" * 1_000)) == 1_000
    with pytest.raises(InvalidInput, match="more than 1,000 items"):
        parse_items(b"1\n" * 1_001)
    megabytes = b"[{}" + b" " * (4 * 1024 * 1024 - 4) + b"]"
    assert len(parse_items(megabytes)) == 1
    with pytest.raises(InvalidInput, match="4,194,304 are allowed"):
        parse_items(megabytes + b" ")


def test_a_number_of_thousands_of_digits_stops_no_other_item() -> None:
    lines = parse_items(b'[{"id": "1", "reach": ' + b"9" * 5_000 + b'}, {"id": "2"}]')
    assert [line.value["id"] for line in lines] == ["1", "2"]


def test_an_endless_line_is_skipped_and_only_its_start_kept() -> None:
    stream = io.BytesIO(b"1\n" + b"x" * (3 * MAX_LINE_BYTES) + b"\n2\n")
    lines = list(read_lines(stream))
    assert [(line.number, line.value) for line in lines] == [(1, 1), (2, None), (3, 2)]
    assert "longer than" in lines[1].error
    assert len(lines[1].raw) == MAX_RAW_BYTES


def test_only_the_start_of_a_line_is_kept() -> None:
    (line,) = read_lines(io.BytesIO(b'"' + b"x" * 50_000 + b'"'))
    assert (len(line.raw), line.size, len(line.value)) == (MAX_RAW_BYTES, 50_002, 50_000)


@given(st.lists(st.integers(), max_size=50))
def test_a_compressed_file_reads_as_a_plain_one(numbers: list[int]) -> None:
    plain = "\n".join(map(str, numbers)).encode()
    for file in (plain, gzip.compress(plain)):
        assert [line.value for line in read_lines(decompressed(io.BytesIO(file)))] == numbers


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_truncated_gzip_says_so_after_the_lines_before(cut: int) -> None:
    file = gzip.compress(b'{"id": 1}\n' * 50_000)[:-cut]
    read = 0
    with pytest.raises(InvalidInput, match="breaks off"):  # noqa: PT012 - the reading is what raises
        for _ in read_lines(decompressed(io.BytesIO(file))):
            read += 1
    assert read > 20_000


@pytest.mark.parametrize(
    "file", [b"\x1f\x8b", b"\x1f\x8bgarbage that is no gzip", gzip.compress(b"1\n", mtime=0) + b"trailing"]
)
def test_a_broken_gzip_says_so(file: bytes) -> None:
    with pytest.raises(InvalidInput, match="breaks off or is no gzip"):
        list(read_lines(decompressed(io.BytesIO(file))))


@pytest.mark.parametrize("bomb", [b"\0" * 100, b"1" * 99 + b"\n"])
def test_a_gzip_bomb_costs_no_more_than_a_file_may_have(bomb: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MAX_FILE_BYTES", 3 * MAX_LINE_BYTES)
    file = io.BytesIO(gzip.compress(bomb * 200_000, compresslevel=1))
    with pytest.raises(InvalidInput, match="more than"):
        for _ in read_lines(decompressed(file)):
            pass


def test_a_connection_that_breaks_is_not_a_broken_file() -> None:
    """It must be repeated, not counted as read."""

    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: Any) -> int:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        list(read_lines(decompressed(Broken())))


DEEP = b"[" * 10_000 + b"]" * 10_000


@pytest.mark.parametrize(
    "body",
    [
        b'[{"id": "1"}, %b, {"id": "2, ] \\" "}]' % DEEP,
        b' { "mentions" : [{"id": "1"}, {"a": %b}, {"id": "2, ] \\" "}] } ' % DEEP,
        b'[{"id": "1"}, {cut, {"id": "2, ] \\" "}]'.replace(b"{cut", b"{cut}"),
    ],
    ids=["array", "mentions", "no JSON"],
)
def test_one_item_that_cannot_be_read_stops_no_other(body: bytes) -> None:
    first, bad, last = parse_items(body)
    assert [first.value, last.value] == [{"id": "1"}, {"id": '2, ] " '}]
    assert "not JSON" in bad.error
    assert [line.number for line in (first, bad, last)] == [1, 2, 3]


@pytest.mark.parametrize("body", [b"[" * 10_000, DEEP + b"]", b"[1, 2", b']["'])
def test_brackets_that_do_not_match_are_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        parse_items(body)
