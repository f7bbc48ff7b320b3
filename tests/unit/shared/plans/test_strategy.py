"""Advice after Situational Crisis Communication Theory: its guidelines, and the mixes that it forbids."""

from __future__ import annotations

from itertools import product

import pytest

from shared.domain.errors import InvalidInput
from shared.plans.strategy import (
    ADJUSTING,
    FINDING_OUT,
    INSTRUCTING,
    REASSURING,
    Advice,
    Answer,
    Question,
    Responsibility,
    Strategy,
    advise,
)

YES, NO = Answer.YES, Answer.NO
VICTIM, ACCIDENT, PREVENTABLE = Responsibility
DENY, DIMINISH, REBUILD, BOLSTER = Strategy


def every_advice() -> list[Advice]:
    """The advice for all answers that do not contradict one another."""
    found = []
    for answers in product([None, *Responsibility], [None, *Answer], [None, *Answer]):
        try:
            found.append(advise(*answers))
        except InvalidInput:
            assert answers[0] in (ACCIDENT, PREVENTABLE)
            assert answers[2] is YES
    return found


def strategies(advice: Advice) -> list[Strategy]:
    return [advised.strategy for advised in advice.strategies]


@pytest.mark.parametrize(
    ("responsibility", "history", "expected"),
    [
        (VICTIM, NO, [BOLSTER]),  # the information is enough
        (VICTIM, YES, [DIMINISH, BOLSTER]),
        (ACCIDENT, NO, [DIMINISH, BOLSTER]),
        (ACCIDENT, YES, [REBUILD, BOLSTER]),
        (PREVENTABLE, NO, [REBUILD, BOLSTER]),
        (PREVENTABLE, YES, [REBUILD, BOLSTER]),
        (PREVENTABLE, None, [REBUILD, BOLSTER]),
    ],
)
def test_the_guidelines_for_a_claim_that_is_true(
    responsibility: Responsibility, history: Answer | None, expected: list[Strategy]
) -> None:
    assert strategies(advise(responsibility, history, NO)) == expected


@pytest.mark.parametrize("history", [None, YES, NO])
def test_a_false_claim_is_denied_whatever_happened_before(history: Answer | None) -> None:
    assert strategies(advise(None, history, YES)) == strategies(advise(VICTIM, history, YES)) == [DENY, BOLSTER]


def test_what_people_need_comes_first_whatever_the_answers() -> None:
    assert {advice.first[0] for advice in every_advice()} == {INSTRUCTING}


def test_nobody_is_sorry_for_what_did_not_happen_or_may_not_have() -> None:
    told = {answer: advise(VICTIM, NO, answer).first[1] for answer in (NO, YES, None)}
    assert told == {NO: ADJUSTING, YES: REASSURING, None: FINDING_OUT}
    assert all("sorry" not in text and "again" not in text for text in (REASSURING, FINDING_OUT))
    assert all("the claim is true" not in each.reason for advice in every_advice() for each in advice.avoid)


def test_a_denial_is_never_mixed_and_what_is_advised_is_never_what_to_avoid() -> None:
    for advice in every_advice():
        found = set(strategies(advice))
        assert not (DENY in found and found & {DIMINISH, REBUILD})
        assert not found & {one.strategy for one in advice.avoid}
        assert (DENY in {one.strategy for one in advice.avoid}) is bool(found & {DIMINISH, REBUILD})


def test_no_strategy_is_advised_while_a_question_is_open() -> None:
    for advice in every_advice():
        assert bool(advice.open_questions) is not bool(advice.strategies)
        assert advice.warnings
    assert advise().open_questions == tuple(Question)


@pytest.mark.parametrize("responsibility", [ACCIDENT, PREVENTABLE])
def test_answers_that_contradict_one_another_are_refused_with_the_remedy(responsibility: Responsibility) -> None:
    with pytest.raises(InvalidInput, match="answer responsibility=victim, or false_claim=no") as raised:
        advise(responsibility, NO, YES)
    assert raised.value.field == "responsibility"
