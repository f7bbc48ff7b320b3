"""The link in a message: whoever has it may read the page for thirty days, and act for a week; nobody can make one."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.errors import NotFound
from shared.domain.time import DAY_MS
from shared.links.page_link import ACT_VALID_MS, VALID_MS, PageLink, Scope, link_token, new_link, verified_link
from shared.links.signature import signature

KEY, OLD_KEY = b"the deployment's own", b"the one before"
NOW = 20_513 * DAY_MS + 1_000
LETTERS = string.ascii_letters + string.digits + "-_."
IDS = st.text(alphabet="0123456789abcdef", min_size=12, max_size=12)
LINKS = st.builds(new_link, IDS, st.sampled_from(Scope), st.integers(0, 7), st.integers(NOW, NOW + 3_650 * DAY_MS))


def earlier_token(moment_id: str, key: bytes = KEY) -> str:
    """As earlier versions made it."""
    return f"{moment_id}.{signature(moment_id, key, 9)}"


@given(LINKS)
def test_a_token_says_what_it_was_made_for_and_is_short(link: PageLink) -> None:
    token = link_token(link, KEY)
    assert verified_link(token, [KEY]) == link
    assert len(token) == 12 + 1 + 3 + 12
    assert set(token) <= set(string.ascii_letters + string.digits + "-_")


@given(LINKS, LINKS)
def test_a_signature_of_one_link_opens_no_other(one: PageLink, other: PageLink) -> None:
    assume(one != other)
    made, forged = link_token(one, KEY), link_token(other, KEY)
    with pytest.raises(NotFound):
        verified_link(forged[:16] + made[16:], [KEY])


def test_a_rotation_leaves_links_of_the_key_before_good_and_ends_those_of_older_ones() -> None:
    link = new_link("a1b2c3d4e5f6", Scope.ACT, 1, NOW)
    assert verified_link(link_token(link, OLD_KEY), [KEY, OLD_KEY]) == link
    with pytest.raises(NotFound):
        verified_link(link_token(link, b"two rotations ago"), [KEY, OLD_KEY])


def test_a_thousand_tampered_links_open_nothing() -> None:
    """Each differs from a good one in one letter, by one letter too many or too few, or by two that changed places."""
    rng = random.Random(7)  # noqa: S311 - the same links every time
    good, made = link_token(new_link("a1b2c3d4e5f6", Scope.READ, 2, NOW), KEY), set[str]()
    while len(made) < 1_000:
        made.add(tampered(good, rng))
    opened = [token for token in made if opens(token) and token.rstrip("-_.") != good.rstrip("-_.")]
    assert opened == []


def tampered(good: str, rng: random.Random) -> str:
    place, other, letter = rng.randrange(len(good)), rng.randrange(len(good)), rng.choice(LETTERS)
    swapped = [*good]
    swapped[place], swapped[other] = swapped[other], swapped[place]
    before, after = good[:place], good[place + 1 :]
    return rng.choice([before + letter + after, before + after, before + letter + good[place:], "".join(swapped)])


def opens(token: str) -> bool:
    try:
        verified_link(token, [KEY, OLD_KEY])
    except NotFound:
        return False
    return True


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_what_nobody_made_opens_nothing_and_breaks_nothing(guess: str) -> None:
    good = link_token(new_link("a1b2c3d4e5f6", Scope.ACT, 1, NOW), KEY)
    for token in (guess, f"a1b2c3d4e5f6.{guess}", f"a1b2c3d4e5f6-{guess}", f"{guess}.{good}x", f"{guess}-{good}x"):
        with pytest.raises(NotFound):
            verified_link(token, [KEY])


@given(LINKS, st.sampled_from([".", ",", ")", "!", '"', ""]))
def test_the_end_of_a_sentence_does_not_break_a_link(link: PageLink, mark: str) -> None:
    """Apps that make links of text take a last hyphen off, or a full stop along."""
    token = link_token(link, KEY)
    assert verified_link(token + mark, [KEY]) == link
    assert verified_link(token.rstrip("-_"), [KEY]) == link


@given(st.integers(NOW, NOW + 10 * DAY_MS))
def test_a_page_is_shown_for_thirty_days_and_its_buttons_for_seven(now_ms: int) -> None:
    link = new_link("a1b2c3d4e5f6", Scope.ACT, 1, now_ms)
    assert not link.expired(0, now_ms + VALID_MS - 1)
    assert link.expired(now_ms, now_ms + VALID_MS + DAY_MS)
    assert link.may_act(now_ms + ACT_VALID_MS - 1)
    assert not link.may_act(now_ms + ACT_VALID_MS + DAY_MS)


def test_a_link_to_read_permits_no_act() -> None:
    assert not new_link("a1b2c3d4e5f6", Scope.READ, 1, NOW).may_act(NOW)


def test_a_level_that_a_link_cannot_name_is_told_as_the_last() -> None:
    link = new_link("a1b2c3d4e5f6", Scope.ACT, 12, NOW)
    assert verified_link(link_token(link, KEY), [KEY]).level == 7


def test_links_of_an_earlier_version_are_good_for_reading_until_they_expire() -> None:
    link = verified_link(earlier_token("a1b2c3d4e5f6"), [KEY])
    assert link == PageLink("a1b2c3d4e5f6")
    assert not link.may_act(NOW)
    assert not link.expired(5, 5 + VALID_MS - 1)
    assert link.expired(5, 5 + VALID_MS)
    with pytest.raises(NotFound):
        verified_link(earlier_token("a1b2c3d4e5f6", b"another's"), [KEY])
