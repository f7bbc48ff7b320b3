"""A crisis that nobody acknowledges: deadlines kept whatever the ticks do, and everything that ends or renews them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from functions.notify.messages import announcements
from functions.notify.messages.links import short_link
from functions.notify.messages.texts.gsm7 import SEGMENT, encodable, septets
from functions.notify.messages.texts.repeated_page import relapse_text, unacknowledged_text
from functions.notify.outputs.registry import rendered
from functions.notify.policy.alert_policy import REPAGE_MS, at_deadline, decide
from functions.notify.policy.crisis_state import Crisis, new_crisis
from functions.notify.policy.decision_types import Rules
from functions.notify.policy.escalation import PUT_OFF, DuePage, Paging, from_json, to_json
from shared.domain.moments.moment import Kind, Moment, Severity, Status, TimelineEntry, Transition
from shared.domain.people.oncall import OnCall
from shared.domain.time import MINUTE_MS
from tests.unit.notify.examples import API, LINKS, burst, opened, resolved, resolved_surge, step, surge, told
from tests.unit.shared.domain.people.policies import POLICIES

BEGAN = opened().at_ms
LINK = short_link(LINKS.short, "a1b2c3d4e5f6")


def paged(*steps: tuple[Moment, TimelineEntry], oncall: OnCall | None = None) -> Crisis:
    """A crisis that has paged level 1, and then took these steps."""
    crisis = decide(new_crisis(surge()), surge(), opened(), Rules(oncall or OnCall())).crisis
    for moment, at in steps:
        crisis = decide(crisis, moment, at).crisis
    return crisis


def ticked(crisis: Crisis, *minutes: float) -> tuple[Crisis, list[tuple[float, int, int]]]:
    """Ticks at these minutes after the first page: what each paged (minute, level, repeat); level 0: gave up."""
    sent: list[tuple[float, int, int]] = []
    for minute in minutes:
        decision = at_deadline(crisis, BEGAN + round(minute * MINUTE_MS))
        crisis = decision.crisis
        if decision.page:
            sent.append((minute, decision.page.level, decision.page.repeat))
        if decision.exhausted:
            sent.append((minute, 0, 0))
    return crisis, sent


def acknowledged(minute: float) -> tuple[Moment, TimelineEntry]:
    at = step(Transition.ACKNOWLEDGED, Severity.SEV1, minute)
    return surge(status=Status.ACKNOWLEDGED, timeline=(opened(), at)), at._replace(by="ann")


def test_with_a_tick_a_minute_every_deadline_is_kept_to_the_minute_and_then_it_gives_up() -> None:
    crisis, sent = ticked(paged(), *range(60))
    assert sent == [(5, 1, 1), (10, 2, 0), (15, 2, 2), (20, 3, 0), (25, 3, 3), (30, 3, 4), (35, 0, 0)]
    assert not crisis.paging.running
    assert crisis.paging.level == 3


def test_a_late_tick_sends_one_page_of_the_highest_level_that_is_due() -> None:
    assert ticked(paged(), 12)[1] == [(12, 2, 0)]
    assert ticked(paged(), 33)[1] == [(33, 3, 4)]


def test_after_a_long_outage_everybody_is_paged_before_it_gives_up() -> None:
    assert ticked(paged(), *range(50, 60))[1] == [(50, 3, 4), (55, 0, 0)]


def test_a_tick_that_comes_twice_or_with_an_older_time_pages_nothing_more() -> None:
    assert ticked(paged(), 5, 5, 3, 5)[1] == [(5, 1, 1)]


@given(POLICIES, st.lists(st.floats(0, 3000), max_size=40))
def test_whatever_the_ticks_no_page_comes_twice_none_early_and_none_later_than_the_next_tick(
    policy: OnCall, minutes: list[float]
) -> None:
    ticks = sorted(minutes)
    crisis, sent = ticked(paged(oncall=policy), *(minute for minute in ticks for _ in range(2)))
    pages = [(level, repeat) for _, level, repeat in sent]
    assert len(pages) == len(set(pages))
    promised = {(at.level, at.repeat): at.after_ms for at in policy.deadlines(Severity.SEV1)}
    for minute, level, repeat in sent:
        due_ms = promised.get((level, repeat), policy.exhausted_after_ms(Severity.SEV1))
        assert due_ms <= round(minute * MINUTE_MS)
    seen = round(max(ticks, default=0) * MINUTE_MS)
    reached = max([1, *(at.level for at in policy.deadlines(Severity.SEV1) if at.after_ms <= seen)])
    assert crisis.paging.level == reached, "after a tick every level whose time has come was paged"
    levels = [level for level, _ in pages if level]
    assert levels == sorted(levels)


def test_an_acknowledgement_of_any_moment_of_the_crisis_ends_it_at_once() -> None:
    other = burst(timeline=(opened(Severity.SEV2),))
    ack = step(Transition.ACKNOWLEDGED, Severity.SEV2, 4)
    for answer in (acknowledged(4), (other._replace(status=Status.ACKNOWLEDGED), ack._replace(by="ann"))):
        crisis = paged((other, opened(Severity.SEV2, 3.5)), answer)
        assert ticked(crisis, *range(60))[1] == []
        assert crisis.paging.by == "ann"


def test_an_acknowledgement_from_before_the_page_does_not_end_what_began_after_it() -> None:
    crisis = paged((burst(), step(Transition.ACKNOWLEDGED, Severity.SEV4, 1)))
    assert ticked(crisis, 5)[1] == [(5, 1, 1)]


def test_the_end_of_the_crisis_ends_it() -> None:
    assert ticked(paged((resolved_surge(), resolved(6))), *range(60))[1] == []


def test_a_rise_begins_again_and_goes_to_everybody_paged_before() -> None:
    first = decide(new_crisis(surge()), surge(), opened(Severity.SEV2)).crisis
    second_level, _ = ticked(first, 5, 10)
    decision = decide(second_level, surge(), step(Transition.ESCALATED, Severity.SEV1, 14))
    found = announcements.notifications(
        decision, surge(), step(Transition.ESCALATED, Severity.SEV1, 14), zone="UTC", links=LINKS
    )
    (page, *_) = [message for each in found for message in rendered(each)]
    assert page.message.attributes["oncall_level"] == ["1", "2"]
    _, sent = ticked(decision.crisis, *range(11, 40))
    assert sent[:2] == [(16, 1, 1), (21, 2, 0)], "eleven minutes after the first page it began anew"


def test_a_worse_moment_that_opens_together_with_the_paged_one_pages_only_if_nobody_answers_for_a_minute() -> None:
    first = decide(new_crisis(burst()), burst(), opened(Severity.SEV2)).crisis
    decision = decide(first, surge(), opened(Severity.SEV1, 3.5))
    assert not decision.page
    _, sent = ticked(decision.crisis, *range(8))
    assert sent == [(1, 1, PUT_OFF), (6, 1, 1)]
    page = at_deadline(decision.crisis, BEGAN + MINUTE_MS).page
    assert page
    assert unacknowledged_text(told(), page, MINUTE_MS, "link").startswith("NOW: SEV1 Acme, unanswered for 1 min - ")
    answered = decide(decision.crisis, *acknowledged(3.8)).crisis
    assert ticked(answered, *range(60))[1] == []


def test_a_rise_of_what_somebody_takes_care_of_pages_once_and_is_not_escalated() -> None:
    moment, at = acknowledged(4)
    first = decide(new_crisis(surge()), surge(), opened(Severity.SEV2)).crisis
    answered = decide(first, moment, at).crisis
    decision = decide(answered, moment, step(Transition.ESCALATED, Severity.SEV1, 6))
    assert decision.page
    assert ticked(decision.crisis, *range(60))[1] == []
    assert decision.crisis.paging.by == "ann"


def test_while_all_that_pages_recovers_nobody_is_paged_and_a_relapse_goes_on_where_it_was() -> None:
    calm = paged((surge(status=Status.RECOVERING), step(Transition.RECOVERING, Severity.SEV1, 5)))
    assert ticked(calm, *range(20))[1] == []
    back = decide(calm, surge(), step(Transition.RELAPSED, Severity.SEV1, 15))
    assert not back.page
    assert ticked(back.crisis, 12.5, 13, 14, 15)[1] == [(12.5, 2, 0), (15, 2, 2)]


def test_a_relapse_after_it_gave_up_pages_again_from_the_start_but_not_within_fifteen_minutes() -> None:
    gave_up, sent = ticked(paged(oncall=OnCall(levels=(0,), repeats=0)), 5)
    assert sent == [(5, 0, 0)]
    calm = decide(gave_up, surge(), step(Transition.RECOVERING, Severity.SEV1, 9)).crisis
    late = decide(calm, surge(), step(Transition.RELAPSED, Severity.SEV1, 3 + 15))
    assert (late.page, late.alert, late.crisis.paging.run) == (True, True, 2)
    soon = decide(calm, surge(), step(Transition.RELAPSED, Severity.SEV1, 10))
    assert not soon.page
    _, again = ticked(soon.crisis, *range(7, 20))
    assert again[0] == (REPAGE_MS / MINUTE_MS, 1, PUT_OFF)


def test_a_relapse_of_what_was_acknowledged_pages_nobody() -> None:
    moment, at = acknowledged(4)
    answered = paged((moment, at), (moment, step(Transition.RECOVERING, Severity.SEV1, 9)))
    decision = decide(answered, moment, step(Transition.RELAPSED, Severity.SEV1, 60))
    assert not decision.page
    assert ticked(decision.crisis, *range(120))[1] == []


def test_what_a_person_reopens_pages_nobody_now_but_is_escalated_unless_somebody_acknowledges() -> None:
    crisis = paged((resolved_surge(), resolved(6)))
    decision = decide(crisis, surge(), step(Transition.REOPENED, Severity.SEV1, 13))
    assert not decision.page
    assert ticked(decision.crisis, *range(60))[1][:2] == [(15, 1, 1), (20, 2, 0)]
    assert ticked(decide(decision.crisis, *acknowledged(14)).crisis, *range(60))[1] == []


def test_nobody_answered_is_a_mail_and_an_event_and_no_page() -> None:
    crisis, _ = ticked(paged(), *range(35))
    decision = at_deadline(crisis, BEGAN + 35 * MINUTE_MS)
    (found,) = announcements.at_deadline(decision, BEGAN + 35 * MINUTE_MS, LINKS)
    mail, event = (stored.message for stored in rendered(found))
    assert mail.subject == "NOBODY ANSWERED Acme: SEV1, paged for 35 min"
    assert "on-call levels 1 to 3 were paged from 14:08 UTC on, for 35 min" in mail.text
    assert (event.audience, event.subject) == ("bus", "Crisis exhausted")
    assert '"type":"foreshock.crisis.exhausted"' in event.text


def test_a_page_names_its_level_and_its_repeat_so_that_it_is_stored_once() -> None:
    decision = at_deadline(paged(), BEGAN + 10 * MINUTE_MS)
    (found,) = announcements.at_deadline(decision, BEGAN + 10 * MINUTE_MS, LINKS)
    (page,) = rendered(found)
    assert page.name == "unacknowledged-1-1-level2-0#page"
    assert page.message.attributes["oncall_level"] == ["1", "2"]


def test_each_text_says_first_why_it_comes() -> None:
    figures = "48 negative posts in 5 min, 12x normal, since 14:05 UTC"
    assert unacknowledged_text(told(), DuePage(0, 2), 10 * MINUTE_MS, "link").startswith(
        f"LEVEL 2: SEV1 Acme, unanswered for 10 min - {figures}"
    )
    assert unacknowledged_text(told(), DuePage(0, 2, 3), 25 * MINUTE_MS, "link").startswith(
        f"AGAIN (3): SEV1 Acme, unanswered for 25 min - {figures}"
    )
    assert relapse_text(told(), "link").startswith(f"BACK: SEV1 Acme rises again - {figures}")


ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)


@given(ANY_TEXT, ANY_TEXT, st.sampled_from(Kind), st.integers(0, 10**9), st.integers(0, 20))
def test_whatever_a_brand_and_a_hashtag_are_called_a_text_is_one_segment(
    name: str, subject: str, kind: Kind, peak: int, repeat: int
) -> None:
    moment = surge(brand_name=name, kind=kind, peak=peak, evidence=surge().evidence._replace(subject=subject))
    for base in (LINKS.short, API, "https://" + "x" * 120, ""):
        link = short_link(base, moment.id, "a1b2c3d4e5f6-kjpwwvCl0KxHoM3")
        page = DuePage(0, 5, repeat)
        for text in (unacknowledged_text(told(moment), page, 10**9, link), relapse_text(told(moment), link)):
            assert encodable(text)
            assert septets(text) <= SEGMENT
            assert text.endswith(link)
            assert "@" not in text.removesuffix(link)


@given(st.lists(st.tuples(st.integers(0, 10**13), st.integers(1, 5), st.integers(0, 20))), st.frozensets(st.text()))
def test_the_state_survives_its_store_and_what_a_later_version_adds(
    due: list[tuple[int, int, int]], calm: frozenset[str]
) -> None:
    paging = Paging(2, 7, 3, tuple(DuePage(*page) for page in due), 9, 5, calm, paused=True, by="ann")
    stored = to_json(paging)
    assert from_json(stored) == paging
    assert from_json(stored[:-1] + ',"later":1}') == paging
