"""``foreshock score`` answers every line, in order, whatever the line contains."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import threading
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cli.score.answers import answers
from infra.cli.score.command import score
from shared.enrichment import enrich

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LINES = st.binary(max_size=80).map(lambda raw: raw.replace(b"\n", b"")) | st.dictionaries(
    st.sampled_from(["id", "text", "brand", "lang", "other"]), JSON
).map(lambda value: json.dumps(value).encode())


def scored(*lines: bytes | dict[str, Any]) -> list[dict[str, Any]]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [json.loads(line, parse_constant=_no_constant) for line in answers(raw)]


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


@given(st.lists(LINES))
def test_every_line_that_is_not_blank_has_an_answer_with_valid_fields(lines: list[bytes]) -> None:
    found = scored(*lines)
    assert len(found) == sum(bool(line.strip()) for line in lines)
    for answer in found:
        assert isinstance(answer["compound"], float)
        assert isinstance(answer["p_negative"], float)
        assert answer["label"] in ("negative", "neutral", "positive")
        assert isinstance(answer["scored"], bool)
        assert isinstance(answer["lang"], str)


@given(st.lists(st.integers() | st.text(), max_size=20))
def test_answers_keep_the_order_and_the_ids(ids: list[Any]) -> None:
    assert [answer["id"] for answer in scored(*({"id": one, "text": "awful"} for one in ids))] == ids


def test_an_answer_is_the_same_as_in_the_pipeline() -> None:
    (answer,) = scored({"id": 1, "text": "Best Buy support is awful, is it open?", "brand": "Best Buy"})
    expected = enrich("Best Buy support is awful, is it open?", ("Best Buy",))
    sentiment = expected.sentiment
    assert answer == {
        "id": 1,
        "compound": sentiment.compound,
        "label": "negative",
        "p_negative": sentiment.p_negative,
        "scored": True,
        "lang": sentiment.language,
        "question": True,
        "intent": expected.intent.kind.value,
        "intent_why": list(expected.intent.why),
        "complaint": expected.intent.complaint,
        "themes": [{"theme": "service", "why": ["support is"]}],
    }


def test_a_brand_may_have_several_words_and_a_given_language_decides() -> None:
    assert scored({"text": "Best Buy and Happy Co", "brand": ["Best Buy", "Happy Co", 5]})[0]["compound"] == 0.0
    assert scored({"text": "awful", "lang": "de"})[0]["scored"] is False


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b"5", b"null", b"\xff\xfe", b"\x00", b"[" * 100_000, b'{"id": ' + b"9" * 5_000 + b"}", b"<html>"],
)
def test_a_line_that_cannot_be_read_has_an_error_and_the_next_line_is_answered(line: bytes) -> None:
    first, second = scored(line, {"id": 2, "text": "awful"})
    assert "line 1 is not" in first["error"]
    assert (second["id"], second["label"]) == (2, "negative")


@pytest.mark.parametrize(
    "given_line",
    [
        {"id": 1},
        {"id": 1, "text": None},
        {"id": 1, "text": 5},
        {"id": 1, "text": "\ud800\x00"},
        {"id": 1, "text": "😡" * 4_000},
        {"id": 1, "text": "lol but " * 100_000},
        {"id": 1, "text": "x", "brand": {"a": 1}, "lang": ["en"]},
        {"id": 1, "text": "x", "brand": ["\\", "(", "x" * 100_000, ""] * 500},
    ],
)
def test_unusual_lines_are_answered_without_an_error(given_line: dict[str, Any]) -> None:
    (answer,) = scored(given_line)
    assert answer["id"] == 1
    assert "error" not in answer


@pytest.mark.parametrize("depth", [50, 400, 900, 950, 990, 5_000])
def test_an_id_of_any_depth_is_returned_or_left_out(depth: int) -> None:
    (answer,) = scored(b'{"text": "awful", "id": ' + b"[" * depth + b"]" * depth + b"}")
    assert answer["id"] is None or "error" not in answer


def test_an_id_that_is_not_valid_json_is_left_out() -> None:
    assert [answer["id"] for answer in scored(b'{"id": NaN, "text": "x"}', b'{"id": [Infinity]}')] == [None, None]


def test_a_byte_order_mark_is_ignored() -> None:
    assert scored(b'\xef\xbb\xbf{"id": 1, "text": "awful"}')[0]["label"] == "negative"


def test_the_command_reads_standard_input_and_writes_a_line_for_each_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": 1, "text": "awful"}\n\n{"id": 2}')))
    score()
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == [1, 2]


def test_an_answer_can_be_explained() -> None:
    lines = [b'{"id": 1, "text": "@acme on hold for hours"}', b'{"id": 2, "text": "das ist nicht gut"}', b"{"]
    known, foreign, broken = (json.loads(line) for line in answers(lines, explain=True))
    assert known["why"]["cleaning"] == ["handles"]
    assert known["why"]["words"][0]["word"] == "on hold"
    assert {"feature", "negative", "positive"} == set(known["why"]["weights"][0])
    assert foreign["why"]["not_scored"] == "its language is de"
    assert "error" in broken


def test_a_reader_that_stops_reading_causes_no_error() -> None:
    """As `head` does; the exit code is 0 and standard error is empty."""
    program = "import sys; sys.argv = ['foreshock', 'score']; from infra.cli.main import run; run()"
    lines = b'{"id": 1, "text": "the kettle is broken"}\n' * 5_000
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        feeder = threading.Thread(target=_feed, args=(running.stdin, lines))
        feeder.start()
        running.stdout.readline()
        running.stdout.close()
        assert running.wait(60) == 0
        feeder.join()
        assert running.stderr.read() == b""


def _feed(pipe: IO[bytes], lines: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):
        pipe.write(lines)
        pipe.close()


def test_a_control_character_cannot_hide_a_word() -> None:
    hidden, plain = scored({"id": 1, "text": "so aw\x00ful"}, {"id": 1, "text": "so awful"})
    assert hidden == plain
