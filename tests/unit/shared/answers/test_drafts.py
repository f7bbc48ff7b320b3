"""Posts that want an answer, in order; drafts that keep to the rules by themselves."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.answers.answers import answers_to
from shared.answers.drafts import draft_answer, fact_for
from shared.answers.lint import ALIKE, alike, breaches
from shared.answers.templates import (
    ANY_CONCERN,
    NEXT_BY_MAIL,
    NEXT_ON_PAGE,
    NOT_KNOWN,
    OPENINGS,
    QUESTIONS,
    WITHOUT_WORDS,
)
from shared.answers.wanted import WantedAnswer, wanted_answers
from shared.domain.mentions.mention import Engagement, Form, Mention
from shared.domain.response.fact import Fact
from shared.enrichment import Enrichment, enrich

MAIL, PAGE = "help@acme.example", "https://acme.example/help"
FIRE = "My Acme kettle caught fire"


def scored(text: str, key: str = "1", **fields: Any) -> tuple[Mention, Enrichment]:
    mention = Mention("acme", fields.pop("channel", "mastodon"), key, text, 1_000, 1_000, **fields)
    return mention, enrich(text, ("Acme",))


def ranked(*posts: tuple[Mention, Enrichment]) -> list[str]:
    return [wanted.mention.key for concern in wanted_answers(posts, 5) for wanted in concern.first]


def wanted(text: str, concern: str = "safety") -> WantedAnswer:
    mention, _ = scored(text)
    return WantedAnswer(mention, concern, text, text, (), (1,))


def fact(text: str, about: str = "") -> Fact:
    return Fact(text, "acme", "c", text, "ana", 1, about)


def test_no_template_breaks_a_rule() -> None:
    openings = [*ANY_CONCERN, *QUESTIONS, *WITHOUT_WORDS, *(text for texts in OPENINGS.values() for text in texts)]
    steps = [*((text, MAIL) for text in NEXT_BY_MAIL), *((text, PAGE) for text in NEXT_ON_PAGE)]
    for opening, (step, place), middle in product(openings, steps, NOT_KNOWN):
        filled = opening.replace("{words}", "it broke").replace("{about}", "safety")
        assert breaches(f"{filled} {middle} {step.replace('{place}', place)}", contact=place) == []


def test_harm_comes_before_reach_reach_before_a_question_and_a_question_before_anger() -> None:
    question = "Does anybody know how to get the Acme app to work?"
    posts = [
        scored("I hate it, the Acme app is down again, worst company ever", "anger"),
        scored(question, "question"),
        scored("The Acme app is down again, cannot log in", "reach", reach=50_000),
        scored(FIRE, "harm"),
    ]
    assert ranked(*posts)[:2] == ["harm", "reach"]
    assert ranked(*posts[:2]) == ["question", "anger"]


def test_of_two_alike_the_one_without_a_reply_comes_first() -> None:
    answered = scored("The Acme app is down, cannot log in", "answered", engagement=Engagement(replies=3))
    assert ranked(answered, scored("Acme app down, I cannot log in here", "lonely")) == ["lonely", "answered"]


def test_reposts_news_praise_and_what_cannot_be_read_want_no_answer() -> None:
    posts = [
        scored(FIRE, "repost", form=Form.REPOST),
        scored(FIRE, "news", channel="gdelt"),
        scored(FIRE, "feed", channel="rss"),
        scored("I love my Acme kettle, thank you", "praise"),
        scored("Mein Acme Wasserkocher hat heute Morgen leider Feuer gefangen", "german"),
    ]
    assert ranked(*posts) == []


def test_an_author_and_a_wording_stand_in_the_list_once() -> None:
    same = [scored(f"{FIRE} https://a.example/{n}", str(n), author=f"a{n}") for n in range(3)]
    mine = [scored(f"{FIRE} and {rest}", rest, author="ana") for rest in ("smoke came out", "nobody answers")]
    concerns = wanted_answers([*same, *mine], 1)
    assert [(concern.name, concern.posts, len(concern.first)) for concern in concerns] == [("safety", 2, 1)]


def test_a_draft_repeats_the_words_says_the_fact_and_names_the_place() -> None:
    draft = draft_answer(wanted("the cord melted"), [fact("Only kettles of March burn.", "safety")], MAIL, [])
    assert all(part in draft.text for part in ("“the cord melted”", "Only kettles of March burn.", MAIL))


def test_words_that_name_somebody_are_not_repeated() -> None:
    draft = draft_answer(wanted("Mr Petrov laughed when the cord melted"), [], MAIL, [])
    assert draft.text
    assert "Petrov" not in draft.text


def test_a_post_keeps_its_draft_while_others_come_and_no_two_are_copies() -> None:
    posts = [scored(f"{FIRE}, {room} is black", str(n)) for n, room in enumerate(["kitchen", "hall", "roof", "attic"])]
    first = {post.id: post.draft for post in answers_to(posts[:1], [], [], MAIL)[0].first}
    drafts = {post.id: post.draft for post in answers_to(posts, [], [], MAIL)[0].first}
    texts = [draft.text for draft in drafts.values() if draft]
    assert len(texts) == 4
    assert all(alike(one, two) <= ALIKE for n, one in enumerate(texts) for two in texts[:n])
    assert any(drafts[key] == draft for key, draft in first.items())


def test_where_every_wording_is_a_copy_there_is_none_and_the_rule_is_named() -> None:
    long = fact("Only kettles of March burn, " + "and shops take each of them back without any receipt, " * 20)
    others = [draft_answer(wanted("the cord melted"), [long], MAIL, []).text]
    draft = draft_answer(wanted("the plug melted"), [long], MAIL, others)
    assert (draft.text, {breach.rule for breach in draft.refused}) == ("", {"copy"})


def test_the_last_fact_about_the_concern_is_said_else_the_last_about_everything() -> None:
    known = [fact("one", "safety"), fact("two", "safety"), fact("three"), fact("four", "recall")]
    found = [fact_for(concern, known) for concern in ("safety", "recall", "delay")]
    assert [each and each.text for each in found] == ["two", "four", "three"]


@given(st.text(max_size=200))
def test_whatever_somebody_writes_a_draft_keeps_to_the_rules(text: str) -> None:
    draft = draft_answer(wanted(text, "complaint"), [], MAIL, [])
    assert draft.text
    assert breaches(draft.text, contact=MAIL, quoted=text) == []


def test_words_that_are_withheld_are_neither_shown_nor_repeated() -> None:
    assert ranked(scored(FIRE, "withheld", withheld=True), scored(FIRE, "shown")) == ["shown"]
