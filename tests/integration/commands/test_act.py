"""``foreshock moments``, and the commands by which people act, against the functions that answer them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from infra.cli.app import app
from infra.cli.deployed import praise, voices
from infra.cli.deployed.crisis import acts, answers, case, statement, status
from infra.cli.deployed.crisis import moments as listing
from infra.cli.plans import step as stepping
from shared.domain.brand import Brand
from shared.domain.errors import ForeshockError
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.moments.moment import Status
from shared.domain.time import MINUTE_MS
from shared.store import brands, mentions, moments
from tests.api_client import ask
from tests.integration.commands.handler_api import HandlerApi
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, burst, surge

FIRST = surge()._replace(crisis=surge().id, version=1)
SECOND = burst()._replace(crisis=FIRST.id, version=1)
NOW = START + 10 * MINUTE_MS
WHO = ("Critics", "Advocates")


@pytest.fixture(autouse=True)
def _a_crisis(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - the tables must be there
    for moment in (FIRST, SECOND):
        put_moment(moment)
    for module in (acts, answers, case, listing, praise, statement, status, stepping, voices):
        monkeypatch.setattr(module, "deployed_api", lambda _: HandlerApi(NOW))


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, [*arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_is_going_on_is_listed_until_it_is_over() -> None:
    shown = run("moments", "--severity", "SEV1", "--severity", "SEV2")
    assert FIRST.id in shown
    assert SECOND.id in shown
    first = next(line for line in shown.splitlines() if line.startswith(FIRST.id))
    assert first.startswith(f"{FIRST.id}  SEV1  open          since 2026-03-01 14:05 UTC")
    run("resolve", SECOND.id, "--by", "ana")
    assert run("moments") == "Nothing is going on.\n"
    assert len(json.loads(run("moments", "--all", "--json"))["moments"]) == 2


def test_the_id_of_any_moment_acknowledges_the_whole_crisis() -> None:
    assert run("ack", SECOND.id, "--by", "ana") == "acknowledged by you at 2026-03-01T14:15:00Z, 2 moments\n"
    assert run("ack", FIRST.id, "--by", "ben") == "acknowledged by ana at 2026-03-01T14:15:00Z, 2 moments\n"
    assert {moments.get(moment.id).timeline[-1].via for moment in (FIRST, SECOND)} == {"cli"}


def test_one_moment_alone() -> None:
    assert "1 moment" in run("ack", FIRST.id, "--one", "--by", "ana")
    assert moments.get(SECOND.id) == SECOND


def test_a_dismissal_a_note_and_a_reopening_are_on_the_timeline() -> None:
    run("dismiss", FIRST.id, "--one", "--reason", "planned", "--note", "our sale", "--by", "ana")
    run("note", FIRST.id, "it was not", "--by", "ben")
    run("reopen", FIRST.id, "--by", "ben")
    shown = run("moments", FIRST.id)
    for words in ("planned: our sale", "it was not", "reopened", "ben"):
        assert words in shown
    assert moments.get(FIRST.id).status is Status.OPEN


def test_without_a_name_it_is_the_user_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    assert json.loads(run("ack", FIRST.id, "--json"))["by"] == "root"


def test_what_is_missing_or_not_possible_is_said() -> None:
    assert CliRunner().invoke(app, ["dismiss", FIRST.id]).exit_code == 2
    with pytest.raises(ForeshockError, match="reopened"):
        run("reopen", FIRST.id, "--by", "ana")


def test_the_steps_of_a_crisis_are_listed_and_done_once() -> None:
    done = "Step 4 is done, by ana at 2026-03-01 14:15 UTC: Say in public that you have seen it, that you are looking"
    done += " into it, and when you will say more."
    for by in ("ana", "ben"):
        assert run("step", SECOND.id, "4", "--by", by) == f"{done}\n"
    rows = [line.split() for line in run("step", FIRST.id).splitlines()]
    assert rows[0][0] == "Plan"
    assert rows[0][2:] == ["Surge", "of", "negative", "posts:", "act", "now"]
    (fourth,) = [row for row in rows if row[0] == "4"]
    assert fourth[1:5] == ["2026-03-01", "14:13", "UTC", "communications"]
    assert fourth[-5:-3] == ["ana", "at"]
    assert json.loads(run("step", FIRST.id, "--json"))["steps"][3]["done_by"] == "ana"
    with pytest.raises(ForeshockError, match="its steps are 1 to 7"):
        run("step", FIRST.id, "9")


def test_the_case_file_is_printed_or_written(tmp_path: Path) -> None:
    assert run("case", SECOND.id).startswith("# Acme - 48 negative posts in 5 min, 12x normal\n")
    document = tmp_path / "my case.md"
    run("case", SECOND.id, "-o", str(document))
    assert "![The posts around the crisis](my%20case.svg)" in document.read_text("utf-8")
    assert document.with_suffix(".svg").read_text("utf-8").startswith("<svg")
    file = tmp_path / "case.json"
    run("case", FIRST.id, "--json", "-o", str(file))
    assert json.loads(file.read_text("utf-8"))["id"] == FIRST.id


def test_a_statement_is_recorded_once_and_listed_with_what_it_changed() -> None:
    assert run("statement", SECOND.id) == "Nothing is recorded yet.\n"
    for by in ("ana", "ben"):
        told = run("statement", SECOND.id, "We look into it.", "--channel", "press", "--by", by)
        assert told.startswith("Recorded by ana: ")
        assert " on press\nWith 0 posts in the 10 min before it, no effect is recognised within an hour" in told
    first, second = run("statement", FIRST.id).splitlines()
    assert first.endswith("on press: We look into it.")
    assert second.strip() == "Too early to tell what it changed."
    assert json.loads(run("statement", FIRST.id, "--json"))["statements"][0]["recorded_by"] == "ana"
    with pytest.raises(ForeshockError, match="in the future"):
        run("statement", FIRST.id, "Later.", "--at", "2200-01-01")


def test_who_is_heard_is_listed_with_a_link() -> None:
    brands.put(Brand("acme", "Acme"))
    assert run("voices", "acme").splitlines() == [f"{who}: nobody whom so many people hear" for who in WHO]
    at_ms = NOW - MINUTE_MS
    loud = Mention("acme", "x", "1", "Acme is awful, useless!", at_ms, at_ms, author="1a2b", reach=9_999, language="en")
    mentions.put([loud._replace(url="https://x.example/1")], {})
    shown = run("voices", "acme", "--crisis", FIRST.id)
    assert "  1a2b on x, heard by 9,999 people, 1 post in 1 h, stance -" in shown
    assert "https://x.example/1" in shown
    assert json.loads(run("voices", "acme", "--json"))["critics"][0]["reach"] == 9_999


def test_whom_to_answer_is_listed_a_fact_confirmed_and_an_answer_approved() -> None:
    post = Mention("acme", "mastodon", "1", "My Acme kettle caught fire!", START, START, url="https://social.example/1")
    brands.put(Brand("acme", "Acme", support="help@acme.example"))
    mentions.put([post], {})
    listed = run("answers", SECOND.id)
    assert listed.startswith(f"safety, 1\n  {public_id_of(post)} on mastodon https://social.example/1\n")
    assert "    Draft: " in listed
    fact = run("answers", FIRST.id, "--fact", "Only kettles of March.", "--about", "safety", "--by", "ana")
    assert fact == "Confirmed by ana: Only kettles of March.\n"
    assert "Only kettles of March." in run("answers", FIRST.id)
    worded = run("answers", FIRST.id, "--word", public_id_of(post))
    assert "Only kettles of March." in worded
    assert "Worded by the templates: no model is set" in worded
    approved = ("answers", FIRST.id, "--approve", public_id_of(post), "--text", "Please stay safe.")
    assert run(*approved, "--by", "ana") == run(*approved, "--by", "ben") == "Approved by ana: Please stay safe.\n"
    assert "    Approved by ana: Please stay safe." in run("answers", FIRST.id)
    assert CliRunner().invoke(app, ["answers", FIRST.id, "--approve", "x"]).exit_code == 2


def test_a_crisis_is_published_changed_in_part_and_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.cli.deployed.crisis.status._now_ms", lambda: NOW)
    assert run("status", SECOND.id) == "Nothing is published.\n"
    assert CliRunner().invoke(app, ["status", FIRST.id, "--on"]).exit_code == 2
    words = ("--headline", "Some kettles overheat", "--done", "Sale stopped", "--doing", "Tests", "--next-update", "20")
    shown = run("status", SECOND.id, "--on", *words, "--by", "ana").splitlines()
    assert shown[:3] == ["Some kettles overheat", "  done: Sale stopped", "  under way: Tests"]
    assert "/status/acme since 14:15 UTC on 1 March 2026, next update by 14:36 UTC on 1 March 2026" in shown[3]
    changed = json.loads(run("status", FIRST.id, "--on", "--known", "K2 only", "--json", "--by", "ben"))["public"]
    assert (changed["headline"], changed["known"], len(changed["steps"])) == ("Some kettles overheat", "K2 only", 2)
    assert "  known: K2 only\n" in run("status", FIRST.id)
    assert (changed["updated_by"], changed["next_update_at"]) == ("ben", "2026-03-01T14:36:00Z")
    monkeypatch.setattr("infra.cli.deployed.crisis.status._now_ms", lambda: NOW + MINUTE_MS)
    options = ("--done", "Sale stopped", "--done", "Tests", "--json", "--by", "ana")
    later = json.loads(run("status", FIRST.id, "--on", *options))["public"]
    assert [step["at"] for step in later["steps"]] == ["2026-03-01T14:15:00Z", "2026-03-01T14:16:00Z"]
    monkeypatch.setattr("infra.cli.deployed.crisis.status._now_ms", lambda: NOW + 30 * MINUTE_MS)
    overdue = json.loads(run("status", FIRST.id, "--on", "--headline", "It is over", "--json", "--by", "ana"))["public"]
    assert (overdue["next_update_at"], overdue["steps"]) == (None, later["steps"])
    assert run("status", FIRST.id, "--off", "--by", "ben") == "Nothing is published.\n"
    assert ask("GET", "/status/acme", role="").status == 404


def test_praise_is_asked_for_allowed_and_exported_as_text(tmp_path: Path) -> None:
    brands.put(Brand("acme", "Acme"))
    assert run("praise", "acme") == "Nobody was asked yet.\n"
    post = Mention("acme", "x", "1", "=my love", NOW - MINUTE_MS, NOW, author="1a2b", url="https://x.example/1")
    mentions.put([post], {})
    assert run("praise", "acme", "find") == "Nothing worth showing was found in the last week.\n"
    mentions.put([post._replace(key="2", text="I love my Acme kettle, thank you!", language="en")], {})
    assert "I love my Acme kettle" in run("praise", "acme", "find")
    given = ("acme", "grant", public_id_of(post), "--place", "shop", "--place", "website", "--until", "2027-03-01")
    for by in ("ana", "ben"):
        told = run("praise", "acme", "ask", public_id_of(post), "--by", by)
        assert told == "asked, recorded by ana at 2026-03-01T14:15:00Z\n"
    assert run("praise", *given, "--note", "yes", "--by", "ben").startswith("granted, recorded by ben at ")
    file = tmp_path / "praise.csv"
    run("praise", "acme", "--export", str(file))
    assert file.read_text("utf-8").splitlines()[1].endswith("https://x.example/1,'=my love")
    run("praise", "acme", "use", public_id_of(post), "--place", "shop", "--by", "ben")
    assert "take it down now: shop" in run("praise", "acme", "refuse", public_id_of(post), "--by", "ana")
    shown = run("praise", "acme")
    assert f"{public_id_of(post)}: take it down now: shop" in shown
    assert "withdrawn" in shown
    run("praise", "acme", "--export", str(file))
    assert len(file.read_text("utf-8").splitlines()) == 1
    assert len(json.loads(run("praise", "acme", "--json"))["praise"]) == 1
    assert CliRunner().invoke(app, ["praise", "acme", "ask"]).exit_code == 2
