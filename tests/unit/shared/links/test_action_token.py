"""The token of a button: one act on one crisis, as far as its page showed it, for an hour."""

from __future__ import annotations

import random
import string

import pytest

from shared.domain.errors import NotFound
from shared.domain.moments.act import Act
from shared.domain.moments.lifecycle import reopen, resolve
from shared.domain.moments.transitions import Action
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.links.action_token import (
    ActionToken,
    action_token,
    action_tokens,
    answer_tokens,
    seen_ms,
    step_tokens,
    verified_action,
)
from shared.links.page_link import PageLink, Scope, link_token, new_link
from tests.unit.notify.examples import START, surge

KEY, OLD_KEY = b"the deployment's own", b"the one before"
LINK = new_link("a1b2c3d4e5f6", Scope.ACT, 2, START)
TOKEN = ActionToken(Act.ACK, LINK, START, START + HOUR_MS)


def test_a_token_says_what_its_button_does() -> None:
    assert verified_action(action_token(TOKEN, KEY), [KEY]) == TOKEN
    assert verified_action(action_token(TOKEN, OLD_KEY), [KEY, OLD_KEY]) == TOKEN


def test_a_page_has_tokens_for_an_hour_each_for_another_act() -> None:
    tokens = action_tokens(LINK, [surge()], START + MINUTE_MS, KEY)
    found = {name: verified_action(token, [KEY]) for name, token in tokens.items()}
    assert {name: token.act.value for name, token in found.items()} == {n: n for n in ("ack", "resolve", "dismiss")}
    assert {token.seen_ms for token in found.values()} == {surge().detected_ms}
    assert not found["ack"].expired(START + MINUTE_MS + HOUR_MS - 1)
    assert found["ack"].expired(START + MINUTE_MS + HOUR_MS)


def test_the_token_of_a_step_names_it_and_is_good_for_an_hour() -> None:
    (token,) = step_tokens(LINK, ["first-word"], START, KEY).values()
    found = verified_action(token, [KEY])
    assert (found.step, found.link, found.act) == ("first-word", LINK, Act.NOTE)
    assert (found.expired(START + HOUR_MS - 1), found.expired(START + HOUR_MS)) == (False, True)
    with pytest.raises(NotFound):
        verified_action(token.replace("first-word", "scope"), [KEY])
    (longest,) = step_tokens(LINK, ["s" * 40], START, KEY).values()
    assert len(longest) <= 200, "the address of a button takes no longer one"


def test_the_token_of_an_answer_names_its_draft_and_no_step() -> None:
    (token,) = answer_tokens(LINK, ["1772373900000-08da8ab991919660392581"], START, KEY).values()
    found = verified_action(token, [KEY])
    assert (found.draft, found.step, found.act) == ("1772373900000-08da8ab991919660392581", "", Act.NOTE)
    assert (found.expired(START + HOUR_MS - 1), found.expired(START + HOUR_MS)) == (False, True)
    with pytest.raises(NotFound):
        verified_action(token.replace("-08da", "-18da"), [KEY])
    assert len(token) <= 200, "the address of a button takes no longer one"


def test_who_may_only_read_gets_no_token() -> None:
    assert answer_tokens(LINK._replace(scope=Scope.READ), ["1-a"], START, KEY) == {}
    assert step_tokens(LINK._replace(scope=Scope.READ), ["scope"], START, KEY) == {}
    assert action_tokens(LINK._replace(scope=Scope.READ), [surge()], START, KEY) == {}
    assert action_tokens(PageLink("a1b2c3d4e5f6"), [surge()], START, KEY) == {}


def test_a_thousand_tampered_tokens_do_nothing() -> None:
    rng = random.Random(7)  # noqa: S311 - the same tokens every time
    good, opened = action_token(TOKEN, KEY), list[str]()
    letters = string.ascii_letters + string.digits + "-_."
    tampered = {good.replace("ack.", "dismiss."), good.replace(".2.", ".1."), link_token(LINK, KEY)}
    while len(tampered) < 1_000:
        place = rng.randrange(len(good) - 1)
        tampered.add(good[:place] + rng.choice(letters) + good[place + 1 :])
    for token in tampered - {good}:
        try:
            opened.append(str(verified_action(token, [KEY, OLD_KEY])))
        except NotFound:
            continue
    assert opened == []


def test_the_token_of_a_page_is_none_of_a_button_and_the_other_way_round() -> None:
    with pytest.raises(NotFound):
        verified_action(link_token(LINK, KEY), [KEY])


def test_what_is_reopened_has_to_be_seen_again() -> None:
    again = reopen(resolve(surge(), Action(START + HOUR_MS, by="ana")), Action(START + 2 * HOUR_MS, by="ben"))
    assert seen_ms([surge()]) == surge().detected_ms
    assert seen_ms([again]) == START + 2 * HOUR_MS
    assert seen_ms([]) == 0
