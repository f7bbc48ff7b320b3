"""Who is paged when: deadlines, repeats, and quiet hours by the brand's clock."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.moments.moment import Severity
from shared.domain.people.oncall import Deadline, OnCall, QuietHours, from_document, to_document
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, parse_time
from shared.messages.oncall_words import oncall_words
from tests.unit.shared.domain.people.policies import MINUTES, POLICIES

NIGHT = QuietHours(22 * 60, 7 * 60)


def minutes(deadlines: tuple[Deadline, ...]) -> list[tuple[int, int, int]]:
    return [(at.after_ms // MINUTE_MS, at.level, at.repeat) for at in deadlines]


def test_the_usual_policy_pages_three_levels_and_repeats_four_times() -> None:
    assert minutes(OnCall().deadlines(Severity.SEV2)) == [
        (5, 1, 1),
        (10, 2, 0),
        (15, 2, 2),
        (20, 3, 0),
        (25, 3, 3),
        (30, 3, 4),
    ]


def test_a_severity_may_have_levels_of_its_own() -> None:
    policy = OnCall(severities={Severity.SEV2: (0, 30)}, repeats=0)
    assert minutes(policy.deadlines(Severity.SEV1)) == [(10, 2, 0), (20, 3, 0)]
    assert minutes(policy.deadlines(Severity.SEV2)) == [(30, 2, 0)]
    assert policy.exhausted_after_ms(Severity.SEV2) == 35 * MINUTE_MS


def test_one_level_without_repeats_pages_once_and_gives_up_later() -> None:
    policy = OnCall(levels=(0,), repeats=0)
    assert policy.deadlines(Severity.SEV1) == ()
    assert policy.exhausted_after_ms(Severity.SEV1) == 5 * MINUTE_MS


@given(POLICIES, st.sampled_from(Severity))
def test_deadlines_grow_levels_never_fall_and_every_level_and_repeat_comes_once(
    policy: OnCall, severity: Severity
) -> None:
    found = policy.deadlines(severity)
    times = [deadline.after_ms for deadline in found]
    assert times == sorted(set(times))
    assert [d.level for d in found] == sorted(d.level for d in found)
    assert [d.level for d in found if not d.repeat] == list(range(2, len(policy.levels_for(severity)) + 1))
    assert [d.repeat for d in found if d.repeat] == list(range(1, policy.repeats + 1))
    assert policy.exhausted_after_ms(severity) > max(times, default=0)


@given(POLICIES)
def test_a_policy_survives_its_document(policy: OnCall) -> None:
    assert from_document(to_document(policy)) == policy


def test_a_document_of_before_is_the_usual_policy() -> None:
    assert from_document({}) == OnCall()


@given(
    st.builds(QuietHours, MINUTES, MINUTES),
    st.integers(0, 40 * 365 * DAY_MS),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Mars/Base"]),
)
def test_quiet_hours_end_later_than_now_and_within_a_day_and_a_clock_change(
    quiet: QuietHours, at_ms: int, zone: str
) -> None:
    until_ms = quiet.until_ms(at_ms, zone)
    assert until_ms == 0 or at_ms < until_ms <= at_ms + DAY_MS + 2 * HOUR_MS


def test_quiet_hours_follow_the_clock_of_the_brand_through_both_changes() -> None:
    for at, until in (
        ("2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"),  # an hour is missing: 7 o'clock comes at 5 UTC
        ("2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z"),  # an hour comes twice: 7 o'clock comes at 6 UTC
        ("2026-07-01T20:00:00Z", "2026-07-02T05:00:00Z"),
    ):
        assert NIGHT.until_ms(parse_time(at), "Europe/Berlin") == parse_time(until)
    assert NIGHT.until_ms(parse_time("2026-07-01T19:59:00Z"), "Europe/Berlin") == 0
    assert NIGHT.until_ms(parse_time("2026-07-01T05:00:00Z"), "Europe/Berlin") == 0


def test_an_end_that_comes_twice_or_never_on_the_day_of_a_clock_change_is_still_an_end() -> None:
    early = QuietHours(0, 150)  # until 02:30
    repeated = parse_time("2026-10-25T01:10:00Z")  # 02:10 in Berlin for the second time
    assert early.until_ms(repeated, "Europe/Berlin") == parse_time("2026-10-25T01:30:00Z")
    skipped = parse_time("2026-03-29T00:30:00Z")  # 01:30; 02:30 does not exist that day
    assert skipped < early.until_ms(skipped, "Europe/Berlin") <= skipped + HOUR_MS


def test_quiet_hours_hold_only_what_wakes_nobody() -> None:
    policy, night = OnCall(quiet_hours=NIGHT), parse_time("2026-07-01T23:00:00Z")
    assert [policy.quiet_until_ms(severity, night, "UTC") > 0 for severity in Severity] == [False, False, True, True]
    assert OnCall().quiet_until_ms(Severity.SEV4, night, "UTC") == 0


def test_the_policy_reads_back_in_words() -> None:
    policy = OnCall(severities={Severity.SEV2: (0, 30)}, repeats=0, quiet_hours=NIGHT)
    assert oncall_words(policy, "Europe/Berlin") == [
        "SEV1: level 1 is paged at once, level 2 after 10 min, level 3 after 20 min.",
        "SEV1: Nobody is paged a second time.",
        "SEV1: After 25 min nobody is paged any more; a mail to everybody and an event say that nobody answered.",
        "SEV2: level 1 is paged at once, level 2 after 30 min.",
        "SEV2: Nobody is paged a second time.",
        "SEV2: After 35 min nobody is paged any more; a mail to everybody and an event say that nobody answered.",
        "SEV3 and SEV4: by e-mail; between 22:00 and 07:00 (Europe/Berlin) they wait until 07:00.",
    ]
