"""The default model is trained on the ratings in vaderSentiment's source archive."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from infra.training import ratings
from infra.training.ratings import FILES, FOLDER, INNER_ARCHIVE, OWN_POSTS, read_own_posts, read_ratings
from infra.training.rule_weights import RULES
from infra.training.trainer import Hyperparameters
from shared.sentiment import model as sentiment_model
from shared.sentiment.named_features import FEATURES


def archive_of(lines: dict[str, str]) -> bytes:
    """A source archive like the package's, with these files of ratings."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as folder:
        for name, text in lines.items():
            _put(folder, f"hutto_ICWSM_2014/{name}", text.encode())
    with tarfile.open(fileobj=outer, mode="w:gz") as folder:
        _put(folder, INNER_ARCHIVE, inner.getvalue())
    return outer.getvalue()


def _put(folder: tarfile.TarFile, name: str, raw: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(raw)
    folder.addfile(entry, io.BytesIO(raw))


def test_ratings_are_read_from_the_archive_inside_the_archive() -> None:
    raw = archive_of({FILES[0]: "1\t2.5\tgreat\r\n2\t-1.0\ta\u2028b\n", FILES[1]: "\ufeff1_1\t0.1\tit is\tblue\n"})
    assert list(read_ratings(raw)) == [(2.5, "great"), (-1.0, "a\u2028b"), (0.1, "it is\tblue")]


def test_the_default_model_names_its_source_and_is_the_one_of_the_model_card() -> None:
    file = Path(sentiment_model.__file__).with_name("shipped.table").read_bytes()
    assert sentiment_model.default_model().name == ratings.NAME
    card = (Path(__file__).parents[3] / "docs" / "model-card.md").read_text("utf-8")
    assert hashlib.sha256(file).hexdigest() in card
    assert ratings.SHA256 in card


def test_no_post_that_the_model_is_measured_on_is_learned() -> None:
    """Nor is one learned twice; case and punctuation do not matter."""
    learned = [_letters(post.text) for name in OWN_POSTS for post in read_own_posts(FOLDER / name)]
    measured = {_letters(post.text) for post in read_own_posts(FOLDER / "test.jsonl")}
    assert len(learned) == len(set(learned)) == 549 + 997
    assert measured.isdisjoint(learned)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def test_rules_name_features_that_exist() -> None:
    assert all(name in FEATURES and 0 <= value < FEATURES[name] for name, value in RULES)


def test_the_same_ratings_always_give_the_same_model(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"{number}\t{(number % 9) - 4}\tpost {number % 9} of many\n" for number in range(90))
    raw = archive_of({FILES[0]: lines, FILES[1]: lines})
    monkeypatch.setattr(ratings, "HYPERPARAMETERS", Hyperparameters(epochs=2))
    assert ratings.train_on(raw) == ratings.train_on(raw)
