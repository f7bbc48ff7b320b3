"""The shipped table is what the ratings in vaderSentiment's source archive make of it."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from infra.training import ratings
from infra.training.ratings import FILES, INNER, rated
from infra.training.rule_weights import RULES
from infra.training.trainer import Plan
from shared.sentiment import model as tables
from shared.sentiment.features import SIGNS


def archived(lines: dict[str, str]) -> bytes:
    """A source archive like the package's, with these files of ratings."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as folder:
        for name, text in lines.items():
            _put(folder, f"hutto_ICWSM_2014/{name}", text.encode())
    with tarfile.open(fileobj=outer, mode="w:gz") as folder:
        _put(folder, INNER, inner.getvalue())
    return outer.getvalue()


def _put(folder: tarfile.TarFile, name: str, raw: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(raw)
    folder.addfile(entry, io.BytesIO(raw))


def test_the_ratings_are_read_from_the_archive_within_the_archive() -> None:
    raw = archived({FILES[0]: "1\t2.5\tgreat\r\n2\t-1.0\ta\u2028b\n", FILES[1]: "\ufeff1_1\t0.1\tit is\tblue\n"})
    assert list(rated(raw)) == [(2.5, "great"), (-1.0, "a\u2028b"), (0.1, "it is\tblue")]


def test_the_table_says_what_it_was_made_of_and_is_the_one_that_the_model_card_names() -> None:
    file = Path(tables.__file__).with_name("shipped.table").read_bytes()
    assert tables.default_model().name == ratings.NAME
    card = (Path(__file__).parents[3] / "docs" / "model-card.md").read_text("utf-8")
    assert hashlib.sha256(file).hexdigest() in card
    assert ratings.SHA256 in card


def test_rules_of_circumstance_name_signs_that_there_are() -> None:
    assert all(sign in SIGNS and 0 <= value < SIGNS[sign] for sign, value in RULES)


def test_a_table_is_trained_of_ratings_alike_whenever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"{number}\t{(number % 9) - 4}\tpost {number % 9} of many\n" for number in range(90))
    raw = archived({FILES[0]: lines, FILES[1]: lines})
    monkeypatch.setattr(ratings, "PLAN", Plan(passes=2))
    assert ratings.made(raw) == ratings.made(raw)
