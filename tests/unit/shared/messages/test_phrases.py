"""Numbers and names, as a person reads them at night."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shared.domain.moments.moment import Evidence, Kind, Sample, Severity
from shared.messages.crisis.first_steps import plan_steps, things_to_avoid
from shared.messages.phrases import brand_name, one_line, times_normal, top_counts
from shared.messages.theme_texts import theme_summary
from shared.plans.choice import choose_plan

FIVE_PAST_TWO = 50_700_000


@dataclass
class Named:
    brand: str
    brand_name: str


@pytest.mark.parametrize(
    ("observed", "text"), [(19, "9.5x"), (20, "10x"), (25, "12x"), (1_998, "999x"), (1_999, "over 999x"), (0, "0x")]
)
def test_small_ratios_have_a_decimal_and_large_ones_are_bounded(observed: int, text: str) -> None:
    assert times_normal(Evidence(observed, 2.0)) == text


def test_a_long_brand_name_is_cut_at_sixty_characters_and_an_empty_one_is_the_id() -> None:
    assert brand_name(Named("acme", "x" * 60)) == "x" * 60
    assert brand_name(Named("acme", "x" * 61)) == "x" * 59 + "…"
    assert brand_name(Named("acme", "x" * 61), 40) == "x" * 39 + "…"
    assert brand_name(Named("acme", " @ ")) == "acme"


def test_a_reason_is_at_most_two_hundred_characters() -> None:
    assert len(one_line("x" * 500)) == 200
    assert one_line("a\nb") == "a b"


def test_the_five_largest_counts_are_shown_equal_ones_by_name() -> None:
    counts = {"b": 1, "a": 1, "c": 9, "d": 8, "e": 7, "f": 6, "g": 0}
    assert top_counts(counts) == "c 9, d 8, e 7, f 6, a 1"
    assert top_counts({"x" * 41: 1}) == "x" * 39 + "… 1"


def test_four_themes_are_shown_with_two_quotes_each() -> None:
    themes = {"safety": 9, "billing": 8, "delay": 7, "service": 6, "legal": 5}
    sample = Sample("It caught fire, it melted, and there was smoke", "rss")
    assert theme_summary(themes, [sample]) == 'safety 9 ("caught fire", "melted"), billing 8, delay 7, service 6'


@pytest.mark.parametrize("severity", [Severity.SEV1, Severity.SEV2])
def test_the_first_word_is_due_after_five_minutes_the_scope_after_ten_updates_every_twenty(severity: Severity) -> None:
    plan = choose_plan((), Kind.NEGATIVE_SURGE, severity)
    steps = plan_steps(plan, FIVE_PAST_TWO)
    assert sum(step.startswith("By 14:10 UTC: Say in public") for step in steps) == 1
    assert sum(step.startswith("By 14:15 UTC: Say who and what is affected") for step in steps) == 1
    assert sum("every 20 minutes" in step for step in steps) == 1
    assert things_to_avoid(plan)


def test_a_kind_with_steps_of_its_own_has_them_only_where_nobody_is_woken() -> None:
    own = "Answer it once where everybody can see it"
    found = {one: plan_steps(choose_plan((), Kind.QUESTION_WAVE, one), 0) for one in Severity}
    assert any(own in step for step in found[Severity.SEV3])
    assert not any(own in step for step in found[Severity.SEV2])
