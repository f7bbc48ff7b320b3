"""Who is heard: one author once, loud own words before loud copies, and no rank for a flood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.query.voices.influence import Judged, influence, judged, ranked
from functions.query.voices.span import spread
from functions.query.voices.worth_showing import suggested
from shared.domain.mentions.mention import Engagement, Form, Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.time import HOUR_MS, MINUTE_MS


def post(number: int, author: str = "ana", reach: int = 50_000, at_ms: int | None = None) -> Mention:
    at = number * MINUTE_MS if at_ms is None else at_ms
    word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return Mention("acme", "x", f"post-{number}", f"{word} is bad", at, at, author=author, reach=reach)


def negative(_: Mention) -> float:
    return -0.9


JUDGED = st.lists(
    st.builds(
        lambda number, author, reach, stance, own: Judged(post(number, author, reach), stance, own),
        st.integers(0, 10_000),
        st.sampled_from(["ana", "ben", "cleo", "dan"]),
        st.integers(0, 10**9),
        st.floats(-1, 1),
        st.sampled_from([0.1, 0.7, 1.0]),
    ),
    max_size=30,
)


@given(JUDGED, st.randoms(use_true_random=False))
def test_each_author_is_counted_once_in_whatever_order_posts_come(posts: list[Judged], random: object) -> None:
    critics, advocates = ranked(posts, 50)
    authors = [voice.author for voice in critics + advocates]
    assert len(authors) == len(set(authors))
    assert all(voice.stance < 0 for voice in critics)
    assert all(voice.stance > 0 for voice in advocates)
    assert [voice.influence for voice in critics] == sorted((one.influence for one in critics), reverse=True)
    random.shuffle(posts)  # type: ignore[attr-defined]  # hypothesis types no Random
    assert [voice.author for voice in ranked(posts, 50)[0]] == [voice.author for voice in critics]


@given(st.integers(0, 10**9), st.floats(0.1, 1), st.floats(-1, 1), st.integers(1, 168))
def test_influence_grows_with_each_of_its_parts(reach: int, own: float, stance: float, hours: int) -> None:
    found = influence(reach, own, stance, hours)
    assert 0 <= found <= influence(2 * reach + 1, own, stance, hours) <= 30
    assert found <= influence(reach, own, stance, hours + 1)
    assert influence(reach, own / 2, stance, hours) <= found


def test_a_flood_in_one_hour_buys_no_rank_and_coming_back_does() -> None:
    flood = [post(number, "flood", at_ms=number * 1_000) for number in range(50)]
    back = [post(100 + number, "back", at_ms=number * HOUR_MS) for number in range(3)]
    once = [post(200, "once")]
    critics, _ = ranked(judged([*flood, *back, *once], 1_000, negative), 9)
    influences = {voice.author: voice.influence for voice in critics}
    assert critics[0].author == "back"
    assert influences["flood"] == pytest.approx(influences["once"])


def test_own_words_come_before_a_copy_and_a_repost() -> None:
    said = post(1, "said", 2_000)._replace(text="the kettle burnt my hand again")
    copied = post(2, "copied", 40_000)._replace(text="The kettle burnt my hand again!")
    shared = post(3, "shared", 40_000)._replace(form=Form.REPOST)
    critics, _ = ranked(judged([copied, shared, said], 1_000, negative), 9)
    assert [voice.author for voice in critics] == ["said", "copied", "shared"]
    assert [voice.originality for voice in critics] == [1.0, 0.1, 0.1]


def test_whom_few_hear_who_is_unknown_or_asks_not_to_be_shown_is_no_voice_and_is_not_scored() -> None:
    reacted = post(3, "reacted", 0)._replace(engagement=Engagement(likes=800, reposts=300))
    scored: list[str] = []

    def stance(mention: Mention) -> float:
        scored.append(mention.author)
        return 0.5

    hidden = post(4, "hidden")._replace(withheld=True)
    _, advocates = ranked(judged([post(1, "quiet", 999), post(2, ""), reacted, hidden], 1_000, stance), 9)
    assert [(voice.author, voice.reach) for voice in advocates] == [("reacted", 1_100)]
    assert scored == ["reacted"]


def test_who_is_of_two_minds_is_neither() -> None:
    both = [Judged(post(1), -0.6, 1.0), Judged(post(2), 0.6, 1.0)]
    assert ranked(both, 9) == ([], [])


LOVE = post(1, "ana", 0)._replace(text="I love my new kettle, it sings!")


def test_praise_worth_asking_for_is_in_own_words_of_authors_who_may_be_asked() -> None:
    others = [
        LOVE._replace(key="copy", author="copycat", published_ms=LOVE.published_ms + 1),
        LOVE._replace(key="shared", author="ben", text="RT what a lovely kettle they make", form=Form.REPOST),
        LOVE._replace(key="quoted", author="fay", text="So true! RT @gus what a lovely kettle"),
        LOVE._replace(key="hidden", author="cleo", text="What a beautiful kettle that is!", withheld=True),
        LOVE._replace(key="nobody", author="", text="Such a very good kettle, truly so"),
        LOVE._replace(key="short", author="dan", text="Love it!"),
        LOVE._replace(key="asked", author="eva", text="My kettle boils in no time at all"),
    ]
    asked = {public_id_of(others[-1])}
    found = suggested([LOVE, *others], lambda _: 0.8, asked, 9)
    assert [one.mention for one in found] == [LOVE]
    assert suggested([LOVE, *others], lambda _: 0.0, asked, 9) == []


def test_of_each_author_the_best_post_is_suggested_and_who_is_heard_comes_first() -> None:
    better = LOVE._replace(key="better", text="Honestly the best kettle of my whole life")
    heard = LOVE._replace(key="heard", author="ben", reach=90_000, text="This kettle made my morning, thank you")
    praise = {LOVE.key: 0.5, "better": 0.9, "heard": 0.5}
    found = suggested([LOVE, better, heard], lambda mention: praise[mention.key], (), 9)
    assert [one.mention.key for one in found] == ["heard", "better"]
    assert suggested([LOVE, better, heard], lambda mention: praise[mention.key], (), 1) == found[:1]


@given(st.lists(st.integers(), max_size=200), st.integers(1, 300))
def test_a_choice_of_hours_is_in_order_without_repeats_and_has_both_ends(every: list[int], most: int) -> None:
    places = spread(range(len(every)), most)
    assert places == sorted(set(places))
    assert len(places) == min(most, len(every))
    if places and most > 1:
        assert (places[0], places[-1]) == (0, len(every) - 1)
