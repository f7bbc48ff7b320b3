"""The section of the page that says whom to answer: its texts, their order, and hostile input."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from functions.query.html.actions import answer_button
from functions.query.html.answers import POSTS, Replies, whom_to_answer
from shared.answers.answers import ConcernToAnswer, PostToAnswer
from shared.answers.breach import Breach, Rule
from shared.answers.drafts import Draft
from shared.answers.wanted import WantedAnswer
from shared.domain.mentions.mention import Mention
from shared.domain.response.approval import Approval
from shared.domain.response.fact import Fact
from tests.unit.notify.examples import START
from tests.unit.shared.html.reader import NASTY, Reader

FACT = Fact("1", "acme", "c", "Only kettles of March.", "ana", START)


def post(words: str = "it burnt me", url: str = "https://social.example/1", **fields: Any) -> PostToAnswer:
    mention = Mention("acme", "mastodon", "1", words, START, START, url=url)
    wanted = WantedAnswer(mention, "safety", words, words, ("is angry",), (1,))
    return PostToAnswer(wanted, fields.get("draft", Draft("Please write to us.")), fields.get("approval"))


def concern(*posts: PostToAnswer, name: str = "data_breach") -> ConcernToAnswer:
    return ConcernToAnswer(name, len(posts), posts)


def test_the_first_concern_is_in_sight_and_the_others_are_folded() -> None:
    shown = whom_to_answer(Replies([concern(post()), concern(post(), post(), name="question")]))
    assert "<p><b>Data breach: 1 post</b></p>" in shown
    assert "<details><summary>Other questions: 2 posts</summary>" in shown
    assert 'href="https://social.example/1"' in shown
    assert "mastodon, 14:05 UTC" in shown
    assert "is angry" in shown


def test_a_post_has_its_answer_else_its_draft_else_why_there_is_none() -> None:
    answer = Approval("1", "acme", "c", "mastodon", "We hear you.", "ben", START)
    refused = Draft("", (Breach(Rule.COPY, "Please write to us."),))
    for given_post, words in (
        (post(approval=answer), '<b>Answer, approved by <bdi>ben</bdi></b> <span class="copy" dir="auto">We hear you.'),
        (post(), '<b>Draft</b> <span class="copy" dir="auto">Please write to us.</span>'),
        (post(draft=refused), "<b>No draft</b> “Please write to us.” is more than 80 % alike"),
    ):
        assert words in whom_to_answer(Replies([concern(given_post)]))
    assert 'class="reply"' not in whom_to_answer(Replies([concern(post(draft=None))]))


def test_a_phone_shows_few_posts_of_a_concern_and_says_how_many_there_are() -> None:
    shown = whom_to_answer(Replies([concern(*[post()] * 9)]))
    assert (shown.count("<blockquote>"), "9 posts" in shown) == (POSTS, True)


def test_facts_are_shown_with_who_confirmed_them_and_nothing_is_shown_of_nothing() -> None:
    assert "Only kettles of March.</span> Confirmed by <bdi>ana</bdi>." in whom_to_answer(Replies([], [FACT]))
    assert whom_to_answer(Replies()) == ""


def test_a_draft_that_somebody_may_approve_has_a_folded_form_with_its_text_and_others_have_none() -> None:
    some = post()
    replies, token = Replies([concern(some)]), {answer_button(some.id): "note.x"}
    shown = whom_to_answer(replies, token)
    assert '<form method="post" action="../a/note.x">' in shown
    assert "Please write to us.</textarea>" in shown
    assert "Let a model word it" not in shown
    assert "Let a model word it" in whom_to_answer(replies._replace(model="amazon.nova-micro-v1:0"), token)
    answered = post(approval=Approval("1", "acme", "c", "mastodon", "We hear you.", "ben", START))
    for other in (whom_to_answer(replies), whom_to_answer(Replies([concern(answered)]), token)):
        assert "<form" not in other


@given(NASTY, NASTY)
def test_no_input_can_produce_markup(words: str, other: str) -> None:
    answer = Approval("1", "acme", "c", other, words, other, START)
    posts = [post(words, other), post(words, other, draft=Draft(words)), post(words, approval=answer)]
    tokens = {answer_button(posts[1].id): "note.x"}
    shown = whom_to_answer(
        Replies([concern(*posts, name=other)], [Fact("1", "acme", "c", words, other, START)]), tokens
    )
    allowed = {"section", "h2", "p", "b", "bdi", "blockquote", "footer", "a", "ul", "li", "span"}
    allowed |= {"details", "summary", "form", "label", "textarea", "input", "button"}
    assert {tag for tag, _ in Reader(shown).elements} <= allowed
