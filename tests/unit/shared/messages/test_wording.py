"""One entry of ``KINDS`` is all the wording of a kind of moment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.notify.messages.mails.email import alert_body, alert_subject
from functions.notify.messages.texts import sms
from functions.notify.messages.texts.sms import page_text
from shared.domain.moments.moment import Evidence, Kind, Severity
from shared.messages import figures
from shared.messages.figures import (
    count_noun,
    full_figures,
    moment_title,
    recovery_text,
    short_figures,
    subject_figures,
)
from shared.messages.kinds import KINDS, KindText
from shared.plans.choice import choose_plan
from tests.unit.notify.examples import surge, told

COUNTS = st.integers(0, 10**7)
SHARES = st.none() | st.floats(0, 1)
ANY_EVIDENCE = st.builds(
    Evidence,
    observed=COUNTS,
    expected=st.floats(0, 1e6),
    negative_share=SHARES,
    normal_negative_share=SHARES,
    reach=COUNTS,
    subject=st.sampled_from(["", "kettle"]),
    minutes=COUNTS,
)


@given(st.sampled_from(Kind), ANY_EVIDENCE)
def test_every_entry_reads_as_words_whatever_was_counted(kind: Kind, evidence: Evidence) -> None:
    for words in (
        moment_title(kind, evidence.subject),
        count_noun(kind, evidence.subject),
        short_figures(kind, evidence),
        subject_figures(kind, evidence),
        full_figures(kind, evidence, " today"),
        recovery_text(kind, evidence.subject),
    ):
        assert words
        assert words == " ".join(words.split())
        assert not set(words) & set("{}")


def test_what_strangers_call_a_hashtag_is_a_value_and_never_a_template() -> None:
    evidence = Evidence(34, 0.2, subject="{observed}{0}")
    assert short_figures(Kind.TRENDING_HASHTAG, evidence) == "#{observed}{0} in 34 posts, 68x normal"
    assert recovery_text(Kind.TRENDING_HASHTAG, "{counted}") == "#{counted} back to normal"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_title_and_a_first_step_of_its_own(kind: Kind) -> None:
    others = [words for other, words in KINDS.items() if other is not kind]
    assert KINDS[kind].name not in {words.name for words in others}
    for severity in Severity:
        steps = {step.do for step in choose_plan((), kind, severity).steps}
        elsewhere = {step.do for other in Kind if other is not kind for step in choose_plan((), other, severity).steps}
        assert steps - elsewhere


def test_one_entry_changes_texts_and_mails_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = KindText(
        name="wave of returns",
        counted="returned kettles",
        short="{observed} {counted}",
        shows_share=False,
    )
    for module in (figures, sms):
        monkeypatch.setattr(module, "KINDS", {**KINDS, Kind.NEGATIVE_SURGE: entry})
    moment = surge(severity=Severity.SEV4)
    assert page_text(told(moment), "link").startswith(
        "SEV4 Acme - 48 returned kettles in 5 min, 12x normal, since 14:05 UTC, P113: "
    )
    assert alert_subject(told(moment)) == "SEV4 Acme - 48 returned kettles in 5 min, 12x normal"
    body = alert_body(told(moment), zone="UTC", link="")
    assert body.startswith("Acme - 48 returned kettles in 5 min, 12x normal.")
    assert recovery_text(Kind.NEGATIVE_SURGE) == "returned kettles back to normal"
