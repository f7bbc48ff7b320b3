"""Whether somebody takes care of a crisis has one answer: what its page, mails and API say is what phones do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.notify.messages.mails.email import what_next
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import Crisis, new_crisis
from functions.notify.policy.escalation import delayed
from functions.query.html.actions import action_block
from shared.domain.errors import IllegalTransition
from shared.domain.moments.lifecycle import acknowledge, dismiss, escalate, recover, relapse, reopen, resolve
from shared.domain.moments.moment import Moment, Severity, Status
from shared.domain.moments.transitions import Action
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.crisis_lead import crisis_status
from shared.messages.crisis.crisis_words import banner_text, severity_text, status_text
from tests.unit.notify.examples import START, opened, surge, told

ACTS: dict[str, Callable[[Moment, Action], Moment]] = {
    "acknowledge": acknowledge,
    "recover": recover,
    "relapse": relapse,
    "resolve": resolve,
    "dismiss": dismiss,
    "reopen": reopen,
    "rise to SEV2": lambda moment, action: escalate(moment, Severity.SEV2, ["worse"], action),
    "rise to SEV1": lambda moment, action: escalate(moment, Severity.SEV1, ["worse"], action),
}
MOMENTS = {"a": Severity.SEV2, "b": Severity.SEV2, "c": Severity.SEV1, "d": Severity.SEV3}
COURSE = st.lists(st.tuples(st.sampled_from(sorted(MOMENTS)), st.sampled_from(sorted(ACTS))), max_size=24)


def played(course: list[tuple[str, str]]) -> tuple[list[Moment], Crisis]:
    """The moments and what notify knows of their crisis. A moment opens before what first happens to it."""
    moments: dict[str, Moment] = {}
    crisis = new_crisis(surge())
    for minute, (name, act) in enumerate([("a", "open"), *course]):
        before = moments.get(name) or _opened(name, 2 * minute)
        after = _after(before, act, 2 * minute + 1)
        moments[name] = after
        for step in after.timeline[0 if name not in crisis.episodes else len(before.timeline) :]:
            crisis = decide(crisis, after, step).crisis
    return list(moments.values()), crisis


def _opened(name: str, minute: float) -> Moment:
    severity = MOMENTS[name]
    return surge(id=name, crisis="a", severity=severity, timeline=(opened(severity, minute),))


def _after(moment: Moment, act: str, minute: float) -> Moment:
    try:
        return ACTS[act](moment, Action(START + round(minute * MINUTE_MS), by="Ana")) if act in ACTS else moment
    except IllegalTransition:
        return moment


@given(COURSE)
@example([("a", "acknowledge"), ("b", "open"), ("a", "resolve")])
@example([("a", "acknowledge"), ("b", "open"), ("b", "recover"), ("b", "relapse")])
@example([("b", "open"), ("a", "acknowledge"), ("b", "resolve"), ("b", "reopen")])
@example([("a", "acknowledge"), ("c", "open"), ("c", "recover")])
@example([("d", "acknowledge"), ("d", "rise to SEV1")])
def test_somebody_is_on_it_exactly_while_no_page_is_to_come(course: list[tuple[str, str]]) -> None:
    moments, crisis = played(course)
    status = crisis_status(moments)
    if status.ongoing and status is not Status.RECOVERING and crisis.paged:
        assert (status is Status.OPEN) == crisis.paging.running


def test_an_acknowledgement_that_comes_after_its_page_was_late_answers_it_all_the_same() -> None:
    """Notify stood still: Ana acknowledged on the page of what goes on, before any text went out."""
    moments, crisis = played([])
    late = crisis._replace(paging=delayed(crisis.paging, START + 20 * MINUTE_MS))
    taken = _after(moments[0], "acknowledge", 5)
    assert crisis_status([taken]) is Status.ACKNOWLEDGED
    assert not decide(late, taken, taken.timeline[-1]).crisis.paging.running


EQUAL = [
    ([("a", "acknowledge"), ("b", "open")], "Ana is on it, since 14:08 UTC."),
    ([("a", "acknowledge"), ("b", "open"), ("a", "resolve")], "Ana is on it, since 14:08 UTC."),
    ([("a", "acknowledge"), ("a", "rise to SEV1")], "Ana is on it, since 14:08 UTC."),
    ([("a", "acknowledge"), ("c", "open")], "Nobody has acknowledged what is SEV1 now."),
    (
        [("a", "acknowledge"), ("b", "open"), ("b", "recover"), ("b", "relapse")],
        "Nobody has acknowledged what came back at 14:14 UTC.",
    ),
    (
        [("b", "open"), ("a", "acknowledge"), ("b", "resolve"), ("b", "reopen")],
        "Nobody has acknowledged what was reopened at 14:14 UTC.",
    ),
]


@pytest.mark.parametrize(("course", "said"), EQUAL)
def test_page_mail_and_api_say_the_same_of_who_is_on_it(course: list[tuple[str, str]], said: str) -> None:
    moments, _ = played(course)
    figures = told(*moments, minute=30)
    taken = said.startswith("Ana")
    assert status_text(figures).startswith(said)
    assert ("so that nobody else is paged" in what_next(figures)) is not taken
    assert ("somebody is on it" in severity_text(figures)) is taken
    assert ("acknowledged" in banner_text(figures)) is taken
    assert ("so nobody is paged" in str(action_block(figures, {}))) is (
        taken and any(m.status is Status.OPEN for m in moments)
    )
