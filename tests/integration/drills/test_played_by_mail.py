"""Drills by mail: injects at their minutes, table-top exercises without a stand-in, and the score card at the end."""

from __future__ import annotations

import pytest

from shared.store import brands
from tests.api_client import ask
from tests.integration.detect_stage import at
from tests.integration.drills.played_drill import OWN, SCORE_CARD, a_moment, shown, start, tick
from tests.integration.notify_stage import NotifyRun
from tests.unit.detect.simulated_brand import DAY

pytestmark = pytest.mark.usefixtures("known_brand")


def test_injects_are_mailed_at_their_minutes_to_volunteers_whatever_else_they_filter_by(stage: NotifyRun) -> None:
    injects = [{"minute": 3, "who": "A journalist", "text": "calls: is it true?\nBcc: all@example.com"}]
    refused = ask("POST", "/drills", body={"brand": "acme", "by": "ana", "injects": injects}, now_ms=at(DAY))
    assert (refused.status, "text" in refused.body) == (400, True)
    injects[0]["text"] = "calls: is it true?"
    drill = start(scenario=OWN, injects=injects)
    a_moment(-1, drill, id="d" * 12, crisis="d" * 12, brand_name="DRILL Acme")  # its bucket began before the drill
    for minute in (2, 3, 3, 4):
        tick(minute)
    (mail,) = stage.published
    assert f"/m/{'d' * 12}" in mail.text
    assert mail.subject == "DRILL Acme - a journalist calls (minute 3 of 15)"
    assert mail.text.startswith("DRILL Acme: a journalist calls: is it true?")
    assert (mail.audience, mail.attributes["drill"], mail.attributes["brand"]) == ("alert", "true", "acme")
    assert set(mail.attributes["severity"]) == {"SEV1", "SEV2", "SEV3", "SEV4"}


def test_an_inject_that_comes_far_too_late_is_left_out(stage: NotifyRun) -> None:
    start(minutes=60, injects=[{"minute": 3, "who": "A rumour", "text": "goes round."}])
    tick(30)
    assert not stage.published


def test_the_end_is_told_once_with_the_score_card_also_where_somebody_ends_it(stage: NotifyRun) -> None:
    drill = start(scenario=OWN, injects=[])
    a_moment(4, drill, id="d" * 12, crisis="d" * 12, brand_name="DRILL Acme")
    ask("POST", f"/drills/{drill}/end", body={"by": "ben"}, now_ms=at(DAY + 9))
    for minute in (9, 10, 20):
        tick(minute)
    (mail,) = stage.published
    assert mail.subject == SCORE_CARD
    told = (
        "ended by hand",
        "a scenario of your own, led by ana",
        "detected      after 4 minutes",
        "no answer to a post",
    )
    assert all(words in mail.text for words in told)
    assert [brand.id for brand in brands.every()] == ["acme"]


def test_a_crash_between_the_mail_and_the_end_tells_nothing_twice(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    drill = start(scenario=OWN, injects=[])
    with monkeypatch.context() as broken:
        broken.setattr("shared.store.drill.drill_end.close", lambda *_args, **_names: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tick(15)
    tick(16)
    assert stage.mails == [SCORE_CARD]
    assert shown(drill, 17)["why"] == "played to its end"


def test_a_plan_alone_is_a_table_top_exercise_by_mail_without_a_stand_in(stage: NotifyRun) -> None:
    start(plan="111", injects=[])
    assert [brand.id for brand in brands.every()] == ["acme"]
    for minute in (0.1, 1, 5, 10, 15, 30, 50):
        tick(minute)
    assert stage.mails == [
        "DRILL Acme - table-top exercise of plan 111 begins",
        "DRILL Acme - due now: first word (minute 5 of 60)",
        "DRILL Acme - due now: scope (minute 10 of 60)",
        "DRILL Acme - due now: pause (minute 15 of 60)",
        "DRILL Acme - due now: updates (minute 30 of 60)",
        "DRILL Acme - due now: update (minute 50 of 60)",
    ]
    assert "--brand acme --step NUMBER" in stage.published[0].text
    assert "step 1, lead" in stage.published[1].text


def test_the_steps_and_words_of_a_table_top_exercise_make_its_score(stage: NotifyRun) -> None:
    drill = start(plan="negative-surge-urgent")
    for minute, path in ((1, "steps/1"), (4, "steps/4"), (12, "steps/5"), (29, "steps/7"), (49, "words")):
        answer = ask("POST", f"/drills/{drill}/{path}", body={"by": "cleo"}, now_ms=at(DAY + minute))
        assert answer.status == 200
    again = ask("POST", f"/drills/{drill}/steps/4", body={"by": "dora"}, now_ms=at(DAY + 50)).json
    assert (again["steps"][3]["done_by"], again["steps"][5]["done_by"]) == ("cleo", None)
    tick(60)
    score = shown(drill, 61)["score"]
    assert (score["acknowledged"], score["first_word"], score["steps_done"]) == (1, 4, 4)
    assert (score["words_in_time"], score["words_due"]) == (3, 4)
    assert "detected" not in stage.published[-1].text
    late = ask("POST", f"/drills/{drill}/steps/2", body={"by": "cleo"}, now_ms=at(DAY + 62))
    assert (late.status, late.json["detail"]) == (409, "this exercise is over; its page has the score card")
