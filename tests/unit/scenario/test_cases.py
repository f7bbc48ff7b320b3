"""Every case of the library is sourced, complete and plays as a crisis that the detector sees."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from functions.intake.item_schema import parse_item
from infra.cli.app import app
from infra.cli.backtest.run import Settings, run_backtest
from infra.scenario.cases import library
from infra.scenario.cases.case import Case
from infra.scenario.cases.shipped import shipped
from infra.simulation.buckets import SeriesBucket
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.time import BUCKET_MINUTES, BUCKET_MS, MINUTE_MS, WEEK_MS, iso
from shared.enrichment import enrich
from shared.scenario.library import FILE, everyday, scenario
from shared.scenario.posts import Play, Posted, minutes, posts
from shared.scenario.scenario import BRAND
from shared.sentiment.score import Label

NAMES = library.names()
KINDS = {
    "product recall",
    "outage",
    "data leak",
    "food safety",
    "airline incident",
    "remark of an executive",
    "advert",
    "rumour",
}
IDLE = "{title: Idle, publisher: Nobody, date: '2016', url: 'https://a.example'}"
HISTORY = 3 * 24 * 60
START_MS = 2_900 * WEEK_MS


def text_of(name: str) -> str:
    return library.FOLDER.joinpath(f"{name}.yaml").read_text("utf-8")


def played(name: str, **how: Any) -> list[Posted]:
    case = library.case(name)
    return list(posts(name, case.scenario, Play("Acme", speed=case.scenario.speed)._replace(**how)))


def series(found: list[Posted], until: int) -> list[SeriesBucket]:
    """The posts by bucket, with empty ones."""
    counts = Counter(each.minute // BUCKET_MINUTES for each in found)
    starts = ((place, START_MS + place * BUCKET_MS) for place in range(-HISTORY // BUCKET_MINUTES, until))
    return [SeriesBucket(at_ms, iso(at_ms), counts[place], 1) for place, at_ms in starts]


def test_there_is_a_case_of_every_kind() -> None:
    assert {library.case(name).kind for name in NAMES} == KINDS


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_has_a_source_and_no_post_names_the_real_brand(name: str) -> None:
    case = library.case(name)
    assert all(claim.sources for claim in case.claims)
    assert len({source.publisher for source in case.sources.values()}) >= 4
    brand = name.partition("-")[0]
    written = [line for lines in case.scenario.posts.values() for line in lines]
    assert not [line for line in written if brand in line.lower()]
    assert sum(BRAND in line for line in written) >= 0.8 * len(written)
    assert len(set(written)) == len(written) >= 24


@pytest.mark.parametrize("name", NAMES)
def test_the_detector_sees_the_crisis_and_nothing_before_it(name: str) -> None:
    case = library.case(name)
    found = played(name, before=HISTORY)
    length = minutes(case.scenario, case.scenario.speed)
    result = run_backtest(name, series(found, length // BUCKET_MINUTES), Settings(BUCKET_MS, 1.0))
    first = [(alert.start_ms - START_MS) / MINUTE_MS for alert in result.alerts]
    rises = [0.0, *(stage.until for stage in case.scenario.stages)]
    peak = next(at for at, stage in zip(rises, case.scenario.stages, strict=False) if stage.times >= 9)
    assert first
    assert 0 <= min(first) <= peak * 60 / case.scenario.speed + 15


@pytest.mark.parametrize("name", NAMES)
def test_most_posts_of_its_worst_stage_are_critical(name: str) -> None:
    """The sentiment that ships must see it as trouble: half of the posts at least."""
    scenario = library.case(name).scenario
    worst = max(scenario.stages, key=lambda stage: stage.times)
    lines = [line for topic in worst.topics for line in scenario.posts.get(topic, ())]
    labels = [enrich(line.replace(BRAND, "Acme"), ("Acme",), "en").sentiment.label for line in lines]
    assert labels.count(Label.NEGATIVE) >= 0.5 * len(labels)


def test_an_ordinary_day_is_calm() -> None:
    written = everyday()
    lines = [line.replace(BRAND, "Acme") for topic in ("praise", "question", "chatter") for line in written[topic]]
    misread = [line for line in lines if enrich(line, ("Acme",), "en").sentiment.label is Label.NEGATIVE]
    assert len(misread) <= 0.1 * len(lines)


def test_the_same_seed_gives_the_same_posts_and_another_one_others() -> None:
    assert played(NAMES[0], before=60) == played(NAMES[0], before=60)
    assert played(NAMES[0], before=60) != played(NAMES[0], before=60, seed=1)


def test_ids_differ_and_the_brand_speaks_when_it_did() -> None:
    found = played("united-3411", before=60)
    assert len({each.item["id"] for each in found}) == len(found)
    assert [each.minute for each in found if each.topic == "official"] == [36, 84]


def test_a_mark_begins_every_text() -> None:
    assert all(each.item["text"].startswith("DRILL ") for each in played(NAMES[0], before=10, mark="DRILL"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[ndtv, khaosod, columbiatribune]", "[nobody]", "there is no source 'nobody'"),
        ("sources:\n", f"sources:\n  idle: {IDLE}\n", "nothing is said from the source 'idle'"),
        ("mastodon: 8", "letters: 8", "there is no channel 'letters'"),
        ("burning: 6, question: 1", "burned: 6, question: 1", "no posts are written for 'burned'"),
        ("until: 120", "until: 12", "every stage must end after the one before"),
        ("{brand} phone got so hot on", "{model} phone got so hot on", "{model}"),
        ("hour: 336, what", "hour: 3, what", "in the order of the hours"),
        ("kind: product recall", "kind: product recall\nmood: bad", "mood"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_the_reason(old: str, new: str, message: str) -> None:
    text = text_of("samsung-note7")
    assert old in text
    with pytest.raises(InvalidInput, match=message):
        library.read("samsung-note7", text.replace(old, new, 1))


def test_the_functions_have_the_scenarios_as_they_are_written() -> None:
    """`python -m infra.scenario.cases.shipped` brings them up to date."""
    assert FILE.read_text(encoding="utf-8") == shipped()
    assert scenario("united-3411") == library.case("united-3411").scenario


def test_an_unknown_case_is_answered_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="united-3411"):
        library.case("../secrets")


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["cases", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_the_command_lists_all_and_shows_one_with_its_sources() -> None:
    assert all(name in run() for name in NAMES)
    assert [each["name"] for each in json.loads(run("--json"))] == list(NAMES)
    shown = run("united-3411")
    for source in library.case("united-3411").sources.values():
        assert source.url in shown
    assert Case.model_validate(json.loads(run("united-3411", "--json"))) == library.case("united-3411")


def test_its_posts_are_what_the_intake_takes(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    how = ("--name", "Acme", "--before", "1", "--until", "2026-03-01T12:00:00Z")
    run("pepsi-advert", "--brand", "acme", *how, "-o", str(file))
    items = [parse_item(json.loads(line)) for line in file.read_text("utf-8").splitlines()]
    assert len(items) > 100
    last = max(item.published_at for item in items if item.published_at is not None)
    assert "2026-03-01T11:5" in iso(last)
    with pytest.raises(InvalidInput, match="brand"):
        run("pepsi-advert", "--brand", "Not An Id")
