"""The consent of an author as a state machine: nothing is usable that the author has not allowed, here and now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import IllegalTransition, InvalidInput, NotFound
from shared.domain.mentions.mention import Form, Mention
from shared.domain.response.consent import (
    LONGEST_MS,
    MAX_ENTRIES,
    ConsentAct,
    ConsentEntry,
    ConsentState,
    Entries,
    after,
    allowed_places,
    recorded,
    state_at,
    take_down,
)
from shared.domain.response.praise import Praise, from_document, praise_of, to_document

PLACES = ("website", "shop", "poster")
ASK = ConsentEntry(ConsentAct.ASK, 10, "ana")
GRANT = ConsentEntry(ConsentAct.GRANT, 20, "ana", places=("website", "shop"), until_ms=1_000, note="yes, of course")
USE = ConsentEntry(ConsentAct.USE, 30, "ben", places=("website",))
REFUSE = ConsentEntry(ConsentAct.REFUSE, 40, "ana")

ACTS = st.lists(
    st.tuples(
        st.sampled_from(list(ConsentAct)),
        st.integers(0, 60),  # time that passes
        st.sets(st.sampled_from(PLACES), min_size=1).map(sorted),
        st.integers(-5, 100),  # how long a consent holds
        st.booleans(),  # whether its author knows what was recorded before
        st.sampled_from(["ana", "ben"]),
    ),
    max_size=25,
)


class Author:
    """What the author of the post really allows, followed by hand: the yardstick of the machine."""

    def __init__(self) -> None:
        self.asked = False
        self.places: set[str] = set()
        self.until_ms = 0
        self.shown: set[str] = set()

    def hears(self, entry: ConsentEntry) -> None:
        match entry.act:
            case ConsentAct.ASK:
                self.asked, self.places = True, set()
            case ConsentAct.GRANT:
                assert self.asked, "a grant without a question"
                self.places, self.until_ms = set(entry.places), entry.until_ms
            case ConsentAct.USE:
                assert self.allows(entry.at_ms).issuperset(entry.places), "shown without consent"
                self.shown |= set(entry.places)
            case ConsentAct.REFUSE:
                self.asked, self.places = False, set()

    def allows(self, now_ms: int) -> set[str]:
        return self.places if now_ms < self.until_ms else set()


@given(ACTS)
def test_nothing_is_usable_that_the_author_does_not_allow_whatever_people_record(
    acts: list[tuple[object, ...]],
) -> None:
    entries: Entries = ()
    author, now_ms = Author(), 1
    for act, passed, places, lasts, knows, by in acts:
        now_ms += passed  # type: ignore[operator]  # the strategy gives an int
        chosen = tuple(places) if act is ConsentAct.GRANT else tuple(places)[:1] if act is ConsentAct.USE else ()  # type: ignore[arg-type]  # values of the test, of any type
        until = now_ms + lasts if act is ConsentAct.GRANT else 0  # type: ignore[operator]  # values of the test, of any type
        new = ConsentEntry(act, now_ms, str(by), places=chosen, until_ms=until)  # type: ignore[arg-type]  # values of the test, of any type
        try:
            changed = after(entries, new, len(entries) if knows else None)
        except (IllegalTransition, InvalidInput, NotFound):
            changed = entries
        else:
            assert after(changed, new) == changed, "to repeat it changes nothing"
            assert recorded(changed, new) is not None
        if changed != entries:
            author.hears(new)
        entries = changed
        for later_ms in (now_ms, now_ms + 30, now_ms + 200):
            allowed = allowed_places(entries, later_ms)
            assert set(allowed) == author.allows(later_ms)
            assert set(take_down(entries, later_ms)) == author.shown - author.allows(later_ms)
            if entries:
                assert state_at(entries, later_ms).usable == bool(allowed)


def test_the_way_of_a_post_from_the_question_to_its_end() -> None:
    entries = after((), ASK)
    for new, state in ((GRANT, ConsentState.GRANTED), (USE, ConsentState.USED)):
        entries = after(entries, new)
        assert state_at(entries, new.at_ms) is state
    assert state_at(entries, 999) is ConsentState.USED
    assert state_at(entries, 1_000) is ConsentState.EXPIRED
    assert take_down(entries, 999) == ()
    assert take_down(entries, 1_000) == ("website",)
    again = after(entries, ASK._replace(at_ms=1_001))
    assert state_at(again, 1_001) is ConsentState.ASKED
    assert take_down(again, 1_001) == ("website",), "what is still shown is not forgotten by asking again"


def test_a_withdrawal_after_use_is_kept_and_says_where_to_take_it_down() -> None:
    entries = after((ASK, GRANT, USE), REFUSE)
    assert state_at(entries, 50) is ConsentState.WITHDRAWN
    assert entries[2] == USE
    assert take_down(entries, 50) == ("website",)
    assert allowed_places(entries, 50) == ()
    with pytest.raises(IllegalTransition, match="took the consent back, as ana recorded"):
        after(entries, USE._replace(at_ms=60))


@pytest.mark.parametrize(
    ("entries", "new", "says"),
    [
        ((ASK,), USE, "has not answered"),
        ((ASK, GRANT), USE._replace(places=("poster",)), "allowed website, shop, not poster"),
        ((ASK, GRANT), USE._replace(at_ms=1_000), "has ended"),
        ((ASK, REFUSE), GRANT._replace(at_ms=50), "the author refused, as ana recorded"),
        ((ASK, REFUSE), ASK._replace(at_ms=50), "with version 2"),
        ((ASK, GRANT), GRANT._replace(by="ben", places=("poster",)), "ana recorded a consent .* send version 2"),
    ],
)
def test_what_is_not_allowed_says_why_and_who_was_first(entries: Entries, new: ConsentEntry, says: str) -> None:
    with pytest.raises(IllegalTransition, match=says):
        after(entries, new)


def test_of_two_who_record_the_same_the_first_one_is_named() -> None:
    entries = (ASK, GRANT, USE)
    for new, first in (
        (GRANT._replace(by="cleo"), "ana"),
        (USE._replace(by="cleo"), "ben"),
        (ASK._replace(by="cleo"), "ana"),
    ):
        assert after(entries, new._replace(at_ms=50, until_ms=new.until_ms)) == entries
        found = recorded(entries, new._replace(at_ms=50))
        assert found
        assert found.by == first


def test_who_knows_what_was_recorded_may_replace_it() -> None:
    other = GRANT._replace(at_ms=50, places=("poster",))
    assert allowed_places(after((ASK, GRANT), other, known=2), 60) == ("poster",)
    with pytest.raises(IllegalTransition):
        after((ASK, GRANT), other, known=1)
    assert take_down(after((ASK, GRANT, USE), other, known=3), 60) == ("website",)
    assert state_at(after((ASK, REFUSE), ASK._replace(at_ms=50), known=2), 60) is ConsentState.ASKED


@pytest.mark.parametrize(("until_ms", "says"), [(20, "over already"), (LONGEST_MS + 21, "five years")])
def test_a_consent_has_an_end_in_the_next_five_years(until_ms: int, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        after((ASK,), GRANT._replace(until_ms=until_ms))
    assert refused.value.field == "until"


def test_nothing_comes_before_the_question_and_a_no_is_always_taken() -> None:
    for new in (GRANT, USE, REFUSE):
        with pytest.raises(NotFound):
            after((), new)
    full = (ASK, GRANT, *(USE._replace(at_ms=n) for n in range(MAX_ENTRIES - 2)))
    with pytest.raises(IllegalTransition, match="the most it takes"):
        after(full, USE._replace(places=("shop",)))
    assert state_at(after(full, REFUSE), 50) is ConsentState.WITHDRAWN


POST = Mention("acme", "x", "k1", "I love it", 1_772_373_900_000, 0, author="1a2b", url="https://x.example/1")


def test_the_words_of_who_refused_are_dropped_unless_they_are_shown() -> None:
    asked = praise_of(POST).after(ASK)
    assert (asked.after(REFUSE).text, asked.after(REFUSE).url) == ("", "")
    assert asked.after(GRANT).after(USE).after(REFUSE).text == "I love it"


def test_praise_is_read_as_it_was_written_and_has_the_id_of_its_mention() -> None:
    praise = praise_of(POST).after(ASK).after(GRANT).after(USE)
    assert from_document({**to_document(praise), "later": 1}) == praise
    assert praise.id == "1772373900000-" + POST.id
    assert isinstance(praise, Praise)
    assert praise.kept_until_ms == 1_000


@pytest.mark.parametrize("post", [POST._replace(form=Form.REPOST), POST._replace(withheld=True)])
def test_a_repost_and_a_post_that_is_withheld_are_not_asked_for(post: Mention) -> None:
    with pytest.raises(InvalidInput) as refused:
        praise_of(post)
    assert refused.value.field == "id"
