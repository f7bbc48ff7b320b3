"""A few accounts that post a lot are no crowd, and never hide one."""

from __future__ import annotations

import pytest

from functions.detect.moments.few_accounts import FEW, few_accounts
from functions.detect.moments.lifecycle import escalated, opened
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Severity
from shared.domain.time import BUCKET_MS
from tests.unit.detect.moments.bucket_views import bucket, view

HIGH = bucket(0, 60)
"""Sixty posts where five are normal."""

KINDS = (Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE)


def posts_of(*accounts: int, others: int = 0, alike: int = 0) -> Tally:
    """Negative posts: so many by each account, and by others who are not listed."""
    listed = {f"a{place}": posts for place, posts in enumerate(accounts)}
    every = sum(accounts) + others
    return Tally(every, every, every, accounts=listed, wordings={"w": alike} if alike else {})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("tally", "few"),
    [
        (posts_of(80, 70, 75, 75, alike=290), True),
        (posts_of(300), True),
        (posts_of(80, 70, 75, 75, others=9), True),
        (posts_of(30, 30, *[1] * 40), False),
        (posts_of(*[1] * 60, alike=60), False),
        (posts_of(*[4] * 15), False),
        (posts_of(*[5] * FEW), True),
        (posts_of(*[5] * (FEW + 1)), False),
        (posts_of(others=60), False),
        (posts_of(3, 2, 1, 1, 1, alike=7), True),
        (posts_of(3, 2, 1), True),
        (posts_of(3, 2, 1, 1, 1), False),
        (posts_of(3, 2, 1, 1, 1, 1), False),
        (posts_of(1, 1, 1, 1, alike=4), False),
        (posts_of(3, 2, 1, alike=6, others=1), False),
        (Tally(), False),
    ],
    ids=[
        "four accounts",
        "one account",
        "four accounts and some others",
        "two accounts and a crowd",
        "many people, same words",
        "many people, four posts each",
        "twelve busy accounts",
        "thirteen busy accounts",
        "unknown accounts",
        "a handful says the same",
        "a handful talks",
        "five people",
        "six people",
        "four people say the same once",
        "a handful and an unknown one",
        "nothing",
    ],
)
def test_a_few_accounts(kind: Kind, tally: Tally, few: bool) -> None:
    assert few_accounts(kind, HIGH, tally) is few


def test_a_series_of_names_with_the_same_words_is_one_account() -> None:
    """Each has posted once, and none of them is listed after the first minute."""
    series = posts_of(*[1] * 8, others=52, alike=60)._replace(series={"fan": 58})
    assert few_accounts(Kind.NEGATIVE_SURGE, HIGH, series)
    assert not few_accounts(Kind.NEGATIVE_SURGE, HIGH, series._replace(series={"fan": 20}))


def test_others_may_be_as_many_as_is_normal() -> None:
    """Of the sixty posts at once ten are others': twice the normal. Of the negative ones they may be all others'."""
    tally = posts_of(100, 150, others=50)
    assert few_accounts(Kind.VOLUME_BURST, HIGH, tally)
    assert not few_accounts(Kind.NEGATIVE_SURGE, HIGH, tally)
    assert not few_accounts(Kind.VOLUME_BURST, HIGH, posts_of(100, 150, others=84))


def test_a_flood_opens_a_moment_that_wakes_nobody_and_says_why() -> None:
    flood = posts_of(80, 70, 75, 75, alike=290)
    found = opened(view(60, tally=flood), HIGH)
    assert (found.severity, found.reasons[0]) == (Severity.SEV3, "a few accounts made most of the posts")
    crowd = found.evidence.crowd
    assert (crowd.posts, crowd.accounts, crowd.alike, crowd.few) == (300, 4, 290, True)


def test_when_others_join_in_the_moment_is_a_crowds_and_gets_worse() -> None:
    found = opened(view(60, tally=posts_of(80, 70)), HIGH)
    joined = posts_of(80, 70, *[1] * 60)
    worse = escalated(found, view(60, tally=joined))
    assert (worse.severity, worse.evidence.crowd.few) == (Severity.SEV1, False)


def test_what_was_told_as_a_crowds_keeps_its_severity_and_is_said_to_be_of_a_few_accounts_once_that_is_known() -> None:
    found = opened(view(60, tally=posts_of(1, 1, 1, 1)), HIGH)
    later = view(60, tally=posts_of(80, 70, 75, 75))
    assert escalated(found, later).severity is found.severity
    assert later.evidence(HIGH, found).crowd.few


def test_a_flood_after_a_crowd_does_not_hide_the_crowd() -> None:
    """The posts of the first half hour have settled: what came since does not speak for the moment."""
    found = opened(view(60, tally=posts_of(*[1] * 60)), HIGH)
    later = view(60, tally=posts_of(200, 200))
    assert not later.evidence(HIGH, found._replace(opened_ms=found.opened_ms - BUCKET_MS)).crowd.few


def test_praise_by_a_few_accounts_stays_praise() -> None:
    praise = posts_of(100, 100)._replace(negative=0, positive=200)
    assert opened(view(60, tally=praise), HIGH).severity is Severity.SEV4
