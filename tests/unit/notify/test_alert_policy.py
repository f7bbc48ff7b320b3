"""Who is notified, and how often."""

from __future__ import annotations

import json
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from functions.notify.messages.announcements import notifications
from functions.notify.messages.mails.later_mails import grouped_body, grouped_subject
from functions.notify.outputs.registry import rendered
from functions.notify.policy.alert_policy import GROUPING_MS, decide, without_waiting
from functions.notify.policy.crisis_json import from_json, to_json
from functions.notify.policy.crisis_state import Crisis, new_crisis
from functions.notify.policy.decision_types import Decision, Rules, transition
from shared.domain.moments.moment import Kind, Moment, Severity, Status, TimelineEntry, Transition
from shared.domain.people.oncall import OnCall, QuietHours
from shared.domain.time import MINUTE_MS, parse_time
from tests.unit.notify.examples import LINKS, START, burst, opened, resolved, resolved_surge, step, surge, told


def played(*steps: tuple[Moment, TimelineEntry], rules: Rules | None = None) -> list[Decision]:
    """The decisions of a crisis, step after step."""
    decisions: list[Decision] = []
    for moment, at in steps:
        before = decisions[-1].crisis if decisions else new_crisis(moment)
        decisions.append(decide(before, moment, at, rules))
    return decisions


def pages(decisions: list[Decision]) -> int:
    return sum(decision.page for decision in decisions)


def mails(decisions: list[Decision]) -> int:
    return sum(decision.alert for decision in decisions)


def test_an_opening_that_must_wake_somebody_pages_and_mails_at_once() -> None:
    (decision,) = played((surge(), opened()))
    assert (decision.page, decision.alert, decision.paged_before) == (True, True, None)
    assert decision.crisis.paged is Severity.SEV1


def test_an_opening_that_can_wait_is_a_mail() -> None:
    (decision,) = played((surge(), opened(Severity.SEV3)))
    assert (decision.page, decision.alert) == (False, True)


def test_a_rise_into_sev2_pages_even_right_after_the_first_mail() -> None:
    decisions = played((surge(), opened(Severity.SEV3)), (surge(), step(Transition.ESCALATED, Severity.SEV2, 4)))
    assert [decision.page for decision in decisions] == [False, True]
    assert [decision.alert for decision in decisions] == [True, True]


def test_two_kinds_of_one_crisis_are_one_page_and_the_second_waits_for_the_grouped_mail() -> None:
    decisions = played((surge(), opened()), (burst(), opened(Severity.SEV2, 3.5)))
    assert (pages(decisions), mails(decisions)) == (1, 1)
    assert decisions[-1].crisis.due_ms == START + round(3.5 * MINUTE_MS) + GROUPING_MS
    assert decisions[-1].crisis.waiting == (
        "burst of posts, SEV2 at 14:08 UTC: 60 posts in five minutes, where about 12 would be normal (5x)",
    )
    assert without_waiting(decisions[-1].crisis).waiting == ()


def test_nine_moments_in_ninety_seconds_are_one_page_one_mail_and_one_group_of_eight() -> None:
    steps = [(surge(id=f"{n:012x}"), opened(Severity.SEV2, 3 + n / 6)) for n in range(9)]
    decisions = played(*steps)
    assert (pages(decisions), mails(decisions)) == (1, 1)
    assert len(decisions[-1].crisis.waiting) == 8
    assert decisions[-1].crisis.due_ms == decisions[1].crisis.due_ms, "the first that waits sets the time"


def test_worse_than_what_was_paged_pages_again_at_once_and_only_once() -> None:
    first = (surge(), opened(Severity.SEV2))
    worse = (surge(), step(Transition.ESCALATED, Severity.SEV1, 4))
    decisions = played(first, worse, (burst(), opened(Severity.SEV1, 5)))
    assert [decision.page for decision in decisions] == [True, True, False]
    assert decisions[1].paged_before is Severity.SEV2
    assert decisions[1].alert


def test_equally_bad_never_pages_again() -> None:
    decisions = played((surge(), opened()), (burst(), opened(Severity.SEV1, 300)))
    assert pages(decisions) == 1


def test_who_takes_care_is_told_by_mail_and_an_acknowledgement_of_what_was_not_paged_is_not() -> None:
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 9)._replace(by="Ana")
    decision = played((surge(), opened()), (surge(), taken), (surge(), taken._replace(by="Ben")))
    assert [(each.page, each.alert) for each in decision] == [(True, True), (False, True), (False, False)]
    quiet = played((surge(), opened(Severity.SEV3)), (surge(), taken._replace(severity=Severity.SEV3)))
    assert not quiet[-1].alert


def test_recovering_and_an_early_relapse_are_for_machines_only() -> None:
    for change in (Transition.RECOVERING, Transition.RELAPSED):
        decision = played((surge(), opened()), (surge(), step(change, Severity.SEV1, 9)))[-1]
        assert decision == Decision(decision.crisis)
        found = notifications(decision, surge(), step(change, Severity.SEV1, 9), zone="UTC", links=LINKS)
        assert [stored.message.audience for each in found for stored in rendered(each)] == ["bus"]


def test_the_end_is_announced_once_when_the_last_moment_has_ended() -> None:
    ended = burst(status=Status.RESOLVED, ended_ms=START + 40 * MINUTE_MS)
    decisions = played(
        (surge(), opened()),
        (burst(), opened(Severity.SEV2, 4)),
        (ended, resolved(50, Severity.SEV2)),
        (resolved_surge(), resolved(70)),
        (resolved_surge(), resolved(70)),
    )
    assert [decision.end_alert for decision in decisions] == [False, False, False, True, False]
    assert [decision.end_page for decision in decisions] == [False, False, False, True, False]
    assert decisions[3].waiting == (
        "burst of posts, SEV2 at 14:09 UTC: 60 posts in five minutes, where about 12 would be normal (5x)",
    )
    assert decisions[3].crisis.waiting == ()


def test_who_was_not_paged_is_not_paged_about_the_end() -> None:
    decisions = played((surge(), opened(Severity.SEV3)), (resolved_surge(), resolved(70, Severity.SEV3)))
    assert (decisions[-1].end_alert, decisions[-1].end_page) == (True, False)


def test_an_end_that_overtakes_its_beginning_is_for_machines_only() -> None:
    decisions = played((resolved_surge(), resolved()), (surge(), opened()))
    assert (pages(decisions), mails(decisions)) == (0, 0)
    assert not any(decision.end_alert for decision in decisions)


def test_a_new_moment_after_the_end_was_announced_begins_a_new_round() -> None:
    decisions = played(
        (surge(), opened()),
        (resolved_surge(), resolved(70)),
        (burst(), opened(Severity.SEV2, 75)),
        (burst(status=Status.RESOLVED, ended_ms=START), resolved(100, Severity.SEV2)),
    )
    assert [decision.page for decision in decisions] == [True, False, True, False]
    assert decisions[-1].end_page
    assert decisions[-1].crisis.round == 2


MOMENTS = {"a": surge(), "b": burst()}
STEPS = st.tuples(
    st.sampled_from(sorted(MOMENTS)), st.sampled_from(Transition), st.sampled_from(Severity), st.integers(0, 14)
)


@given(st.lists(STEPS, max_size=30))
def test_within_fifteen_minutes_no_order_of_steps_pages_twice_for_one_severity_of_a_round(
    steps: list[tuple[str, Transition, Severity, int]],
) -> None:
    decisions = played(*((MOMENTS[name], step(change, severity, at)) for name, change, severity, at in steps))
    for round_ in {decision.crisis.round for decision in decisions}:
        mine = [decision for decision in decisions if decision.crisis.round == round_]
        severities = [decision.crisis.paged for decision in mine if decision.page]
        assert len(severities) == len(set(severities)) <= 2
        assert sum(decision.end_alert for decision in mine) <= 1


def test_any_order_of_the_same_records_pages_once_and_ends_once_at_most() -> None:
    records = [(surge(), opened()), (burst(), opened(Severity.SEV2, 4)), (resolved_surge(), resolved())]
    for order in permutations(records):
        decisions = played(*order, *order)
        assert pages(decisions) <= 1
        assert sum(decision.end_page for decision in decisions) <= 1


def test_a_crisis_survives_its_store() -> None:
    crisis = played((surge(), opened()), (burst(), opened(Severity.SEV2, 4)))[-1].crisis
    assert from_json(to_json(crisis), crisis.paging) == crisis
    assert json.loads(to_json(crisis))["paged"] == 1


def test_the_worst_moment_stands_for_the_crisis() -> None:
    crisis = played((burst(), opened(Severity.SEV2)), (surge(), opened(Severity.SEV1, 4)))[-1].crisis
    assert crisis.worst.kind is Kind.NEGATIVE_SURGE
    assert isinstance(crisis, Crisis)


def test_a_step_has_one_name_and_what_recurs_carries_its_time() -> None:
    assert transition(opened()) == "opened"
    assert transition(step(Transition.ESCALATED, Severity.SEV1, 4)) == "escalated-SEV1"
    relapses = {transition(step(Transition.RELAPSED, Severity.SEV1, minute)) for minute in (4, 5)}
    assert len(relapses) == 2


def test_what_a_person_reopens_is_told_to_nobody_and_its_second_end_is_told_once_more() -> None:
    again = step(Transition.REOPENED, Severity.SEV1, 80)
    over, over_again = resolved(), step(Transition.RESOLVED, Severity.SEV1, 90)
    lived = resolved_surge()._replace(timeline=(opened(), over, again, over_again))
    decisions = played((surge(), opened()), (lived, over), (lived, again), (lived, over), (lived, over_again))
    assert [decision.page for decision in decisions] == [True, False, False, False, False]
    assert [decision.end_page for decision in decisions] == [False, True, False, False, True]
    assert decisions[-1].crisis.round == 2
    assert transition(over, lived.timeline) == "resolved"
    assert transition(over_again, lived.timeline) == f"resolved-{over_again.at_ms}"


QUIET = Rules(OnCall(quiet_hours=QuietHours(22 * 60, 7 * 60)), "Pacific/Auckland")  # START is 03:05 there


def test_in_quiet_hours_a_mail_that_wakes_nobody_waits_until_they_end() -> None:
    (decision,) = played((surge(), opened(Severity.SEV3)), rules=QUIET)
    assert (decision.page, decision.alert, decision.crisis.mailed) == (False, False, False)
    assert decision.crisis.due_ms == parse_time("2026-03-01T18:00:00Z"), "seven o'clock in Auckland"
    sent = without_waiting(decision.crisis)
    assert (sent.mailed, sent.due_ms) == (True, 0)


def test_in_quiet_hours_what_must_wake_somebody_pages_and_brings_the_waiting_lines_along() -> None:
    first = (burst(), opened(Severity.SEV3))
    decisions = played(first, (surge(), opened(Severity.SEV2, 9)), rules=QUIET)
    assert [decision.page for decision in decisions] == [False, True]
    assert decisions[-1].crisis.due_ms == START + 11 * MINUTE_MS
    assert len(decisions[-1].crisis.waiting) == 1


def test_what_begins_and_ends_in_quiet_hours_is_told_when_they_end_and_not_lost() -> None:
    ended = resolved_surge()
    decisions = played((surge(), opened(Severity.SEV3)), (ended, resolved(70, Severity.SEV3)), rules=QUIET)
    assert not decisions[-1].end_alert
    assert decisions[-1].crisis.due_ms == parse_time("2026-03-01T18:00:00Z")
    assert grouped_subject(decisions[-1].crisis, told(ended, minute=70)) == "SEV1 Acme: 1 alert from quiet hours"
    assert "All of it is over." in grouped_body(decisions[-1].crisis, told(ended, minute=70), zone="UTC", link="link")
