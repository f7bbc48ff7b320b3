"""``foreshock train --brand``: from corrections of mentions to a model that scores the brand's posts."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from infra.cli.app import app
from infra.cli.score.command import read_model
from shared.domain.brand import Brand
from shared.domain.errors import Conflict, InvalidInput, NotFound
from shared.domain.mentions.correction import Correction
from shared.domain.mentions.mention import Mention
from shared.store import brand_models, brands, labels, mentions
from tests.api_client import NOW_MS, ask
from tests.unit.shared.sentiment.example_posts import CLEAR_POSTS

RUN = CliRunner()
ACME = Brand("acme", "Acme", created_ms=NOW_MS, updated_ms=NOW_MS)


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - tables first
    monkeypatch.chdir(tmp_path)
    brands.put(ACME)


def correct(number: int, text: str, label: str, language: str = "en") -> None:
    labels.put(Correction("acme", f"{NOW_MS + number}-{number:022x}", label, text, language, at_ms=NOW_MS))


def correct_many() -> None:
    """Forty corrections that call an unknown word negative, and the clear posts."""
    for number in range(40):
        correct(number, f"the acme zorple came again, day {number}", "negative")
    for number, (text, label) in enumerate(CLEAR_POSTS, 100):
        correct(number, text, label)


def run(*words: str) -> Result:
    return RUN.invoke(app, ["train", *words], catch_exceptions=True)


def test_corrections_over_the_api_become_the_model_that_the_api_uses(tmp_path: Path) -> None:
    """The whole cycle: score, correct, train, install, score again."""
    found = [
        Mention("acme", "webhook", str(n), f"the zorple is here, day {n}", NOW_MS - n, NOW_MS, language="en")
        for n in range(60)
    ]
    mentions.put(found, {})
    before = ask("GET", "/brands/acme/mentions", limit=100).json["mentions"]
    assert {one["sentiment"]["label"] for one in before} == {"neutral"}
    for number, one in enumerate(before[:50]):
        path = f"/brands/acme/mentions/{one['id']}/label"
        assert ask("POST", path, body={"label": "negative" if number else "neutral"}).status == 200
    done = run("--brand", "acme", "--install", "--out", str(tmp_path / "own.table"))
    assert done.exit_code == 0, done.output
    after = ask("GET", "/brands/acme/mentions", limit=100).json["mentions"]
    assert {one["sentiment"]["label"] for one in after[50:]} == {"negative"}
    brand = brands.get("acme")
    assert f"installed as {brand.sentiment_model}" in done.output
    assert (brand.version, brand.name) == (2, "Acme")
    assert brand_models.get("acme", brand.sentiment_model) == read_model(tmp_path / "own.table")


def test_without_install_nothing_of_the_brand_changes(tmp_path: Path) -> None:
    correct_many()
    done = run("--brand", "acme", "--out", str(tmp_path / "own.table"))
    assert done.exit_code == 0, done.output
    assert f"{40 + len(CLEAR_POSTS)} of the posts are corrections of acme" in done.output
    assert brands.get("acme") == ACME
    assert read_model(tmp_path / "own.table").name == f"{40 + len(CLEAR_POSTS)} posts of acme's corrections"


def test_a_file_and_corrections_can_be_learned_together(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text('{"text": "fine enough", "label": "neu"}\n' * 25, "utf-8")
    for number in range(5):
        correct(number, f"the zorple, day {number}", "negative")
    assert run(str(file), "--brand", "acme").exit_code == 0
    assert read_model(Path("mood.table")).name == "30 posts of labelled.jsonl and acme's corrections"


def test_corrections_of_posts_that_are_not_scored_are_left_out_and_counted() -> None:
    correct_many()
    correct(900, "Das Gerät ist kaputt und nicht zu gebrauchen", "negative", "de")
    assert "1 more are not in English" in run("--brand", "acme").output


def test_training_uses_the_brands_own_lexicon() -> None:
    correct_many()
    run("--brand", "acme", "--out", "plain.table")
    brands.put(ACME._replace(lexicon={"zorple": -3.5}))
    run("--brand", "acme", "--out", "own.table")
    assert Path("plain.table").read_bytes() != Path("own.table").read_bytes()


def test_installing_the_same_model_again_changes_nothing() -> None:
    correct_many()
    run("--brand", "acme", "--install")
    first = brands.get("acme")
    run("--brand", "acme", "--install")
    assert brands.get("acme") == first


def test_too_few_corrections_and_an_unknown_brand_are_refused() -> None:
    correct(1, "it broke", "negative")
    few = run("--brand", "acme").exception
    assert isinstance(few, InvalidInput)
    assert "1 labelled posts are too few" in few.message
    nobody = run("--brand", "nobody").exception
    assert isinstance(nobody, NotFound)
    assert "nobody" in nobody.message


def test_settings_that_somebody_else_changes_meanwhile_are_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    correct_many()
    monkeypatch.setattr("shared.store.brands.get", lambda _: ACME)
    brands.put(ACME._replace(name="New", version=2))
    assert isinstance(run("--brand", "acme", "--install").exception, Conflict)


@pytest.mark.parametrize("words", [[], ["--install"], ["labelled.jsonl", "--install"]])
def test_a_call_without_posts_or_brand_is_a_usage_error(words: list[str]) -> None:
    assert run(*words).exit_code == 2
