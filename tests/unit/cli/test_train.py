"""``foreshock train`` writes a model that ``foreshock score --model`` uses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infra.cli.app import app
from infra.cli.score.command import read_model
from shared.domain.errors import InvalidInput
from tests.unit.shared.sentiment.example_posts import CLEAR_POSTS

RUN = CliRunner()


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    lines = [
        {"text": text, "label": label[:3] if number % 2 else label} for number, (text, label) in enumerate(CLEAR_POSTS)
    ]
    lines += [{"text": f"the zorple came again, day {day}", "label": "neg"} for day in range(30)]
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return file


def test_a_model_is_trained_written_and_tested_on_posts_that_were_held_out(posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "own.table"
    done = RUN.invoke(app, ["train", str(posts), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "macro-F1" in done.output
    assert "AUC" in done.output
    assert read_model(out).name == f"{len(CLEAR_POSTS) + 30} posts of labelled.jsonl"


@pytest.mark.parametrize("option", ["--model", "--table"])
def test_score_uses_the_model_that_is_named(option: str, posts: Path, tmp_path: Path) -> None:
    """``--table`` is the older name of ``--model``."""
    out = tmp_path / "own.table"
    RUN.invoke(app, ["train", str(posts), "--out", str(out)])
    line = json.dumps({"id": 1, "text": "the zorple again"})
    plain = json.loads(RUN.invoke(app, ["score"], input=line).output)
    own = json.loads(RUN.invoke(app, ["score", option, str(out)], input=line).output)
    assert own["p_negative"] > plain["p_negative"] + 0.1
    assert own["compound"] == plain["compound"]


def test_training_twice_writes_the_same_bytes(posts: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one.table", "two.table"):
        RUN.invoke(app, ["train", str(posts), "--out", str(tmp_path / name)])
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("text", "message"), [("{", "line 1 is not JSON"), ('{"text": "a", "label": "neg"}', "too few"), ("", "too few")]
)
def test_posts_that_are_not_valid_are_refused(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text(text, "utf-8")
    done = RUN.invoke(app, ["train", str(file), "--out", str(tmp_path / "own.table")])
    assert isinstance(done.exception, InvalidInput)
    assert message in done.exception.message
    assert not (tmp_path / "own.table").exists()


def test_files_that_cannot_be_read_or_written_are_named(posts: Path, tmp_path: Path) -> None:
    missing = RUN.invoke(app, ["train", str(tmp_path / "absent.jsonl")]).exception
    assert isinstance(missing, InvalidInput)
    assert "absent.jsonl" in missing.message
    unwritable = RUN.invoke(app, ["train", str(posts), "--out", str(tmp_path / "absent" / "t")]).exception
    assert isinstance(unwritable, InvalidInput)
    refused = RUN.invoke(app, ["score", "--model", str(posts)], input="{}").exception
    assert isinstance(refused, InvalidInput)
    assert "labelled.jsonl: the file is not a sentiment model" in refused.message
